// What a nominal score is worth: how often honest people reach it, and from which combined evidence
// on somebody is asked, or somebody is paged.
//
//   score of a detector ──► p: share of honest user-days that reach it      calibratedTail
//   budget              ──► combined log odds at which a question or an incident opens
//   combined log odds   ──► of 1,000 colleagues, so many reach them in a month
//
// Nominal tail probabilities are not honest (people are burstier than the models), counted ones
// are. Counted were honest worlds: shipped-calibration.ts, made by `npm run calibrate`. Between the
// rates counted −log10 p is linear in the score. Beyond the last of them it grows only with the
// logarithm of the score, as in a tail that falls as a power: a score never seen among the honest
// is rarer than what was seen, but nobody has counted by how much.
//
// Norms published in `access` replace what was shipped, from then on: class norms by names such as
// `score.rows-burst.3` (the score that one user-day in 10³ reaches), thresholds by `question` and
// `incident`. For the judging of findings, and for whoever shows what they mean.

import type { Norms } from '../generated/records.ts';
import { exp, ln10, log } from './stats/special.ts';

/** Whose scores are compared: what is usual for a supervisor is not for an agent. */
export const peerClasses = ['agent', 'supervisor', 'service'] as const;
export type PeerClass = (typeof peerClasses)[number];

/** A tier of an incident: somebody is asked what it was for, or somebody is paged. */
export type Tier = 'question' | 'incident';

/** So many may open per 1,000 users and day. */
export type Budgets = Readonly<Record<Tier, number>>;
export type Thresholds = Readonly<Record<Tier, number>>;

export const shippedBudgets: Budgets = { question: 1, incident: 0.05 };

/**
 * Log odds below which nothing ever opens, whatever was counted: for a question a finding of which
 * honest people have one in five hundred days, for an incident one in two thousand. A desk on which
 * nothing happens for weeks must not make the next trifle an incident.
 */
export const thresholdFloors: Thresholds = { question: -9, incident: -7.7 };

/** Scores at the rates 10⁻¹, 10⁻², 10⁻³, 10⁻⁴ of user-days; 0: no score that high was counted. */
export const scoreRates = 4;
export type TailScores = readonly number[];

export type CalibrationTable = {
  /** The command that made it. */
  readonly producedBy: string;
  readonly tails: Readonly<Record<string, Readonly<Partial<Record<PeerClass, TailScores>>>>>;
  /** Budget and log odds, the smallest budget first. */
  readonly openings: readonly (readonly [budget: number, logOdds: number])[];
  /** Share of users who reach log odds in a month, the largest share first. */
  readonly months: readonly (readonly [share: number, logOdds: number])[];
};

/** Nobody has counted what this detector gives: its own threshold stands for 10⁻³. */
const uncountedExponent = 3;
const exponents = { min: 1, max: 8 } as const;

export class Calibration {
  readonly #table: CalibrationTable;
  readonly #budgets: Budgets;
  readonly #published = new Map<string, number>();

  constructor(table: CalibrationTable, budgets: Budgets) {
    this.#table = table;
    this.#budgets = budgets;
  }

  /** Norms of kind `class` and `thresholds`; others are no business of this. */
  heed({ key, kind, norms }: Pick<Norms, 'key' | 'kind' | 'norms'>): void {
    if (kind !== 'class' && kind !== 'thresholds') return;
    const place = kind === 'class' ? key.slice(key.lastIndexOf('/') + 1) : kind;
    for (const [name, value] of Object.entries(norms)) {
      if (Number.isFinite(value)) this.#published.set(`${place}/${name}`, value);
    }
  }

  /** Share of user-days of the class on which an honest person reaches the score. */
  calibratedTail(detector: string, peers: PeerClass, { score, threshold }: Scored): number {
    const scores = this.#scores(detector, peers);
    if (scores.some((one) => one > 0)) return tailAt(scores, score);
    return 1e-3 * power(threshold / score, uncountedExponent);
  }

