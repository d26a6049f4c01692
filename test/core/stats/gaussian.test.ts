// Scores of z hold against 60 digits into the far tail, and never fall as z grows.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gaussianTailScore } from '../../../src/core/stats/gaussian.ts';
import { errorOf, readGolden } from './golden/read-golden.ts';

test('gaussianTailScore > is within 1e-12 of 60 digits from z = −30 to 36', () => {
  const rows = readGolden('gaussian.tsv');
  expect(rows.length).toBeGreaterThan(20);
  for (const { z, score } of rows) {
    expect(errorOf(gaussianTailScore(z!), score!, 1e-200), `z = ${z}`).toBeLessThan(1e-12);
  }
});

for (const { name, z, expected } of [
  { name: 'the far end is capped', z: 40, expected: 300 },
  { name: 'infinity is capped', z: Number.POSITIVE_INFINITY, expected: 300 },
  { name: 'minus infinity is no surprise', z: Number.NEGATIVE_INFINITY, expected: 0 },
]) {
  test(`gaussianTailScore > ${name}`, () => expect(gaussianTailScore(z)).toBe(expected));
}

test('gaussianTailScore > grows with z, across its three formulas too', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -36, max: 36, noNaN: true }),
      fc.double({ min: 1e-6, max: 2, noNaN: true }),
      (z, step) => {
        expect(gaussianTailScore(z + step)).toBeGreaterThanOrEqual(gaussianTailScore(z));
      },
    ),
  );
  for (const edge of [-3, 3]) {
    expect(gaussianTailScore(edge)).toBeGreaterThan(gaussianTailScore(edge - 1e-9));
    expect(gaussianTailScore(edge)).toBeLessThan(gaussianTailScore(edge + 1e-9));
  }
});
