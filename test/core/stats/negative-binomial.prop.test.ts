// The tail of the negative binomial behaves as theory says, for any mean and overdispersion.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  negativeBinomialLogProbability,
  negativeBinomialTailScore,
} from '../../../src/core/stats/negative-binomial.ts';

const means = fc.double({ min: 0.01, max: 2_000, noNaN: true });
const overdispersions = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-9, max: 10, noNaN: true }),
  fc.double({ min: 0.05, max: 2, noNaN: true }),
);

test('negativeBinomialTailScore > never falls as x grows', () => {
  const counts = fc.nat(5_000);
  fc.assert(
    fc.property(counts, fc.nat(50), means, overdispersions, (x, more, mean, over) => {
      const score = negativeBinomialTailScore(x + more, mean, over);
      expect(score).toBeGreaterThanOrEqual(negativeBinomialTailScore(x, mean, over));
    }),
  );
});

test('negativeBinomialTailScore > never grows as more is expected', () => {
  const factors = fc.double({ min: 1.0001, max: 3, noNaN: true });
  fc.assert(
    fc.property(fc.nat(5_000), means, factors, overdispersions, (x, mean, factor, over) => {
      const expectingMore = negativeBinomialTailScore(x, mean * factor, over);
      expect(expectingMore).toBeLessThanOrEqual(negativeBinomialTailScore(x, mean, over));
    }),
  );
});

test('negativeBinomialTailScore > equals the sum of probabilities found by recurrence', () => {
  const few = fc.double({ min: 0.05, max: 60, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), few, overdispersions, (x, mean, over) => {
      const byHand = lowerTailByRecurrence(x, mean, over);
      // The complement of a sum near 1 has no digits left: the golden file covers that side.
      fc.pre(byHand < 0.9999);
      const score = negativeBinomialTailScore(x, mean, over);
      expect(10 ** -score).toBeCloseTo(1 - byHand, 11);
    }),
  );
});

test('negativeBinomialTailScore > approaches Poisson as overdispersion vanishes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), means, (x, mean) => {
      const poisson = negativeBinomialTailScore(x, mean, 0);
      for (const over of [1e-9, 1e-12, 2e-15, 1e-16]) {
        const score = negativeBinomialTailScore(x, mean, over);
        // First order: the tail changes by about over · (x − mean)² / 2.
        const allowed = over * (x + mean) ** 2 + 1e-9 * poisson + 1e-290;
        expect(Math.abs(score - poisson)).toBeLessThanOrEqual(allowed);
      }
    }),
  );
});

test('negativeBinomialLogProbability > sums to 1 with the mean and variance it claims', () => {
  const few = fc.double({ min: 0.1, max: 20, noNaN: true });
  const mild = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(few, mild, (mean, over) => {
      let sum = 0;
      let first = 0;
      let second = 0;
      for (let x = 0; x < 2_000; x += 1) {
        const p = Math.exp(negativeBinomialLogProbability(x, mean, over));
        sum += p;
        first += p * x;
        second += p * (x - mean) ** 2;
      }
      expect(sum).toBeCloseTo(1, 10);
      expect(first / mean).toBeCloseTo(1, 10);
      expect(second / (mean + over * mean ** 2)).toBeCloseTo(1, 8);
    }),
  );
});

/** P(X < x), from P(X = 0) up: nothing in common with the code under test. */
function lowerTailByRecurrence(x: number, mean: number, over: number): number {
  let term = Math.exp(over === 0 ? -mean : -Math.log1p(over * mean) / over);
  let sum = term;
  for (let k = 0; k + 1 < x; k += 1) {
    term *= ((1 + over * k) * mean) / ((k + 1) * (1 + over * mean));
    sum += term;
  }
  return sum;
}
