// Hunts for shapes of theft, each on a planted world: the thief is there, with golden numbers, and
// the innocent who looks nearly the same is not, or comes after. The rest is in theft-ways.

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
const service = { user_kind: 'service' };
const rowsOf = (id: string, given = {}) => hunted(world.warehouse, id, given);
const only = (accesses: readonly Row[], explained: readonly Row[] = []) =>
  plantOnly(world.warehouse, accesses, explained);
/** Work from tickets on each of the days, so that a team has a usual. */
const work = (user: string, on: readonly number[], more: Row = {}) =>
  on.map((day) => served(user, march(day), [`${user}-${day}`, `${user}-${day}b`], more));

describeEmbedded('slow drip', () => {
  const drip = days(1, 20).map((day) => read('mole', march(day, '11:00:00'), [`m${day}`, 'again']));

  test('a few on most days; who had one bad day, or a reason later, is not in it', async () => {
    const late = read('patient', march(1, '12:00:00'), 'p1');
    const lateDays = days(1, 20).map((day) => ({ ...late, at: march(day, '12:00:00') }));
    const accesses = [
      ...drip,
      ...lateDays,
      ...work('ann', days(1, 20)),
      read('ann', march(3), ['a1', 'a2', 'a3']),
      ...days(1, 20).map((day) => read('glance', march(day), `g${day}`, { touch: 'listed' })),
      ...days(1, 20).map((day) => read('robot', march(day), `r${day}`, service)),
    ];
    const explained = lateDays.map((access, i) => explainedLater(20 + i, access, 'p1'));
    await only(accesses, explained);
    const rows = await rowsOf('slow-drip');
    expect(rows).toEqual([
      {
        ...{ user: 'mole', team: 'support', days_worked: 20, days_with: 20, share: 1 },
        // Twenty, and one who came again on each day; the team's median is ann's 3 in 20 days.
        ...{ customers: 21, a_day: 1.05, team_a_day: 0.15, beyond: 18 },
        ...{ first_day: '2024-03-01', last_day: '2024-03-20' },
        examples: ['again', 'm1', 'm10', 'm11', 'm12'],
      },
    ]);
    expect(await rowsOf('slow-drip', { user: 'ann', days: '2' })).toEqual([]);
    expect(picked(await rowsOf('slow-drip', { user: 'ann', days: '1', share: '0' }), 'customers'))
      // The team is still everybody's.
      .toEqual([[3]]);
  });

  test('days above the most are no drip', async () => {
    await only(drip);
    expect(await rowsOf('slow-drip', { most: '1' })).toEqual([]);
    expect(await rowsOf('slow-drip', { days: '21' })).toEqual([]);
    expect(await rowsOf('slow-drip', { days: '20' })).toHaveLength(1);
  });
});

describeEmbedded('walks', () => {
  const walk = (user: string, keys: readonly number[], more: Row = {}) =>
    keys.map((key, i) =>
      read(user, march(10, `09:${String(i).padStart(2, '0')}:00`), `c${key}`, {
        order_key: key,
        ...more,
      }),
    );

  test('ids: a run goes on over second looks, and ends at a jump or a day', async () => {
    const keys = [100, 101, 101, 104, 110, 111, 112];
    const walked = walk('mole', keys);
    await only([
      ...walked,
      ...walk('brief', [1, 2, 3]),
      ...walk('caller', [500, 90_000, 7, 44_000, 130, 2_000]),
      ...walk('downward', [900, 800, 700, 600, 500, 400]),
      ...walk('list', [1, 2, 3, 4, 5, 6], { reason: 'assignee' }),
      ...walk('glance', [1, 2, 3, 4, 5, 6], { touch: 'listed' }),
      ...walk('robot', [1, 2, 3, 4, 5, 6], service),
      ...[20, 21, 22].map((day, i) => read('night', march(day), `c${i}`, { order_key: i })),
    ]);
    const rows = await rowsOf('id-walks', { customers: '2' });
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', day: '2024-03-10', customers: 6 },
      ...{ from_id: 'c100', to_id: 'c112', longest_step: 6, minutes: 6 },
      ...{ first_at: march(10, '09:00:00.000'), last_at: march(10, '09:06:00.000') },
      days_with_runs: 1,
    });
    expect(picked(rows.slice(1), 'user', 'customers')).toEqual([['brief', 3]]);

    expect(
      picked(
        await rowsOf('id-walks', { near: '5', customers: '3', user: 'mole' }),
        'from_id',
        'to_id',
      ),
    ).toEqual([
      ['c100', 'c104'],
      ['c110', 'c112'],
    ]);
    expect(await rowsOf('id-walks', { user: 'caller', customers: '0' })).toEqual([]);
  });

  test('ids: what was explained later is taken out of the run', async () => {
    const walked = walk('mole', [1, 2, 3, 4, 5, 6]);
    await only(walked, [explainedLater(5, walked[5]!, 'c6')]);
    expect(await rowsOf('id-walks')).toEqual([]);
    expect(picked(await rowsOf('id-walks', { customers: '5' }), 'to_id')).toEqual([['c5']]);
  });

  test('searches: beginnings that advance, not names as they are called', async () => {
    const search = (user: string, keys: readonly number[], more: Row = {}) =>
      walk(
        user,
        keys.map((key) => -2 - key),
        { operation: 'search', touch: 'listed', ...more },
      );
    await only([
      ...search('robot', [370, 371, 372, 373, 374, 375], service),
      ...search('mole', [370, 371, 372, 373, 374, 375, 375, 9_000]),
      ...search('caller', [4_000, 90, 31_000, 31_001, 5, 70_000, 300]),
      ...walk('reader', [1, 2, 3, 4, 5, 6, 7]),
    ]);
    expect(await rowsOf('prefix-searches')).toEqual([
      {
        ...{ user: 'mole', team: 'support', day: '2024-03-10', searches: 8, beginnings: 7 },
        ...{ advancing: 5, share: 0.625, usual: 5, customers: 7 },
        ...{ first_at: march(10, '09:00:00.000'), last_at: march(10, '09:07:00.000') },
      },
    ]);
    const wide = await rowsOf('prefix-searches', { advancing: '1' });
    expect(picked(wide, 'user', 'advancing')).toEqual([
      ['mole', 5],
      ['caller', 1],
    ]);
  });
});

