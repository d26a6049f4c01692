// Hunts about one person: mole works by tickets for six weeks, then takes a few customers more each
// evening, from another computer; ann and bob of the same team do not.

import { beforeAll, expect, test } from 'vitest';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { huntWorld, only, type Read } from '../support/hunt-world.ts';

const world = embedded();
const { plant, reads, ask } = huntWorld(world);

/** Monday to Friday from Monday 1 January 2024 on, seven weeks. */
const days = Array.from({ length: 35 }, (_, i) => {
  const day = 1 + 7 * Math.floor(i / 5) + (i % 5);
  return day <= 31 ? `2024-01-${pad(day)}` : `2024-02-${pad(day - 31)}`;
});
const lastWeek = days.slice(30);

beforeAll(async () => {
  if (!hasLibrary) return;
  const daily = (user: string): Read[] =>
    days.map((day, i) => ({
      ...{ at: `${day} 09:30:00`, user, host: `pc-${user}`, app: 'crm', columns: ['name'] },
      whom: [`c${i % 9}`, `c${(i + 1) % 9}`, `c${(i + 2) % 9}`],
    }));
  const evenings = lastWeek.flatMap((day, i): Read[] => [
    {
      ...{ at: `${day} 20:00:00`, user: 'mole', event_id: `night ${i}`, why: 'none' },
      ...{ whom: [1, 2, 3, 4, 5, 6].map((one) => `v${10 * i + one}`), host: 'laptop' },
      ...{ app: 'crm', program: 'psql', columns: ['name', 'iban'], network: '10.9.9.0/24' },
      ...{ utc_offset_minutes: 120, tables: ['customers', 'cards'] },
    },
  ]);
  await reads([...daily('ann'), ...daily('bob'), ...daily('mole'), ...evenings]);
  const friday = '2024-02-16';
  await reads([
    // A list, a job's computer that others use too, and a read of another team.
    {
      ...{ at: `${friday} 20:20:00`, user: 'mole', event_id: 'list', why: 'none' },
      ...{ whom: ['w1', 'w2'], touch: 'listed', app: 'crm', host: 'laptop' },
    },
    { at: `${friday} 21:00:00`, user: 'sue', event_id: 's1', team: 'sales', whom: ['v41'] },
    // And one whom mole never read.
    {
      ...{ at: `${friday} 21:01:00`, user: 'sue', event_id: 's2', team: 'sales', program: 'psql' },
      whom: ['z1'],
    },
    { at: `${friday} 21:02:00`, user: 'ann', event_id: 'a1', whom: ['v42'], why: 'none' },
  ]);
  await plant('access_control', [
    {
      ...{ event_id: 'night 4', part: 0, user: 'mole', at: `${friday} 20:00:00` },
      ...{ subject: 'v43', reason: 'assignee', subject_index: 2 },
    },
  ]);
  const window = (user: string, day: string, row: object) => ({
    ...{ user, start: `${day} 00:00:00`, kind: 'day', team: 'support', class: 'agent' },
    ...{ user_kind: 'human', subjects: 3, unexplained_subjects: 0, rows: 3, ...row },
  });
  const taken = { subjects: 9, unexplained_subjects: 6, rows: 9 };
  await plant('windows', [
    ...days.flatMap((day) => ['ann', 'bob', 'mole'].map((user) => window(user, day, {}))),
    // Late events wrote these days again, twice: the newest counts.
    ...lastWeek.map((day) => window('mole', day, { subjects: 99, unexplained_subjects: 20 })),
    ...lastWeek.map((day) => window('mole', day, { ...taken, revision: 1 })),
    // Another class and another team, which read far more.
    window('boss', friday, { class: 'supervisor', subjects: 90, unexplained_subjects: 90 }),
    window('sue', friday, { team: 'sales', subjects: 80, unexplained_subjects: 80 }),
    window('robot', friday, { class: 'service', subjects: 999, unexplained_subjects: 999 }),
  ]);
});

