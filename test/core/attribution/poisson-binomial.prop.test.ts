// The chance of so many hits, against every outcome counted and the binomial.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { poissonBinomialTail } from '../../../src/core/attribution/poisson-binomial.ts';

const chances = fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { maxLength: 12 });

/** All 2^k outcomes, one after the other. */
function byEveryOutcome(probabilities: readonly number[], hits: number): number {
  let sum = 0;
  for (let outcome = 0; outcome < 2 ** probabilities.length; outcome += 1) {
    let chance = 1;
    let count = 0;
    probabilities.forEach((q, i) => {
      const isHit = ((outcome >>> i) & 1) === 1;
      chance *= isHit ? q : 1 - q;
      if (isHit) count += 1;
    });
    if (count >= hits) sum += chance;
  }
  return sum;
}

test('poissonBinomialTail > equals the sum over every outcome', () => {
  fc.assert(
    fc.property(chances, fc.nat(14), (probabilities, hits) => {
      const expected = byEveryOutcome(probabilities, hits);
      const found = poissonBinomialTail(probabilities, hits);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(expected, 1e-300));
    }),
  );
});

test('poissonBinomialTail > does not depend on the order of the victims', () => {
  fc.assert(
    fc.property(chances, fc.nat(12), (probabilities, hits) => {
      const turned = poissonBinomialTail([...probabilities].reverse(), hits);
      expect(turned).toBeCloseTo(poissonBinomialTail(probabilities, hits), 12);
    }),
  );
});

test('poissonBinomialTail > of equal chances is the binomial tail, far out too', () => {
  // P(S ≥ 19) of 20 at 0.001: 20 · 0.001^19 · 0.999 + 0.001^20.
  const expected = 20 * 0.001 ** 19 * 0.999 + 0.001 ** 20;
  const found = poissonBinomialTail(new Array(20).fill(0.001), 19);
  expect(found / expected).toBeCloseTo(1, 12);
});

test('poissonBinomialTail > a long list costs no digits at either end', () => {
  const many = new Array(1_000).fill(0.5);
  expect(poissonBinomialTail(many, 500)).toBeCloseTo(0.512612509, 8);
  expect(poissonBinomialTail(many, 1_000) / 2 ** -1_000).toBeCloseTo(1, 9);
  expect(poissonBinomialTail(many, 0)).toBe(1);
  expect(poissonBinomialTail(many, 1_001)).toBe(0);
});
