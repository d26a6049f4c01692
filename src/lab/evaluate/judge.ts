// From what was lived to what is said of it: thresholds by budget, honest people who were accused,
// thieves who were found, when, and after how many records. Every contender by the same code.

import { dayMs, type Millis } from '../../core/time.ts';
import { type Counted, type Interval, intervalOf, summed } from './intervals.ts';
import type { DayScore, OddSpan, Outcome, Trial } from './outcome.ts';
import type { ContenderNote } from './own-scores.ts';
import { horizonsDays, joinDays, startOf } from './protocol.ts';
import { daysUntil, type Observed } from './survival.ts';
import { incidentsAbove, type Threshold, thresholdOf } from './threshold.ts';

export type Verdict = {
  readonly contender: ContenderNote;
  readonly budget: number;
  readonly threshold: Threshold;
  readonly honest: HonestVerdict;
  readonly cells: readonly CellVerdict[];
};

export type HonestVerdict = {
  /** Incidents per 1,000 people and day of the test, by world: to be near the budget. */
  readonly byWorld: readonly number[];
  readonly perThousandDays: number;
  readonly incidents: number;
  /** Of them, by what the person was doing; `none`: nothing odd. */
  readonly byKind: Readonly<Record<string, number>>;
};

export type CellVerdict = {
  readonly cell: string;
  readonly thieves: number;
  /** Share found within the horizons, in their order. */
  readonly found: readonly { readonly share: number; readonly interval: Interval }[];
  /** Kaplan–Meier; null: fewer were found as long as anybody looked. */
  readonly medianDays: number | null;
  readonly ninetyDays: number | null;
  /** Median over all thieves of what they had when found, or at the end. */
  readonly medianTaken: number;
  /** Median of what they would have taken. */
  readonly medianPlanned: number;
  /** Share of all planned records that finding them in time saves. */
  readonly prevented: number;
  /** Honest people accused for each thief found, where one of 1,000 steals in a year. */
  readonly falsePerTrue: number | null;
  /** For pictures: days until each was found, or until the end. */
  readonly observed: readonly Observed[];
};

export type Found = { readonly days: number; readonly taken: number; readonly isFound: boolean };

/**
 * Whose honest days a threshold is from. Frozen: those of the calibration, as it is in life, where
 * a bad week of the test is a surprise. Matched: those of the test itself, so that everybody comes
 * to the budget; fair between contenders, and a promise to nobody.
 */
export const thresholdKinds = ['frozen', 'matched'] as const;
export type ThresholdKind = (typeof thresholdKinds)[number];

export type Judging = {
  readonly contender: number;
  readonly budget: number;
  readonly thresholds: ThresholdKind;
};

export function judge(outcomes: readonly Outcome[], judging: Judging): Verdict {
  const { contender, budget } = judging;
  const threshold = thresholdFor(outcomes, judging);
  const honest = judgeHonest(outcomes, contender, threshold.value);
  const cells = [...new Set(outcomes.flatMap(({ trials }) => trials.map(({ cell }) => cell)))];
  return {
    contender: outcomes[0]!.contenders[contender]!,
    ...{ budget, threshold, honest },
    cells: cells.map((cell) =>
      judgeCell(outcomes, {
        ...{ cell, perThousandDays: honest.perThousandDays },
        foundOf: (trial) => foundIn(trial, contender, threshold.value),
      }),
    ),
  };
}

/** One for all worlds of a run, as it would be shipped: a small world alone allows too few. */
function thresholdFor(
  outcomes: readonly Outcome[],
  { contender, budget, thresholds }: Judging,
): Threshold {
  const scores: DayScore[] = [];
  let allowed = 0;
  let isCut = false;
  outcomes.forEach(({ honest, protocol, agents }, world) => {
    const { calibration, test, isCut: isOneCut } = honest[contender]!;
    for (const score of thresholds === 'frozen' ? calibration : test) {
      scores.push({ ...score, user: score.user * outcomes.length + world });
    }
    const { calibrationFrom, testFrom, days } = protocol;
    const length = thresholds === 'frozen' ? testFrom - calibrationFrom : days - testFrom;
    allowed += (budget * agents * length) / 1_000;
    isCut ||= isOneCut;
  });
  return thresholdOf(scores, { allowed, isCut });
}

