// Ours against the best baseline, on outcomes that can be counted by hand.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../../src/core/calibration.ts';
import { dayMs } from '../../../src/core/time.ts';
import { compareAll, holm } from '../../../src/lab/evaluate/comparison.ts';
import { judge } from '../../../src/lab/evaluate/judge.ts';
import type { Outcome, Trial } from '../../../src/lab/evaluate/outcome.ts';
import { protocolOf } from '../../../src/lab/evaluate/protocol.ts';
import { defaultStart } from '../../../src/lab/simulate-settings.ts';

const ids = ['ours', 'z-score', 'unexplained share', 'random', 'oracle'] as const;
type Id = (typeof ids)[number];
const protocol = protocolOf({ start: defaultStart, days: 100 });
const testStart = defaultStart + protocol.testFrom * dayMs;

/** So many thieves, of whom each contender finds the first so many. */
function cellOf(cell: string, thieves: number, found: Partial<Record<Id, number>>): Trial[] {
  return Array.from({ length: thieves }, (_, thief) => ({
    ...{ cell, person: `agent-${thief}`, startedAt: testStart, endsAt: testStart + 50 * dayMs },
    taken: 50,
    shipped: { question: null, incident: null },
    rises: ids.map((id) =>
      thief < (found[id] ?? 0) ? [{ at: testStart + dayMs, score: 9, taken: 5 }] : [],
    ),
  }));
}

function worldOf(seed: number, trials: Trial[]): Outcome {
  const honest = ids.map(() => ({
    calibration: [{ user: 1, day: 40, score: 5 }],
    test: [{ user: 1, day: 60, score: 5 }],
    isCut: false,
  }));
  const contenders = ids.map((id) => {
    return { id, title: '', kind: id === 'ours' ? ('ours' as const) : ('baseline' as const) };
  });
  const size = { agents: 1_000, events: 0, protocol };
  const shipped = { question: [], incident: [] };
  const ran = { budgets: shippedBudgets, shipped };
  return { seed, ...size, ...ran, contenders, honest, oddities: [], trials };
}

function compared(cells: Trial[], worlds = 6) {
  const outcomes = Array.from({ length: worlds }, (_, seed) => worldOf(seed, cells));
  const judging = (contender: number) => ({ contender, budget: 1, thresholds: 'frozen' }) as const;
  return compareAll(
    outcomes,
    ids.map((_, contender) => judge(outcomes, judging(contender))),
  );
}

describe('ours against the best baseline', () => {
  test('is compared with whichever does best in the cell, never with the oracle', () => {
    const [slow, fast] = compared([
      ...cellOf('slow', 10, { ours: 8, 'z-score': 3, 'unexplained share': 5, oracle: 10 }),
      ...cellOf('fast', 10, { ours: 10, 'z-score': 9, 'unexplained share': 5, oracle: 10 }),
    ]);
    expect(slow).toMatchObject({ baseline: 'unexplained share', ours: 0.8, theirs: 0.5 });
    expect(slow!.difference).toBeCloseTo(0.3);
    expect(slow!.says).toBe('better');
    expect(fast).toMatchObject({ baseline: 'z-score', theirs: 0.9, says: 'better' });
  });

  test('where as many are found it is not better, and where fewer are it is worse', () => {
    const [same, less] = compared([
      ...cellOf('same', 10, { ours: 5, 'z-score': 5, oracle: 10 }),
      ...cellOf('less', 10, { ours: 2, 'z-score': 6, oracle: 10 }),
    ]);
    expect(same!.says).toBe('not better');
    expect(same!.interval).toEqual({ low: 0, high: 0 });
    expect(less!.says).toBe('worse');
  });

  test('where the oracle has no lead only a loss of three points counts', () => {
    const [nothing] = compared(cellOf('nothing', 20, { ours: 1, random: 1, oracle: 3 }));
    expect(nothing).toMatchObject({ says: 'not worse' });
    expect(nothing!.lead).toBeCloseTo(0.1);
  });

  test('few thieves of few worlds promise nothing', () => {
    const [few] = compared(cellOf('few', 3, { ours: 2, 'z-score': 1, oracle: 3 }), 1);
    expect(few!.interval.low).toBeLessThanOrEqual(0);
    expect(few!.says).toBe('not better');
  });

  test('says nothing of placebos', () => {
    expect(compared(cellOf('placebo', 10, { ours: 1 }))).toEqual([]);
  });
});

describe('Holm', () => {
  test('rejects what its definition says', () => {
    const told = [0.01, 0.04, 0.03, 0.005].map((p) => ({ p }));
    // 0.005 ≤ 0.05/4, 0.01 ≤ 0.05/3, 0.03 > 0.05/2.
    expect([...holm(told)].map(({ p }) => p)).toEqual([0.005, 0.01]);
  });

  test('rejects no more than testing each alone, and no less than Bonferroni', () => {
    const ps = fc.array(fc.record({ p: fc.double({ min: 0, max: 1, noNaN: true }) }));
    fc.assert(
      fc.property(ps, (hypotheses) => {
        const fallen = holm(hypotheses);
        for (const one of hypotheses) {
          if (one.p > 0.05) expect(fallen.has(one)).toBe(false);
          if (one.p <= 0.05 / hypotheses.length) expect(fallen.has(one)).toBe(true);
        }
      }),
    );
  });
});
