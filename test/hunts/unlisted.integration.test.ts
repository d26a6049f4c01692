// Hunts before there is a list of suspects: victims v1 to v4 of the segment gold were read by a
// ring, each by another of them, over one gateway; a reader of many serves everybody else.

import { beforeAll, expect, test } from 'vitest';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { huntWorld, only, type Read } from '../support/hunt-world.ts';

const world = embedded();
const { plant, reads, ask } = huntWorld(world);

beforeAll(async () => {
  if (!hasLibrary) return;
  const gold = { segments: ['gold'], host: 'gateway', app: 'crm', why: 'assignee' };
  const ring = ['ann', 'bob', 'cas', 'dan'].map((user, i): Read => {
    const at = `2024-03-0${1 + i} 22:00:00`;
    return { ...gold, at, user, event_id: `r${i}`, whom: [`v${1 + i}`], tickets: [`fake${i}`] };
  });
  const served = Array.from({ length: 36 }, (_, i): Read => {
    const at = `2024-03-0${1 + (i % 5)} 10:00:00`;
    const own = { user: 'sue', event_id: `s${i}`, host: 'pc-sue', app: 'crm' };
    const isCalled = i < 6;
    const ticket = isCalled ? 'spring' : `t${i}`;
    const why = isCalled ? 'campaign' : 'assignee';
    // One was of another segment when they were read.
    const segments = [i === 30 ? 'gold' : 'home'];
    return { ...own, at, whom: [`h${i}`], tickets: [ticket], why, segments };
  });
  await reads([
    ...ring,
    ...served,
    // Gold customers whom nobody defrauded, and a victim in other hands.
    { ...gold, at: '2024-03-02 11:00:00', user: 'eve', event_id: 'e1', whom: ['g1'], host: 'pc-e' },
    {
      ...{ at: '2024-03-04 11:00:00', user: 'sue', event_id: 's99', whom: ['v1'] },
      ...{ segments: ['gold'], host: 'pc-sue', app: 'crm', tickets: ['t0'] },
    },
    // Long before the time that the hunts ask for.
    { at: '2022-01-01 10:00:00', user: 'old', event_id: 'o1', whom: ['v7'] },
    { at: '2024-03-05 12:00:00', user: 'sue', event_id: 'm1', whom: ['new-id'], host: 'pc-sue' },
  ]);
  const ticket = { kind: 'ticket', inbound: true, opened_at: '2024-03-01 08:00:00' };
  const by = (id: string, created_by: string) => ({ ...ticket, _key: id, id, created_by });
  await plant('tickets', [
    ...[0, 1, 2, 3].map((i) => by(`fake${i}`, 'boss')),
    ...served.map((_, i) => by(`t${i}`, 'desk')),
  ]);
  const customer = (id: string, segment: string, row = {}) => ({ _key: id, id, segment, ...row });
  await plant('subjects', [
    ...['v1', 'v2', 'v3', 'v4', 'g1', 'g2'].map((id) => customer(id, 'gold')),
    ...served.map((_, i) => customer(`h${i}`, 'home')),
    customer('v6', 'home', { merged_into: 'new-id' }),
    customer('v7', 'home'),
    customer('v8', 'home', { _deleted: 1 }),
  ]);
});

