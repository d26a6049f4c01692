// How a world is divided, and what is asked of every contender alike. For all of this folder.
//
//   ├── warm-up ──┼── calibration ──┼──────── test ────────┤
//    windows fill   thresholds are     thefts begin on the first day;
//                   set, then frozen   honest people are counted here
//
// The proportions are those of docs/evaluation.md: 60, 40 and 60 days of a world of 160.

import { dayMs, hourMs, type Millis } from '../../core/time.ts';

/** Incidents per 1,000 people and day. */
export const budgetsUsual: readonly number[] = [1, 0.2, 0.05];

/** Crossings of one person within so many days of the one before are one incident. */
export const joinDays = 7;

/** Shares of thieves caught are told within so many days. */
export const horizonsDays = [7, 28, 60] as const;

/** How long after its end a day waits for late reasons, for whoever judges whole days. */
export const graceMs: Millis = hourMs;

const testDaysMax = 60;
const calibrationShare = 0.4;

export type Protocol = {
  readonly start: Millis;
  readonly days: number;
  /** First days of the parts. */
  readonly calibrationFrom: number;
  readonly testFrom: number;
};

export function protocolOf({ start, days }: { start: Millis; days: number }): Protocol {
  const test = Math.min(testDaysMax, Math.floor(days / 2));
  const calibration = Math.floor((days - test) * calibrationShare);
  return { start, days, calibrationFrom: days - test - calibration, testFrom: days - test };
}

export function dayOf({ start }: Protocol, at: Millis): number {
  return Math.floor((at - start) / dayMs);
}

export function startOf({ start }: Protocol, day: number): Millis {
  return start + day * dayMs;
}

/** When somebody who judges whole days says what they think of one. */
export function judgedAt(protocol: Protocol, day: number): Millis {
  return startOf(protocol, day + 1) + graceMs;
}
