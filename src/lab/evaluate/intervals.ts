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

/** Percentiles of the share over worlds drawn with replacement. */
function bootstrapped(worlds: readonly Counted[], seed: string): Interval {
  const random = new Random(`${seed}/bootstrap`);
  const shares: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const { hits, trials } = summed(worlds.map(() => random.pick(worlds)));
    shares.push(trials === 0 ? 0 : hits / trials);
  }
  shares.sort((a, b) => a - b);
  return { low: shares[Math.floor(draws * 0.025)]!, high: shares[Math.ceil(draws * 0.975) - 1]! };
}

export function summed(counted: readonly Counted[]): Counted {
  return counted.reduce(
    (sum, { hits, trials }) => ({ hits: sum.hits + hits, trials: sum.trials + trials }),
    { hits: 0, trials: 0 },
  );
}
