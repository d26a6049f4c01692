// Thresholds by budget, incidents, survival and intervals, on cases that can be counted by hand.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../../src/core/calibration.ts';
import { dayMs } from '../../../src/core/time.ts';
import { bestResponse } from '../../../src/lab/evaluate/best-response.ts';
import { chanceOf, chanceText } from '../../../src/lab/evaluate/chance.ts';
import { intervalOf, wilson } from '../../../src/lab/evaluate/intervals.ts';
import { judge } from '../../../src/lab/evaluate/judge.ts';
import type { DayScore, Outcome, Trial } from '../../../src/lab/evaluate/outcome.ts';
import { protocolOf } from '../../../src/lab/evaluate/protocol.ts';
import { daysUntil, foundBy } from '../../../src/lab/evaluate/survival.ts';
import { incidentsAbove, thresholdOf } from '../../../src/lab/evaluate/threshold.ts';
import { defaultStart } from '../../../src/lab/simulate-settings.ts';

const score = (user: number, day: number, value: number): DayScore => ({ user, day, score: value });

describe('incidents', () => {
  for (const { name, days, incidents } of [
    { name: 'days within a week of the one before are one', days: [1, 8, 15], incidents: 1 },
    { name: 'after more than seven quiet days another begins', days: [1, 9], incidents: 2 },
    { name: 'no day, no incident', days: [], incidents: 0 },
  ]) {
    test(name, () => {
      const scores = days.map((day) => score(1, day, 5));
      expect(incidentsAbove(scores, 5)).toHaveLength(incidents);
      expect(incidentsAbove(scores, 5.1)).toHaveLength(0);
    });
  }

  test('of two people they are two', () => {
    expect(incidentsAbove([score(1, 1, 5), score(2, 1, 5)], 1)).toHaveLength(2);
  });
});

describe('thresholds', () => {
  const scores = [9, 8, 7, 6, 5].map((value, user) => score(user, 1, value));

  for (const { allowed, value, incidents } of [
    { allowed: 2, value: 8, incidents: 2 },
    { allowed: 2.9, value: 8, incidents: 2 },
    { allowed: 5, value: 5, incidents: 5 },
  ]) {
    test(`${allowed} allowed: ${incidents} at ${value}`, () => {
      const found = thresholdOf(scores, { allowed, isCut: false });
      expect(found).toMatchObject({ value, incidents, isCut: false });
    });
  }

  test('where less than one is allowed it lies above everything seen', () => {
    const { value, incidents } = thresholdOf(scores, { allowed: 0.5, isCut: false });
    expect(value).toBeGreaterThan(9);
    expect(incidents).toBe(0);
  });

  test('where lower scores were not kept, and would have counted, that is said', () => {
    expect(thresholdOf(scores, { allowed: 7, isCut: true }).isCut).toBe(true);
    expect(thresholdOf(scores, { allowed: 3, isCut: true }).isCut).toBe(false);
  });
});

describe('survival', () => {
  // Freireich et al. 1963, remission under 6-MP, the textbook case: 6, 6, 6, 6+, 7, 9+, 10, 10+ …
  const remission = [
    ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((days) => ({ days, isFound: true })),
    ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((days) => ({ days, isFound: false })),
  ];

  test('the product-limit estimate is that of the textbook', () => {
    const curve = foundBy(remission).map(({ days, share }) => [days, (1 - share).toFixed(3)]);
    expect(curve).toEqual([
      ...[
        [6, '0.857'],
        [7, '0.807'],
        [10, '0.753'],
        [13, '0.690'],
        [16, '0.627'],
      ],
      ...[
        [22, '0.538'],
        [23, '0.448'],
      ],
    ]);
    expect(daysUntil(remission, 0.5)).toBe(23);
    expect(daysUntil(remission, 0.9)).toBeUndefined();
  });
});

