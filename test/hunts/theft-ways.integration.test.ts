// Hunts for ways of theft: by which tool, when, and through which account records were taken. Each
// on a planted world with a thief and an innocent who looks nearly the same.

import { expect, test } from 'vitest';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import {
  days,
  explainedLater,
  hunted,
  march,
  picked,
  plant,
  plantOnly,
  type Row,
  read,
  served,
} from '../support/planted-rows.ts';

const world = embedded();
const rowsOf = (id: string, given = {}) => hunted(world.warehouse, id, given);
const only = (accesses: readonly Row[], explained: readonly Row[] = []) =>
  plantOnly(world.warehouse, accesses, explained);
const exported = { operation: 'export', touch: 'exported' };
const listed = { operation: 'search', touch: 'listed' };
const service = { user_kind: 'service' };

describeEmbedded('at once', () => {
  test('whole tables: rare ones first, backups last, pages not at all', async () => {
    const all = { statement: 'SELECT * FROM customers', predicate: null, host: 'ws-1' };
    await only([
      ...days(1, 10).map((day) =>
        read('backup', march(day), [], { ...exported, ...service, rows: 90_000 }),
      ),
      read('mole', march(9), ['a', 'b'], { ...all, rows: 5_000, subject_count: 5_000 }),
      read('dumper', march(9), [], { program: 'mysqldump', predicate: 'id > ?', rows: 700 }),
      read('desk', march(9), [], {
        statement: 'SELECT name FROM c WHERE id = ?',
        predicate: 'id = ?',
        rows: 9_000,
      }),
      read('page', march(9), [], { ...all, rows: 499 }),
      read('refused', march(9), [], { ...all, rows: 5_000, status: 'denied' }),
      // Of an event in parts the first alone counts.
      read('mole', march(9), ['c'], { ...all, rows: 5_000, part: 1, event_id: 'e10' }),
    ]);
    const rows = await rowsOf('wildcard-exports');
    expect(picked(rows.slice(0, 3), 'user', 'how', 'rows', 'days_with')).toEqual([
      ['mole', 'no condition, all columns', 5_000, 1],
      ['dumper', 'tool for copying', 700, 1],
      ['backup', 'export', 90_000, 10],
    ]);
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatchObject({
      ...{ user_kind: 'human', operation: 'select', tables: 'customers', customers: 5_000 },
      ...{ program: 'crm-web', host: 'ws-1', statement: 'SELECT * FROM customers' },
    });
    expect(picked(await rowsOf('wildcard-exports', { rows: '499', user: 'page' }), 'rows')).toEqual(
      [[499]],
    );
  });

  test('export after search: within the hour, of enough customers', async () => {
    const many = (name: string, count: number) => days(1, count).map((i) => `${name}${i}`);
    await only([
      read('mole', march(9, '10:00:00'), many('m', 40), listed),
      read('mole', march(9, '10:20:00'), many('n', 30), listed),
      read('mole', march(9, '10:45:00'), many('m', 35), { ...exported, host: 'ws-1', rows: 70 }),
      read('mole', march(9, '10:50:00'), many('m', 35), { ...exported, status: 'denied' }),
      // Too few, too early, after it, no export, a service.
      read('report', march(9, '10:00:00'), many('r', 49), listed),
      read('report', march(9, '10:10:00'), many('r', 49), exported),
      read('morning', march(9, '08:00:00'), many('o', 80), listed),
      read('morning', march(9, '09:01:00'), many('o', 80), exported),
      read('morning', march(9, '09:02:00'), many('o', 80), listed),
      read('looker', march(9), many('l', 90), listed),
      read('robot', march(9, '10:00:00'), many('s', 90), { ...listed, ...service }),
      read('robot', march(9, '10:01:00'), many('s', 90), { ...exported, ...service }),
    ]);
    expect(await rowsOf('export-after-search')).toEqual([
      {
        ...{ user: 'mole', team: 'support', exported_at: march(9, '10:45:00.000') },
        ...{ exports: 1, searches: 2, listed: 70, minutes: 45, exported: 35, rows: 70 },
        ...{ tables: 'customers', program: 'crm-web', host: 'ws-1', days_with: 1 },
      },
    ]);
    const wide = await rowsOf('export-after-search', { minutes: '61', customers: '49' });
    expect(picked(wide, 'user')).toEqual([['morning'], ['mole'], ['report']]);
  });

  test('export after search: no export is its own, and who is only counted adds up', async () => {
    const counted = (at: string, more: Row) =>
      read('count', march(9, at), [], { ...listed, subject_count: 30, ...more });
    await only([
      read('self', march(9), days(1, 60).map(String), { ...listed, operation: 'export' }),
      ...[counted('10:00:00', {}), counted('10:10:00', {}), counted('10:20:00', {})],
      read('count', march(9, '10:30:00'), ['a', 'b'], { ...listed, subject_count: 2 }),
      read('count', march(9, '10:40:00'), 'a', exported),
    ]);
    expect(picked(await rowsOf('export-after-search'), 'user', 'searches', 'listed')).toEqual([
      ['count', 4, 92],
    ]);
  });

  test('export after search: the exports of one hour are one line', async () => {
    const of = (user: string, time: string, more: Row) =>
      read(user, march(9, time), days(1, 60).map(String), more);
    await only([
      of('pool', '10:50:00', listed),
      of('pool', '11:05:00', { ...exported, tables: ['orders'], rows: 5 }),
      of('pool', '11:10:00', { ...exported, rows: 7 }),
      of('pool', '11:20:00', listed),
      of('pool', '12:30:00', exported),
      // After the one export of its hour, and more than an hour before that of the next.
      of('slow', '10:10:00', exported),
      of('slow', '10:20:00', listed),
      of('slow', '11:20:01', exported),
    ]);
    const rows = await rowsOf('export-after-search');
    expect(picked(rows, 'user', 'exported_at', 'exports', 'searches', 'minutes')).toEqual([
      ['pool', march(9, '11:05:00.000'), 2, 1, 20],
    ]);
    expect(rows[0]).toMatchObject({ exported: 120, rows: 12, tables: 'customers, orders' });
    const wide = await rowsOf('export-after-search', { minutes: '61', user: 'slow' });
    expect(picked(wide, 'exported_at', 'searches')).toEqual([[march(9, '11:20:01.000'), 1]]);
  });

  test('copied table: one that nobody knew, and who read it', async () => {
    const copy = (user: string, at: string, own: string, more: Row = {}) =>
      read(user, at, [], {
        ...{ operation: 'insert', tables: ['customers', own], rows: 5_000, program: 'psql' },
        ...{ statement: `INSERT INTO ${own} SELECT * FROM customers` },
        ...more,
      });
    const of = (own: string) => ({ tables: [own], rows: 5_000 });
    await only([
      ...days(1, 8).map((day) => served('ann', march(day), `a${day}`)),
      copy('mole', march(10), 'tmp_mole'),
      read('mole', march(11), [], of('tmp_mole')),
      read('twin', march(12), [], of('tmp_mole')),
      read('refused', march(12), [], { ...of('tmp_mole'), status: 'denied' }),
      copy('mole', march(12, '11:00:00'), 'tmp_mole', { rows: 10 }),
      copy('fay', march(11), 'tmp_fay', { rows: 100 }),
      read('fay', march(11), [], of('tmp_fay')),
      // In use for weeks; in the register; by a service; refused.
      read('bob', '2024-02-20 10:00:00', [], of('notes')),
      copy('bob', march(10), 'notes'),
      copy('cem', march(10), 'archive'),
      copy('robot', march(10), 'nightly', service),
      copy('dan', march(10), 'tmp_dan', { status: 'denied' }),
      copy('eva', march(10, '09:00:00'), 'tmp_eva', { rows: 9_000 }),
    ]);
    await plant(world.warehouse, 'assets', [
      { _key: 'k', source: 'crm', database: 'main', table: 'archive', sensitivity: 'personal' },
      { _key: 'l', source: 'crm', database: 'main', table: 'customers', sensitivity: 'secret' },
    ]);
    const rows = await rowsOf('copied-table', { since: '2024-03-05' });
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', table: 'crm/main/tmp_mole' },
      ...{ copied_at: march(10, '10:00:00.000'), tables: 'customers, tmp_mole' },
      ...{ rows_copied: 5_010, program: 'psql', reads: 2, rows_read: 10_000 },
      ...{ readers: ['mole', 'twin'], last_at: march(12, '11:00:00.000') },
      statement: 'INSERT INTO tmp_mole SELECT * FROM customers',
    });
    // Never read, so after it, however large.
    expect(picked(rows.slice(1), 'user', 'reads')).toEqual([
      ['fay', 1],
      ['eva', 0],
    ]);
    expect(await rowsOf('copied-table', { since: '2024-03-12' })).toEqual([]);
  });
});

