// What counts as a read, in every hunt as in `attribute` and on the cards: whoever was refused has
// seen nothing, a reason that turned up later is one, and an access that lies in two logs is one.

import { expect, test } from 'vitest';
import { listHunts } from '../../src/investigate/hunt.ts';
import type { Hunt } from '../../src/investigate/hunt-header.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { plantEverything } from '../support/planted-everything.ts';
import {
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

/** Of accesses, whatever came of them, or of other tables: what these say is no read. */
const accessesAlone = [
  ...['before-leaving', 'clock-skew', 'day-in-the-life', 'new-hosts', 'new-tool', 'offset-gaps'],
  ...['prefix-searches', 'service-by-hand', 'shared-accounts', 'shared-hosts', 'silent-sources'],
  ...['unknown-people', 'what-is-new', 'who-was-there'],
];
/** Each says in its header that it counts tries too, or shows which they are. */
const triesToo = [
  ...['against-own-past', 'canaries-read', 'fan-out-ranking', 'id-walks', 'person-timeline'],
];
const ofOtherTables = [
  ...['against-peers', 'dead-letters', 'dispositions', 'false-alarm-review', 'incidents-by-risk'],
  ...['team-drifts', 'team-members', 'what-a-threshold-would-do'],
];

function lowest({ params }: Hunt): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { name, type, default: text } of params) {
    if (type === 'UInt32' && !['limit', 'before'].includes(name)) given[name] = '1';
    if (type === 'Float64') given[name] = '0';
    if (text === undefined) given[name] = 'mole';
  }
  return given;
}

const countsOfReads = ['customers', 'opened', 'without_reason', 'exported', 'a_day', 'beyond'];

describeEmbedded('whoever was refused has read nothing', () => {
  // That each has something to say of the same world, had it been read, holds hostile-values.
  test('no hunt says so in a world where all was refused', async () => {
    await plantEverything(world.warehouse, ['mole']);
    for (const table of ['access', 'access_by_subject']) {
      await world.warehouse.execute(
        `ALTER TABLE ${table} UPDATE status = if(cityHash64(event_id) % 2 = 0, 'denied', 'failed')
         WHERE true SETTINGS mutations_sync = 2`,
      );
    }
    const told: string[] = [];
    for (const hunt of listHunts()) {
      const rows = await rowsOf(hunt.id, lowest(hunt));
      if (rows.length > 0) told.push(hunt.id);
      if (!accessesAlone.includes(hunt.id)) continue;
      for (const row of rows) {
        const met = countsOfReads.map((column) => Number(row[column] ?? 0));
        expect([hunt.id, ...met]).toEqual([hunt.id, ...countsOfReads.map(() => 0)]);
      }
    }
    const all = [...accessesAlone, ...triesToo, ...ofOtherTables, 'victims-nobody-read'];
    expect(told.sort()).toEqual(all.sort());
  });

  test('those that count tries say so', () => {
    const headers = new Map(listHunts().map(({ id, reading }) => [id, reading]));
    for (const id of triesToo) expect(headers.get(id), id).toMatch(/refused|denied/);
  });

  test('not as a read of whom nobody has opened for long', async () => {
    await plantOnly(world.warehouse, [
      read('old', march(1), 'q'),
      read('old', march(9), 'q', { status: 'denied' }),
      read('mole', march(20), 'q'),
    ]);
    const given = { since: '2024-03-15', dormant: '15' };
    expect(picked(await rowsOf('long-dormant-customers', given), 'user', 'longest_days')).toEqual([
      ['mole', 19],
    ]);
  });

  test('nor do reasons that turned up later for it, or for whom a list showed', async () => {
    const accesses = [1, 2, 3].map((day) => read('kim', march(day), `c${day}`));
    const allWith = (more: Row) => accesses.map((access) => ({ ...access, ...more }));
    const late = (event: number) => {
      const more = { ticket: 't1', ticket_marks: 7, explained_at: march(4) };
      return explainedLater(event, accesses[event]!, `c${event + 1}`, more);
    };
    const hunts = [
      ...['one-ticket-many-customers', 'ticket-after-read', 'tickets-by-reader'],
      'tickets-soon-closed',
    ];
    for (const [planted, found] of [
      [accesses, hunts],
      [allWith({ status: 'denied' }), []],
      [allWith({ touch: 'listed' }), []],
    ] as const) {
      await plantOnly(world.warehouse, planted, [0, 1, 2].map(late));
      const told = [];
      for (const id of hunts) if ((await rowsOf(id)).length > 0) told.push(id);
      expect(told).toEqual(found);
    }
  });
});

