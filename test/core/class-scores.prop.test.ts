// How a desk's own days move what scores are worth: towards what was counted there, the less the
// rarer, within bounds, and whether or not the state was saved in between.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Calibration, type CalibrationTable, shippedBudgets } from '../../src/core/calibration.ts';
import { ClassScores } from '../../src/core/class-scores.ts';
import { Population } from '../../src/core/population.ts';
import { shippedTable } from '../../src/core/shipped-table.ts';
import { memoryKept } from '../../src/core/thresholds.ts';
import { dayMs } from '../../src/core/time.ts';
import type { UserScore, UserWindow } from '../../src/generated/records.ts';

const table: CalibrationTable = {
  producedBy: 'a test',
  tails: {
    drip: { agent: [2, 4, 8, 0] },
    never: { agent: [1, 2, 4, 0] },
    faint: { agent: [0.02, 2, 4, 0] },
    always: {},
  },
  openings: [],
  months: [],
};
const day = (score: number, isOpen = false) => ({ scores: { drip: score }, is_open: isOpen });

/** A class of so many days, whose scores at 10⁻¹, 10⁻², 10⁻³ are as they were shipped, times. */
function deskOf(days: number, times: number): ClassScores {
  const scores = new ClassScores('agent', table);
  for (let one = 0; one < days; one += 1) {
    const rarity = (one + 0.5) / days;
    scores.take(day(2 * times * 2 ** (-Math.log10(rarity) - 1)));
  }
  return scores;
}

function scoresOf(norms: Record<string, number>): number[] {
  return [1, 2, 3, 4].map((at) => norms[`score.drip.${at}`] ?? Number.NaN);
}

describe('what scores of a desk are worth', () => {
  test('is what a large company counts, of rates nobody shipped too', () => {
    const [tenth, hundredth, thousandth, rarer] = scoresOf(deskOf(1_000_000, 0.5).norms());
    expect(tenth).toBeCloseTo(1, 1);
    expect(hundredth! / 2).toBeCloseTo(1, 1);
    expect(thousandth! / 4).toBeCloseTo(1, 1);
    expect(rarer! / 8).toBeCloseTo(1, 1);
  });

  test('is on a small desk the shape that was shipped, at its own scale', () => {
    const [tenth, hundredth, thousandth, rarer] = scoresOf(deskOf(3_000, 0.5).norms());
    expect(tenth).toBeGreaterThan(1);
    expect(tenth).toBeLessThan(1.2);
    // Thirty days beyond the rate speak as loudly as the rate before.
    expect(hundredth! / 4).toBeCloseTo(0.53, 1);
    expect(thousandth! / 8).toBeCloseTo(0.53, 1);
    expect(rarer).toBe(0);
  });

  test('does not call a desk quiet where what was shipped is too faint to be counted', () => {
    const scores = new ClassScores('agent', table);
    // As shipped, but for scores below a twentieth, of which nobody is told.
    for (let one = 0; one < 1_000; one += 1) {
      scores.take({ scores: one % 100 === 0 ? { faint: 3 } : {}, is_open: false });
    }
    const norms = scores.norms();
    expect(norms['score.faint.1']).toBe(0.02);
    expect(norms['score.faint.2']! / 2).toBeGreaterThan(0.9);
  });

  test('is never more than fourfold off what was shipped', () => {
    const times = fc.double({ min: 0.2, max: 400, noNaN: true });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 3_000 }), (factor, days) => {
        for (const [i, score] of scoresOf(deskOf(days, factor).norms()).slice(0, 3).entries()) {
          expect(score).toBeGreaterThanOrEqual([2, 4, 8][i]! / 4 - 1e-6);
          expect(score).toBeLessThanOrEqual([2, 4, 8][i]! * 4 + 1e-6);
        }
      }),
    );
  });

  test('hardly moves for one thief among a hundred who is not found for four weeks', () => {
    const honest = deskOf(6_000, 0.5);
    const robbed = deskOf(6_000, 0.5);
    for (let one = 0; one < 20; one += 1) robbed.take(day(200));
    const before = scoresOf(honest.norms());
    for (const [i, score] of scoresOf(robbed.norms()).slice(0, 3).entries()) {
      expect(score).toBeGreaterThan(before[i]! * 0.99);
      expect(score).toBeLessThan(before[i]! * [1.05, 1.4, 2][i]!);
    }
  });

  test('says nothing of who is paged, of detectors that judge no days, and before any day', () => {
    const scores = new ClassScores('agent', table);
    expect(scores.norms()).toEqual({});
    for (let one = 0; one < 5_000; one += 1) scores.take(day(50, true));
    expect(scores.norms()).toEqual({});
    expect(Object.keys(deskOf(1_000, 1).norms())).toEqual(
      [1, 2, 3, 4].map((i) => `score.drip.${i}`),
    );
    expect(new ClassScores('supervisor', table).norms()).toEqual({});
  });

  test('goes on the same after it was saved and loaded', () => {
    const days = fc.array(
      fc.tuple(fc.constantFrom('drip', 'never'), fc.double({ min: 0, max: 99 })),
    );
    fc.assert(
      fc.property(days, days, (earlier, later) => {
        const one = new ClassScores('agent', table);
        const feed = (to: ClassScores, given: typeof earlier) => {
          for (const [name, score] of given) to.take({ scores: { [name]: score }, is_open: false });
          to.fade();
        };
        feed(one, earlier);
        const other = new ClassScores('agent', table);
        other.load(one.save());
        feed(one, later);
        feed(other, later);
        expect(other.norms()).toEqual(one.norms());
        expect(other.save()).toEqual(one.save());
      }),
    );
  });
});