describeEmbedded('when', () => {
  test('off shift: more than before; who always did is not beyond it', async () => {
    const off = { on_shift: false, utc_offset_minutes: 120 };
    const on = { on_shift: true };
    const late = read('mole', march(20, '21:30:00'), 'late', off);
    await only(
      [
        ...days(1, 10).flatMap((day) => [
          read('mole', march(day), [`m${day}`], on),
          read('owl', march(day), [`o${day}`], on),
          read('owl', march(day, '22:00:00'), [`p${day}`], off),
        ]),
        read('mole', march(20), 'x', on),
        read('mole', march(20, '21:00:00'), ['n1', 'n2'], off),
        read('mole', march(20, '22:30:00'), ['n1', 'n3'], { ...off, ...exported }),
        late,
        read('owl', march(20), 'o20', on),
        read('owl', march(20, '22:00:00'), 'p20', off),
        read('nobody', march(20, '23:00:00'), 'z'),
        read('robot', march(20, '23:00:00'), 'z', { ...off, ...service }),
        read('glance', march(20, '23:00:00'), 'z', { ...off, touch: 'listed' }),
      ],
      [explainedLater(33, late, 'late')],
    );
    const rows = await rowsOf('off-shift', { since: '2024-03-20' });
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', days: 1, customers: 4, share: 0.8, share_before: 0 },
      ...{ beyond: 4, without_reason: 3, exported: 2, hours: [0, 23] },
      ...{ first_at: march(20, '21:00:00.000'), last_at: march(20, '22:30:00.000') },
    });
    expect(picked(rows.slice(1), 'user', 'share', 'share_before', 'beyond')).toEqual([
      ['owl', 0.5, 0.5, 0],
    ]);
    const short = await rowsOf('off-shift', { since: '2024-03-20', before: '1', user: 'owl' });
    expect(picked(short, 'share_before', 'beyond')).toEqual([[null, null]]);
  });

  test('before leaving: more than before the notice; who has ended comes first', async () => {
    const notice = { employment: 'notice' };
    const late = read('mole', march(12), 'm-late', notice);
    await only(
      [
        ...days(1, 4).flatMap((day) => [
          served('mole', march(day), ['a', 'b']),
          served('leaver', march(day), ['a', 'b']),
          read('ann', march(day), days(1, 90).map(String)),
        ]),
        read('mole', march(10), ['m1', 'm2', 'm3', 'm4', 'm5'], notice),
        read('mole', march(11), ['m6', 'm7', 'm8'], { ...notice, ...exported }),
        read('mole', march(11), ['l1', 'l2'], { ...notice, ...listed }),
        late,
        served('leaver', march(10), ['c', 'd'], notice),
        read('gone', march(12), 'g', { employment: 'ended' }),
        read('old-robot', march(12), 'g', { employment: 'ended', ...service }),
        // Of whom no day before the notice is known.
        read('unknown-past', march(12), days(1, 50).map(String), notice),
      ],
      [explainedLater(15, late, 'm-late')],
    );
    const rows = await rowsOf('before-leaving');
    expect(picked(rows, 'user', 'employment', 'beyond')).toEqual([
      ['gone', 'ended', null],
      ['mole', 'notice', 3],
      ['leaver', 'notice', 0],
      ['unknown-past', 'notice', null],
    ]);
    expect(rows[0]).toMatchObject({ a_day: 1, a_day_before: null, without_reason_a_day: 1 });
    expect(rows[1]).toEqual({
      ...{ user: 'mole', team: 'support', employment: 'notice', days: 3 },
      ...{ notice_at: march(10, '10:00:00.000'), last_at: march(12, '10:00:00.000') },
      ...{ a_day: 3, a_day_before: 2, without_reason_a_day: 2.7, without_reason_a_day_before: 0 },
      ...{ beyond: 3, exported: 3 },
    });
    expect(await rowsOf('before-leaving', { user: 'ann' })).toEqual([]);
  });
});

