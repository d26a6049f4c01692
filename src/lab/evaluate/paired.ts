// Two methods on the same trials, one by one, so that what makes a trial hard is the same on both
// sides. Drawn again with replacement are worlds, or trials where worlds are few (A. C. Davison and
// D. V. Hinkley, Bootstrap Methods and their Application, 1997). For comparison and list-table.

import { drawnAgain, type Interval, middleOf, worldsMin } from './intervals.ts';

export type Difference = {
  readonly mean: number;
  /** 95 %. */
  readonly interval: Interval;
  /** Of no difference or less, one-sided. */
  readonly p: number;
};

const draws = 2_000;

/** `worlds`: of each trial the difference, by world. */
export function pairedDifference(worlds: readonly (readonly number[])[], seed: string): Difference {
  const groups = worlds.length < worldsMin ? worlds.flat().map((one) => [one]) : worlds;
  const drawn = drawnAgain(groups, { seed, draws }, meanOf);
  const below = drawn.filter((mean) => mean <= 0).length;
  return { mean: meanOf(worlds), interval: middleOf(drawn), p: (1 + below) / (1 + draws) };
}

function meanOf(groups: readonly (readonly number[])[]): number {
  const all = groups.flat();
  return all.length === 0 ? 0 : all.reduce((sum, one) => sum + one, 0) / all.length;
}
