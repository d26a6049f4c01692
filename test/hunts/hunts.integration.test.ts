// Each hunt on a small world with a known answer: ann and bob work from tickets; mole reads ten
// customers a night without any, on the last three days.

import { beforeAll, expect, test } from 'vitest';
import {
  boundHunt,
  findHunt,
  type GivenValues,
  listHunts,
  runHunt,
} from '../../src/investigate/hunt.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();

beforeAll(async () => {
  if (!hasLibrary) return;
  // Ten days in March 2024; hour 9 to 12; user, subject and reason by arithmetic.
  await world.warehouse.execute(`
    INSERT INTO access (_log, _partition, _offset, event_id, part, at, user, team, source, database,
      operation, tables, rows, subjects, reasons, ticket_marks)
    SELECT 'log', 0, n, concat('e', toString(n)), 0,
      toDateTime64('2024-03-01 09:00:00', 3, 'UTC') + INTERVAL day DAY + INTERVAL hour HOUR,
      ['ann', 'bob'][who + 1], 'support', ['crm', 'billing'][if(day < 8, who, 0) + 1], 'main',
      'select', ['customers'], 2,
      [concat('c', toString(n % 40)), concat('c', toString((n + 7) % 40))],
      ['ticket-named', 'assignee'], [if(day = 9, 3, 0), who]
    FROM (
      SELECT number AS n, intDiv(number, 8) AS day, intDiv(number % 8, 2) AS hour, number % 2 AS who
      FROM numbers(80)
    )`);
  await world.warehouse.execute(`
    INSERT INTO access (_log, _partition, _offset, event_id, part, at, user, team, source, database,
      operation, tables, rows, subjects, reasons)
    SELECT 'log', 1, number, concat('m', toString(number)), 0,
      toDateTime64('2024-03-08 22:00:00', 3, 'UTC') + INTERVAL number DAY,
      'mole', 'support', 'crm', 'main', 'select', ['customers'], 10,
      arrayMap(i -> concat('c', toString(100 + number * 10 + i)), range(10)),
      arrayResize(emptyArrayString(), 10, 'none')
    FROM numbers(3)`);
  await world.warehouse.execute(`
    INSERT INTO access_control (_log, _partition, _offset, event_id, part, user, at, subject_index,
      subject, reason, ticket_marks)
    VALUES
      ('log', 1, 9, 'm0', 0, 'mole', '2024-03-08 22:00:00', 0, 'c100', 'open-in-queue', 7)`);
  await world.warehouse.execute(`
    INSERT INTO anomalies
      (_log, _partition, _offset, id, user, at, detector, because, subjects_total)
    VALUES
      ('log', 1, 1, 'a1', 'mole', '2024-03-09 22:00:01', 'unexplained-access', 'none', 10)`);
  await world.warehouse.execute(`
    INSERT INTO incidents (_log, _partition, _offset, id, user, state, sequence, at, opened_at,
      last_at, risk, risk_by_family, anomalies_total, headline)
    VALUES
      ('log', 1, 1, 'i1', 'mole', 'opened', 0, '2024-03-09 22:00:01', '2024-03-09 22:00:01',
        '2024-03-09 22:00:01', 3, {'need': 3}, 1, 'no reason'),
      ('log', 1, 2, 'i1', 'mole', 'updated', 1, '2024-03-10 22:00:01', '2024-03-09 22:00:01',
        '2024-03-10 22:00:01', 7.5, {'need': 5, 'volume': 2.5}, 2, 'again'),
      ('log', 0, 1, 'i2', 'ann', 'opened', 0, '2024-03-02 10:00:00', '2024-03-02 10:00:00',
        '2024-03-02 10:00:00', 1, {'volume': 1}, 1, 'a little much')`);
  await world.warehouse.execute(`
    INSERT INTO windows (_log, _partition, _offset, user, team, class, kind, start, revision,
      subjects, unexplained_subjects)
    SELECT 'log', 0, number, ['ann', 'bob', 'robot'][1 + number % 3], 'support',
      ['agent', 'agent', 'service'][1 + number % 3], 'day',
      toDateTime64('2024-03-01 00:00:00', 3, 'UTC') + INTERVAL intDiv(number, 3) DAY, 0,
      20, if(number % 3 = 1 AND number >= 24, 6, 1)
    FROM numbers(30)`);
  await world.warehouse.execute(`
    INSERT INTO team_anomalies (_log, _partition, _offset, id, user, team, at, detector, because,
      window_start, observed, expected, score, evidence)
    VALUES
      ('log', 0, 1, 't1', 'support', 'support', '2024-03-11 00:00:00', 'team-drift', 'by many',
        '2024-03-09 00:00:00', 24, 4, 12.5, [('bob on the last day', '6', '1.0')]),
      ('log', 0, 9, 't1', 'support', 'support', '2024-03-11 00:00:00', 'team-drift', 'by many',
        '2024-03-09 00:00:00', 24, 4, 12.5, [('bob on the last day', '6', '1.0')]),
      ('log', 0, 2, 't2', '', NULL, '2024-03-10 00:00:00', 'team-drift', 'by many of the company',
        '2024-03-09 00:00:00', 48, 8, 14, [])`);
});

