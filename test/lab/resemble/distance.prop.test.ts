// Distances against a recount that knows no bins: each observation becomes many points, evenly
// spread over what it stands for.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bins, type Scale } from '../../../src/lab/resemble/bins.ts';
import {
  byMedian,
  type Curve,
  curveOf,
  kolmogorovSmirnov,
  quantileOf,
  shareUpTo,
  totalVariation,
  wasserstein,
} from '../../../src/lab/resemble/distance.ts';

const points = 400;

function binsOf(scale: Scale, values: readonly number[]): Bins {
  const bins = new Bins(scale);
  for (const value of values) bins.add(value);
  return bins;
}

function curve(scale: Scale, values: readonly number[]): Curve {
  return curveOf(binsOf(scale, values))!;
}

/** Sorted points of all observations. */
function spread(scale: Scale, values: readonly number[]): number[] {
  return binsOf(scale, values)
    .steps()
    .flatMap(({ low, high, count }) =>
      Array.from({ length: points * count }, (_, i) => {
        return low + ((high - low) * (i + 0.5)) / (points * count);
      }),
    )
    .sort((a, b) => a - b);
}

const counts = (length: number) =>
  fc.array(fc.integer({ min: 1, max: 12 }), { minLength: length, maxLength: length });
const amounts = (length: number) =>
  fc.array(fc.double({ min: 0.01, max: 1_000, noNaN: true }), {
    minLength: length,
    maxLength: length,
  });
const pairOf = (values: (length: number) => fc.Arbitrary<number[]>) =>
  fc.integer({ min: 1, max: 8 }).chain((length) => fc.tuple(values(length), values(length)));

describe('D', () => {
  test('is the largest difference of the shares up to any count', () => {
    const upTo = (values: readonly number[], most: number) =>
      values.filter((value) => value <= most).length / values.length;
    const samples = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(samples, samples, (one, other) => {
        const differences = Array.from({ length: 13 }, (_, n) =>
          Math.abs(upTo(one, n) - upTo(other, n)),
        );
        const d = kolmogorovSmirnov(curve('counts', one), curve('counts', other));
        expect(d).toBeCloseTo(Math.max(...differences), 9);
      }),
    );
  });

  test.each([
    { name: 'the same', one: [1, 2, 2, 9], other: [2, 9, 1, 2], d: 0 },
    { name: 'nothing in common', one: [1, 2], other: [3, 4], d: 1 },
    { name: 'half of it', one: [1, 2], other: [2, 2], d: 0.5 },
    { name: 'samples of different size', one: [1, 2, 3, 4], other: [1], d: 0.75 },
  ])('of $name is $d', ({ one, other, d }) => {
    expect(kolmogorovSmirnov(curve('counts', one), curve('counts', other))).toBeCloseTo(d, 12);
  });
});

describe('W1', () => {
  for (const { name, scale, pairs, isLogarithmic } of [
    { name: 'of counts', scale: 'counts', pairs: pairOf(counts), isLogarithmic: false },
    { name: 'of counts over ln x', scale: 'counts', pairs: pairOf(counts), isLogarithmic: true },
    { name: 'of amounts over ln x', scale: 'amounts', pairs: pairOf(amounts), isLogarithmic: true },
  ] as const) {
    test(`${name} is how far sorted observations lie apart in the mean`, () => {
      const scaled = (x: number) => (isLogarithmic ? Math.log(x) : x);
      fc.assert(
        fc.property(pairs, ([one, other]) => {
          const [a, b] = [spread(scale, one), spread(scale, other)];
          const apart = a.map((x, i) => Math.abs(scaled(x) - scaled(b[i]!)));
          const mean = apart.reduce((sum, x) => sum + x, 0) / apart.length;
          const w = wasserstein(curve(scale, one), curve(scale, other), isLogarithmic);
          expect(Math.abs(w - mean)).toBeLessThan(0.005);
        }),
      );
    });
  }

  test('of counts that are all larger by three is three', () => {
    const [one, other] = [curve('counts', [1, 2, 7]), curve('counts', [4, 5, 10])];
    expect(wasserstein(one, other)).toBeCloseTo(3, 12);
  });

  test('over ln x of what is larger by a factor is the logarithm of the factor', () => {
    const factor = 1.02 ** 35;
    const values = [1.01, 4.01, 90.01];
    const [one, other] = [
      curve('amounts', values),
      curve(
        'amounts',
        values.map((x) => x * factor),
      ),
    ];
    expect(Math.exp(wasserstein(one, other, true))).toBeCloseTo(factor, 9);
  });
});

describe('total variation', () => {
  test('is the largest difference of the weights of any set', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 });
    const some = weights.filter((all) => all.some((weight) => weight > 0));
    fc.assert(
      fc.property(some, some, (one, other) => {
        const part = (all: readonly number[], set: number) =>
          all.reduce((sum, weight, i) => sum + ((set >> i) & 1) * weight, 0) /
          all.reduce((sum, weight) => sum + weight, 0);
        const sets = Array.from({ length: 64 }, (_, set) => part(one, set) - part(other, set));
        expect(totalVariation(one, other)).toBeCloseTo(Math.max(...sets), 12);
      }),
    );
  });
});

describe('distances', () => {
  const samples = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
  const distances = [
    { name: 'D', distance: kolmogorovSmirnov },
    { name: 'W1', distance: (one: Curve, other: Curve) => wasserstein(one, other) },
    { name: 'W1 over ln x', distance: (one: Curve, other: Curve) => wasserstein(one, other, true) },
  ];

  test.each(distances)('$name is one: zero to itself, symmetric, no detour shorter', (given) => {
    const { distance } = given;
    fc.assert(
      fc.property(samples, samples, samples, (...lists) => {
        const [a, b, c] = lists.map((values) => curve('counts', values)) as [Curve, Curve, Curve];
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBeCloseTo(distance(b, a), 12);
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c) + 1e-9);
      }),
    );
  });

  test('of shapes are none where everything is larger by one factor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 99, noNaN: true }), { minLength: 1 }),
        (all) => {
          // On the middles of bins, so that rounding moves none into the next.
          const bins = all.map((x) => 1.02 ** (Math.floor(Math.log(x) / Math.log(1.02)) + 0.5));
          const [one, other] = [bins, bins.map((x) => x * 1.02 ** 60)].map((values) =>
            byMedian(curve('amounts', values)),
          ) as [Curve, Curve];
          expect(wasserstein(one, other, true)).toBeLessThan(1e-6);
        },
      ),
    );
  });
});

describe('a curve', () => {
  const samples = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

  test('has its quantiles where its shares are', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const given = curve('counts', values);
        expect(shareUpTo(given, quantileOf(given, share))).toBeCloseTo(share, 9);
      }),
    );
  });

  test('of merged bins is that of all observations', () => {
    fc.assert(
      fc.property(samples, samples, (one, other) => {
        const merged = binsOf('counts', one);
        merged.merge(binsOf('counts', other));
        expect(curveOf(merged)).toEqual(curve('counts', [...one, ...other]));
      }),
    );
  });

  test('of nothing there is none', () => {
    expect(curveOf(new Bins('counts'))).toBeUndefined();
  });
});