describeEmbedded('a read is one', () => {
  test('with the reason that it was found to have later', async () => {
    const bare = read('kim', march(1), ['c1', 'c2']);
    await plantOnly(world.warehouse, [bare], [explainedLater(0, bare, 'c2')]);
    const given = { subjects: 'c1,c2' };
    const columns = ['user', 'customers_hit', 'without_reason'];
    expect(picked(await rowsOf('who-read-these-customers', given), ...columns)).toEqual([
      ['kim', 2, 1],
    ]);
  });

  test('by whoever opened somebody: lists and services lack no reason', async () => {
    await plantOnly(world.warehouse, [
      read('mole', march(1), ['c1', 'c2']),
      read('mole', march(1, '11:00:00'), 'c3', { touch: 'listed' }),
      read('glance', march(1), ['c1', 'c2'], { touch: 'listed' }),
      read('robot', march(1), ['c1', 'c2'], { user_kind: 'service' }),
    ]);
    expect(
      picked(await rowsOf('reads-without-reason'), 'user', 'touches', 'without_reason'),
    ).toEqual([['mole', 2, 2]]);
    const hits = await rowsOf('who-read-these-customers', { subjects: 'c1,c2' });
    expect(picked(hits, 'user', 'customers_hit', 'without_reason')).toEqual([
      ['glance', 2, 0],
      ['robot', 2, 0],
      ['mole', 2, 2],
    ]);
  });

  test('however many logs it lies in', async () => {
    const parts = { event_id: 'e2', parts: 2, rows: 9 };
    await plantOnly(world.warehouse, [
      read('kim', march(1), ['c1', 'c2']),
      served('kim', march(1), ['c3']),
      read('bo', march(1), 'c4', { ...parts, user_kind: 'unknown' }),
      read('bo', march(1), 'c5', { ...parts, user_kind: 'unknown', part: 1 }),
      read('kim', march(1), [], { rows: 4, source: 'other' }),
    ]);
    expect(
      picked(await rowsOf('reads-without-reason', { user: 'kim' }), 'touches', 'without_reason'),
    ).toEqual([[3, 2]]);
    expect(picked(await rowsOf('unknown-people'), 'account', 'rows')).toEqual([['bo', 9]]);
    expect(picked(await rowsOf('who-was-there'), 'user', 'rows')).toEqual([
      ['bo', 9],
      ['kim', 7],
    ]);
    expect(picked(await rowsOf('events-without-customers'), 'source', 'rows')).toEqual([
      ['other', 4],
    ]);
    expect(await rowsOf('person-timeline', { user: 'kim' })).toHaveLength(3);
    expect(picked(await rowsOf('fan-out-ranking'), 'user', 'customers', 'events', 'rows')).toEqual([
      ['kim', 3, 3, 7],
      ['bo', 2, 1, 9],
    ]);
    expect(
      picked(
        await rowsOf('against-own-past', { user: 'kim' }),
        'days',
        'events_a_day',
        'rows_a_day',
      ),
    ).toEqual([[1, 3, 7]]);
    const sources = picked(
      await rowsOf('silent-sources', { now: '2024-03-02' }),
      'source',
      'events',
    );
    expect(sources.sort()).toEqual([
      ['crm', 3],
      ['other', 1],
    ]);
  });

  test('by whichever way it went, also where only one of the logs has it', async () => {
    const common = [
      read('kim', march(1), ['c1', 'c2'], { behind: 't1', host: 'pc' }),
      served('bo', march(1), ['c3', 'c4'], { behind: 't1', host: 'gate' }),
    ];
    await plantOnly(world.warehouse, common);
    // Of one log alone, on a day that both have and on one of its own.
    await plant(world.warehouse, 'access', [
      { ...read('bo', march(1), 'c1', { host: 'gate' }), _log: 'second', event_id: 'one' },
      { ...read('bo', march(2), 'c1', { host: 'gate' }), _log: 'second', event_id: 'two' },
    ]);
    const rows = await rowsOf('what-victims-share', { subjects: 'c1' });
    const counts = picked(rows, 'kind', 'name', 'victim_touches', 'touches');
    expect(counts).toContainEqual(['host', 'gate', 2, 4]);
    expect(counts).toContainEqual(['host', 'pc', 1, 2]);
    expect(counts).toContainEqual(['source', 'crm', 3, 6]);
    await plant(world.warehouse, 'tickets', [{ _key: 't1', id: 't1', created_by: 'desk' }]);
    const told = await rowsOf('what-victims-share', { subjects: 'c1' });
    expect(picked(told, 'kind', 'name', 'touches')).toContainEqual(['ticket creator', 'desk', 4]);
  });

  test('and so is what was found of it', async () => {
    await plantOnly(world.warehouse, [read('kim', march(1), 'c1')]);
    for (const _log of ['first', 'second']) {
      const at = { _log, user: 'kim', at: march(1, '10:00:00.500') };
      await plant(world.warehouse, 'anomalies', [
        { ...at, id: 'a1', detector: 'off-hours' },
        { ...at, id: 'a2', detector: 'off-hours' },
      ]);
      const incident = { ...at, id: 'i1', tier: 'incident' };
      await plant(world.warehouse, 'incidents', [
        { ...incident, state: 'opened', sequence: 0 },
        { ...incident, state: 'updated', sequence: 1 },
      ]);
    }
    expect(picked(await rowsOf('person-timeline', { user: 'kim' }), 'kind', 'what')).toEqual([
      ['access', 'select customers'],
      ['anomaly', 'off-hours'],
      ['anomaly', 'off-hours'],
      ['incident', 'opened'],
      ['incident', 'updated'],
    ]);
  });
});