function judgeHonest(
  outcomes: readonly Outcome[],
  contender: number,
  threshold: number,
): HonestVerdict {
  const byKind: Record<string, number> = {};
  const byWorld: number[] = [];
  let incidents = 0;
  let thousandDays = 0;
  for (const outcome of outcomes) {
    const { protocol, agents } = outcome;
    const found = incidentsAbove(outcome.honest[contender]!.test, threshold);
    const days = ((protocol.days - protocol.testFrom) * agents) / 1_000;
    byWorld.push(found.length / days);
    incidents += found.length;
    thousandDays += days;
    for (const incident of found) {
      const kind = oddityOf(outcome, incident)?.kind ?? 'none';
      byKind[kind] = (byKind[kind] ?? 0) + 1;
    }
  }
  return { byWorld, perThousandDays: incidents / thousandDays, incidents, byKind };
}

/** What odd thing the person did in the week that an incident looks back on. */
function oddityOf({ oddities, protocol }: Outcome, { user, day }: DayScore): OddSpan | undefined {
  const from = startOf(protocol, day - joinDays);
  const until = startOf(protocol, day + 1);
  return oddities.find((one) => one.users.includes(user) && one.from < until && one.until >= from);
}

type Asked = {
  readonly cell: string;
  /** Honest people accused meanwhile. */
  readonly perThousandDays: number;
  readonly foundOf: (trial: Trial) => Found;
};

export function judgeCell(outcomes: readonly Outcome[], asked: Asked): CellVerdict {
  const { cell, perThousandDays, foundOf } = asked;
  const trials = outcomes.map((outcome) => outcome.trials.filter((one) => one.cell === cell));
  const worlds = trials.map((world) => world.map((trial) => ({ trial, ...foundOf(trial) })));
  const all = worlds.flat();
  const found = horizonsDays.map((horizon) => {
    const counted = worlds.map((world): Counted => {
      const hits = world.filter(({ isFound, days }) => isFound && days <= horizon).length;
      return { hits, trials: world.length };
    });
    const { hits, trials: count } = summed(counted);
    return { share: count === 0 ? 0 : hits / count, interval: intervalOf(counted, cell) };
  });
  const planned = all.reduce((sum, { trial }) => sum + trial.taken, 0);
  const taken = all.reduce((sum, one) => sum + one.taken, 0);
  const caught = found.at(-1)!.share;
  return {
    cell,
    thieves: all.length,
    found,
    medianDays: daysUntil(all, 0.5) ?? null,
    ninetyDays: daysUntil(all, 0.9) ?? null,
    medianTaken: median(all.map((one) => one.taken)),
    medianPlanned: median(all.map(({ trial }) => trial.taken)),
    prevented: planned === 0 ? 0 : 1 - taken / planned,
    falsePerTrue: caught === 0 ? null : (perThousandDays * 365) / caught,
    observed: all.map(({ days, isFound }) => ({ days, isFound })),
  };
}

type Watched = Pick<Trial, 'startedAt' | 'endsAt' | 'taken' | 'rises'>;

/** When and after how much a contender finds a thief; at the end of the trial, if never. */
export function foundIn(trial: Watched, contender: number, threshold: number): Found {
  const since = (at: Millis) => (at - trial.startedAt) / dayMs;
  const rise = trial.rises[contender]!.find(({ score }) => score >= threshold);
  return rise === undefined
    ? { days: since(trial.endsAt), taken: trial.taken, isFound: false }
    : { days: since(rise.at), taken: rise.taken, isFound: true };
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
