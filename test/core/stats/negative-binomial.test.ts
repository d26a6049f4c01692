// Scores of counts hold against 60 digits down to 1e-300, and at the edges of their domain.

import { expect, test } from 'vitest';
import {
  negativeBinomialTailScore,
  overdispersion,
} from '../../../src/core/stats/negative-binomial.ts';
import { errorOf, readGolden } from './golden/read-golden.ts';

test('negativeBinomialTailScore > is within 1e-11 of 60 digits down to 1e-300', () => {
  const rows = readGolden('negative-binomial.tsv');
  expect(rows.length).toBeGreaterThan(200);
  for (const row of rows) {
    const value = negativeBinomialTailScore(row.x!, row.mean!, row.overdispersion!);
    expect(errorOf(value, row.score!, 0), JSON.stringify(row)).toBeLessThan(1e-11);
  }
});

for (const { name, given, expected } of [
  { name: 'none or more is certain', given: negativeBinomialTailScore(0, 4, 0.5), expected: 0 },
  { name: 'a negative count is none', given: negativeBinomialTailScore(-1, 4, 0.5), expected: 0 },
  { name: 'some where none can be', given: negativeBinomialTailScore(1, 0, 0.5), expected: 300 },
  { name: 'none where none can be', given: negativeBinomialTailScore(0, 0, 0.5), expected: 0 },
  { name: 'a million for one', given: negativeBinomialTailScore(1e6, 1, 0), expected: 300 },
  { name: 'one for a million', given: negativeBinomialTailScore(1, 1e6, 0), expected: 0 },
]) {
  test(`negativeBinomialTailScore > ${name}`, () => expect(given).toBe(expected));
}

test('overdispersion > is 1/r + 1/(n0 + n)', () => {
  expect(overdispersion(2, 5, 3)).toBe(0.5 + 0.125);
});
