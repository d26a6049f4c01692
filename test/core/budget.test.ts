// Thresholds go where the budget is spent, slowly, and never below their floor.

import { describe, expect, test } from 'vitest';
import { nextThreshold, oddsClass, wantedThreshold } from '../../src/core/budget.ts';
import { thresholdFloors } from '../../src/core/calibration.ts';
import { priorLogOdds } from '../../src/core/incident.ts';

/** 100,000 users and days; at each class so many. */
const window = (...classes: readonly (readonly [number, number])[]) => ({
  reached: new Map(classes),
  userDays: 100_000,
});
const usual = window([-7, 900], [-6.5, 90], [-6, 8], [-5.5, 2]);
const move = { tier: 'question', budget: 1, threshold: -6, elapsedDays: 7 } as const;

describe('a threshold', () => {
  for (const { name, given, budget, expected } of [
    // 100 are allowed and 5 trimmed: 2 + 8 + 90 are within, 900 more are not.
    { name: 'lies where the budget is spent', given: usual, budget: 1, expected: -6.5 },
    { name: 'lies higher for less of it', given: usual, budget: 0.15, expected: -6 },
    {
      name: 'is moved by nothing where too few are expected',
      given: usual,
      budget: 0.05,
      expected: undefined,
    },
    {
      name: 'lies above a class that is too large by itself',
      given: window([-6, 500]),
      budget: 1,
      expected: -5.875,
    },
    {
      name: 'is not raised by the few loudest',
      given: window([-2, 5], [-6.5, 95], [-7, 900]),
      budget: 1,
      expected: -6.5,
    },
    {
      name: 'falls where nobody reaches anything',
      given: window(),
      budget: 1,
      expected: Number.NEGATIVE_INFINITY,
    },
  ]) {
    test(name, () => expect(wantedThreshold(given, budget)).toBe(expected));
  }

  const evidence = move.threshold - priorLogOdds;
  for (const { name, given, changed, expected } of [
    {
      name: 'moves at most a fifth of its evidence down in a week',
      given: window(),
      changed: {},
      expected: move.threshold - evidence / 5,
    },
    {
      name: 'and up',
      given: window([-2, 5_000]),
      changed: {},
      expected: move.threshold + evidence / 5,
    },
    {
      name: 'moves a seventh of that in a day',
      given: window(),
      changed: { elapsedDays: 1 },
      expected: move.threshold - evidence / 35,
    },
    { name: 'moves by less where less is wanted', given: usual, changed: {}, expected: -6.5 },
    {
      name: 'stays where it moved just now',
      given: usual,
      changed: { elapsedDays: 0 },
      expected: -6,
    },
    {
      name: 'stops at its floor',
      given: window(),
      changed: { tier: 'incident', threshold: thresholdFloors.incident + 0.01 },
      expected: thresholdFloors.incident,
    },
    {
      name: 'is left alone where too few are expected',
      given: window(),
      changed: { tier: 'incident', budget: 0.05 },
      expected: move.threshold,
    },
  ] as const) {
    test(name, () =>
      expect(nextThreshold(given, { ...move, ...changed })).toBeCloseTo(expected, 9),
    );
  }
});

test('a class holds what lies in it, and begins where it says', () => {
  for (const logOdds of [-9.21, -6.5, -6.4999, -6.375, 0.01]) {
    const start = oddsClass(logOdds);
    expect(start).toBeLessThanOrEqual(logOdds);
    expect(logOdds - start).toBeLessThan(0.125);
  }
});
