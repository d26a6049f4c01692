// From a budget to a threshold, in the same way for everybody: the lowest at which the calibration
// has no more incidents than the budget allows. Then it is frozen.

import type { DayScore } from './outcome.ts';
import { joinDays } from './protocol.ts';

/** First days of incidents: days above the threshold of one person, until seven quiet days. */
export function incidentsAbove(scores: readonly DayScore[], threshold: number): DayScore[] {
  const crossing = scores.filter(({ score }) => score >= threshold);
  crossing.sort((a, b) => a.user - b.user || a.day - b.day);
  const first: DayScore[] = [];
  let last: DayScore | undefined;
  for (const one of crossing) {
    if (last?.user !== one.user || one.day - last.day > joinDays) first.push(one);
    last = one;
  }
  return first;
}

export type Threshold = {
  readonly value: number;
  /** Incidents of the calibration at it. */
  readonly incidents: number;
  /** What the budget allowed: below ten a threshold is mostly chance. */
  readonly allowed: number;
  /** Lower scores were not kept, and the budget would have allowed some of them. */
  readonly isCut: boolean;
};

/** Users are numbered through all worlds. Where nothing is allowed it lies above all scores. */
export function thresholdOf(
  scores: readonly DayScore[],
  { allowed, isCut }: { readonly allowed: number; readonly isCut: boolean },
): Threshold {
  const steps = [...new Set(scores.map(({ score }) => score))].sort((a, b) => b - a);
  // The number of incidents is nearly always greater at a lower threshold (two may become one), and
  // from the top it is nearly always the first that is too many.
  let value = (steps[0] ?? 0) * 1.001 + Number.MIN_VALUE;
  let incidents = 0;
  for (const step of steps) {
    const count = incidentsAbove(scores, step).length;
    if (count > allowed) return { value, incidents, allowed, isCut: false };
    value = step;
    incidents = count;
  }
  return { value, incidents, allowed, isCut: isCut && incidents < allowed };
}