describeEmbedded('by which way', () => {
  test('after denial: never read before, refused, granted, read', async () => {
    const secret = { tables: ['payments'] };
    const denied = { ...secret, status: 'denied' };
    await only([
      read('mole', march(5, '09:00:00'), [], denied),
      read('mole', march(5, '10:00:00'), [], denied),
      read('mole', march(5, '09:30:00'), ['c1'], {}),
      read('boss', march(5, '12:00:00'), [], { ...secret, operation: 'grant' }),
      read('other-boss', march(7), [], { ...secret, operation: 'grant' }),
      read('nobody', march(5, '12:00:00'), [], { ...denied, operation: 'grant' }),
      read('mole', march(5, '14:00:00'), ['c9'], { ...secret, status: 'failed' }),
      // One event in two parts, each with the rows of all.
      read('mole', march(5, '15:00:00'), ['c1'], { ...secret, rows: 20, event_id: 'e' }),
      read('mole', march(5, '15:00:00'), ['c2'], { ...secret, rows: 20, event_id: 'e', part: 1 }),
      read('mole', march(6), ['c2', 'c3'], { ...secret, rows: 30 }),
      read('again', march(5), [], denied),
      read('again', march(6), ['c1'], secret),
      // A slip: read before, between, and after.
      served('ann', march(4), 'a', secret),
      ...days(1, 3).map((i) => read('ann', march(5, `09:0${i}:00`), [], denied)),
      served('ann', march(5, '09:02:30'), 'a', secret),
      served('ann', march(5, '09:05:00'), 'a', secret),
      // Known from long before, and refused then too.
      read('old-hand', '2023-12-20 10:00:00', ['c'], secret),
      read('old-hand', '2023-12-21 10:00:00', [], denied),
      read('old-hand', march(5), [], denied),
      read('old-hand', march(6), ['c'], secret),
      // Eight days later; of another table; never.
      read('late', march(5), [], denied),
      read('late', march(13), ['c'], secret),
      read('else', march(5), [], denied),
      read('else', march(6), ['c'], { tables: ['customers'] }),
      read('else', march(6), ['c'], { ...secret, operation: 'grant' }),
      read('robot', march(5), [], { ...denied, ...service }),
      read('robot', march(6), ['c'], { ...secret, ...service }),
    ]);
    const rows = await rowsOf('after-denial');
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', table: 'crm/main/payments', denials: 2 },
      ...{ denied_at: march(5, '09:00:00.000'), allowed_at: march(5, '15:00:00.000'), hours: 6 },
      ...{ reads_before: 0, reads: 2, customers: 3, rows: 50, granted_by: ['boss'] },
    });
    expect(picked(rows.slice(1), 'user', 'denials', 'reads_before', 'reads')).toEqual([
      ['again', 1, 0, 1],
      ['ann', 3, 1, 2],
      ['old-hand', 1, 1, 1],
    ]);
    const near = await rowsOf('after-denial', { before: '0', user: 'old-hand' });
    expect(picked(near, 'denials', 'reads_before')).toEqual([[1, 0]]);
    const long = await rowsOf('after-denial', { days: '8', user: 'late' });
    expect(picked(long, 'hours')).toEqual([[192]]);
  });

  test('new tool: rare, and new to the person', async () => {
    const psql = { app: null, program: 'psql', host: 'ws-1', rows: 40 };
    const late = read('mole', march(21, '11:00:00'), 'm4', psql);
    await only(
      [
        ...['mole', 'ann', 'bob', 'cem', 'dan'].flatMap((user) =>
          [1, 2, 20].map((day) => served(user, march(day), `${user}-${day}`)),
        ),
        ...[3, 22].map((day) => served('admin', march(day), 'x', psql)),
        read('mole', march(21), ['m1', 'm2'], psql),
        late,
        read('mole', march(22), [], psql),
        read('mole', march(22), ['m8', 'm9'], { ...psql, touch: 'listed' }),
        served('mole', march(22), 'm10', psql),
        read('ann', march(22), 'a', { program: 'crm-beta' }),
        ...['ann', 'bob', 'cem', 'dan'].map((user) =>
          served(user, march(21), 'n', { program: 'crm-app' }),
        ),
        served('robot', march(21), 'n', { ...service, program: 'job' }),
      ],
      [explainedLater(18, late, 'm4')],
    );
    const rows = await rowsOf('new-tool');
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', tool: 'program psql', people: 2 },
      ...{ first_at: march(21, '10:00:00.000'), last_at: march(22, '10:00:00.000') },
      ...{ days_known: 2, accesses: 5, customers: 6, without_reason: 2, rows: 200 },
      hosts: ['ws-1'],
    });
    expect(picked(rows.slice(1), 'user', 'tool')).toEqual([['ann', 'program crm-beta']]);

    expect(picked(await rowsOf('new-tool', { most: '4', user: 'dan' }), 'tool')).toEqual([
      ['program crm-app'],
    ]);
    expect(await rowsOf('new-tool', { most: '1', user: 'mole' })).toEqual([]);
    expect(picked(await rowsOf('new-tool', { before: '1', user: 'admin' }), 'days_known')).toEqual([
      [0],
    ]);
  });

  test('shared accounts: from two places within minutes, not one after the other', async () => {
    const at = (user: string, time: string, host: string | null, more: Row = {}) =>
      read(user, march(9, time), [`${user}-${time}`], { host, network: '10.1.1.0/24', ...more });
    await only([
      at('mole', '10:00:00', 'ws-1'),
      at('mole', '10:04:00', 'ws-9'),
      at('mole', '10:05:30', 'ws-1'),
      at('mole', '10:30:00', null),
      at('walker', '10:00:00', 'ws-2'),
      at('walker', '10:04:00', 'ws-3'),
      at('walker', '10:30:00', 'ws-2'),
      at('robot', '10:00:00', 'ws-4', service),
      at('robot', '10:01:00', 'ws-5', service),
      at('robot', '10:02:00', 'ws-4', service),
      // An application's account: each of its people at their own desk.
      ...['ann', 'bob'].flatMap((user, i) =>
        [0, 1, 2].map((n) => at(user, `11:0${n}:${i}0`, `desk-${user}`, { account: 'crm-app' })),
      ),
      at('unplaced', '10:00:00', null, { network: null }),
    ]);
    expect(await rowsOf('shared-accounts')).toEqual([
      {
        ...{ account: 'mole', user: 'mole', day: '2024-03-09', switches: 2 },
        ...{ places: ['ws-1', 'ws-9'], networks: 1, accesses: 4, customers: 4 },
        ...{ shortest_minutes: 1.5, days_with: 1 },
        ...{ first_at: march(9, '10:04:00.000'), last_at: march(9, '10:05:30.000') },
      },
    ]);
    const wide = await rowsOf('shared-accounts', { switches: '1', minutes: '25' });
    expect(picked(wide, 'user', 'switches', 'places')).toEqual([
      // At 10:30 the host is not known: that may be the same one, and is no switch.
      ['mole', 2, ['ws-1', 'ws-9']],
      ['walker', 1, ['ws-2', 'ws-3']],
    ]);
  });

  test('shared accounts: that a host is not known is no other place', async () => {
    const at = (user: string, minute: number, host: string | null, net = 1) =>
      read(user, march(9, `10:0${minute}:00`), 'c', { host, network: `10.1.${net}.0/24` });
    await only([
      ...['ws-1', null, 'ws-1', '', 'ws-1'].map((host, minute) => at('half', minute, host)),
      // From one to another and back, whatever came in between.
      ...['ws-2', null, 'ws-3', null, 'ws-2'].map((host, minute) => at('across', minute, host)),
      ...[1, 2, 1].map((net, minute) => at('roamer', minute, null, net)),
      // The network of a host says nothing: the same machine may change it.
      ...[1, 2, 1].map((net, minute) => at('docked', minute, 'ws-4', net)),
    ]);
    const rows = await rowsOf('shared-accounts');
    expect(picked(rows, 'user', 'switches', 'places', 'accesses')).toEqual([
      ['across', 2, ['ws-2', 'ws-3'], 5],
      ['roamer', 2, ['10.1.1.0/24', '10.1.2.0/24'], 3],
    ]);
  });
});
