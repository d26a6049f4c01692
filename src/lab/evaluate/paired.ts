// Two methods on the same trials, one by one, so that what makes a trial hard is the same on both
// sides. Drawn again with replacement are worlds, or trials where worlds are few (A. C. Davison and
// D. V. Hinkley, Bootstrap Methods and their Application, 1997). For comparison and list-table.

import { drawnAgain, type Interval, middleOf, worldsMin } from './intervals.ts';

export type Difference = {
  readonly mean: number;
  /** 95 %. */
  readonly interval: Interval;
  /** Of no difference or less, one-sided; 1 / (1 + draws) at least. */
  readonly p: number;
};

export type Drawn = { readonly seed: string; readonly draws: number };

/** `worlds`: of each trial the difference, by world. */
export function pairedDifference(
  worlds: readonly (readonly number[])[],
  drawing: Drawn,
): Difference {
  const groups = worlds.length < worldsMin ? worlds.flat().map((one) => [one]) : worlds;
  const sums = groups.map((own) => ({ sum: sumOf(own), count: own.length }));
  const drawn = drawnAgain(sums, drawing, meanOf);
  const below = drawn.filter((mean) => mean <= 0).length;
  return {
    mean: meanOf(sums),
    interval: middleOf(drawn),
    p: (1 + below) / (1 + drawing.draws),
  };
}

type Summed = { readonly sum: number; readonly count: number };

function meanOf(groups: readonly Summed[]): number {
  let [sum, count] = [0, 0];
  for (const group of groups) {
    sum += group.sum;
    count += group.count;
  }
  return count === 0 ? 0 : sum / count;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}