describeEmbedded('`until` is without the instant itself', () => {
  const given = { since: '2024-03-01', until: '2024-03-03' };

  test('a day that begins at it is not in it', async () => {
    await plantOnly(world.warehouse, [
      read('kim', march(2, '23:59:59.999'), ['c1', 'c2']),
      read('kim', march(3, '00:00:00'), ['c3', 'c4', 'c5', 'c6']),
    ]);
    expect(picked(await rowsOf('fan-out-ranking', given), 'day', 'customers')).toEqual([
      ['2024-03-02', 2],
    ]);
    const past = await rowsOf('against-own-past', { ...given, user: 'kim' });
    expect(picked(past, 'days', 'customers')).toEqual([[1, 2]]);
    const readers = await rowsOf('who-read-these-customers', { ...given, subjects: 'c1' });
    expect(picked(readers, 'customers_read', 'lift')).toEqual([[2, 1]]);
    const later = await rowsOf('fan-out-ranking', { ...given, until: '2024-03-03T00:00:00.001' });
    expect(picked(later, 'day')).toEqual([['2024-03-03'], ['2024-03-02']]);
  });

  test('however far it and its beginning lie, the whole time is in between', async () => {
    await plantOnly(world.warehouse, [read('kim', march(2), ['c1', 'c2'])]);
    await plant(world.warehouse, 'windows', [
      { user: 'kim', kind: 'day', start: march(2, '00:00:00'), unexplained_subjects: 2 },
    ]);
    for (const since of ['1900-01-01', '1969-12-31', '2024-03-01']) {
      for (const until of ['2149-06-07', '2150-01-01', '2299-12-31T23:59:59.999']) {
        const long = { since, until };
        expect(await rowsOf('fan-out-ranking', long), `${since} ${until}`).toHaveLength(1);
        const past = await rowsOf('against-own-past', { ...long, user: 'kim' });
        expect(picked(past, 'customers', 'without_reason_a_day')).toEqual([[2, 2]]);
        const readers = await rowsOf('who-read-these-customers', { ...long, subjects: 'c1' });
        expect(readers).toHaveLength(1);
      }
    }
    const never = { since: '2200-01-01', until: '2201-01-01', user: 'kim' };
    expect(await rowsOf('fan-out-ranking', never)).toEqual([]);
    expect(await rowsOf('against-own-past', never)).toEqual([]);
  });
});

describeEmbedded('shares are of counts, and not of what is shown of them', () => {
  test('one customer of three thousand off shift is one beyond', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `c${i}`);
    await plantOnly(world.warehouse, [
      read('kim', march(10), 'early', { on_shift: true }),
      read('kim', march(20, '10:00:00'), many, { on_shift: true }),
      read('kim', march(20, '22:00:00'), 'late', { on_shift: false }),
    ]);
    const rows = await rowsOf('off-shift', { since: '2024-03-15' });
    expect(picked(rows, 'customers', 'share', 'beyond')).toEqual([[1, 0, 1]]);
  });

  test('of who was not there before, nothing is beyond, and they come last', async () => {
    const off = { on_shift: false };
    await plantOnly(world.warehouse, [
      read('kim', march(10), 'early', { on_shift: true }),
      read('kim', march(20), 'late', off),
      read('new', march(20), ['a', 'b', 'c'], off),
    ]);
    const rows = await rowsOf('off-shift', { since: '2024-03-15' });
    expect(picked(rows, 'user', 'customers', 'share_before', 'beyond')).toEqual([
      ['kim', 1, 0, 1],
      ['new', 3, null, null],
    ]);
  });
});
