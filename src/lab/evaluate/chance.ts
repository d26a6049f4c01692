// What is found by chance: were thieves' labels given to anybody, how many of them would have been
// found? For report.
//
// Everybody who is honest is somebody to whom a label may fall: of them so many reach the threshold
// within the test. Placebos went through all that a thief goes through, and took nothing; where
// more of them are found than of the honest, finding thieves is in part an artefact of injecting.

import { type Counted, type Interval, intervalOf, summed } from './intervals.ts';
import type { Verdict } from './judge.ts';
import type { Outcome } from './outcome.ts';

export type Chance = {
  readonly budget: number;
  /** Share of honest people who reach the threshold of all detectors together in the test. */
  readonly honest: { readonly share: number; readonly interval: Interval };
  /** The same of placebos; null: there were none. */
  readonly placebo: { readonly share: number; readonly interval: Interval } | null;
  /** Whether the two intervals have anything in common. */
  readonly isAlike: boolean;
};

/** Of all detectors together. */
export function chanceOf(
  outcomes: readonly Outcome[],
  { budget, threshold, cells }: Verdict,
  placebo: string,
): Chance {
  const worlds = outcomes.map(({ honest, agents }): Counted => {
    const reached = honest[0]!.test.filter(({ score }) => score >= threshold.value);
    return { hits: new Set(reached.map(({ user }) => user)).size, trials: agents };
  });
  const { hits, trials } = summed(worlds);
  const honest = { share: hits / trials, interval: intervalOf(worlds, `chance/${budget}`) };
  const found = cells.find(({ cell }) => cell === placebo);
  if (found === undefined) return { budget, honest, placebo: null, isAlike: true };
  const { share, interval } = found.found.at(-1)!;
  const isAlike = interval.low <= honest.interval.high && interval.high >= honest.interval.low;
  return { budget, honest, placebo: { share, interval }, isAlike };
}

export function chanceText({ budget, honest, placebo, isAlike }: Chance): string {
  const text = ({ share, interval: { low, high } }: Chance['honest']) =>
    `${percent(share)} (${percent(low)} to ${percent(high)})`;
  const others = `Found by chance at budget ${budget}: ${text(honest)} of honest people`;
  if (placebo === null) return `${others}.`;
  const says = isAlike ? 'as it should be' : 'which differs: something of injecting is found';
  return `${others}, ${text(placebo)} of placebos: ${says}.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