async function rowsOf(id: string, given: GivenValues = {}): Promise<Record<string, unknown>[]> {
  const { hunt, rows } = await runHunt(world.warehouse, findHunt(id), { given });
  for (const row of rows) expect(Object.keys(row)).toEqual(hunt.columns);
  return rows as Record<string, unknown>[];
}

describeEmbedded('hunts', () => {
  test('team drifts: each once, the company by its name', async () => {
    const rows = await rowsOf('team-drifts');
    expect(rows.map(({ team, opened, score }) => [team, opened, score])).toEqual([
      ['support', 24, 12.5],
      ['the company', 48, 14],
    ]);
    expect(rows[0]).toMatchObject({ members: 'bob on the last day: 6' });
    expect(await rowsOf('team-drifts', { team: 'support' })).toHaveLength(1);
  });

  test('team members: who opens more without a reason than before comes first', async () => {
    const since = '2024-03-09 00:00:00';
    const rows = await rowsOf('team-members', { team: 'support', since });
    expect(rows.map(({ user, beyond }) => [user, beyond])).toEqual([
      ['bob', 10],
      ['ann', 0],
    ]);
    expect(rows[0]).toMatchObject({ days: 2, without_reason: 12, a_day: 6, a_day_before: 1 });
    expect(await rowsOf('team-members', { team: 'sales', since })).toEqual([]);
  });

  test('who read these customers: the mole has most, beyond chance', async () => {
    const rows = await rowsOf('who-read-these-customers', { subjects: 'c101, c112,c125,c3' });
    expect(rows[0]).toMatchObject({
      user: 'mole',
      customers_hit: 3,
      customers_listed: 4,
      without_reason: 3,
      customers_read: 30,
      // 3 of 4 listed, against 30 of all 70 customers: 1.75.
      lift: 1.8,
      first_at: '2024-03-08 22:00:00.000',
      last_at: '2024-03-10 22:00:00.000',
    });
    expect(rows.slice(1).map((row) => row['customers_hit'])).toEqual([1, 1]);
    expect(
      await rowsOf('who-read-these-customers', { subjects: 'c101', until: '2024-03-05' }),
    ).toEqual([]);
  });

  test('a person’s timeline: events and verdicts in order', async () => {
    const rows = await rowsOf('person-timeline', { user: 'mole' });
    expect(
      rows.map(({ at, kind, what, customers, reasons }) => [at, kind, what, customers, reasons]),
    ).toEqual([
      ['2024-03-08 22:00:00.000', 'access', 'select customers', 10, 'none 10'],
      ['2024-03-09 22:00:00.000', 'access', 'select customers', 10, 'none 10'],
      ['2024-03-09 22:00:01.000', 'anomaly', 'unexplained-access', 10, ''],
      ['2024-03-09 22:00:01.000', 'incident', 'opened', 0, ''],
      ['2024-03-10 22:00:00.000', 'access', 'select customers', 10, 'none 10'],
    ]);
    const times = { since: '2024-03-09', until: '2024-03-10T00:00+02:00' };
    expect(await rowsOf('person-timeline', { user: 'mole', ...times })).toEqual([]);
  });

  test('reads without reason: what was explained later does not count', async () => {
    const rows = await rowsOf('reads-without-reason');
    expect(
      rows.map(({ user, day, touches, without_reason, share }) => [
        user,
        day,
        touches,
        without_reason,
        share,
      ]),
    ).toEqual([
      ['mole', '2024-03-09', 10, 10, 1],
      ['mole', '2024-03-10', 10, 10, 1],
      ['mole', '2024-03-08', 10, 9, 0.9],
    ]);
    expect(rows[2]!['examples']).not.toContain('c100');
    expect(await rowsOf('reads-without-reason', { user: 'ann' })).toEqual([]);
  });

  test('tickets by reader: who wrote them, that nobody called, and late ones', async () => {
    const rows = await rowsOf('tickets-by-reader', { since: '2024-03-08' });
    const columns = rows.map(({ user, day, customers, own, uncalled, soon_closed, own_share }) => [
      ...[user, day, customers, own, uncalled, soon_closed, own_share],
    ]);
    expect(columns).toEqual([
      ['bob', '2024-03-10', 8, 8, 4, 0, 1],
      ['mole', '2024-03-08', 1, 1, 1, 1, 1],
      ['ann', '2024-03-10', 8, 4, 4, 0, 0.5],
      ['bob', '2024-03-08', 8, 4, 0, 0, 0.5],
      ['bob', '2024-03-09', 8, 4, 0, 0, 0.5],
    ]);
    expect(rows[1]!['examples']).toEqual(['c100']);
    expect(await rowsOf('tickets-by-reader', { user: 'ann', until: '2024-03-09' })).toEqual([]);
  });

  test('most customers in a day: the mole’s days are on top, against their own usual', async () => {
    const rows = await rowsOf('fan-out-ranking', { limit: '4' });
    expect(
      rows.map(({ user, customers, usual, days_worked }) => [user, customers, usual, days_worked]),
    ).toEqual([
      ['mole', 10, 10, 3],
      ['mole', 10, 10, 3],
      ['mole', 10, 10, 3],
      ['ann', 8, 8, 10],
    ]);
  });

  test('incidents by risk: the newest state of each, highest first', async () => {
    const rows = await rowsOf('incidents-by-risk');
    expect(rows.map(({ id, state, risk, families }) => [id, state, risk, families])).toEqual([
      ['i1', 'updated', 7.5, 2],
      ['i2', 'opened', 1, 1],
    ]);
    expect((await rowsOf('incidents-by-risk', { state: 'opened' })).map(({ id }) => id)).toEqual([
      'i2',
    ]);
  });

  test('silent sources: billing has said nothing for days, crm is the newest', async () => {
    const rows = await rowsOf('silent-sources');
    expect(rows).toEqual([
      {
        source: 'billing',
        database: 'main',
        events: 32,
        last_at: '2024-03-08 12:00:00.000',
        silent_hours: 58,
        usual_hours: 21,
        times_usual: 2.8,
      },
    ]);
  });

  test('an end alone: it begins as long before it as else before the newest event', async () => {
    // Seven days: the newest event is of 10 March, and seven days before it there was nothing left.
    const early = await rowsOf('person-timeline', { user: 'ann', until: '2024-03-02' });
    expect(early.map(({ at }) => at)).toEqual(
      ['09', '10', '11', '12'].map((hour) => `2024-03-01 ${hour}:00:00.000`),
    );
    const { values } = await runHunt(world.warehouse, findHunt('person-timeline'), {
      given: { user: 'ann', until: '2024-03-12T06:00' },
    });
    expect(values).toMatchObject({ since: '2024-03-05 06:00:00.000' });
    // Of days too, which end with the newest; what begins with everything still does.
    const days = await runHunt(world.warehouse, findHunt('team-members'), {
      given: { until: '2024-03-04' },
    });
    expect(days.values).toMatchObject({ since: '2024-02-26 00:00:00.000' });
    const all = { given: { subject: 'c1', until: '2024-03-04' } };
    const ever = await runHunt(world.warehouse, findHunt('who-read-this-customer'), all);
    expect(ever.values).toMatchObject({ since: '1970-01-01 00:00:00.000' });
  });

  test('an end that is not after the beginning is said to be one, whoever gave them', async () => {
    const times = { since: '2024-03-05', until: '2024-03-04T23:59' };
    const problem =
      'Hunt fan-out-ranking: since 2024-03-05 00:00:00.000 is not before until ' +
      '2024-03-04 23:59:00.000 (UTC): nothing lies between.';
    await expect(rowsOf('fan-out-ranking', times)).rejects.toMatchObject({
      ...{ code: 'bad-usage', message: expect.stringContaining(problem) },
    });
    const same = { since: '2024-03-05', until: '2024-03-05T01:00+01:00' };
    await expect(rowsOf('fan-out-ranking', same)).rejects.toThrow('nothing lies between');
    await expect(rowsOf('fan-out-ranking', { since: '2024-04-01' })).rejects.toThrow(
      'until 2024-03-10 22:00:01.000, where what there is ends (UTC)',
    );
    const given = { until: '2024-03-04', since: '2024-03-03T23:59:59.999' };
    await expect(rowsOf('fan-out-ranking', given)).resolves.not.toEqual([]);
  });

  test('a hunt streams as text of any format', async () => {
    let text = '';
    const hunt = findHunt('fan-out-ranking');
    const { sql, options } = await boundHunt(world.warehouse, hunt, { given: { limit: '1' } });
    for await (const chunk of world.warehouse.stream(sql, 'CSVWithNames', options)) text += chunk;
    expect(text.split('\n')[0]).toBe(
      '"user","day","customers","events","rows","usual","times_usual","days_worked"',
    );
    expect(text.trim().split('\n')).toHaveLength(2);
  });

  test('a value can never become part of the statement', async () => {
    const user = "x' OR 1 = 1 --";
    expect(await rowsOf('person-timeline', { user })).toEqual([]);
    expect(await rowsOf('who-read-these-customers', { subjects: ["c101') OR ('1'='1"] })).toEqual(
      [],
    );
  });

  test('on an empty warehouse every hunt answers nothing', async () => {
    for (const table of [
      'access',
      'access_by_subject',
      'user_day',
      'anomalies',
      'incidents',
      'access_control',
      'team_anomalies',
      'windows',
    ]) {
      await world.warehouse.execute(`TRUNCATE TABLE ${table}`);
    }
    for (const hunt of listHunts()) {
      const given: Record<string, string> = {};
      for (const param of hunt.params) if (param.default === undefined) given[param.name] = 'x';
      const rows = await rowsOf(hunt.id, given);
      // Where nothing was read, nobody has read this one.
      expect(rows.map(({ subject }) => subject)).toEqual(
        hunt.id === 'victims-nobody-read' ? ['x'] : [],
      );
    }
  });
});
