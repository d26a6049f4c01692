// Whether a source that says nothing any more is found: alone, for long, and as of another day.

import { expect, test } from 'vitest';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { days, hunted, march, picked, plant, plantOnly, read } from '../support/planted-rows.ts';

const world = embedded();
const rowsOf = (given = {}) => hunted(world.warehouse, 'silent-sources', given);
const columns = ['source', 'last_at', 'silent_hours', 'usual_hours', 'times_usual'];
const crm = days(1, 20).map((day) => read('ann', march(day), 'a'));
const crmLast = march(20, '10:00:00.000');

describeEmbedded('silence', () => {
  test('of the only source: up to the time given, or the clock of the sources', async () => {
    await plantOnly(world.warehouse, crm);
    expect(await rowsOf()).toEqual([]);
    expect(picked(await rowsOf({ now: '2024-03-22T10:00' }), ...columns)).toEqual([
      ['crm', crmLast, 48, 24, 2],
    ]);
    // While molecatcher runs, the clock of a source that says nothing goes on.
    const tick = { _log: 'log', state: 'live', clock: march(23) };
    const explained = { _log: 'log', event_id: 'e1', clock: march(30) };
    await plant(world.warehouse, 'access_control', [tick, explained]);
    expect(picked(await rowsOf(), ...columns)).toEqual([['crm', crmLast, 72, 24, 3]]);
  });

  test('of one that stopped long ago: against what was usual of it then', async () => {
    const billing = { source: 'billing' };
    await plantOnly(world.warehouse, [
      ...crm,
      read('ann', '2023-06-01 10:00:00', 'b', billing),
      ...days(1, 9).map((day) => read('ann', `2024-01-0${day} 10:00:00`, 'b', billing)),
    ]);
    const last = '2024-01-09 10:00:00.000';
    expect(picked(await rowsOf(), ...columns)).toEqual([['billing', last, 1704, 24, 71]]);
    // Of a whole year before it, 214 days from June to January.
    expect(picked(await rowsOf({ days: '365' }), 'usual_hours')).toEqual([[5136]]);
    expect(picked(await rowsOf({ now: '2024-01-09T22:00' }), ...columns)).toEqual([
      ['billing', last, 12, 24, 0.5],
    ]);
    expect(await rowsOf({ now: '2024-01-09T22:00', hours: '12.01' })).toEqual([]);
  });

  test('of one that is silent within every hour: that is usual of it', async () => {
    const twice = [10, 11, 12].flatMap((hour) =>
      ['00:30', '59:30'].map((time) => read('ann', march(1, `${hour}:${time}`), 'a')),
    );
    await plantOnly(world.warehouse, twice);
    const given = { now: '2024-03-01T16:00' };
    expect(picked(await rowsOf(given), 'silent_hours', 'usual_hours', 'times_usual')).toEqual([
      [3.01, 0.98, 3.1],
    ]);
    // Of several steps within the hour the longest, to a minute; two within a minute are none.
    await plantOnly(world.warehouse, [
      ...['00:00', '10:59', '11:00', '40:00', '59:00'].map((time) =>
        read('ann', march(1, `10:${time}`), 'a'),
      ),
    ]);
    expect(picked(await rowsOf(given), 'usual_hours')).toEqual([[0.48]]);
    await plantOnly(
      world.warehouse,
      ['10:00:59', '10:01:00'].map((time) => read('ann', march(1, time), 'a')),
    );
    expect(picked(await rowsOf(given), 'usual_hours')).toEqual([[0]]);
  });
});