describeEmbedded('hunts about a person', () => {
  test('a day, hour by hour: what for, from where, and what was explained late', async () => {
    const rows = await ask('day-in-the-life', { user: 'mole', day: '2024-02-16' });
    expect(rows).toEqual([
      {
        ...{ hour: '2024-02-16 09:00:00', local: '09:00', events: 1, rows: 3, customers: 3 },
        ...{ without_reason: 0, reasons: 'ticket-named 3', operations: 'select', apps: 'crm' },
        ...{ hosts: 'pc-mole', first_at: '2024-02-16 09:30:00.000' },
        last_at: '2024-02-16 09:30:00.000',
      },
      {
        ...{ hour: '2024-02-16 20:00:00', local: '22:00', events: 2, rows: 8, customers: 8 },
        ...{ without_reason: 5, reasons: 'late 1, listed 2, none 5', operations: 'select' },
        ...{ apps: 'crm', hosts: 'laptop, laptop 10.9.9.0/24' },
        ...{ first_at: '2024-02-16 20:00:00.000', last_at: '2024-02-16 20:20:00.000' },
      },
    ]);
    // By itself it takes the newest day.
    expect(await ask('day-in-the-life', { user: 'mole' })).toEqual(rows);
    expect(await ask('day-in-the-life', { user: 'mole', day: '2024-02-17' })).toEqual([]);
  });

  test('a day: reads without customers count, robots are asked for no reason', async () => {
    await reads([
      { at: '2024-03-01 04:00:00', user: 'robot', user_kind: 'service', why: 'none', whom: ['c1'] },
      { at: '2024-03-01 04:01:00', user: 'robot', user_kind: 'service', rows: 500 },
    ]);
    const rows = await ask('day-in-the-life', { user: 'robot', day: '2024-03-01' });
    expect(only(rows, 'events', 'rows', 'customers', 'without_reason', 'reasons')).toEqual([
      [2, 501, 1, 0, 'service 1'],
    ]);
  });

  test('own past: the week of the theft stands out, and no week of ann does', async () => {
    const rows = await ask('against-own-past', { user: 'mole', until: '2024-02-18' });
    expect(rows).toHaveLength(7);
    // The median of weeks with seven customers in five days.
    expect(rows[0]).toMatchObject({
      ...{ week: '2024-02-12', days: 5, customers: 39, customers_a_day: 7.8 },
      ...{ usual_customers: 1.4, times_usual: 5.57, without_reason_a_day: 6 },
      ...{ usual_without_reason: 0, rows_a_day: 9.4, usual_rows: 3 },
      ...{ events_a_day: 2.2, usual_events: 1 },
    });
    expect(only(rows.slice(1), 'times_usual')).toEqual(Array.from({ length: 6 }, () => [1]));
    const ann = await ask('against-own-past', { user: 'ann', until: '2024-02-18' });
    expect(Math.max(...ann.map((row) => Number(row['times_usual'])))).toBeLessThan(1.2);
    expect(await ask('against-own-past', { user: 'nobody' })).toEqual([]);
  });

  test('peers: first without a reason, held against the own team and class alone', async () => {
    const rows = await ask('against-peers', { user: 'mole' });
    const columns = ['members', 'customers', 'team_customers', 'rank', 'without_reason'];
    expect(only(rows.slice(0, 6), 'day', ...columns, 'rank_without_reason')).toEqual([
      ...lastWeek.map((day) => [day, 3, 9, 3, 1, 6, 1]),
      ['2024-01-19', 3, 3, 3, 1, 0, 1],
    ]);
    expect(rows[0]).toMatchObject({ team: 'support', team_without_reason: 0, team_rows: 3 });
    const ann = await ask('against-peers', { user: 'ann', since: '2024-02-16' });
    expect(only(ann, 'rank', 'rank_without_reason', 'rank_rows')).toEqual([[2, 2, 2]]);
    expect(await ask('against-peers', { user: 'nobody' })).toEqual([]);
  });

  test('new: what nobody else uses comes first, what was used before is not there', async () => {
    const given = { user: 'mole', since: '2024-02-10', until: '2024-02-17' };
    const rows = await ask('what-is-new', given);
    expect(only(rows, 'kind', 'name', 'events', 'customers', 'others')).toEqual([
      ['column', 'iban', 5, 30, 0],
      ['host', 'laptop', 6, 32, 0],
      ['network', '10.9.9.0/24', 5, 30, 0],
      ['table', 'cards', 5, 30, 0],
      ['program', 'psql', 5, 30, 1],
    ]);
    expect(rows[4]).toMatchObject({ other_teams: 1, first_at: '2024-02-12 20:00:00.000' });
    expect(await ask('what-is-new', { ...given, user: 'bob' })).toEqual([]);
    // Of what was new then, all is old on the last day.
    expect(await ask('what-is-new', { ...given, since: '2024-02-16' })).toEqual([]);
  });

  test('only they saw: not those of the team, though others elsewhere may have', async () => {
    const given = { user: 'mole', since: '2024-02-16', until: '2024-02-17' };
    const rows = await ask('customers-only-they-saw', given);
    const columns = ['subject', 'reads', 'without_reason', 'touches', 'reasons', 'elsewhere'];
    expect(only(rows, ...columns)).toEqual([
      ['v41', 1, 1, 'opened', 'none', 1],
      ['v44', 1, 1, 'opened', 'none', 0],
      ['v45', 1, 1, 'opened', 'none', 0],
      ['v46', 1, 1, 'opened', 'none', 0],
      ['v43', 1, 0, 'opened', 'late', 0],
      ['w1', 1, 0, 'listed', 'none', 0],
      ['w2', 1, 0, 'listed', 'none', 0],
    ]);
    expect(await ask('customers-only-they-saw', { ...given, user: 'bob' })).toEqual([]);
  });

  test('services are nobody: of the team, elsewhere, or among the others', async () => {
    const own = { team: 'desk', host: 'spare', why: 'none' };
    const robot = { ...own, user_kind: 'service' };
    await reads([
      { ...own, at: '2024-04-01 10:00:00', user: 'lou', whom: ['q1', 'q2'] },
      { ...own, at: '2024-04-01 11:00:00', user: 'sam', team: 'sales', whom: ['q2'] },
      { ...robot, at: '2024-04-01 12:00:00', user: 'robot-1', whom: ['q1'] },
      { ...robot, at: '2024-04-01 12:01:00', user: 'robot-2', team: null, whom: ['q1', 'q2'] },
    ]);
    const given = { user: 'lou', since: '2024-04-01' };
    expect(only(await ask('customers-only-they-saw', given), 'subject', 'elsewhere')).toEqual([
      ['q1', 0],
      ['q2', 1],
    ]);
    const hosts = (await ask('what-is-new', given)).filter(({ kind }) => kind === 'host');
    expect(only(hosts, 'name', 'others', 'other_teams')).toEqual([['spare', 1, 1]]);
  });
});

function pad(day: number): string {
  return String(day).padStart(2, '0');
}
