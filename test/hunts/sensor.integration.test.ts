// Hunts about the sensor itself: a source with a wrong clock, a table without customers, records
// that were refused, a hole in the log, and an account of nobody.

import { beforeAll, expect, test } from 'vitest';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { huntWorld, only, type Read } from '../support/hunt-world.ts';

const world = embedded();
const { plant, reads, ask } = huntWorld(world);

beforeAll(async () => {
  if (!hasLibrary) return;
  const minute = (i: number) => String(i).padStart(2, '0');
  const good = Array.from({ length: 10 }, (_, i): Read => {
    const at = `2024-03-05 10:${minute(i)}:00`;
    return {
      at,
      seen_at: `2024-03-05 10:${minute(i)}:02`,
      user: 'ann',
      event_id: `g${i}`,
      whom: ['c1'],
    };
  });
  const odd = { user: 'bob', source: 'billing', tables: ['invoices'], whom: ['c2'] };
  const ahead = {
    ...{ ...odd, at: '2024-03-05 11:00:00', event_id: 'b1', account: 'bob-laptop' },
    ...{ seen_at: '2024-03-05 11:00:00', reported_at: '2024-03-05 12:30:00' },
  };
  const late = {
    ...{ ...odd, at: '2024-03-05 11:11:00', event_id: 'b3', late: true },
    seen_at: '2024-03-05 13:11:00',
  };
  await reads([
    ...good,
    ahead,
    // The other parts of a split event are no events.
    { ...ahead, part: 1 },
    { ...ahead, part: 2 },
    { ...odd, at: '2024-03-05 11:10:00', event_id: 'b2', seen_at: '2024-03-05 11:09:58' },
    late,
    { ...late, _log: 'copy' },
    { ...odd, at: '2024-03-05 11:12:00', event_id: 'b4', seen_at: '2024-03-05 11:12:04' },
  ]);
});

