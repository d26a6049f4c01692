// How much is known of a person on the day that a score is about: days at work before it, also
// those that have left the ring of days, and how many have passed since the last.

import { expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { days, workday } from '../../src/core/vector.ts';

test('what is known grows by each day at work, and is forgotten after sixteen weeks', () => {
  const known: (number | null)[] = [];
  const passed: (number | null)[] = [];
  const nothing = () => undefined;
  const pipeline = new Pipeline(
    { partition: 0, detectors: [], graceMs: hourMs, budgets: shippedBudgets },
    {
      ...{ anomaly: nothing, incident: nothing, window: nothing, closed: nothing },
      score({ days_known, days_passed }) {
        known.push(days_known);
        passed.push(days_passed);
      },
    },
  );
  const accesses = days(200, (day) => (day % 7 < 5 ? workday(day, { reads: 2 }) : []));
  for (const access of accesses) pipeline.access(access);
  const last = accesses.at(-1)!.at + 2 * dayMs;
  for (const _ of pipeline.tick({ source_partition: 0, sources: 1, clock: last, state: 'live' }));
  expect(known.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, day) => day));
  // Five days at work, then two without: together a week.
  expect(passed.slice(0, 7)).toEqual([1, 1, 1, 1, 1, 3, 1]);
  expect(Math.min(...known.slice(100).map(Number))).toBeGreaterThanOrEqual(75);
  expect(Math.max(...known.map(Number))).toBeLessThanOrEqual(85);
});
