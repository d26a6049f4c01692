// From what a log came to to what is said of it: thresholds by budget from its first half, false
// incidents of its second, thefts found, when, and after how many records. For log-report.

import { differenceOf, type Paired } from '../clustered.ts';
import { type Interval, intervalOf } from '../intervals.ts';
import { type Found, foundIn, median } from '../judge.ts';
import type { Rise } from '../outcome.ts';
import { daysUntil, type Observed } from '../survival.ts';
import { incidentsAbove, type Threshold, thresholdOf } from '../threshold.ts';
import { type Half, type LogOutcome, type LogTrial, shippedTiers } from './log-outcome.ts';

/** Thefts are told found within so many days of their start. */
export const logHorizonsDays = [7, 28] as const;

/** From where on somebody is told. */
export type Rule = {
  /** question, incident: as shipped; or 1, 0.2, …: learnt at that budget. */
  readonly id: string;
  readonly contender: string;
  /** Undefined: as shipped. */
  readonly budget?: number;
  readonly threshold: Threshold;
};

export type HonestRate = {
  readonly incidents: number;
  readonly userDays: number;
  /** Of the persons accused at all. */
  readonly people: number;
  readonly perThousandDays: number;
  readonly interval: Interval;
};

export type LogVerdict = {
  readonly rule: Rule;
  readonly honest: Readonly<Record<Half, HonestRate>>;
  readonly cells: readonly LogCellVerdict[];
};

export type LogCellVerdict = {
  readonly cell: string;
  readonly trials: number;
  readonly people: number;
  /** In the order of the horizons. */
  readonly found: readonly {
    readonly share: number;
    readonly placebo: number;
    readonly difference: number;
    readonly interval: Interval;
  }[];
  /** Kaplan–Meier; null: fewer were found as long as anybody looked. */
  readonly medianDays: number | null;
  readonly ninetyDays: number | null;
  /** Medians over all thefts: when found, or at the end; and of all that was to be taken. */
  readonly medianTaken: number;
  readonly medianPlanned: number;
  /** For pictures. */
  readonly observed: readonly Observed[];
};

/** `question` and `incident` as shipped. */
export function shippedRules(): Rule[] {
  return Object.entries(shippedTiers).map(([id, value]) => {
    const threshold = { value, incidents: 0, allowed: 0, isCut: false };
    return { id, contender: 'shipped', threshold };
  });
}

/** The lowest threshold at which a half of the log has no more incidents than the budget allows. */
export function learntRule(
  outcome: LogOutcome,
  contender: string,
  { budget, half }: { readonly budget: number; readonly half: Half },
): Rule {
  const honest = outcome.honest[positionOf(outcome, contender)]!;
  const allowed = (budget * sum(outcome.userDays[half])) / 1_000;
  const threshold = thresholdOf(honest[half], { allowed, isCut: honest.isCut });
  return { id: String(budget), contender, budget, threshold };
}

export function judgeLog(outcome: LogOutcome, rule: Rule): LogVerdict {
  const cells = [...new Set(outcome.trials.map(({ cell }) => cell))];
  return {
    rule,
    honest: {
      calibration: honestRate(outcome, rule, 'calibration'),
      test: honestRate(outcome, rule, 'test'),
    },
    cells: cells.map((cell) => judgeCell(outcome, rule, cell)),
  };
}

/** The person is the unit: whoever is accused once is likely to be accused again. */
function honestRate(outcome: LogOutcome, rule: Rule, half: Half): HonestRate {
  const days = outcome.userDays[half];
  const hits = new Array<number>(days.length).fill(0);
  for (const user of accusedIn(outcome, rule, half)) hits[user]! += 1;
  const counted = days.map((trials, user) => ({ hits: hits[user]!, trials }));
  const userDays = sum(days);
  const { low, high } = intervalOf(counted, `${rule.id}/${half}`);
  return {
    ...{ incidents: sum(hits), userDays, people: hits.filter((count) => count > 0).length },
    perThousandDays: userDays === 0 ? 0 : (1_000 * sum(hits)) / userDays,
    interval: { low: 1_000 * low, high: 1_000 * high },
  };
}

/** Who was accused, once for each time. */
function accusedIn(outcome: LogOutcome, { id, contender, threshold }: Rule, half: Half): number[] {
  if (contender !== 'shipped') {
    const scores = outcome.honest[positionOf(outcome, contender)]![half];
    return incidentsAbove(scores, threshold.value).map(({ user }) => user);
  }
  const { calibrationFrom, testFrom, days } = outcome.protocol;
  const [from, until] = half === 'test' ? [testFrom, days] : [calibrationFrom, testFrom];
  return outcome.cases
    .filter(({ tier, isRisen, day }) => {
      const isOfTier = id === 'incident' ? tier === 'incident' : !isRisen;
      return isOfTier && day >= from && day < until;
    })
    .map(({ user }) => user);
}

type Judged = {
  readonly trial: LogTrial;
  readonly theft: Found;
  readonly placebo: Found;
};

function judgeCell(outcome: LogOutcome, rule: Rule, cell: string): LogCellVerdict {
  const contender = positionOf(outcome, rule.contender);
  const { value } = rule.threshold;
  const judged = outcome.trials
    .filter((trial) => trial.cell === cell)
    .map((trial): Judged => {
      const placebo: readonly (readonly Rise[])[] = trial.placebo;
      return {
        trial,
        theft: foundIn(trial, contender, value),
        placebo: foundIn({ ...trial, rises: placebo }, contender, value),
      };
    });
  const byPerson = [...Map.groupBy(judged, ({ trial }) => trial.person).values()];
  const found = logHorizonsDays.map((horizon) => {
    const isHit = ({ isFound, days }: Found) => isFound && days <= horizon;
    const people = byPerson.map((trials): Paired => {
      return {
        hits: trials.filter(({ theft }) => isHit(theft)).length,
        chance: trials.filter(({ placebo }) => isHit(placebo)).length,
        trials: trials.length,
      };
    });
    const { value: difference, interval } = differenceOf(people, `${cell}/${rule.id}/${horizon}`);
    const share = sum(people.map(({ hits }) => hits)) / judged.length;
    const placebo = sum(people.map(({ chance }) => chance)) / judged.length;
    return { share, placebo, difference, interval };
  });
  const thefts = judged.map(({ theft }) => theft);
  return {
    ...{ cell, trials: judged.length, people: byPerson.length, found },
    medianDays: daysUntil(thefts, 0.5) ?? null,
    ninetyDays: daysUntil(thefts, 0.9) ?? null,
    medianTaken: median(thefts.map(({ taken }) => taken)),
    medianPlanned: median(judged.map(({ trial }) => trial.taken)),
    observed: thefts.map(({ days, isFound }) => ({ days, isFound })),
  };
}

function positionOf({ contenders }: LogOutcome, contender: string): number {
  return contenders.findIndex(({ id }) => id === contender);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