describe('intervals', () => {
  test('Wilson, 8 of 10', () => {
    const { low, high } = wilson({ hits: 8, trials: 10 });
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  test('worlds that differ make an interval wider than their thieves alone', () => {
    const worlds = [0, 20, 0, 20, 20, 0].map((hits) => ({ hits, trials: 20 }));
    const wide = intervalOf(worlds, 'test');
    const narrow = wilson({ hits: 60, trials: 120 });
    expect(wide.low).toBeLessThan(narrow.low - 0.1);
    expect(wide.high).toBeGreaterThan(narrow.high + 0.1);
  });

  test('worlds that agree promise no certainty', () => {
    const worlds = Array.from({ length: 6 }, () => ({ hits: 5, trials: 5 }));
    expect(intervalOf(worlds, 'test').low).toBeLessThan(0.95);
  });
});

describe('judging', () => {
  const protocol = protocolOf({ start: defaultStart, days: 100 });
  const testStart = defaultStart + protocol.testFrom * dayMs;
  const trial = (cell: string, rises: [days: number, score: number, taken: number][]): Trial => ({
    ...{ cell, person: 'agent-0001', startedAt: testStart, endsAt: testStart + 50 * dayMs },
    taken: 100,
    shipped: { question: null, incident: null },
    rises: [
      rises.map(([days, value, taken]) => ({ at: testStart + days * dayMs, score: value, taken })),
    ],
  });
  const outcome: Outcome = {
    ...{ seed: 1, agents: 1_000, events: 0, protocol, budgets: shippedBudgets },
    shipped: { question: [], incident: [] },
    contenders: [{ id: 'one', title: '', kind: 'baseline' }],
    honest: [
      {
        calibration: Array.from({ length: 40 }, (_, user) => score(user, 40, 40 - user)),
        test: [score(3, 60, 25), score(4, 60, 19), score(5, 70, 30)],
        isCut: false,
      },
    ],
    oddities: [
      { kind: 'snooping', users: [3], from: testStart + 8 * dayMs, until: testStart + 9 * dayMs },
    ],
    trials: [
      trial('slow+5', [
        [1, 10, 5],
        [10, 30, 50],
      ]),
      trial('slow+5', [[20, 19, 60]]),
      trial('slow+5', []),
      trial('fast+9', [[1, 99, 4]]),
    ],
  };
  // 20 days of calibration, 1,000 people: a budget of 1 allows 20 of them, so the twentieth score.
  const verdict = judge([outcome], { contender: 0, budget: 1, thresholds: 'frozen' });

  test('the threshold is the calibration’s, and honest people are counted in the test', () => {
    expect(verdict.threshold).toMatchObject({ value: 21, incidents: 20, allowed: 20 });
    expect(verdict.honest).toMatchObject({ incidents: 2, byKind: { snooping: 1, none: 1 } });
    expect(verdict.honest.perThousandDays).toBeCloseTo(2 / 50);
  });

  test('a thief is found when a score reaches it, with what was taken by then', () => {
    const [slow, fast] = verdict.cells;
    expect(slow!.found.map(({ share }) => share)).toEqual([0, 1 / 3, 1 / 3]);
    expect(slow!.medianTaken).toBe(100);
    expect(slow!.prevented).toBeCloseTo(1 - 250 / 300);
    expect(slow!.medianDays).toBeNull();
    expect(fast!).toMatchObject({ thieves: 1, medianDays: 1, medianTaken: 4 });
  });

  test('a matched threshold is that of the test', () => {
    // 50 days of it allow one incident at a fiftieth of a budget: the highest.
    const matched = judge([outcome], { contender: 0, budget: 0.02, thresholds: 'matched' });
    expect(matched.threshold).toMatchObject({ value: 30, incidents: 1 });
    expect(matched.honest.incidents).toBe(1);
  });

  test('by chance as many are found as of the honest, and a placebo that differs is named', () => {
    const none = chanceOf([outcome], verdict, 'placebo');
    expect(none.honest.share).toBe(0.002);
    expect(none.placebo).toBeNull();
    // All that were planted are found, and two in a thousand of the others.
    const differs = chanceOf([outcome], verdict, 'fast+9');
    expect(differs.isAlike).toBe(false);
    expect(chanceText(differs)).toMatch(/ 0\.2 % \(.* 100\.0 % .*something of injecting is found/);
    const silent = { ...outcome, trials: [trial('placebo', [])] };
    const alike = judge([silent], { contender: 0, budget: 1, thresholds: 'frozen' });
    expect(chanceOf([silent], alike, 'placebo').isAlike).toBe(true);
  });

  test('who knows the thresholds takes the pace that is found in less than half', () => {
    expect(bestResponse(verdict)).toMatchObject({ cell: 'slow+5', records: 100, found: 1 / 3 });
  });
});
