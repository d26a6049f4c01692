// Hunts about machines and the accounts of machines, each on a planted world: a service account in
// somebody's hands, a desk that many share, a machine that nobody knew.

import { expect, test } from 'vitest';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import {
  days,
  explainedLater,
  hunted,
  march,
  picked,
  plantOnly,
  type Row,
  read,
  served,
} from '../support/planted-rows.ts';

const world = embedded();
const rowsOf = (id: string, given = {}) => hunted(world.warehouse, id, given);
const only = (accesses: readonly Row[], explained: readonly Row[] = []) =>
  plantOnly(world.warehouse, accesses, explained);
const many = (name: string, count: number) => days(1, count).map((i) => `${name}${i}`);

describeEmbedded('machines', () => {
  test('a service by hand: at a desk, in a console, at new hours; jobs are not', async () => {
    const job = { user_kind: 'service', team: null, program: 'job', host: 'srv-1' };
    const nightly = (user: string, on: readonly number[]) =>
      on.map((day) => read(user, march(day, '02:00:00'), [`${user}${day}`], job));
    await only([
      ...nightly('sync', days(1, 25)),
      ...nightly('backup', days(1, 25)),
      // A service nobody knew before: no hours to compare with.
      ...nightly('young', days(20, 25)),
      served('ann', march(12), 'a', { host: 'ws-7' }),
      read('sync', march(24, '14:00:00'), ['m1', 'm2'], {
        ...job,
        host: 'ws-7',
        program: 'PSQL 16',
      }),
      read('sync', march(24, '15:00:00'), ['m2', 'm3'], {
        ...job,
        host: 'ws-7',
        program: 'PSQL 16',
      }),
      read('backup', march(24, '02:30:00'), [], {
        ...job,
        host: 'srv-2',
        program: null,
        app: 'cron',
      }),
    ]);
    const rows = await rowsOf('service-by-hand', { since: '2024-03-20' });
    expect(rows[0]).toEqual({
      ...{ user: 'sync', host: 'ws-7', program: 'PSQL 16', accesses: 2, days: 1 },
      why: 'a host of people, a program for people, a new host, new hours',
      ...{ customers: 3, rows: 4, people_on_host: 1, odd_hours: [14, 15] },
      ...{ first_at: march(24, '14:00:00.000'), last_at: march(24, '15:00:00.000') },
    });
    expect(picked(rows.slice(1), 'user', 'program', 'why')).toEqual([
      ['backup', 'cron', 'a new host'],
    ]);
    const given = { since: '2024-03-20', user: 'young', programs: 'none,job' };
    expect(picked(await rowsOf('service-by-hand', given), 'user', 'why')).toEqual([
      ['young', 'a program for people'],
    ]);
    // Two days before know no other host and hour than those of the job.
    const short = await rowsOf('service-by-hand', { since: '2024-03-20', before: '2' });
    expect(picked(short, 'user', 'people_on_host')).toEqual([
      ['sync', 0],
      ['backup', 0],
    ]);
  });

  test('shared hosts: many people on one machine, and how fast they change', async () => {
    const at = (host: string | null, user: string, time: string, more: Row = {}) =>
      read(user, march(9, time), `${user}-${time}`, { host, network: '10.0.0.0/24', ...more });
    const late = at('kiosk', 'cem', '10:10:00');
    await only(
      [
        at('kiosk', 'ann', '10:00:00'),
        at('kiosk', 'bob', '10:04:00'),
        at('kiosk', 'ann', '10:05:00', { touch: 'listed' }),
        late,
        at('kiosk', 'cem', '10:11:00', { reason: 'assignee', account: 'cem-2' }),
        read('ann', march(10), 'x', { host: 'kiosk' }),
        at('desk', 'ann', '11:00:00'),
        at('desk', 'bob', '11:01:00'),
        ...['r1', 'r2', 'r3'].map((user) =>
          at('server', user, '11:00:00', { user_kind: 'service' }),
        ),
        ...['u1', 'u2', 'u3'].map((user) => at(null, user, '11:00:00')),
        ...['u1', 'u2', 'u3'].map((user) => at('', user, '11:00:00')),
      ],
      [explainedLater(3, late, 'cem-10:10:00')],
    );
    const kiosk = {
      ...{ host: 'kiosk', people: 3, people_a_day: 2, accounts: 4, networks: 1, days: 2 },
      // To bob and back; cem came after exactly five minutes.
      ...{ switches: 3, customers: 5, without_reason: 3, examples: ['ann', 'bob', 'cem'] },
      ...{ first_at: march(9, '10:00:00.000'), last_at: march(10, '10:00:00.000') },
    };
    expect(await rowsOf('shared-hosts')).toEqual([kiosk]);
    expect(picked(await rowsOf('shared-hosts', { minutes: '4' }), 'switches')).toEqual([[2]]);
    expect(picked(await rowsOf('shared-hosts', { people: '0' }), 'host')).toEqual([
      ['kiosk'],
      ['desk'],
    ]);
    expect(await rowsOf('shared-hosts', { host: 'server' })).toEqual([]);
  });

  test('new hosts: first seen since then, with who read what there', async () => {
    const on = (host: string) => ({ host, network: '10.0.0.0/24' });
    const late = read('mole', march(21), 'm9', on('laptop'));
    await only(
      [
        served('ann', march(1), 'a', on('desk')),
        ...days(19, 22).map((day) => served('ann', march(day), `a${day}`, on('desk'))),
        read('mole', march(20), many('m', 3), { ...on('laptop'), program: 'psql' }),
        read('mole', march(21), many('m', 4), { ...on('laptop'), touch: 'exported' }),
        read('mole', march(21), many('n', 40), { ...on('laptop'), touch: 'listed' }),
        late,
        served('mole', march(21), 'm10', on('laptop')),
        served('bob', march(22), 'b', on('spare')),
        served('bob', march(22), [], on('login-only')),
        served('cem', march(22), 'c'),
      ],
      [explainedLater(8, late, 'm9')],
    );
    const rows = await rowsOf('new-hosts', { since: '2024-03-19' });
    expect(rows[0]).toEqual({
      ...{ host: 'laptop', people: 1, users: ['mole'], networks: ['10.0.0.0/24'] },
      ...{ programs: ['crm-web', 'psql'], accesses: 5, customers: 6, without_reason: 4 },
      ...{ exported: 4, first_at: march(20, '10:00:00.000'), last_at: march(21, '10:00:00.000') },
    });
    expect(picked(rows.slice(1), 'host', 'customers')).toEqual([
      ['spare', 1],
      ['login-only', 0],
    ]);
    const given = { since: '2024-03-19', user: 'bob' };
    expect(picked(await rowsOf('new-hosts', given), 'host')).toEqual([['spare'], ['login-only']]);
    // Where nothing from before is asked for, the desk is new too.
    const short = await rowsOf('new-hosts', { since: '2024-03-19', before: '0', user: 'ann' });
    expect(picked(short, 'host', 'first_at')).toEqual([['desk', march(19, '10:00:00.000')]]);
  });
});
