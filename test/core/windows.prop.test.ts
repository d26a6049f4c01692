// The rings against a recount of everything, which is what the windows promise to equal.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access } from '../../src/core/detector.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { read, runFeed } from '../../src/core/vector.ts';
import { newestWindows, recount } from '../support/recount.ts';

const settings = { detectors: [], graceMs: hourMs, budgets: shippedBudgets };

/** Lives of three users over weeks: mostly in order, some late by minutes, some by days. */
const feeds = fc
  .array(
    fc.record({
      stepMinutes: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 3_000 })),
      lateMinutes: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.nat({ max: 50_000 }) },
      ),
      user: fc.constantFrom('alice', 'bob', 'carol'),
      rows: fc.nat({ max: 1_000_000 }),
      subjects: fc.array(fc.nat({ max: 60 }), { maxLength: 5 }),
      touch: fc.constantFrom('opened', 'listed'),
      reason: fc.constantFrom('none', 'open-in-queue', 'escalation', 'unknown'),
    }),
    { maxLength: 300 },
  )
  .map((steps) => {
    let hour = 0;
    return steps.flatMap(({ stepMinutes, lateMinutes, subjects, ...rest }): Access[] => {
      hour += (stepMinutes * minuteMs) / hourMs;
      const at = Math.max(0, hour - (lateMinutes * minuteMs) / hourMs);
      return read(0, at, { ...rest, subjects: subjects.map((number) => `customer-${number}`) });
    });
  });

function compared(feed: readonly Access[]) {
  const windows = newestWindows(runFeed(settings, feed).windows);
  const counts = recount(feed);
  return [...new Set([...windows.keys(), ...counts.keys()])].sort().map((key) => {
    const window = windows.get(key);
    return {
      key,
      counted: counts.get(key),
      kept: window && {
        events: window.events,
        rows: window.rows,
        touches: window.touches,
        subjects: window.subjects,
        unexplained: window.unexplained,
        unexplained_subjects: window.unexplained_subjects,
      },
    };
  });
}

test('windows > the rings hold what a recount of the whole log holds, late events included', () => {
  fc.assert(
    fc.property(feeds, (feed) => {
      for (const { key, kept, counted } of compared(feed)) {
        expect({ key, ...kept, unexplained: undefined }).toEqual({
          key,
          ...counted,
          unexplained: undefined,
        });
        expect(kept?.unexplained).toBeCloseTo(counted?.unexplained ?? -1, 6);
      }
    }),
  );
});

test('windows > one event more in one pane is found', () => {
  const feed = [...read(0, 9), ...read(0, 10), ...read(1, 9)];
  const more = compared([...feed, ...read(0, 10.5)]);
  const less = new Map(compared(feed).map((row) => [row.key, row.kept?.events]));
  expect(more.filter(({ key, kept }) => less.get(key) !== kept?.events)).toHaveLength(2);
});

test('windows > a late event writes the hour and the day once more, with the next revision', () => {
  const inOrder = [...read(0, 9), ...read(0, 9.5), ...read(2, 9)];
  const late = [...read(0, 9.7), ...read(1, 10.2)];
  const { windows } = runFeed(settings, [...inOrder, ...late, ...read(2, 11)]);
  const revised = windows.filter(({ revision, late_events }) => revision > 0 || late_events > 0);
  expect(revised.map(({ kind, revision }) => `${kind} ${revision}`).sort()).toEqual([
    'day 0',
    'day 1',
    'hour 0',
  ]);
});