  /** Of the two the one for questions is never the higher. */
  get thresholds(): Thresholds {
    const incident = this.#threshold('incident');
    return { question: Math.min(this.#threshold('question'), incident), incident };
  }

  /** Of 1,000 honest colleagues, so many reach these log odds in a month; 0.5: not one. */
  peersPerThousand(logOdds: number): number {
    const { months } = this.#table;
    const share = shareAt(months, logOdds);
    return Math.max(0.5, 1_000 * share);
  }

  #threshold(tier: Tier): number {
    const published = this.#published.get(`thresholds/${tier}`);
    const budget = this.#budgets[tier];
    // Nobody wants any, or (where honest worlds are counted) every single one.
    if (budget === 0) return Number.POSITIVE_INFINITY;
    if (budget === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    const shipped = openingAt(this.#table.openings, budget);
    if (published === undefined) return Math.max(thresholdFloors[tier], shipped);
    // Published by whoever had another budget: moved by what the budgets differ in, as shipped.
    const theirs = this.#published.get(`thresholds/${tier}_budget`) ?? budget;
    const moved = theirs > 0 ? shipped - openingAt(this.#table.openings, theirs) : 0;
    return Math.max(thresholdFloors[tier], published + moved);
  }

  #scores(detector: string, peers: PeerClass): TailScores {
    const shipped = this.#table.tails[detector]?.[peers] ?? [];
    if (this.#published.size === 0) return shipped;
    return Array.from(
      { length: scoreRates },
      (_, i) => this.#published.get(`${peers}/score.${detector}.${i + 1}`) ?? shipped[i] ?? 0,
    );
  }
}

type Scored = { readonly score: number; readonly threshold: number };

/** The tail of one detector and class at a score, from the scores at 10⁻¹, 10⁻², … */
export function tailAt(scores: TailScores, score: number): number {
  let [below, belowScore] = [0, 0];
  let beforeScore = 0;
  for (let i = 0; i < scores.length; i += 1) {
    const at = scores[i]!;
    // Not reached at all on so many days: whatever scores is rarer.
    if (at <= belowScore) {
      if (belowScore === 0) below = i + 1;
      continue;
    }
    if (score < at) {
      const part = (score - belowScore) / (at - belowScore);
      return exp(-ln10 * (below + part * (i + 1 - below)));
    }
    beforeScore = belowScore;
    [below, belowScore] = [i + 1, at];
  }
  const slope = beforeScore > 0 ? ln10 / log(belowScore / beforeScore) : uncountedExponent;
  const exponent = Math.min(exponents.max, Math.max(exponents.min, slope));
  return exp(-ln10 * below) * power(belowScore / score, exponent);
}

/** Log odds at a budget, linear in the logarithm of the budget; above them all the lowest. */
function openingAt(openings: CalibrationTable['openings'], budget: number): number {
  const above = openings.findIndex(([one]) => one >= budget);
  if (above < 0) return openings.at(-1)?.[1] ?? thresholdFloors.incident;
  const [least, highest] = openings[0]!;
  // Evidence is so made that ten times as much comes at most a tenth as often.
  if (above === 0) return highest + log(least / budget);
  const [[low, from], [high, to]] = [openings[above - 1]!, openings[above]!];
  return from + (to - from) * (log(budget / low) / log(high / low));
}

/** Share at log odds, its logarithm linear in them; beyond the last a power of ten per ln 10. */
function shareAt(months: CalibrationTable['months'], logOdds: number): number {
  const above = months.findIndex(([, one]) => one > logOdds);
  if (above === 0) return months[0]![0];
  if (above < 0) {
    const [share, last] = months.at(-1) ?? [1, logOdds];
    return share * exp(last - logOdds);
  }
  const [[low, from], [high, to]] = [months[above - 1]!, months[above]!];
  return low * exp(log(high / low) * ((logOdds - from) / (to - from)));
}

/** base^exponent for a base up to 1. */
function power(base: number, exponent: number): number {
  return base <= 0 ? 0 : Math.min(1, exp(exponent * log(base)));
}
