// The mathematics of every verdict, at the sizes of a support desk and at their extremes.

import { hash32 } from '../../src/core/hash.ts';
import {
  addDistinct,
  type DistinctSet,
  estimateDistinct,
  moveDistinct,
  nextCapacity,
  sketchCapacity,
  wordsFor,
} from '../../src/core/stats/distinct-set.ts';
import { eValueOfScore } from '../../src/core/stats/evidence.ts';
import { gaussianTailScore } from '../../src/core/stats/gaussian.ts';
import { negativeBinomialTailScore } from '../../src/core/stats/negative-binomial.ts';
import { shrunkMoments, winsorisedMean } from '../../src/core/stats/shrinkage.ts';
import type { Bench } from './measure.ts';

const inputs = 4_096;
const hashes = Uint32Array.from({ length: inputs }, (_, i) => hash32(`customer-${i}`));

export const benches: readonly Bench[] = [
  sum('negative binomial tail, 20 to 83 where 45 are usual', 20_000, (i) =>
    negativeBinomialTailScore(20 + (i & 63), 45, 0.6),
  ),
  sum('negative binomial tail, 500 to 563 where 45 are usual', 20_000, (i) =>
    negativeBinomialTailScore(500 + (i & 63), 45, 0.6),
  ),
  sum('negative binomial tail, 1 to 8 where 1.8 are usual', 20_000, (i) =>
    negativeBinomialTailScore(1 + (i & 7), 1.8, 1 / 3),
  ),
  sum('Poisson tail, at the mean of a million', 2_000, (i) =>
    negativeBinomialTailScore(1e6 + (i & 63), 1e6, 0),
  ),
  sum('Gaussian tail, z from −2 to 6', 50_000, (i) => gaussianTailScore((i & 63) / 8 - 2)),
  sum('shrunk mean and deviation', 500_000, (i) => momentsOf(i & 31)),
  sum('winsorised mean of 28 days', 20_000, (i) => winsorisedMean(days, i & 1_023, 28)),
  sum('e-value of a score', 500_000, (i) => eValueOfScore((i & 63) / 10)),
  sets('distinct set, one to 50 new hashes, growing', 50, 400),
  sets('distinct set, one to 96 new hashes, growing', 96, 200),
  sets('distinct set, one to 1,000 new hashes, sketch from 97 on', 1_000, 40),
  known('distinct set, known hash among 50', region(64), 50),
  known('distinct set, hash into a sketch', region(sketchCapacity), 1_000),
  estimates('distinct set, size of an exact one', region(64), 50),
  estimates('distinct set, estimate of a sketch', region(sketchCapacity), 1_000),
];

const days = Float64Array.from(hashes, (hash) => hash % 100);

function momentsOf(count: number): number {
  const seen = { count, sum: 4 * count, squares: 17 * count };
  return shrunkMoments(seen, { mean: 3, deviation: 0.6, weight: 5 }).deviation;
}

function sum(name: string, operations: number, one: (index: number) => number): Bench {
  const run = () => {
    let total = 0;
    for (let i = 0; i < operations; i += 1) total += one(i);
    return total;
  };
  return { name, operations, open: () => ({ run }) };
}

/** Sets of `size`, each from empty, in regions that are used again as an owner would. */
function sets(name: string, size: number, count: number): Bench {
  const regions = new Map([8, 16, 24, 32, 48, 64, 96, 0].map((c) => [c, region(c)]));
  const run = () => {
    let total = 0;
    for (let world = 0; world < count; world += 1) {
      let set = cleared(regions.get(8)!);
      for (let i = 0; i < size; i += 1) {
        const hash = hashes[(world * 7 + i) & (inputs - 1)]!;
        while (addDistinct(set, hash) === 'full') {
          const larger = cleared(regions.get(nextCapacity(set.capacity))!);
          moveDistinct(set, larger);
          set = larger;
        }
      }
      total += set.capacity;
    }
    return total;
  };
  return { name, operations: size * count, open: () => ({ run }) };
}

function known(name: string, set: DistinctSet, size: number): Bench {
  for (let i = 0; i < size; i += 1) addDistinct(set, hashes[i]!);
  return sum(name, 500_000, (i) => (addDistinct(set, hashes[i % size]!) === 'known' ? 1 : 0));
}

function estimates(name: string, set: DistinctSet, size: number): Bench {
  for (let i = 0; i < size; i += 1) addDistinct(set, hashes[i]!);
  return sum(name, 20_000, () => estimateDistinct(set));
}

function region(capacity: number): DistinctSet {
  const words = new Uint32Array(wordsFor(capacity));
  return { words, bytes: new Uint8Array(words.buffer), start: 0, capacity };
}

function cleared(set: DistinctSet): DistinctSet {
  set.words.fill(0);
  return set;
}
