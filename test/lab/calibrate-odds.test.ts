// Thresholds counted from evidence on honest people: as many open as the budget says, counted as
// incidents are, and the shares of people by month.

import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { monthsOf, openingsOf } from '../../src/lab/calibrate-odds.ts';
import { type Lived, warmupDays } from '../../src/lab/live-through.ts';

/** 1,000 users over two months after the warm-up: 56,000 users and days. */
const world = { start: 0, days: warmupDays + 56, users: 1_000 } as const;
const on = (user: string, day: number, logOdds: number) => ({
  user,
  at: (warmupDays + day) * dayMs,
  logOdds,
});
const lived = (...suspicions: Lived['suspicions'][number][]): Lived => ({ ...world, suspicions });
/** User n reaches n thousandths above −9, once. */
const ladder = Array.from({ length: 500 }, (_, n) => on(`user-${n}`, n % 56, -9 + n / 1_000));

function openingAt(worlds: readonly Lived[], budget: number): number | undefined {
  return openingsOf(worlds).find(([at]) => at === budget)?.[1];
}

describe('a threshold opens as many as its budget', () => {
  for (const { name, worlds, budget, expected } of [
    // 56 of 1,000: the users from 444 on.
    { name: 'of a ladder', worlds: [lived(...ladder)], budget: 1, expected: -9 + 0.444 },
    { name: 'and fewer of less', worlds: [lived(...ladder)], budget: 0.5, expected: -9 + 0.472 },
    {
      name: 'and as many in two worlds',
      worlds: [lived(...ladder), lived(...ladder)],
      budget: 1,
      expected: -9 + 0.444,
    },
    {
      name: 'what follows within seven quiet days opens nothing more',
      worlds: [lived(...ladder.flatMap((one) => [one, { ...one, at: one.at + 6 * dayMs }]))],
      budget: 1,
      expected: -9 + 0.444,
    },
    {
      name: 'what follows later does',
      worlds: [lived(...ladder.flatMap((one) => [one, { ...one, at: one.at + 8 * dayMs }]))],
      budget: 1,
      expected: -9 + 0.472,
    },
    {
      name: 'what lies in the warm-up does not count',
      worlds: [lived(...ladder, ...ladder.map((one) => ({ ...one, user: 'early', at: 0 })))],
      budget: 1,
      expected: -9 + 0.444,
    },
    {
      name: 'where fewer ever reached anything it is unknown',
      worlds: [lived(on('one', 1, -5))],
      budget: 0.05,
      expected: -5,
    },
  ]) {
    test(name, () => expect(openingAt(worlds, budget)).toBeCloseTo(expected, 6));
  }

  test('budgets come with the smallest first, and ever lower odds', () => {
    const odds = openingsOf([lived(...ladder)]).map(([, logOdds]) => logOdds);
    expect(odds).toEqual([...odds].sort((a, b) => b - a));
    expect(odds.length).toBeGreaterThan(4);
  });
});

test('shares of people by month: each counts once in each', () => {
  const twice = ladder.map((one) => ({ ...one, logOdds: one.logOdds - 0.0005 }));
  const months = new Map(monthsOf([lived(...ladder, ...twice)]));
  // 2,000 people-months: 20 of them reach what user 480 does.
  expect(months.get(0.01)).toBeCloseTo(-9 + 0.48, 6);
  expect(months.get(0.1)).toBeCloseTo(-9 + 0.3, 6);
  // Two people are no share.
  expect(months.has(0.001)).toBe(false);
});
