// How far a share could be off by chance. The world is the unit: thieves of one world have its
// colleagues, its outages and its thresholds in common, and to count them one by one would promise
// too much. With fewer than five worlds there is nothing to draw from, and Wilson's interval over
// thieves is given alone, and called so (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927).

import { Random } from '../random.ts';

export type Interval = { readonly low: number; readonly high: number };

export type Counted = { readonly hits: number; readonly trials: number };

export const worldsMin = 5;
const draws = 1_000;
/** 95 %, two-sided. */
const z = 1.959964;

/** Of both the wider: where all worlds agree, drawing from them says that nothing is uncertain. */
export function intervalOf(worlds: readonly Counted[], seed: string): Interval {
  const byThieves = wilson(summed(worlds));
  if (worlds.length < worldsMin) return byThieves;
  const byWorlds = bootstrapped(worlds, seed);
  return {
    low: Math.min(byThieves.low, byWorlds.low),
    high: Math.max(byThieves.high, byWorlds.high),
  };
}

export function wilson({ hits, trials }: Counted): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = hits / trials;
  const scale = 1 + (z * z) / trials;
  const middle = (share + (z * z) / (2 * trials)) / scale;
  const inside = (share * (1 - share)) / trials + (z * z) / (4 * trials * trials);
  const half = (z * Math.sqrt(inside)) / scale;
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function bootstrapped(worlds: readonly Counted[], seed: string): Interval {
  const drawing = { seed: `${seed}/bootstrap`, draws };
  return middleOf(
    drawnAgain(worlds, drawing, (drawn) => {
      const { hits, trials } = summed(drawn);
      return trials === 0 ? 0 : hits / trials;
    }),
  );
}

export type Drawing = { readonly seed: string; readonly draws: number };

/** A statistic of as many groups, drawn with replacement again and again; ascending. */
export function drawnAgain<T>(
  groups: readonly T[],
  { seed, draws: times }: Drawing,
  statistic: (drawn: readonly T[]) => number,
): number[] {
  const random = new Random(seed);
  const values = Array.from({ length: times }, () => {
    return statistic(groups.map(() => random.pick(groups)));
  });
  return values.sort((a, b) => a - b);
}

/** Percentiles: what the middle 95 % of drawn values lie between. */
export function middleOf(drawn: readonly number[]): Interval {
  const { length } = drawn;
  return { low: drawn[Math.floor(length * 0.025)]!, high: drawn[Math.ceil(length * 0.975) - 1]! };
}

export function summed(counted: readonly Counted[]): Counted {
  return counted.reduce(
    (sum, { hits, trials }) => ({ hits: sum.hits + hits, trials: sum.trials + trials }),
    { hits: 0, trials: 0 },
  );
}
