// Thresholds are learnt from what a lower one would have opened. For the threshold in force that is
// known: so many scores say that it would have, as questions were opened. The detector is planted,
// so that findings are what they are to be.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CalibrationTable } from '../../src/core/calibration.ts';
import type { Access } from '../../src/core/detector.ts';
import { priorLogOdds } from '../../src/core/incident.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { dayMs, hourMs, type Millis } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import { noteNews, takeNews } from '../../src/core/would-open.ts';
import type { Disposition, Incident, UserScore } from '../../src/generated/records.ts';
import { planted } from '../support/planted-detector.ts';

/** An eighth of the rows of a search is the score. */
const search = planted('search', 'need');
const searchOf = (eighths: number) => ({ operation: 'search', rows: eighths / 8 }) as const;

/** A score of n is reached on one of ten to the n days. */
const tails = { search: { agent: [1, 2, 3, 4], supervisor: [1, 2, 3, 4] } };
const months = [
  [0.1, -7],
  [0.001, -5],
] as const;

type Day = {
  /** Days since the one before it. */
  readonly gap: number;
  /** Hour and rows of findings. */
  readonly findings: readonly (readonly [hour: number, rows: number])[];
  /** How somebody closes what is open once the day has been judged. */
  readonly verdict: Disposition['verdict'] | undefined;
  /** Rows of what arrives then: a search of two days before, or (0) nothing to be found. */
  readonly late: number | undefined;
};

const aDay: fc.Arbitrary<Day> = fc.record({
  gap: fc.constantFrom(1, 1, 2, 3, 6, 7, 8, 9, 30),
  findings: fc.array(fc.tuple(fc.integer({ min: 13, max: 23 }), fc.integer({ min: 8, max: 45 })), {
    maxLength: 3,
  }),
  verdict: fc.constantFrom(undefined, undefined, 'benign', 'confirmed', 'unclear'),
  late: fc.option(fc.integer({ min: 1, max: 45 }), { nil: undefined }),
});

/** Of a threshold: above the floor of questions. */
const aRisk = fc.double({ min: 0.25, max: 6, noNaN: true });

/** Day 0 of `read`. */
const start = Date.UTC(2026, 0, 5);

/** Risks at which somebody is asked, and paged. */
type Thresholds = { readonly question: number; readonly incident?: number };

function live(lived: readonly Day[], { question, incident }: Thresholds) {
  const incidents: Incident[] = [];
  const scores: UserScore[] = [];
  const none = () => undefined;
  const pipeline = new Pipeline(
    {
      partition: 0,
      detectors: [{ detector: search, params: { threshold: 1 } }],
      graceMs: hourMs,
      budgets: { question: 1, incident: incident === undefined ? 0 : 0.1 },
      calibration: {
        ...{ producedBy: 'a test', tails, months },
        openings: [
          [0.1, priorLogOdds + (incident ?? 99)],
          [1, priorLogOdds + question],
        ],
      } satisfies CalibrationTable,
    },
    {
      ...{ anomaly: none, window: none, closed: none },
      score: (one) => scores.push(one),
      incident: (one) => incidents.push(one),
    },
  );
  const tick = (clock: Millis) => {
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state: 'live' }));
  };
  const access = (day: number, hour: number, more: Partial<Access>) => {
    for (const one of read(day, hour)) pipeline.access({ ...one, ...more });
  };
  let day = 0;
  tick(start);
  for (const { gap, findings, verdict, late } of lived) {
    day += gap;
    access(day, 13, {});
    for (const [hour, rows] of [...findings].sort(([a], [b]) => a - b)) {
      access(day, hour, searchOf(rows));
    }
    tick(start + (day + 1) * dayMs + 12 * hourMs);
    const last = incidents.at(-1);
    if (verdict !== undefined && last !== undefined) pipeline.disposition(closing(last, verdict));
    if (late === undefined) continue;
    access(day - 2, 14, late === 0 ? {} : searchOf(late));
    tick(start + (day + 1) * dayMs + 12.1 * hourMs);
  }
  tick(start + (day + 30) * dayMs);
  const opened = incidents.filter(({ state }) => state === 'opened').length;
  const paged = new Set(incidents.filter(({ tier }) => tier === 'incident').map(({ id }) => id));
  return { scores, opened, paged: paged.size };
}

function openedAt(scores: readonly UserScore[], risk: number): number {
  return scores.filter((one) => one.risk_before < risk && risk <= one.risk).length;
}

/** It excuses nothing. */
function closing({ id, user, at }: Incident, verdict: Disposition['verdict']): Disposition {
  const said = { verdict, author: 'ann', reason: 'nobody knows', excused: {} };
  return { ...said, id: 'd', incident: id, user, since: at, until: at + dayMs, at };
}

describe('what would open', () => {
  test('is what opens and rises, at the thresholds in force', () => {
    let openings = 0;
    let pages = 0;
    fc.assert(
      fc.property(
        fc.array(aDay, { maxLength: 20 }),
        aRisk,
        fc.double({ min: 1.6, max: 8, noNaN: true }),
        (lived, question, beyond) => {
          const incident = Math.max(question, beyond);
          const { scores, opened, paged } = live(lived, { question, incident });
          openings += opened;
          pages += paged;
          expect(openedAt(scores, question)).toBe(opened);
          expect(openedAt(scores, incident)).toBe(paged);
        },
      ),
      { numRuns: 300 },
    );
    expect(openings).toBeGreaterThan(100);
    expect(pages).toBeGreaterThan(30);
  });

  test('is what would have opened at another threshold, where nobody closes anything', () => {
    // What is found late has its own time, and incidents are closed by the clock.
    const unclosed = aDay.map((one) => ({ ...one, verdict: undefined, late: one.late && 0 }));
    fc.assert(
      fc.property(fc.array(unclosed, { maxLength: 30 }), aRisk, (lived, question) => {
        const { scores } = live(lived, { question: 99 });
        expect(openedAt(scores, question)).toBe(live(lived, { question }).opened);
      }),
      { numRuns: 300 },
    );
  });

  test('is not lowered by what falls short of it', () => {
    const row = { highest: 0, from: 0, to: 0 };
    const taken = [6, 5, 5.5, 7].map((risk) => {
      noteNews(row, risk);
      return takeNews(row);
    });
    const nothing = { from: 0, to: 0 };
    expect(taken).toEqual([{ from: 0, to: 6 }, nothing, nothing, { from: 6, to: 7 }]);
  });

  test('counts each day once, at work or not', () => {
    fc.assert(
      fc.property(fc.array(aDay, { minLength: 1, maxLength: 20 }), (lived) => {
        const { scores } = live(lived, { question: 2 });
        const passed = scores.reduce((sum, one) => sum + (one.days_passed ?? 0), 0);
        const days = scores.map((one) => one.day / dayMs);
        const most = Math.max(...days) - days[0]! + 1;
        // But for leave of more than four weeks, of which four count.
        const gaps = lived.slice(1).filter(({ gap }) => gap > 28).length;
        expect(passed).toBeLessThanOrEqual(most);
        expect(passed).toBeGreaterThanOrEqual(most - 2 * gaps);
      }),
      { numRuns: 100 },
    );
  });
});