describeEmbedded('hunts before there is a list', () => {
  test('segments of victims: gold beyond chance, also among those who were read', async () => {
    const rows = await ask('defrauded-segments', { subjects: 'v1,v2,v3,v4,h1,nobody' });
    expect(rows).toEqual([
      {
        // Four of five against 6 of 45, and against 5 of 42 who were read.
        ...{ segment: 'gold', victims: 4, listed: 6, share: 0.8, customers: 6, lift: 6 },
        ...{ victims_read: 4, customers_read: 5, lift_read: 6.7 },
      },
      {
        ...{ segment: 'home', victims: 1, listed: 6, share: 0.2, customers: 39, lift: 0.2 },
        ...{ victims_read: 1, customers_read: 37, lift_read: 0.2 },
      },
    ]);
    // All are of one segment: held against those without victims too, of 45 and of 42.
    const gold = await ask('defrauded-segments', { subjects: 'v1,v2' });
    expect(only(gold, 'segment', 'share', 'lift', 'lift_read')).toEqual([['gold', 1, 7.5, 8.4]]);
    const later = await ask('defrauded-segments', { subjects: 'v1,v2', since: '2024-03-05' });
    expect(only(later, 'segment', 'victims', 'victims_read')).toEqual([['gold', 2, 0]]);
    // Others of the segment were read and no victim: of nothing there is no share.
    const unread = await ask('defrauded-segments', { subjects: 'h0', since: '2024-03-05' });
    expect(only(unread, 'segment', 'victims', 'victims_read', 'lift_read')).toEqual([
      ['home', 1, 0, null],
    ]);
    expect(await ask('defrauded-segments', { subjects: 'nobody' })).toEqual([]);
  });

  test('what victims share: the gateway and who wrote the tickets, no reader', async () => {
    const rows = await ask('what-victims-share', { subjects: 'v1,v2,v3,v4' });
    const columns = ['kind', 'name', 'victims', 'victim_touches', 'touches', 'share', 'lift'];
    expect(only(rows.slice(0, 2), ...columns)).toEqual([
      // 4 of 5 touches of victims, 4 of 43 of all.
      ['host', 'gateway', 4, 4, 4, 0.8, 8.6],
      ['ticket creator', 'boss', 4, 4, 4, 0.8, 8.6],
    ]);
    expect(rows[0]).toMatchObject({ listed: 4, usual_share: 0.093, weight: 12.4 });
    const all = only(rows, 'kind', 'name', 'lift');
    // What all share says nothing, and what only others have is not there.
    expect(all).toContainEqual(['source', 'crm', 1]);
    expect(all).toContainEqual(['ticket creator', 'desk', 0.3]);
    expect(rows.filter(({ kind }) => kind === 'campaign')).toEqual([]);
    expect(all.flat()).not.toContain('pc-e');
    expect(all.flat()).not.toContain('fake0');
    const campaign = await ask('what-victims-share', { subjects: 'h0,h1,h2' });
    // All three, against 6 of 43.
    expect(only(campaign.slice(0, 1), ...columns)).toEqual([
      ['campaign', 'spring', 3, 3, 6, 1, 7.2],
    ]);
    expect(await ask('what-victims-share', { subjects: 'nobody' })).toEqual([]);
  });

  test('victims nobody read: unknown, and those read at another time', async () => {
    const rows = await ask('victims-nobody-read', { subjects: 'v1,v2,v6,v7,v8,v7' });
    const columns = ['subject', 'is_known', 'other_ids', 'reads_before', 'reads_after'];
    expect(only(rows, ...columns)).toEqual([
      ['v7', 1, '', 1, 0],
      ['v8', 0, '', 0, 0],
    ]);
    expect(rows[0]).toMatchObject({ segment: 'home', last_before: '2022-01-01 10:00:00.000' });
    const early = { subjects: 'v1,v2', until: '2024-03-02' };
    expect(only(await ask('victims-nobody-read', early), 'subject', 'first_after')).toEqual([
      ['v2', '2024-03-02 22:00:00.000'],
    ]);
    expect(await ask('victims-nobody-read', { subjects: 'v1,v2' })).toEqual([]);
  });

  test('victims nobody read: not who was read under another id, merged either way', async () => {
    const merged = (id: string, merged_into: string) => ({ _key: id, id, merged_into });
    const chain = Array.from({ length: 6 }, (_, i) => merged(`way-${i}`, `way-${i + 1}`));
    await plant('subjects', [
      ...chain,
      { _key: 'way-6', id: 'way-6', segment: 'home' },
      ...[merged('lost-old', 'lost'), { _key: 'lost', id: 'lost', segment: 'home' }],
      ...[merged('other-old', 'lost'), merged('round-a', 'round-b'), merged('round-b', 'round-a')],
      // Not any more.
      ...[merged('parted', 'v1'), { _key: 'parted', id: 'parted', segment: 'home' }],
    ]);
    const at = '2024-03-05 11:00:00';
    await reads([
      { at, user: 'sue', event_id: 'w1', whom: ['way-2'] },
      { at: '2022-01-02 10:00:00', user: 'old', event_id: 'w2', whom: ['other-old'] },
      { at: '2022-01-01 10:00:00', user: 'old', event_id: 'w3', whom: ['lost', 'lost-old'] },
      { at, user: 'sue', event_id: 'w4', whom: ['lost-old'], status: 'denied' },
    ]);
    // Read under an id between: of before, of now, and of neither.
    expect(await ask('victims-nobody-read', { subjects: 'way-0,way-6,way-5,way-2' })).toEqual([]);
    const listed = { subjects: 'lost-old,way-0,round-a,parted,lost,stranger' };
    const rows = await ask('victims-nobody-read', listed);
    expect(only(rows, 'subject', 'is_known', 'segment', 'other_ids', 'reads_before')).toEqual([
      ['lost', 1, 'home', 'lost-old, other-old', 2],
      ['lost-old', 1, '', 'lost, other-old', 2],
      ['parted', 1, 'home', '', 0],
      ['round-a', 1, '', 'round-b', 0],
      ['stranger', 0, '', '', 0],
    ]);
    expect(rows[0]).toMatchObject({ last_before: '2022-01-02 10:00:00.000' });
  });

  test('reads without ids: what is left after names, of the segment or of none', async () => {
    const dump = { user: 'mole', tables: ['customers'], operation: 'export' };
    const part = { ...dump, at: '2024-03-05 21:10:00', event_id: 'x2', parts: 2 };
    await reads([
      { ...dump, at: '2024-03-05 21:00:00', event_id: 'x1', rows: 5000, predicate: 'all' },
      // One event of two records, 300 customers of which 3 have names; archived twice.
      { ...part, rows: 0, subject_count: 299, whom: ['h1', 'h2'] },
      { ...part, rows: 0, subject_count: 299, whom: ['h1', 'h2'], _log: 'copy' },
      { ...part, rows: 0, subject_count: 1, whom: ['h3'], part: 1 },
      // Refused; a change; and a read that names all that it returned.
      { ...dump, at: '2024-03-05 21:20:00', event_id: 'x3', rows: 9000, status: 'denied' },
      { ...dump, at: '2024-03-05 21:30:00', event_id: 'x4', rows: 9000, operation: 'update' },
      { at: '2024-03-05 21:40:00', user: 'ann', event_id: 'x5', whom: ['h1', 'h2', 'h3'], rows: 9 },
    ]);
    const rows = await ask('reads-without-ids');
    expect(only(rows, 'event_id', 'user', 'rows', 'counted', 'named', 'unknown')).toEqual([
      ['x1', 'mole', 5000, 0, 0, 5000],
      ['x2', 'mole', 0, 300, 3, 297],
    ]);
    expect(rows[0]).toMatchObject({ operation: 'export', tables: 'customers', predicate: 'all' });
    const gold = await ask('reads-without-ids', { segment: 'gold' });
    expect(only(gold, 'event_id')).toEqual([['x1']]);
    expect(only(await ask('reads-without-ids', { segment: 'home' }), 'event_id')).toEqual([
      ['x1'],
      ['x2'],
    ]);
    const few = { more: '6', since: '2024-03-05T21:15' };
    expect(only(await ask('reads-without-ids', few), 'event_id', 'unknown')).toEqual([['x5', 6]]);
    expect(await ask('reads-without-ids', { table: 'cards' })).toEqual([]);
  });

  test('blast radius: each customer once, by segment; explained ones are not in it', async () => {
    const taken = { user: 'thief', why: 'none', team: 'sales' };
    await reads([
      {
        ...{ ...taken, at: '2024-03-06 20:00:00', event_id: 'b1', whom: ['v1', 'h1', 'v2'] },
        ...{ segments: ['gold', 'home', 'gold'], flags: [2, 0, 3], tables: ['cards', 'customers'] },
      },
      {
        ...{ ...taken, at: '2024-03-07 20:00:00', event_id: 'b2', whom: ['v1', 'h2'] },
        ...{ segments: ['gold', 'home'], reasons: ['none', 'assignee'], source: 'billing' },
      },
      { ...taken, at: '2024-03-07 21:00:00', event_id: 'b3', whom: ['h3'], why: 'unknown' },
      { ...taken, at: '2024-03-07 21:05:00', event_id: 'b4', whom: ['h4'], touch: 'listed' },
      { ...taken, at: '2024-03-07 21:10:00', event_id: 'b5', whom: ['h5'], user: 'ann' },
      { ...taken, at: '2024-03-06 21:00:00', event_id: 'b6', whom: ['h6'] },
    ]);
    const late = { part: 0, user: 'thief', subject_index: 0 };
    await plant('access_control', [
      {
        ...{ ...late, event_id: 'b1', at: '2024-03-06 20:00:00' },
        ...{ subject: 'h1', reason: 'assignee', subject_index: 1 },
      },
      {
        ...{ ...late, event_id: 'b6', at: '2024-03-06 21:00:00' },
        ...{ subject: 'h6', reason: 'campaign' },
      },
    ]);
    const rows = await ask('blast-radius', { user: 'thief' });
    const columns = ['segment', 'segment_customers', 'subject', 'flag', 'reads', 'days', 'touches'];
    expect(only(rows, ...columns)).toEqual([
      ['gold', 2, 'v1', 2, 2, 2, 'opened'],
      ['gold', 2, 'v2', 3, 1, 1, 'opened'],
      ['home', 1, 'h4', 0, 1, 1, 'listed'],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ first_at: '2024-03-06 20:00:00.000', last_at: '2024-03-07 20:00:00.000' },
      ...{ tables: 'cards, customers', sources: 'billing, crm' },
    });
    const wide = { user: 'thief', reasons: 'none,unknown,assignee', since: '2024-03-07' };
    expect(only(await ask('blast-radius', wide), 'subject')).toEqual([
      ['h2'],
      ['h3'],
      ['h4'],
      ['v1'],
    ]);
    // A ticket that they wrote after the read excuses nothing, once such tickets are asked for.
    const madeUp = (reasons: string) => ask('blast-radius', { user: 'thief', reasons });
    const added = only(await madeUp('none,assignee'), 'subject').flat();
    expect(added.sort()).toEqual(['h1', 'h2', 'h4', 'v1', 'v2']);
    expect(
      only(await madeUp('assignee'), 'subject')
        .flat()
        .sort(),
    ).toEqual(['h1', 'h2']);
    expect(await ask('blast-radius', { user: 'nobody' })).toEqual([]);
  });

  test('victims by reader: more than their segments make likely, and not by luck', async () => {
    const day = (n: number, time: string) => `2023-06-${String(n).padStart(2, '0')} ${time}`;
    const some = (segment: string, from: number, to: number, read: Read): Read => {
      const whom = Array.from({ length: to - from }, (_, i) => `${segment}-${from + i}`);
      return { ...read, whom, segments: whom.map(() => segment) };
    };
    const taken = { at: day(3, '23:00:00'), user: 'tom', event_id: 't1', team: 'north' };
    await reads([
      // Eight of the twenty whom tom read, and four of those of rita, who serves all of the rich.
      some('rich', 0, 20, taken),
      { ...some('rich', 0, 20, taken), _log: 'copy' },
      some('rich', 0, 100, { at: day(4, '10:00:00'), user: 'rita', event_id: 't2' }),
      some('rich', 50, 100, { at: day(5, '10:00:00'), user: 'omar', event_id: 't3' }),
      // By luck: one of ten, of a segment that nobody takes from.
      some('poor', 0, 10, { at: day(6, '10:00:00'), user: 'lea', event_id: 't4' }),
      some('poor', 0, 200, { at: day(7, '10:00:00'), user: 'hugo', event_id: 't5' }),
      // Too few to tell, a list, a refusal, a service, and another time.
      some('rich', 0, 1, { at: day(8, '10:00:00'), user: 'fay', event_id: 't6' }),
      some('rich', 0, 12, {
        ...{ at: day(8, '11:00:00'), user: 'lou', event_id: 't7', touch: 'listed' },
      }),
      some('rich', 0, 12, {
        ...{ at: day(8, '12:00:00'), user: 'dee', event_id: 't8', status: 'denied' },
      }),
      some('rich', 0, 12, {
        ...{ at: day(8, '13:00:00'), user: 'job', event_id: 't9', user_kind: 'service' },
      }),
      some('rich', 0, 12, { at: '2023-07-02 10:00:00', user: 'july', event_id: 't10' }),
    ]);
    const numbers = [...Array(8).keys(), 40, 41, 42, 43];
    const subjects = [...numbers.map((n) => `rich-${n}`), 'poor-0', 'stranger', 'stranger'];
    const times = { since: '2023-06-01', until: '2023-07-01' };
    const rows = await ask('victims-by-reader', { subjects, ...times });
    const columns = ['user', 'customers', 'victims', 'expected', 'lift', 'at_least', 'segments'];
    expect(only(rows, ...columns)).toEqual([
      // Of the rich 21 of 171 pairs of reader and customer are victims, of the poor 2 of 210.
      ['tom', 20, 8, 2.5, 3.3, 1.18, 'rich 8 of 20'],
      ['rita', 100, 12, 12.3, 1, 0.44, 'rich 12 of 100'],
      ['lea', 10, 1, 0.1, 10.5, 0.02, 'poor 1 of 10'],
      ['hugo', 200, 1, 1.9, 0.5, 0, 'poor 1 of 200'],
    ]);
    expect(rows[0]).toMatchObject({ team: 'north', listed: 14 });
    const few = await ask('victims-by-reader', { subjects, ...times, customers: '1' });
    expect(only(few, 'user').flat()).toEqual(['tom', 'rita', 'lea', 'fay', 'hugo']);
    expect(await ask('victims-by-reader', { subjects: 'stranger', ...times })).toEqual([]);
  });

  test('victims by reader: a customer who changes segments is one', async () => {
    const whom = Array.from({ length: 12 }, (_, i) => `moved-${i}`);
    const of = (segment: string) => whom.map(() => segment);
    const one = { user: 'mover', whom };
    await reads([
      { ...one, at: '2023-08-02 10:00:00', event_id: 'mv1', segments: of('homely') },
      { ...one, at: '2023-08-03 10:00:00', event_id: 'mv2', segments: of('golden') },
      { ...one, at: '2023-08-02 11:00:00', event_id: 'mv3', segments: of('homely'), user: 'other' },
    ]);
    const subjects = 'moved-0,moved-1,moved-2';
    const rows = await ask('victims-by-reader', {
      subjects,
      since: '2023-08-01',
      until: '2023-09-01',
    });
    expect(only(rows, 'user', 'customers', 'victims', 'expected', 'segments')).toEqual([
      ['mover', 12, 3, 3, 'golden 3 of 12'],
      ['other', 12, 3, 3, 'homely 3 of 12'],
    ]);
  });
});
