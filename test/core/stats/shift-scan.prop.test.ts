// The scan for a shift against one that tries every beginning in full, and on known shifts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyShift } from '../../../src/core/reference-days.ts';
import { negativeBinomialLogProbability } from '../../../src/core/stats/negative-binomial.ts';
import { type ShiftDays, type ShiftRule, scanShift } from '../../../src/core/stats/shift-scan.ts';

const rule: ShiftRule = { ratio: 1.4, step: 3, least: -2, most: 4 };
const spread = 0.25;

/** The reference of a beginning is the mean of the days before it, and of three with 21. */
function daysOf(counts: readonly number[], daysBefore = 3): ShiftDays {
  let mean = 0;
  return {
    count: counts.length,
    observed: (day) => counts[day]!,
    refer(start) {
      const before = counts.slice(0, start);
      mean = before.reduce((sum, x) => sum + x, 63) / (before.length + 3);
      return before.length >= daysBefore;
    },
    expected: () => mean,
    overdispersion: () => spread,
  };
}

/** Every beginning in full. */
function naive(counts: readonly number[]): number {
  let best = 0;
  for (let start = 3; start < counts.length; start += 1) {
    const mean = counts.slice(0, start).reduce((sum, x) => sum + x, 63) / (start + 3);
    const suspected = Math.max(rule.ratio * mean, mean + rule.step);
    const gains = counts.slice(start).map((x) => {
      const gain =
        negativeBinomialLogProbability(x, suspected, spread) -
        negativeBinomialLogProbability(x, mean, spread);
      return Math.min(rule.most, Math.max(rule.least, gain));
    });
    if (gains[0]! <= 0) continue;
    best = Math.max(
      best,
      gains.reduce((sum, gain) => sum + gain, 0),
    );
  }
  return best;
}

const counts = fc.array(fc.nat({ max: 120 }), { maxLength: 28 });

describe('the scan for a shift', () => {
  test('finds the largest sum over all beginnings', () => {
    fc.assert(
      fc.property(counts, (days) => {
        const { score } = scanShift(daysOf(days), rule, emptyShift());
        expect(score).toBeCloseTo(naive(days), 9);
      }),
    );
  });

  test('a last day with more in it never lowers the score', () => {
    fc.assert(
      fc.property(counts, fc.nat({ max: 120 }), fc.nat({ max: 50 }), (days, last, more) => {
        const of = (x: number) => scanShift(daysOf([...days, x]), rule, emptyShift()).score;
        expect(of(last + more)).toBeGreaterThanOrEqual(of(last) - 1e-9);
      }),
    );
  });

  const steady = Array.from({ length: 18 }, (_, i) => 20 + (i % 3));

  test('says on which day it began, and how much was taken since', () => {
    const shift = scanShift(daysOf([...steady, 60, 62, 61, 63]), rule, emptyShift());
    expect(shift.start).toBe(18);
    expect(shift.observed).toBe(246);
    expect(shift.observed - shift.expected).toBeGreaterThan(150);
    expect(shift.score).toBeGreaterThan(5);
  });

  test('one day says no more than one day may', () => {
    const { score } = scanShift(daysOf([...steady, 68_000]), rule, emptyShift());
    expect(score).toBe(rule.most);
  });

  test('has nothing to say of days as ever, nor without days before', () => {
    expect(scanShift(daysOf(steady), rule, emptyShift()).score).toBeLessThan(0.5);
    expect(scanShift(daysOf([1, 90, 90]), rule, emptyShift())).toEqual({
      ...emptyShift(),
      start: 3,
    });
  });
});