describeEmbedded('hunts about the sensor', () => {
  test('clocks: the source that is ahead comes first, the good one shows nothing', async () => {
    const rows = await ask('clock-skew');
    expect(rows).toEqual([
      {
        ...{ source: 'billing', database: 'main', events: 4, clamped: 1, ahead_seconds: 5400 },
        ...{ early: 1, late: 1, late_share: 0.25, delay_median: 4, delay_p99: 7200 },
        ...{ delay_max: 7200, accounts_ahead: ['bob-laptop'] },
      },
      {
        ...{ source: 'crm', database: 'main', events: 10, clamped: 0, ahead_seconds: 0, early: 0 },
        ...{ late: 0, late_share: 0, delay_median: 2, delay_p99: 2, delay_max: 2 },
        accounts_ahead: [],
      },
    ]);
    expect(await ask('clock-skew', { until: '2024-03-05' })).toEqual([]);
  });

  test('without customers: of each table how many reads, and whether rows came back', async () => {
    const blind = { user: 'ann', source: 'billing', tables: ['invoices', 'customers'] };
    await reads([
      { ...blind, at: '2024-03-05 12:00:00', event_id: 'w1', rows: 700 },
      { ...blind, at: '2024-03-05 12:01:00', event_id: 'w2', rows: 0, user: 'cas' },
      { ...blind, at: '2024-03-05 12:01:30', event_id: 'w3', rows: 9, tables: [] },
      // Nobody expects customers of these.
      { ...blind, at: '2024-03-05 12:02:00', event_id: 'w4', operation: 'login' },
      { ...blind, at: '2024-03-05 12:03:00', event_id: 'w5', status: 'denied', rows: 5 },
    ]);
    await plant('assets', [
      {
        ...{ _key: 'billing/main/invoices', source: 'billing', database: 'main' },
        ...{ table: 'invoices', sensitivity: 'personal', subject_column: 'customer' },
      },
    ]);
    const rows = await ask('events-without-customers');
    const columns = ['table', 'sensitivity', 'subject_column', 'reads', 'without_ids', 'share'];
    expect(only(rows, ...columns, 'with_rows', 'rows', 'people')).toEqual([
      ['', '', '', 1, 1, 1, 1, 9, 1],
      ['customers', '', '', 2, 2, 1, 1, 700, 2],
      ['invoices', 'personal', 'customer', 6, 2, 0.333, 1, 700, 2],
    ]);
    expect(only(rows, 'source')).toEqual([['billing'], ['billing'], ['billing']]);
    expect(await ask('events-without-customers', { since: '2024-03-05T12:02' })).toEqual([]);
  });

  test('dead letters: by day and reason, a record once however often it is archived', async () => {
    const letter = (at: string, place: number, row = {}) => ({
      ...{ reason: 'bad-record', detail: `no ${place}`, stage: 'enrich', topic: 'db-access' },
      ...{ partition: 0, offset: place, seen_at: `2024-03-0${at}`, key: 'ann', size_bytes: 10 },
      ...row,
    });
    await plant('dead_letters', [
      letter('4 10:00:00', 1),
      letter('5 10:00:00', 2),
      letter('5 11:00:00', 3, { key: 'bob' }),
      letter('5 11:00:00', 3, { key: 'bob', _log: 'copy' }),
      letter('5 09:00:00', 4, { reason: 'too-old', topic: 'tickets' }),
    ]);
    const rows = await ask('dead-letters');
    const columns = ['day', 'reason', 'topic', 'records', 'keys', 'bytes', 'example', 'example_at'];
    expect(only(rows, ...columns)).toEqual([
      ['2024-03-05', 'bad-record', 'db-access', 2, 2, 20, 'no 3', 'db-access/0/3'],
      ['2024-03-05', 'too-old', 'tickets', 1, 1, 10, 'no 4', 'tickets/0/4'],
      ['2024-03-04', 'bad-record', 'db-access', 1, 1, 10, 'no 1', 'db-access/0/1'],
    ]);
    expect(only(await ask('dead-letters', { reason: 'too-old' }), 'first_at')).toEqual([
      ['2024-03-05 09:00:00.000'],
    ]);
    expect(await ask('dead-letters', { topic: 'people' })).toEqual([]);
  });

  test('holes in the log: of both tables, within blocks, between and over many', async () => {
    const at = (_offset: number, row = {}) => ({
      ...{ at: '2024-03-05 10:00:00', user: 'ann', event_id: `o${_offset}`, whom: ['c1'] },
      ...{ seen_at: '2024-03-05 10:00:01', _log: 'holed', _partition: 3, _offset, ...row },
    });
    const tick = (_offset: number) => ({
      ...{ _log: 'holed', _partition: 3, _offset, state: 'live' },
      _seen_at: '2024-03-06 10:00:00',
    });
    // 100 to 103 whole by a tick and a repeat; 104 and 8191 to 8193 missing; then two blocks.
    await reads([at(100), at(101), at(101), at(103), at(105)]);
    await plant('access_control', [tick(102)]);
    await world.warehouse.execute(`
      INSERT INTO access_control (_log, _partition, _offset, state, _seen_at)
      SELECT 'holed', 3, number, 'live', '2024-03-07 10:00:00' FROM numbers(106, 8085)`);
    await reads([at(8194, { seen_at: '2024-03-08 10:00:00' }), at(30_000), at(30_002)]);
    // The same places of another partition and another log are others.
    await reads([at(104, { _partition: 4 }), at(104, { _log: 'other' })]);
    // Few of one log, which lie by user and time and so in another order.
    await reads([30, 10, 11].map((place, i) => at(place, { _log: 'few', user: `u${i}` })));
    const rows = (await ask('offset-gaps')).filter(({ log }) => log !== 'log');
    const columns = ['log', 'partition', 'last_before', 'first_after', 'missing', 'alike'];
    expect(only(rows, ...columns)).toEqual([
      ['holed', 3, 8194, 30_000, 21_805, 1],
      ['few', 3, 11, 30, 18, 1],
      ['holed', 3, 8190, 8194, 3, 1],
      ['holed', 3, 103, 105, 1, 2],
      ['holed', 3, 30_000, 30_002, 1, 2],
    ]);
    expect(rows[2]).toMatchObject({
      ...{ seen_from: '2024-03-05 10:00:01.000', seen_to: '2024-03-08 10:00:00.000' },
    });
    const long = await ask('offset-gaps', { missing: '4' });
    expect(
      only(
        long.filter(({ log }) => log === 'holed'),
        'missing',
      ),
    ).toEqual([[21_805]]);
  });

  test('holes in the log: where blocks meet, whole blocks, more alike than are shown', async () => {
    await world.warehouse.execute(`
      INSERT INTO access_control (_log, _partition, _offset, state, _seen_at)
      SELECT 'long', 7, number, 'live', toDateTime64('2024-03-07 00:00:00', 3, 'UTC')
        + toIntervalSecond(number)
      FROM numbers(400000)
      WHERE number NOT IN (65535, 65536, 131072, 196607) AND number NOT BETWEEN 200000 AND 340000
        AND (number < 350000 OR number % 2 = 0)`);
    const ofLong = async (given = {}) => {
      const rows = await ask('offset-gaps', { limit: '5000', ...given });
      return rows.filter(({ log }) => log === 'long');
    };
    const columns = ['last_before', 'first_after', 'missing', 'alike'];
    const rows = await ofLong();
    expect(only(rows.slice(0, 5), ...columns)).toEqual([
      [199_999, 340_001, 140_001, 1],
      [65_534, 65_537, 2, 1],
      [131_071, 131_073, 1, 25_001],
      [196_606, 196_608, 1, 25_001],
      [350_000, 350_002, 1, 25_001],
    ]);
    // As many of one length as can be read; how many there are is told.
    expect(rows).toHaveLength(2 + 1_000);
    expect(only(await ofLong({ missing: '3' }), ...columns)).toEqual(
      only(rows.slice(0, 1), ...columns),
    );
    // To the block in which the gap begins, and to that in which it ends.
    expect(rows[0]).toMatchObject({
      seen_from: '2024-03-09 06:36:48.000',
      seen_to: '2024-03-11 13:13:34.000',
    });
  });

  test('unknown people: accounts of nobody, and who has been entered since', async () => {
    const nobody = { user_kind: 'unknown', team: null };
    await reads([
      {
        ...{ ...nobody, at: '2024-03-05 20:00:00', user: 'svc-x', whom: ['c1', 'c2'], rows: 2 },
        ...{ host: 'h1', program: 'psql', end_user: 'ghost' },
      },
      { ...nobody, at: '2024-03-06 20:00:00', user: 'svc-x', whom: ['c3'], rows: 5, host: 'h2' },
      { ...nobody, at: '2024-03-06 21:00:00', user: 'dan-db', whom: ['c4', 'c5', 'c6', 'c7'] },
      { at: '2024-03-06 22:00:00', user: 'eve', whom: ['c1', 'c2', 'c3', 'c4', 'c5'] },
    ]);
    await plant('people', [
      { _key: 'dan', id: 'dan', accounts: ['dan', 'dan-db'], kind: 'human' },
      { _key: 'gone', id: 'gone', accounts: ['svc-x'], kind: 'human', _deleted: 1 },
    ]);
    const rows = await ask('unknown-people');
    const columns = ['account', 'person_now', 'events', 'customers', 'rows', 'days', 'hosts'];
    expect(only(rows, ...columns, 'programs', 'end_users')).toEqual([
      ['svc-x', '', 2, 3, 7, 2, 2, 'psql', 1],
      ['dan-db', 'dan', 1, 4, 4, 1, 0, '', 0],
    ]);
    expect(rows[0]).toMatchObject({ sources: 'crm', first_at: '2024-03-05 20:00:00.000' });
    expect(await ask('unknown-people', { until: '2024-03-05T20:00' })).toEqual([]);
  });
});
