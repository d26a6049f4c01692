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
  const countAt = (step: number) => incidentsAbove(scores, steps[step]!).length;
  // The number of incidents is greater at a lower threshold, but where two become one. What is
  // found is a step that is allowed before one that is not; nearly always there is one such place.
  let allowedSteps = 0;
  let refused = steps.length;
  while (allowedSteps < refused) {
    const middle = (allowedSteps + refused) >> 1;
    if (countAt(middle) <= allowed) allowedSteps = middle + 1;
    else refused = middle;
  }
  if (allowedSteps === 0) {
    const value = (steps[0] ?? 0) * 1.001 + Number.MIN_VALUE;
    return { value, incidents: 0, allowed, isCut: false };
  }
  const last = allowedSteps - 1;
  const isAll = allowedSteps === steps.length;
  return { value: steps[last]!, incidents: countAt(last), allowed, isCut: isCut && isAll };
}
