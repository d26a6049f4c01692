// Estimates from few values lean on the prior as the formulas say, and wild values are pulled in.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  shrunkMoments,
  shrunkRate,
  shrunkShare,
  winsorisedMean,
} from '../../../src/core/stats/shrinkage.ts';

const rate = { mean: 30, weight: 5 };
const share = { share: 0.04, weight: 40 };
const moments = { mean: 3, deviation: 0.6, weight: 5 };

for (const { name, given, expected } of [
  { name: 'a rate nobody has seen', given: shrunkRate({ count: 0, sum: 0 }, rate), expected: 30 },
  {
    name: 'as many days as the prior',
    given: shrunkRate({ count: 5, sum: 50 }, rate),
    expected: 20,
  },
  {
    name: 'a share unseen',
    given: shrunkShare({ successes: 0, trials: 0 }, share),
    expected: 0.04,
  },
  { name: 'a share', given: shrunkShare({ successes: 8.4, trials: 60 }, share), expected: 0.1 },
]) {
  test(`shrinkage > ${name}`, () => expect(given).toBeCloseTo(expected, 12));
}

test('shrunkMoments > with nothing seen is the prior, wider by not knowing its mean', () => {
  const unseen = shrunkMoments({ count: 0, sum: 0, squares: 0 }, moments);
  expect(unseen.mean).toBe(3);
  expect(unseen.deviation).toBeCloseTo(0.6 * Math.sqrt(1 + 1 / 5), 12);
});

test('shrunkMoments > equals the posterior after one value at a time', () => {
  // Updating one by one with the posterior as the next prior is the definition of conjugacy.
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { maxLength: 28 }),
      (list) => {
        let prior = moments;
        for (const value of list) {
          const next = shrunkMoments({ count: 1, sum: value, squares: value * value }, prior);
          const weight = prior.weight + 1;
          prior = {
            mean: next.mean,
            deviation: next.deviation / Math.sqrt(1 + 1 / weight),
            weight,
          };
        }
        const sum = list.reduce((total, value) => total + value, 0);
        const squares = list.reduce((total, value) => total + value * value, 0);
        const atOnce = shrunkMoments({ count: list.length, sum, squares }, moments);
        expect(atOnce.mean).toBeCloseTo(prior.mean, 9);
        expect(atOnce.deviation).toBeCloseTo(prior.deviation * Math.sqrt(1 + 1 / prior.weight), 7);
      },
    ),
  );
});

for (const { name, values, expected } of [
  { name: 'below ten values nothing is pulled in', values: [1, 2, 300], expected: 101 },
  {
    name: 'of ten, one at each end',
    values: [1_000, 2, 3, 4, 5, 6, 7, 8, 9, 1],
    expected: (2 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 9) / 10,
  },
  { name: 'equal values', values: Array(28).fill(7), expected: 7 },
  { name: 'two wild days of 28', values: [...Array(26).fill(40), 9_000, 8_000], expected: 40 },
]) {
  test(`winsorisedMean > ${name}`, () => {
    expect(winsorisedMean(values, 0, values.length)).toBeCloseTo(expected, 12);
  });
}

test('winsorisedMean > equals sorting and replacing, wherever the values lie', () => {
  const lists = fc.array(fc.nat(20), { minLength: 1, maxLength: 28, size: 'max' });
  fc.assert(
    fc.property(lists, fc.nat(5), (list, start) => {
      const region = Float64Array.from([...Array(start).fill(1e9), ...list, 1e9]);
      const cut = Math.floor(list.length * 0.1);
      const sorted = list.toSorted((a, b) => a - b);
      sorted.fill(sorted[cut]!, 0, cut);
      sorted.fill(sorted[list.length - 1 - cut]!, list.length - cut);
      const mean = sorted.reduce((total, value) => total + value, 0) / list.length;
      expect(winsorisedMean(region, start, list.length)).toBeCloseTo(mean, 10);
    }),
  );
});

test('winsorisedMean > refuses more values than the quadratic search is meant for', () => {
  expect(() => winsorisedMean(new Float64Array(29), 0, 29)).toThrow('winsorised mean of 29');
  expect(() => winsorisedMean(new Float64Array(0), 0, 0)).toThrow('winsorised mean of 0');
});
