// Thresholds are learnt from what a lower one would have opened. For the threshold in force that is
// known: so many scores say that it would have, as questions were opened. The detector is planted,
// so that findings are what they are to be.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CalibrationTable } from '../../src/core/calibration.ts';
import { type Access, type Detector, detector } from '../../src/core/detector.ts';
import { priorLogOdds } from '../../src/core/incident.ts';
import { layout, viewOf } from '../../src/core/layout.ts';
import { score } from '../../src/core/param.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { Slab } from '../../src/core/slab.ts';
import { dayMs, hourMs, type Millis } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import { noteNews, takeNews, wouldOpenLayout } from '../../src/core/would-open.ts';
import type { Disposition, Incident, UserScore } from '../../src/generated/records.ts';

/** Fires on searches, with the rows of the access as score. */
const planted = detector({
  id: 'planted',
  version: 1,
  title: 'Fires on searches',
  family: 'need',
  severity: 'high',
  status: 'stable',
  always: false,
  attack: [],
  why: 'So that what it says is known.',
  blindSpots: 'All else.',
  benign: [],
  triage: [],
  hunt: 'person-timeline',
  memoryDays: 28,
  params: { threshold: score(1, 'Score that makes an anomaly') },
  state: layout({}),
  vectors: () => [],
  score({ access: { operation, at, rows } }) {
    if (operation !== 'search') return undefined;
    const found = { score: rows / 8, threshold: 1, observed: rows, expected: 0 };
    const window = { windowStart: at, windowEnd: at + 1 };
    return { ...found, ...window, because: `${rows} rows`, evidence: [] };
  },
}) as Detector;

/** A score of n is reached on one of ten to the n days. */
const tails = { planted: { agent: [1, 2, 3, 4], supervisor: [1, 2, 3, 4] } };
const months = [
  [0.1, -7],
  [0.001, -5],
] as const;

type Day = {
  /** Days since the one before it. */
  readonly gap: number;
  /** Hour and rows of findings. */
  readonly findings: readonly (readonly [hour: number, rows: number])[];
  /** What arrives once the day has been judged: an access of two days before. */
  readonly isLate: boolean;
  /** Somebody closes what is open then. */
  readonly isClosed: boolean;
};

const aDay: fc.Arbitrary<Day> = fc.record({
  gap: fc.constantFrom(1, 1, 2, 3, 6, 7, 8, 9, 30),
  findings: fc.array(fc.tuple(fc.integer({ min: 13, max: 23 }), fc.integer({ min: 8, max: 45 })), {
    maxLength: 3,
  }),
  isLate: fc.boolean(),
  isClosed: fc.boolean(),
});

/** Of a threshold: above the floor of questions. */
const aRisk = fc.double({ min: 0.25, max: 6, noNaN: true });

/** Day 0 of `read`. */
const start = Date.UTC(2026, 0, 5);

function live(lived: readonly Day[], questionRisk: number) {
  const incidents: Incident[] = [];
  const scores: UserScore[] = [];
  const none = () => undefined;
  const pipeline = new Pipeline(
    {
      partition: 0,
      detectors: [{ detector: planted, params: { threshold: 1 } }],
      graceMs: hourMs,
      budgets: { question: 1, incident: 0 },
      calibration: {
        ...{ producedBy: 'a test', tails, months },
        openings: [[1, priorLogOdds + questionRisk]],
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
  for (const { gap, findings, isLate, isClosed } of lived) {
    day += gap;
    access(day, 13, {});
    for (const [hour, rows] of [...findings].sort(([a], [b]) => a - b)) {
      access(day, hour, { operation: 'search', rows });
    }
    tick(start + (day + 1) * dayMs + 12 * hourMs);
    if (isLate) access(day - 2, 14, {});
    const open = incidents.at(-1);
    if (isClosed && open !== undefined) pipeline.disposition(closing(open));
  }
  tick(start + (day + 30) * dayMs);
  return { scores, opened: incidents.filter(({ state }) => state === 'opened').length };
}

function openedAt(scores: readonly UserScore[], risk: number): number {
  return scores.filter((one) => one.risk_before < risk && risk <= one.risk).length;
}

/** It excuses nothing. */
function closing({ id, user, at }: Incident): Disposition {
  const said = { verdict: 'unclear', author: 'ann', reason: 'nobody knows', excused: {} } as const;
  return { ...said, id: 'd', incident: id, user, since: at, until: at + dayMs, at };
}

describe('what would open', () => {
  test('is what opens, at the threshold in force', () => {
    let openings = 0;
    fc.assert(
      fc.property(fc.array(aDay, { maxLength: 20 }), aRisk, (lived, questionRisk) => {
        const { scores, opened } = live(lived, questionRisk);
        openings += opened;
        expect(openedAt(scores, questionRisk)).toBe(opened);
      }),
      { numRuns: 200 },
    );
    expect(openings).toBeGreaterThan(100);
  });

  test('is what would have opened at another threshold', () => {
    const never = 99;
    const untouched = aDay.map((one) => ({ ...one, isClosed: false }));
    fc.assert(
      fc.property(fc.array(untouched, { maxLength: 30 }), aRisk, (lived, questionRisk) => {
        const { scores } = live(lived, never);
        expect(openedAt(scores, questionRisk)).toBe(live(lived, questionRisk).opened);
      }),
      { numRuns: 300 },
    );
  });

  test('is not lowered by what falls short of it', () => {
    const slab = new Slab(wouldOpenLayout.sizeBytes);
    slab.moveTo(slab.insert('alice'));
    const row = viewOf(wouldOpenLayout, slab.cursor, 0);
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
        const { scores } = live(lived, 2);
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
