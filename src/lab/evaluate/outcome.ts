// What living through a world has come to: all that judging needs, small enough to be a file.
// Living takes minutes and judging seconds, so that a run can be taken up again, judged by other
// budgets, or put together from several.

import type { Budgets, Tier } from '../../core/calibration.ts';
import type { Millis } from '../../core/time.ts';
import type { ContenderNote } from './own-scores.ts';
import type { Protocol } from './protocol.ts';

/** The highest score of a person on a day. */
export type DayScore = {
  /** Number of the person in this world. */
  readonly user: number;
  readonly day: number;
  readonly score: number;
};

/** A score that was higher than all before it since the theft began. */
export type Rise = {
  readonly at: Millis;
  readonly score: number;
  /** Customers taken by then. */
  readonly taken: number;
};

export type Trial = {
  readonly cell: string;
  readonly person: string;
  /** Of the first theft; of a placebo, and of a thief who never came to it, the first test day. */
  readonly startedAt: Millis;
  /** End of what was looked at. */
  readonly endsAt: Millis;
  /** Customers taken until then. */
  readonly taken: number;
  /** One list for each contender. */
  readonly rises: readonly (readonly Rise[])[];
  /** When the pipeline as it ships first asked, and paged, since the theft began. */
  readonly shipped: Readonly<Record<Tier, Rise | null>>;
};

export type HonestScores = {
  /** The highest, by person and day; all, where there were few. */
  readonly calibration: readonly DayScore[];
  readonly test: readonly DayScore[];
  /** Whether there were more than were kept. */
  readonly isCut: boolean;
};

/** Honest work of the truth that looks like theft. */
export type OddSpan = {
  readonly kind: string;
  readonly users: readonly number[];
  readonly from: Millis;
  readonly until: Millis;
};

/** Of a question, or of an incident for which somebody was paged. */
export type Opening = {
  readonly at: Millis;
  /** That with the most evidence then. */
  readonly family: string;
};

export type Outcome = {
  readonly seed: number;
  readonly agents: number;
  readonly events: number;
  readonly protocol: Protocol;
  readonly contenders: readonly ContenderNote[];
  readonly honest: readonly HonestScores[];
  readonly oddities: readonly OddSpan[];
  readonly trials: readonly Trial[];
  /** With which the pipeline ran. */
  readonly budgets: Budgets;
  /** When the pipeline as it ships asked about, and paged for, honest people in the test. */
  readonly shipped: Readonly<Record<Tier, readonly Opening[]>>;
};
