// Of people who have been there for longer than the ring of days: what has left it has no part in
// anything but the sums of its week, and a row of theirs is taken up as it was saved.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { Pipeline, type Sink } from '../../src/core/pipeline.ts';
import { openRows } from '../../src/core/rows.ts';
import { clearRow, loadRow, saveRow } from '../../src/core/saved-row.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { customerFanOut } from '../../src/detectors/customer-fan-out.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { UserWindow } from '../../src/generated/records.ts';
import { Neighbours } from '../../src/lab/neighbours.ts';

const nothing = () => undefined;
const quiet: Sink = {
  ...{ anomaly: nothing, incident: nothing, window: nothing, closed: nothing, score: nothing },
};

test('two accesses around midnight: the day before has one past, whichever comes first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 28, maxLength: 28 }),
      (reads) => {
        const before = reads.flatMap((count, day) => workday(day, { reads: count }));
        const late = read(27, 23.5);
        const early = read(28, 0.15);
        const [first, second] = [[late, early].flat(), [early, late].flat()].map((ends) => {
          const windows: UserWindow[] = [];
          const chosen = [{ detector: customerFanOut, params: defaultsOf(customerFanOut.params) }];
          const pipeline = new Pipeline(
            { partition: 0, detectors: chosen, graceMs: hourMs, budgets: shippedBudgets },
            { ...quiet, window: (window) => windows.push(window) },
          );
          for (const access of [...before, ...ends]) pipeline.access(access);
          const clock = late[0]!.at + 2 * dayMs;
          for (const _ of pipeline.tick({ source_partition: 0, sources: 1, clock, state: 'live' }));
          return windows.filter(({ kind, end }) => kind === 'day' && end > late[0]!.at);
        });
        expect(first!.length).toBeGreaterThan(0);
        expect(second).toEqual(first);
      },
    ),
    { numRuns: 30 },
  );
});

test('a row of months is taken up as it was, and let go with all that it points to', () => {
  const chosen = detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) }));
  const neighbours = new Neighbours();
  const pipeline = new Pipeline(
    { partition: 0, detectors: chosen, graceMs: hourMs, budgets: shippedBudgets },
    neighbours.over(quiet),
  );
  const names = ['alice', 'bob', 'carol'];
  const lived = names.flatMap((user) =>
    days(50, (day) => [
      ...workday(day, { user, reads: 12 }),
      ...(user === 'alice' && day > 40 ? workday(day, { user, reads: 60, reason: 'none' }) : []),
    ]),
  );
  for (const access of lived.sort((a, b) => a.at - b.at)) {
    pipeline.access(access);
    const tick = { source_partition: 0, sources: 1, clock: access.at, state: 'live' };
    for (const _ of pipeline.tick(tick));
    neighbours.tell(pipeline);
  }
  const rows = openRows(chosen);
  rows.slab.moveTo(rows.slab.insert('somebody'));
  const live = rows.blocks.liveBytes;
  const weeks = rows.parts.find(({ name }) => name === 'weeks')!;
  for (let row = 0; row < names.length; row += 1) {
    const { user, saved } = pipeline.save(row);
    const team = loadRow(rows, saved);
    expect(saveRow(rows, team)).toEqual(saved);
    expect(weeks.view['newestWeek']).toBeGreaterThan(0);
    expect(rows.incident.tier > 0).toBe(user === 'alice');
    clearRow(rows);
    expect(rows.blocks.liveBytes).toBe(live);
    expect(weeks.view['newestWeek']).toBe(0);
  }
});
