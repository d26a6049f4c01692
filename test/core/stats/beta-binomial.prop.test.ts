// The tail of the beta-binomial behaves as theory says, and equals the sum found by hand.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  betaBinomialTailScore,
  shareRiseScore,
  weightOfShare,
} from '../../../src/core/stats/beta-binomial.ts';

const shapes = fc.double({ min: 0.05, max: 400, noNaN: true });
const trials = fc.integer({ min: 1, max: 80 });

/** P(X = k), k = 0…n, by Pólya's urn: one draw after the other. */
function byUrn(n: number, a: number, b: number): number[] {
  let chances = [1];
  for (let drawn = 0; drawn < n; drawn += 1) {
    const next = new Array<number>(drawn + 2).fill(0);
    chances.forEach((chance, k) => {
      const hit = (a + k) / (a + b + drawn);
      next[k + 1]! += chance * hit;
      next[k]! += chance * (1 - hit);
    });
    chances = next;
  }
  return chances;
}

test('betaBinomialTailScore > equals the sum of an urn’s chances', () => {
  fc.assert(
    fc.property(trials, fc.nat(80), shapes, shapes, (n, most, a, b) => {
      const x = Math.min(n, most);
      const tail = byUrn(n, a, b)
        .slice(x)
        .reverse()
        .reduce((sum, chance) => sum + chance, 0);
      fc.pre(tail > 1e-280);
      expect(betaBinomialTailScore(x, n, a, b)).toBeCloseTo(Math.max(0, -Math.log10(tail)), 8);
    }),
  );
});

test('betaBinomialTailScore > never falls as x grows, never grows with the usual share', () => {
  fc.assert(
    fc.property(trials, fc.nat(79), shapes, shapes, (n, x, a, b) => {
      const score = betaBinomialTailScore(Math.min(x, n), n, a, b);
      expect(betaBinomialTailScore(Math.min(x + 1, n), n, a, b)).toBeGreaterThanOrEqual(
        score - 1e-9,
      );
      expect(betaBinomialTailScore(Math.min(x, n), n, a * 1.5, b)).toBeLessThanOrEqual(
        score + 1e-9,
      );
    }),
  );
});

test('betaBinomialTailScore > of very many is about that of many', () => {
  for (const [share, a, b] of [
    [0.6, 40, 60],
    [0.2, 5, 95],
    [0.99, 30, 20],
  ] as const) {
    const many = betaBinomialTailScore(4_000 * share, 4_000, a, b);
    expect(Math.abs(betaBinomialTailScore(1e6 * share, 1e6, a, b) - many)).toBeLessThan(0.1 * many);
  }
});

test('weightOfShare > is bounded by what is known and by how alike days are', () => {
  expect(weightOfShare(1e12, 1, 150)).toBeCloseTo(150, 6);
  expect(weightOfShare(40, 1e12, 150)).toBeCloseTo(40, 6);
  expect(weightOfShare(100, 2, 50)).toBeCloseTo(50, 9);
});

test('shareRiseScore > is 0 at the usual share, and lower where the share may rise anyway', () => {
  const prior = { share: 0.4, weight: 40, concentration: 150 };
  const before = { count: 10, of: 100 };
  expect(shareRiseScore({ count: 13, of: 100, days: 3 }, before, prior).score).toBe(0);
  const now = { count: 45, of: 100, days: 3 };
  const rise = shareRiseScore(now, before, prior);
  expect(rise.usual).toBeCloseTo(26 / 140, 12);
  expect(rise.score).toBeGreaterThan(4);
  expect(shareRiseScore(now, before, { ...prior, isAtLeast: true }).score).toBeLessThan(1);
});
