// Burstiness of days whose distribution is known.

import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/lab/random.ts';
import { burstinessOf, daysLeast } from '../../../src/lab/resemble/burstiness.ts';
import type { DaysOfPerson } from '../../../src/lab/resemble/census.ts';

/** 2020-01-06, a Monday, in days since 1970. */
const monday = 18_267;

function people(count: number, days: number, draw: (random: Random, day: number) => number) {
  return Array.from({ length: count }, (_, person): DaysOfPerson => {
    const random = new Random(`person ${person}`);
    const all = Array.from({ length: days }, (_, i) => monday + i);
    return { days: all, customers: all.map((day) => Math.max(1, draw(random, day))) };
  });
}

/** Negative binomial: Poisson with a gamma as its mean. */
function negativeBinomial(mean: number, r: number) {
  return (random: Random) => random.poisson((mean * random.gamma(r)) / r);
}

describe('r', () => {
  test.each([{ r: 2 }, { r: 5 }, { r: 10 }])('of days drawn with r = $r is that', ({ r }) => {
    const found = burstinessOf(people(200, 100, negativeBinomial(40, r))).burstiness;
    // Winsorising takes some of the tail away, and so a part of the burstiness.
    expect(found / r).toBeGreaterThan(0.95);
    expect(found / r).toBeLessThan(1.25);
  });

  test('of Poisson days is large', () => {
    const found = burstinessOf(people(100, 100, (random) => random.poisson(40)));
    expect(found.burstiness).toBeGreaterThan(100);
  });

  test('is not lowered by what the weekday explains', () => {
    const found = burstinessOf(people(20, 98, (_, day) => ((day - monday) % 7 < 5 ? 40 : 4)));
    expect(found.burstiness).toBe(1_000);
  });

  test('does not hang on one campaign', () => {
    const quiet = people(50, 100, negativeBinomial(40, 5));
    const campaign = quiet.map(({ days, customers }, person) => ({
      days,
      customers: person === 0 ? customers.with(7, 5_000) : customers,
    }));
    const [before, after] = [quiet, campaign].map((all) => burstinessOf(all).burstiness);
    expect(Math.abs(after! / before! - 1)).toBeLessThan(0.1);
  });
});

describe('figures', () => {
  test('shares of days beyond the own mean are counted, and ratios are kept', () => {
    // A mean of 10: 16 days of 5, 3 of 20, 1 of 60.
    const customers = [...new Array<number>(16).fill(5), 20, 20, 20, 60];
    const found = burstinessOf([{ days: customers.map((_, i) => monday + i), customers }]);
    expect(found).toMatchObject({ twice: 1 / 20, thrice: 1 / 20 });
    expect(found.ratios.total).toBe(20);
  });

  test('a day that is like the one before it is told from one that is not', () => {
    const stretches = people(30, 100, (_, day) => (Math.floor(day / 10) % 2 === 0 ? 10 : 30));
    const turns = people(30, 98, (_, day) => (day % 2 === 0 ? 10 : 30));
    expect(burstinessOf(stretches).persistence).toBeGreaterThan(0.7);
    expect(burstinessOf(turns).persistence).toBeLessThan(-0.7);
  });

  test('of people with too few days nothing is said', () => {
    const { burstiness, persistence, spread, ratios } = burstinessOf(
      people(5, daysLeast - 1, () => 3),
    );
    expect([burstiness, persistence, spread]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(ratios.total).toBe(0);
  });
});