describeEmbedded('whom they choose', () => {
  test('one segment: against what the person serves, not against what is common', async () => {
    const many = (name: string, count: number) => days(1, count).map((i) => `${name}${i}`);
    const rich = { segment: 'rich' };
    const plain = { segment: 'plain' };
    await only([
      read('mole', march(5), many('m', 12), rich),
      served('mole', march(6), many('mp', 40), plain),
      served('desk', march(6), many('d', 40), rich),
      read('desk', march(7), many('x', 12), rich),
      served('desk', march(8), many('e', 2), plain),
      read('desk', march(8), 'once', { ...rich, touch: 'listed' }),
      read('robot', march(8), many('r', 50), { ...rich, ...service }),
    ]);
    const rows = await rowsOf('one-segment');
    expect(picked(rows, 'user', 'segment', 'customers', 'share', 'company_share')).toEqual([
      ['mole', 'rich', 12, 1, 0.488],
      ['desk', 'rich', 12, 1, 0.488],
    ]);
    // (0 + 20 · 0.488) / 60 of 12, and (40 + 20 · 0.488) / 62.
    expect(picked(rows, 'usual_share', 'beyond')).toEqual([
      [0.163, 10],
      [0.803, 2.4],
    ]);
    expect(rows[0]!['examples']).toEqual(['m1', 'm10', 'm11', 'm12', 'm2']);
    expect(await rowsOf('one-segment', { user: 'mole', customers: '13' })).toEqual([]);
  });

  test('the same customer again: days without a reason, and who else reads them', async () => {
    const star = { flags: [2], segment: 'rich' };
    const looks = days(1, 4).map((day) => read('mole', march(day), 'star', star));
    await only(
      [
        ...looks,
        served('ann', march(2), 'star', star),
        ...days(1, 5).map((day) => served('ann', march(day), 'regular')),
        ...days(1, 5).map((day) => read('list', march(day), 'regular', { touch: 'listed' })),
        ...days(1, 5).map((day) => read('robot', march(day), 'star', { ...star, ...service })),
        read('ann', march(6), 'slip'),
        read('ann', march(6, '11:00:00'), 'slip'),
      ],
      [explainedLater(3, looks[3]!, 'star')],
    );
    expect(await rowsOf('same-customer-again')).toEqual([
      {
        ...{ user: 'mole', team: 'support', customer: 'star', segment: 'rich', is_vip: true },
        ...{ days: 3, reads: 3, days_with_reason: 1, readers: 2 },
        ...{ first_at: march(1, '10:00:00.000'), last_at: march(3, '10:00:00.000') },
      },
    ]);
    expect(picked(await rowsOf('same-customer-again', { days: '1' }), 'customer', 'reads')).toEqual(
      [
        ['star', 3],
        ['slip', 2],
      ],
    );
  });

  test('long dormant: whom nobody had opened, against what is usual', async () => {
    const old = (customer: string) => served('ann', '2023-06-01 10:00:00', customer);
    const late = read('patient', march(6), 'old4');
    await only(
      [
        ...['old1', 'old2', 'old3', 'old4', 'fresh1', 'fresh2', 'busy'].map(old),
        served('ann', march(1), ['fresh1', 'fresh2']),
        { ...served('robot', march(1), ['old1', 'busy']), user_kind: 'service' },
        { ...served('ann', march(1), 'old2'), touch: 'listed' },
        read('mole', march(5), ['old1', 'old2', 'old3', 'never']),
        read('caller', march(6), ['fresh1', 'fresh2', 'busy']),
        late,
        read('glance', march(6), ['old1', 'old9'], { touch: 'listed' }),
        read('robot', march(6), ['old9', 'old10'], service),
        // A service that has gone since, known by its person record alone.
        served('old-robot', '2024-02-01 10:00:00', 'old3'),
      ],
      [explainedLater(12, late, 'old4')],
    );
    const robot = { _key: 'old-robot', id: 'old-robot', kind: 'service' };
    await plant(world.warehouse, 'people', [robot]);
    expect(
      picked(
        await rowsOf('long-dormant-customers'),
        ...['user', 'dormant', 'never', 'customers', 'share', 'company_share', 'beyond'],
        'longest_days',
      ),
    ).toEqual([
      // From 1 June to 5 March; of seven opened by both, five were dormant.
      ['mole', 4, 1, 4, 1, 0.714, 1.1, 278],
      ['caller', 1, 0, 3, 0.333, 0.714, -1.1, 279],
    ]);
    expect(await rowsOf('long-dormant-customers', { dormant: '280' })).toEqual([]);
  });

  test('opened once: found by a search, and never seen again', async () => {
    const search = (user: string, at: string, customers: string[]) =>
      read(user, at, customers, { operation: 'search', touch: 'listed', reason: 'none' });
    const found = days(1, 6).flatMap((i) => [
      search('mole', march(10 + i, '09:00:00'), [`m${i}`, `n${i}`]),
      read('mole', march(10 + i, '09:05:00'), `m${i}`),
    ]);
    await only(
      [
        ...found,
        search('robot', march(9), ['r1', 'r2']),
        read('robot', march(9, '10:01:00'), ['r1', 'r2'], service),
        // Somebody came back to the last; a colleague opens at once too, and goes on.
        served('ann', march(20), 'm6'),
        ...days(1, 5).flatMap((i) => [
          search('ann', march(i), [`a${i}`]),
          read('ann', march(i, '10:01:00'), `a${i}`),
          served('ann', march(i, '10:09:00'), `a${i}`),
          read('slow', march(i, '12:00:00'), `s${i}`),
        ]),
        ...days(1, 5).flatMap((i) => [
          search('slow', march(i, '11:00:00'), [`s${i}`]),
          // A search that names nobody counts for what is opened next.
          search('blind', march(i, '11:00:00'), []),
          read('blind', march(i, '11:02:00'), `b${i}`),
        ]),
      ],
      [explainedLater(1, found[1]!, 'm1')],
    );
    const columns = ['user', 'customers', 'customers_in_all', 'share', 'days'];
    expect(picked(await rowsOf('opened-once', { customers: '1' }), ...columns)).toEqual([
      ['blind', 5, 5, 1, 5],
      ['mole', 4, 6, 0.667, 4],
    ]);
    const [mole] = await rowsOf('opened-once', { customers: '4', user: 'mole' });
    expect(mole).toMatchObject({ team_share: 0.409, examples: ['m2', 'm3', 'm4', 'm5'] });
    const slow = await rowsOf('opened-once', { user: 'slow', minutes: '60' });
    expect(picked(slow, 'customers')).toEqual([[5]]);
  });

  test('opened once: in several statements, and whatever services read of it later', async () => {
    const listed = { operation: 'search', touch: 'listed' };
    const found = (user: string, i: number, more: Row[]) => [
      read(user, march(i, '09:00:00'), `${user}${i}`, listed),
      read(user, march(i, '09:01:00'), `${user}${i}`),
      ...more,
    ];
    await only(
      days(1, 5).flatMap((i) => [
        ...found('mole', i, [
          read('mole', march(i, '09:06:00'), `mole${i}`),
          read('robot', march(i, '10:00:00'), `mole${i}`, service),
          read('glance', march(i, '10:00:00'), `mole${i}`, listed),
        ]),
        // Back after more than that; a colleague beside; one of two statements with a reason.
        ...found('back', i, [read('back', march(i, '09:06:01'), `back${i}`)]),
        ...found('ann', i, [read('bob', march(i, '09:02:00'), `ann${i}`)]),
        ...found('cem', i, [served('cem', march(i, '09:02:00'), `cem${i}`)]),
      ]),
    );
    expect(picked(await rowsOf('opened-once'), 'user', 'customers')).toEqual([['mole', 5]]);
    expect(picked(await rowsOf('opened-once', { opening: '6' }), 'user')).toEqual([
      ['back'],
      ['mole'],
    ]);
    expect(await rowsOf('opened-once', { opening: '4' })).toEqual([]);
  });

  test('opened once: whoever comes back after the time asked for comes back too', async () => {
    const [mole, seen] = [{ user: 'mole', account: 'mole' }, { touch: 'listed' }];
    const found = (user: string, i: number, time: string, later: Row) => [
      read(user, march(i, '23:50:00'), `${user}${i}`, seen),
      read(user, march(i, '23:58:00'), `${user}${i}`),
      read('ann', march(i + 1, time), `${user}${i}`, later),
    ];
    await only([
      ...days(1, 6).flatMap((i) => found('mole', i, '00:02:00', i === 6 ? mole : seen)),
      ...days(1, 6).flatMap((i) => found('kim', i, '09:00:00', i === 6 ? {} : service)),
      ...[5, 6].flatMap((i) => found('cem', i, '00:02:00', i === 6 ? {} : { status: 'denied' })),
      read('bob', march(25), ['kim1', 'mole2']),
    ]);
    const given = { until: '2024-03-07', customers: '1' };
    expect(picked(await rowsOf('opened-once', given), 'user', 'customers')).toEqual([
      ['mole', 5],
      ['kim', 4],
      ['cem', 1],
    ]);
  });
});

