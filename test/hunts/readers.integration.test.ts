// Hunts for who has read what: mole opens customers of one segment at night, without a reason; ann
// serves the same ones by their tickets, and a nightly job reads everybody.

import { beforeAll, expect, test } from 'vitest';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { huntWorld, only } from '../support/hunt-world.ts';

const world = embedded();
const { plant, reads, ask } = huntWorld(world);

beforeAll(async () => {
  if (!hasLibrary) return;
  const gold = (count: number) => Array.from({ length: count }, () => 'gold');
  const mole = {
    ...{ at: '2024-03-05 22:00:00', user: 'mole', event_id: 'm1', why: 'none' },
    ...{ whom: ['g1', 'g2', 'g3'], segments: gold(3), tables: ['customers', 'cards'] },
    ...{ account: 'mole-db', host: 'pc-7' },
  };
  await reads([
    {
      ...{ at: '2024-03-01 09:00:00', user: 'ann', event_id: 'a1', whom: ['g1'] },
      ...{ segments: ['gold'], tickets: ['t1'] },
    },
    mole,
    // The archive of another log has it too.
    { ...mole, _log: 'copy' },
    {
      ...{ at: '2024-03-05 22:10:00', user: 'mole', event_id: 'm2', why: 'none', rows: 0 },
      ...{ whom: ['g1'], segments: ['gold'], touch: 'listed', account: 'mole' },
    },
    {
      ...{ at: '2024-03-06 10:00:00', user: 'bob', event_id: 'b1', why: 'none', team: 'sales' },
      ...{ whom: ['g1', 'h1'], segments: ['gold', 'home'] },
    },
    { at: '2024-03-06 11:00:00', user: 'bob', event_id: 'b2', whom: ['h2', 'h3'], team: 'sales' },
    {
      ...{ at: '2024-03-06 03:00:00', user: 'job', event_id: 'j1', why: 'none', team: null },
      ...{ whom: ['g1', 'g2', 'g3', 'g4'], segments: gold(4), user_kind: 'service' },
    },
    // Refused, in another table and by another source: no customer.
    {
      ...{ at: '2024-03-06 12:00:00', user: 'ann', event_id: 'a2', status: 'denied' },
      ...{ tables: ['cards'], source: 'billing', rows: 0 },
    },
  ]);
  await plant('access_control', [
    {
      ...{ event_id: 'b1', part: 0, user: 'bob', at: '2024-03-06 10:00:00', subject_index: 0 },
      ...{ subject: 'g1', reason: 'assignee', ticket: 't2', explained_at: '2024-03-06 10:20:00' },
    },
  ]);
  const ticket = { kind: 'ticket', subject: 'g1', inbound: true, created_by: 'sue' };
  await plant('tickets', [
    { ...ticket, _key: 't1', id: 't1', opened_at: '2024-03-01 08:00:00' },
    {
      ...{ ...ticket, _key: 't2', id: 't2', created_by: 'bob', inbound: false },
      ...{ opened_at: '2024-03-06 10:15:00', closed_at: '2024-03-06 10:16:00' },
    },
  ]);
});

