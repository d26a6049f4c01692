// The contract of a baseline: a score for a person's day, from that day and earlier ones alone. For
// the files of this folder, each of which is one way that somebody would try first.

import type { PersonDays } from '../day-features.ts';
import type { Desk } from '../desk.ts';

export type Baseline = {
  readonly id: string;
  readonly title: string;
  open(desk: Desk): Scorer;
};

export type Scorer = {
  /** Higher is more suspicious; 0 says nothing. Changes nothing. */
  score(person: PersonDays, day: number): number;
  /** Called after a day has been scored, once, in the order of days. */
  learn?(day: number): void;
};

/** Days that a habit is taken from, and with how few nothing is said. */
export const habitDays = 30;
export const habitDaysMin = 5;