describeEmbedded('together', () => {
  test('overlapping customers: two who meet at those whom nobody else reads', async () => {
    const rare = ['r1', 'r2', 'r3', 'r4'];
    const gone = read('later', march(7), ['r1', 'r2', 'r3']);
    await only(
      [
        read('mole', march(5), [...rare, 'own']),
        read('twin', march(7), rare),
        gone,
        ...['ann', 'bob', 'cem', 'dan'].map((user) => read(user, march(6), ['f1', 'f2', 'f3'])),
        read('robot', march(6), rare, service),
        read('glance', march(6), rare, { touch: 'listed' }),
      ],
      ['r1', 'r2', 'r3'].map((customer) => explainedLater(2, gone, customer)),
    );
    expect(await rowsOf('overlapping-rare-customers')).toEqual([
      {
        ...{ user: 'mole', other: 'twin', team: 'support', other_team: 'support' },
        ...{ customers: 4, customers_of_user: 5, customers_of_other: 4, share: 1, days_apart: 2 },
        ...{ first_at: march(5, '10:00:00.000'), last_at: march(7, '10:00:00.000') },
        examples: rare,
      },
    ]);
    expect(picked(await rowsOf('overlapping-rare-customers', { user: 'twin' }), 'other')).toEqual([
      ['mole'],
    ]);
    expect(await rowsOf('overlapping-rare-customers', { few: '4' })).toHaveLength(7);
    expect(await rowsOf('overlapping-rare-customers', { user: 'ann' })).toEqual([]);
  });

  test('each a little: a day on which many do it comes before one with much of one', async () => {
    const weekday = (day: number) => days(1, 2).map((i) => `${i}-${day}`);
    const late = read('patient', march(29), 'p1', { segment: 'rich' });
    await only(
      [
        // Fridays: two people of a segment, two each.
        ...[1, 8, 15].flatMap((day) =>
          ['ann', 'bob'].map((user) => read(user, march(day), weekday(day), { segment: 'rich' })),
        ),
        ...['ann', 'bob', 'cem', 'dan', 'eva'].map((user) =>
          read(user, march(29), ['x', 'y'], { segment: 'rich' }),
        ),
        read('mole', march(29), days(1, 30).map(String), { segment: 'plain' }),
        late,
        served('ann', march(29), ['z'], { segment: 'rich' }),
        read('glance', march(29), ['z'], { segment: 'rich', touch: 'listed' }),
        // On a Friday on which no person worked, and on the day.
        ...[22, 29].map((day) =>
          read('robot', march(day), 'z', { segment: 'rich', user_kind: 'service' }),
        ),
      ],
      [explainedLater(12, late, 'p1')],
    );
    const rows = await rowsOf('each-a-little', { since: '2024-03-29' });
    expect(rows[0]).toEqual({
      ...{ day: '2024-03-29', segment: 'rich', customers: 10, people: 5, most_by_one: 2 },
      ...{ customers_usual: 4, people_usual: 2, customers_beyond: 6, people_beyond: 3 },
      ...{ times_usual: 2.5, days_compared: 3 },
    });
    expect(picked(rows.slice(1), 'segment', 'people_beyond', 'most_by_one')).toEqual([
      ['plain', 1, 30],
    ]);
    expect(await rowsOf('each-a-little', { segment: 'none' })).toEqual([]);
    // Of the first Friday there is nothing to compare with; of the next, one.
    const first = await rowsOf('each-a-little', { since: '2024-03-01', until: '2024-03-02' });
    expect(picked(first, 'people', 'people_beyond', 'times_usual', 'days_compared')).toEqual([
      [2, null, null, 0],
    ]);
  });
});
