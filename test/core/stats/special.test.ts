// The functions under the distributions are as exact as a double can be, and round alike.

import { expect, test } from 'vitest';
import {
  deviance,
  logGamma,
  roundScore,
  scoreOfComplement,
  scoreOfLogTail,
  stirlingError,
} from '../../../src/core/stats/special.ts';
import { errorOf, readGolden } from './golden/read-golden.ts';

test('logGamma > is within 4e-15 of 60 digits, relative above 1 and absolute below', () => {
  const rows = readGolden('log-gamma.tsv');
  expect(rows.length).toBeGreaterThan(20);
  for (const { x, log_gamma } of rows) {
    expect(errorOf(logGamma(x!), log_gamma!, 1), `x = ${x}`).toBeLessThan(4e-15);
  }
});

test('stirlingError > is absolutely within 1e-14 below 10 and 1e-17 from there on', () => {
  for (const { x, stirling_error } of readGolden('stirling-error.tsv')) {
    const error = Math.abs(stirlingError(x!) - stirling_error!);
    expect(error, `x = ${x}`).toBeLessThan(x! < 10 ? 1e-14 : 1e-17);
  }
});

test('deviance > loses nothing where x is near the mean', () => {
  for (const { x, mean, deviance: reference } of readGolden('deviance.tsv')) {
    const floor = Math.abs(x! - mean!) < 0.2 * mean! ? 0 : x!;
    expect(errorOf(deviance(x!, mean!), reference!, floor), `${x}, ${mean}`).toBeLessThan(1e-15);
  }
});

for (const { name, given, expected } of [
  { name: 'half a unit goes up', given: 0.0000005, expected: 0.000001 },
  { name: 'a last bit does not show', given: 0.1 + 0.2, expected: 0.3 },
  { name: 'negative values round towards the nearest', given: -1.2345678, expected: -1.234568 },
  { name: 'there is no negative zero', given: -1e-9, expected: 0 },
  { name: 'values without decimals pass', given: 2 ** 40 + 0.5, expected: 2 ** 40 + 0.5 },
  { name: 'infinity passes', given: Number.POSITIVE_INFINITY, expected: Number.POSITIVE_INFINITY },
]) {
  test(`roundScore > ${name}`, () => expect(roundScore(given)).toBe(expected));
}

for (const { name, given, expected } of [
  { name: 'a tail of 1 scores 0', given: scoreOfLogTail(0), expected: 0 },
  {
    name: 'a tail above 1 by a rounding error scores 0',
    given: scoreOfLogTail(1e-16),
    expected: 0,
  },
  {
    name: 'a tail of 0 scores 300',
    given: scoreOfLogTail(Number.NEGATIVE_INFINITY),
    expected: 300,
  },
  { name: 'a complement of 0 scores 0', given: scoreOfComplement(0), expected: 0 },
  { name: 'a complement of 1 scores 300', given: scoreOfComplement(1 + 1e-15), expected: 300 },
]) {
  test(`tail score > ${name}`, () => expect(given).toBe(expected));
}
