// The days of one person as a slow detector wants them: each with what was done, and what was to be
// expected of the day by what colleagues did. Filled anew for each question, without allocating.
// Handed to detectors by profile.ts.

import { daysKept } from './limits.ts';
import { emptyOlder, type Older } from './weeks.ts';

export type History = {
  /** Days in the columns below, oldest first; the last is the day that is judged. */
  count: number;
  /** Days since 1970. */
  readonly day: Uint32Array;
  readonly subjects: Float64Array;
  readonly unexplained: Float64Array;
  /** How busy the team was, 1 where nobody knows. */
  readonly busy: Float64Array;
  /** How much more than likely the team read without a reason. */
  readonly outage: Float64Array;
  /** 0: an incident was open, or the day is not whole. It is evidence, but no measure. */
  readonly teaches: Uint8Array;
  /** What came before the first of them. */
  readonly older: Older;
};

export function emptyHistory(): History {
  const column = () => new Float64Array(daysKept);
  return {
    count: 0,
    day: new Uint32Array(daysKept),
    subjects: column(),
    unexplained: column(),
    busy: column(),
    outage: column(),
    teaches: new Uint8Array(daysKept),
    older: emptyOlder(),
  };
}

/**
 * Days at work before the one that is judged: of the last four weeks, and of twelve before them
 * those on which nobody was paged.
 */
export function daysKnown({ older, count }: History): number {
  return older.days + Math.max(0, count - 1);
}