describe('the population', () => {
  const monday = 4 * dayMs;
  const who = { user: 'alice', team: null, class: 'agent' };
  const quiet: UserScore = {
    ...{
      ...who,
      day: monday,
      risk: 0,
      risk_before: 0,
      days_known: 60,
      days_passed: 1,
      is_open: false,
    },
    scores: { 'unexplained-drip': 0.5 },
  };
  const worked = { ...who, user_kind: 'human', kind: 'day', subjects: 40 } as unknown as UserWindow;

  /** Norms of a day after a thousand quiet days of agents. */
  function normsOf(population: Population) {
    for (let one = 0; one < 1_000; one += 1) population.takeScore(quiet);
    population.take(worked);
    return population.finish('day', monday, 1);
  }

  test('makes the same score rarer where all are quiet', () => {
    const calibration = new Calibration(shippedTable, shippedBudgets);
    const scored = { score: 9, threshold: 9 };
    const before = calibration.calibratedTail('unexplained-drip', 'agent', scored);
    for (const norms of normsOf(new Population())) calibration.heed(norms);
    const after = calibration.calibratedTail('unexplained-drip', 'agent', scored);
    expect(after).toBeLessThan(before / 3);
    expect(calibration.calibratedTail('unexplained-drip', 'supervisor', scored)).toBe(
      new Calibration(shippedTable, shippedBudgets).calibratedTail(
        ...(['unexplained-drip', 'supervisor', scored] as const),
      ),
    );
  });

  test('holds days against the table that the pipeline judges by', () => {
    const rates = { agent: [1, 2, 4, 8], supervisor: [1, 2, 4, 8], service: [1, 2, 4, 8] };
    const table = { ...shippedTable, tails: { 'unexplained-drip': rates } };
    const scores = normsOf(new Population(shippedBudgets, table))
      .filter(({ kind }) => kind === 'class')
      .flatMap(({ norms }) => Object.entries(norms))
      .filter(([name]) => name.startsWith('score.'));
    // Of detectors that it does not know nothing is said.
    expect(scores.map(([name]) => name)).toEqual(
      [1, 2, 3, 4].map((rate) => `score.unexplained-drip.${rate}`),
    );
    for (const [, score] of scores) expect(score).toBeLessThan(8);
  });

  test.each([
    ['of whom 14 days are known', { days_known: 14 }, 0],
    ['of whom 15 days are known', { days_known: 15 }, 1_000],
    ['with three days off before each', { days_passed: 4 }, 1_000],
    ['that come again with late events', { days_passed: 0 }, 0],
    ['in records of before', { days_known: null, days_passed: null }, 1_000],
  ])('takes days %s for what is usual, or not', (_, told, days) => {
    const population = new Population();
    for (let one = 0; one < 1_000; one += 1) population.takeScore({ ...quiet, ...told });
    population.take(worked);
    population.finish('day', monday, 1);
    const saved = new Map(population.takeChanged().map(({ key, numbers }) => [key, numbers]));
    const passed = 'days_passed' in told ? (told.days_passed ?? 1) : 1;
    expect(saved.get('scores/agent')?.['days'] ?? 0).toBeCloseTo(days * memoryKept, 6);
    const userDays = saved.get('thresholds')?.['user_days'] ?? 0;
    expect(userDays).toBeCloseTo(days * passed * memoryKept, 6);
  });

  test('keeps the days of a class though nobody of it is in the round', () => {
    const population = new Population();
    population.takeScore(quiet);
    population.finish('day', monday, 1);
    const keys = population.takeChanged().map(({ key }) => key);
    expect(keys).toContain('scores/agent');
  });

  test('gives the same norms when it goes on from what was saved', () => {
    const population = new Population();
    normsOf(population);
    const other = new Population();
    for (const group of population.takeChanged()) other.load(group);
    expect(normsOf(other)).toEqual(normsOf(population));
  });
});