describeEmbedded('hunts for readers', () => {
  test('one customer: every read once, with what turned up later, and its ticket', async () => {
    const rows = await ask('who-read-this-customer', { subject: 'g1' });
    expect(
      only(rows, 'user', 'touch', 'reason', 'ticket', 'marks', 'explained_at', 'reads_by_user'),
    ).toEqual([
      ['ann', 'opened', 'ticket-named', 't1', '', null, 1],
      ['mole', 'opened', 'none', '', '', null, 2],
      ['mole', 'listed', 'none', '', '', null, 2],
      ['job', 'opened', 'none', '', '', null, 1],
      [
        ...['bob', 'opened', 'assignee', 't2', 'own, no contact, soon closed'],
        ...['2024-03-06 10:20:00.000', 1],
      ],
    ]);
    const early = { subject: 'g1', until: '2024-03-05' };
    expect(only(await ask('who-read-this-customer', early), 'user')).toEqual([['ann']]);
  });

  test('one customer: a ticket closed before the read is marked; nobody read h9', async () => {
    await reads([
      {
        ...{ at: '2024-03-06 23:00:00', user: 'cas', event_id: 'c1', whom: ['h8'] },
        ...{ why: 'assignee', tickets: ['t2'] },
      },
    ]);
    const rows = await ask('who-read-this-customer', { subject: 'h8' });
    expect(only(rows, 'user', 'marks')).toEqual([
      ['cas', 'no contact, soon closed, closed before'],
    ]);
    expect(await ask('who-read-this-customer', { subject: 'h9' })).toEqual([]);
  });

  test('a segment: the mole is first; lists, jobs and late reasons lack nothing', async () => {
    const given = { segment: 'gold', since: '2024-03-01', until: '2024-03-06T23:00' };
    const rows = await ask('who-read-this-segment', given);
    const columns = ['user', 'customers', 'opened', 'without_reason', 'customers_read', 'lift'];
    expect(only(rows, ...columns)).toEqual([
      // Nine of the twelve customers of all readers were of the segment.
      ['mole', 3, 3, 3, 3, 1.3],
      ['job', 4, 4, 0, 4, 1.3],
      ['ann', 1, 1, 0, 1, 1.3],
      ['bob', 1, 1, 0, 4, 0.3],
    ]);
    expect(rows[0]).toMatchObject({ share: 1, usual_share: 0.75, examples: ['g1', 'g2', 'g3'] });
    const sales = await ask('who-read-this-segment', { ...given, team: 'sales' });
    expect(only(sales, 'user', 'usual_share')).toEqual([['bob', 0.75]]);
    expect(await ask('who-read-this-segment', { ...given, segment: 'silver' })).toEqual([]);
  });

  test('a segment: one who was only in a list was not opened', async () => {
    const given = { segment: 'gold', since: '2024-03-05T22:05', until: '2024-03-05T23:00' };
    const rows = await ask('who-read-this-segment', given);
    expect(only(rows, 'user', 'customers', 'opened', 'without_reason')).toEqual([
      ['mole', 1, 0, 0],
    ]);
  });

  test('who was there: every account of a table and a time, and what was refused', async () => {
    const days = { since: '2024-03-05', until: '2024-03-07' };
    const cards = await ask('who-was-there', { ...days, table: 'cards' });
    expect(only(cards, 'user', 'events', 'refused', 'rows', 'customers', 'accounts')).toEqual([
      ['mole', 1, 0, 3, 3, 'mole-db'],
      ['ann', 1, 1, 0, 0, 'ann'],
    ]);
    const all = await ask('who-was-there', { ...days, source: 'crm', until: '2024-03-06T12:00' });
    expect(only(all, 'user', 'user_kind', 'events', 'rows', 'accounts', 'hosts')).toEqual([
      ['bob', 'human', 2, 4, 'bob', ''],
      ['job', 'service', 1, 4, 'job', ''],
      ['mole', 'human', 2, 3, 'mole, mole-db', 'pc-7'],
    ]);
    expect(only(await ask('who-was-there', { ...days, source: 'billing' }), 'user')).toEqual([
      ['ann'],
    ]);
    expect(await ask('who-was-there', { ...days, table: 'salaries' })).toEqual([]);
  });

  test('records of staff: who read which of them, why; no service and no list', async () => {
    const nosy = { user: 'nosy', why: 'none', team: 'sales' };
    const first = { ...nosy, at: '2024-03-05 12:00:00', event_id: 'n1', whom: ['st1', 'st2'] };
    await reads([
      first,
      { ...first, _log: 'copy' },
      { ...nosy, at: '2024-03-06 12:00:00', event_id: 'n2', whom: ['st1', 'other'] },
      // One has the ticket of a colleague who called.
      {
        ...{ at: '2024-03-06 12:30:00', user: 'desk', event_id: 'n3', whom: ['st1'] },
        tickets: ['call-7'],
      },
      // In a list, refused, by a service, and long before.
      { ...nosy, at: '2024-03-06 13:00:00', event_id: 'n4', whom: ['st3'], touch: 'listed' },
      { ...nosy, at: '2024-03-06 14:00:00', event_id: 'n5', whom: ['st3'], status: 'failed' },
      {
        ...{ ...nosy, at: '2024-03-06 15:00:00', user: 'nightly', event_id: 'n6' },
        ...{ whom: ['st1', 'st2', 'st3'], user_kind: 'service' },
      },
      { ...nosy, at: '2023-03-06 15:00:00', event_id: 'n7', whom: ['st3'] },
    ]);
    await plant('access_control', [
      {
        ...{ event_id: 'n1', part: 0, user: 'nosy', at: '2024-03-05 12:00:00', subject: 'st2' },
        ...{ subject_index: 1, reason: 'assignee', ticket: 'late-1' },
      },
    ]);
    const rows = await ask('staff-records', { customers: 'st1,st2,st3' });
    const columns = ['user', 'team', 'subject', 'of_list', 'reads', 'days', 'without_reason'];
    expect(only(rows, ...columns, 'reasons', 'tickets')).toEqual([
      ['nosy', 'sales', 'st1', 2, 2, 2, 2, 'none', ''],
      ['nosy', 'sales', 'st2', 2, 1, 1, 0, 'assignee', 'late-1'],
      ['desk', 'support', 'st1', 1, 1, 1, 0, 'ticket-named', 'call-7'],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ first_at: '2024-03-05 12:00:00.000', last_at: '2024-03-06 12:00:00.000' },
    });
    const own = { customers: 'st2', since: '2024-03-05T13:00' };
    expect(await ask('staff-records', own)).toEqual([]);
  });
});
