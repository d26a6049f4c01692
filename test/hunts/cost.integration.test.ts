// What hunts cost, held to what they say of it: on 600,000 accesses of 200 people over twelve
// months, how many rows does ClickHouse say that it has read, how much memory did it hold? Asked by
// HTTP as the hunter, because both come in a header that the Warehouse port does not pass on.
// That `sums` touches no access is shown by taking them away, too.

import { beforeAll, expect, test } from 'vitest';
import { listHunts, runHunt } from '../../src/investigate/hunt.ts';
import type { Hunt } from '../../src/investigate/hunt-header.ts';
import type { HuntValue } from '../../src/investigate/hunt-value.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();

const accesses = 600_000;
/** Rows between two marks of the primary key: the least that one look-up reads of a part. */
const granule = 8192;

/** Newest of all: 2023-12-31 23:59. What is asked for is November. */
const plausible: Readonly<Record<string, string>> = {
  user: 'u7',
  subject: 'c77',
  subjects: 'c77,c78,c79',
  customers: 'c77,c78',
  segment: 's1',
  table: 'table3',
  day: '2023-11-15',
  since: '2023-11-01',
  until: '2023-12-01',
};

/** Most memory of an answer by what it reads, where the hunter is given 2 GB. */
const memoryBytesMost = { key: 100e6, sums: 100e6, span: 300e6, all: 100e6 };

beforeAll(async () => {
  if (!hasLibrary) return;
  const { execute } = world.warehouse;
  await execute(`
    INSERT INTO access (_log, _partition, _offset, event_id, part, parts, at, seen_at, user,
      user_kind, team, source, database, operation, tables, columns, rows, subjects, subject_count,
      touch, app, host, account, status, segments, flags, reasons, tickets, ticket_marks)
    SELECT
      'log', n % 4, intDiv(n, 4), concat('e', toString(n)), 0, 1,
      toDateTime64('2023-01-01 00:00:00', 3, 'UTC')
        + toIntervalSecond(intDiv(n * 31536000, ${accesses})) AS at,
      at, concat('u', toString(who)), if(who = 199, 'service', 'human'),
      concat('team', toString(who % 10)), ['crm', 'billing'][1 + n % 2], 'main', 'select',
      [concat('table', toString(n % 7))], ['name'], 2,
      [concat('c', toString(one)), concat('c', toString(other))], 2, 'opened', 'crm',
      concat('pc', toString(who)), concat('u', toString(who)), 'ok',
      [concat('s', toString(one % 5)), concat('s', toString(other % 5))],
      [0, if(other % 10000 = 0, 1, 0)], [if(n % 10 = 0, 'none', 'assignee'), 'campaign'],
      [concat('t', toString(one)), 'k1'], [0, 0]
    FROM
    (
      SELECT
        number AS n,
        cityHash64(number) % 200 AS who,
        cityHash64(number, 1) % 100000 AS one,
        cityHash64(number, 2) % 100000 AS other
      FROM numbers(${accesses})
    )`);
  // As a server at rest has it, whatever merges have got round to here.
  for (const table of ['access', 'access_by_subject', 'user_day']) {
    await execute(`OPTIMIZE TABLE ${table} FINAL`);
  }
  await execute(`
    INSERT INTO access_control
      (_log, _partition, _offset, event_id, part, user, at, subject, reason)
    SELECT 'log', 0, 200000 + number, event_id, 0, user, at, subjects[1], 'open-in-queue'
    FROM (SELECT rowNumberInAllBlocks() AS number, * FROM access WHERE reasons[1] = 'none'
      LIMIT 2000)`);
  await execute(`
    INSERT INTO windows (_log, _partition, _offset, user, team, user_kind, class, kind, start,
      revision, subjects, unexplained_subjects)
    SELECT 'log', 0, number, concat('u', toString(number % 200)),
      concat('team', toString(number % 10)), 'human', 'agent', 'day',
      toDateTime64('2023-10-01 00:00:00', 3, 'UTC') + toIntervalDay(intDiv(number, 200)), 0,
      15 + number % 7, number % 3
    FROM numbers(18000)`);
  const ids = "concat('x', toString(number)), concat('u', toString(number % 200))";
  const at = "toDateTime64('2023-11-01 00:00:00', 3, 'UTC') + toIntervalHour(number)";
  for (const insert of [
    `anomalies (_log, _offset, id, user, at, detector) SELECT 'log', number, ${ids}, ${at},
      'off-hours' FROM numbers(500)`,
    `incidents (_log, _offset, id, user, opened_at, last_at, state, anomalies_by_detector)
      SELECT 'log', number, ${ids}, ${at}, ${at}, 'opened', map('off-hours', 1) FROM numbers(100)`,
    `dispositions (_log, _offset, incident, user, at, verdict) SELECT 'log', number, ${ids}, ${at},
      'benign' FROM numbers(50)`,
    `team_anomalies (_log, _offset, id, user, at) SELECT 'log', number, ${ids}, ${at}
      FROM numbers(10)`,
    `dead_letters (_log, _offset, offset, reason, topic, seen_at) SELECT 'log', number, number,
      'bad-record', 'db-access', ${at} FROM numbers(300)`,
    `subjects (_log, _offset, _key, id, segment) SELECT 'log', number,
      concat('c', toString(number)) AS key, key, concat('s', toString(number % 5))
      FROM numbers(3000)`,
    `tickets (_log, _offset, _key, id, subject, created_by) SELECT 'log', number,
      concat('t', toString(number)) AS key, key, concat('c', toString(number)), 'u7'
      FROM numbers(3000)`,
    `people (_log, _offset, _key, id, accounts) SELECT 'log', number,
      concat('u', toString(number)) AS key, key, [key] FROM numbers(200)`,
    `assets (_log, _offset, _key, source, database, table) SELECT 'log', number,
      concat('crm/main/table', toString(number)), 'crm', 'main', concat('table', toString(number))
      FROM numbers(7)`,
  ]) {
    await execute(`INSERT INTO ${insert}`);
  }
});

describeEmbedded('what hunts cost', () => {
  for (const hunt of listHunts()) {
    test(`${hunt.id} reads what it says: ${hunt.cost}`, async () => {
      const values = await valuesOf(hunt);
      const { rows, memoryBytes } = await read(hunt, values);
      expect(rows).toBeLessThanOrEqual(await bound(hunt, values));
      expect(memoryBytes).toBeGreaterThan(0);
      expect(memoryBytes).toBeLessThanOrEqual(memoryBytesMost[hunt.cost]);
    });
  }

  test('the count is that of ClickHouse, and one that lies about its cost is found', async () => {
    const all = listHunts().find(({ cost }) => cost === 'all')!;
    const values = await valuesOf(all);
    const { rows: rowsRead } = await read(all, values);
    expect(rowsRead).toBeGreaterThanOrEqual(accesses);
    for (const cost of ['key', 'span', 'sums'] as const) {
      expect(rowsRead).toBeGreaterThan(await bound({ ...all, cost }, values));
    }
  });

  test('holes are looked for in little memory, however long the log is', async () => {
    const hunt = listHunts().find(({ id }) => id === 'offset-gaps')!;
    // With a control record in a hundred, as on Kafka; in no order, as accesses lie.
    await world.warehouse.execute(`
      INSERT INTO access_control (_log, _partition, _offset, state, user)
      SELECT 'long', 0, number, 'live', toString(cityHash64(number) % 1000)
      FROM numbers(8000000) WHERE number % 101 != 0`);
    const { rows, memoryBytes } = await read(hunt, await valuesOf(hunt));
    expect(rows).toBeGreaterThan(7_900_000);
    expect(memoryBytes).toBeLessThanOrEqual(memoryBytesMost.all);
  });

  test('of all tickets there ever were, only those of the reads asked for are held', async () => {
    const hunt = listHunts().find(({ id }) => id === 'what-victims-share')!;
    const values = await valuesOf(hunt);
    const before = await read(hunt, values);
    await world.warehouse.execute(`
      INSERT INTO tickets (_log, _offset, _key, id, created_by)
      SELECT 'log', 10000 + number, concat('old-', toString(number)) AS key, key, 'u7'
      FROM numbers(1000000)`);
    const after = await read(hunt, values);
    expect(after.rows - before.rows).toBeLessThan(100_000);
    expect(after.memoryBytes - before.memoryBytes).toBeLessThanOrEqual(50e6);
  });

  // Last: it takes the accesses away.
  test('hunts of sums answer without any table of accesses', async () => {
    const sums = listHunts().filter(({ cost }) => cost === 'sums');
    const values: Readonly<Record<string, HuntValue>>[] = [];
    for (const hunt of sums) values.push(await valuesOf(hunt));
    for (const table of [
      'access_by_subject_feed',
      'user_day_feed',
      'access_by_subject',
      'access',
    ]) {
      await world.warehouse.execute(`DROP TABLE ${table} SYNC`);
    }
    for (const [i, hunt] of sums.entries()) await read(hunt, values[i]!);
    const span = listHunts().find(({ cost }) => cost === 'span')!;
    await expect(read(span, {})).rejects.toThrow();
  });
});

/** Only what must be given, and the time; all else as it comes. Never without an answer. */
async function valuesOf(hunt: Hunt): Promise<Readonly<Record<string, HuntValue>>> {
  const given: Record<string, string | readonly string[]> = {};
  for (const { name, default: text } of hunt.params) {
    const value = plausible[name];
    if (text === undefined && value === undefined) throw new Error(`${hunt.id}: what is ${name}?`);
    const isAsked = text === undefined || ['since', 'until', 'day'].includes(name);
    if (isAsked && value !== undefined) given[name] = value;
  }
  return (await runHunt(world.warehouse, hunt, { given })).values;
}

type Cost = { readonly rows: number; readonly memoryBytes: number };

/** What ClickHouse says it has read for it, and the most memory that it held at once. */
async function read(hunt: Hunt, values: Readonly<Record<string, HuntValue>>): Promise<Cost> {
  const { url, hunter } = world.engine;
  const address = new URL(url);
  address.searchParams.set('database', 'molecatcher');
  for (const [name, value] of Object.entries(values)) {
    const text = typeof value === 'object' ? `['${value.join("','")}']` : String(value);
    address.searchParams.set(`param_${name}`, text);
  }
  const login = Buffer.from(`${hunter.user}:${hunter.password}`).toString('base64');
  const headers = { authorization: `Basic ${login}` };
  const answer = await fetch(address, { method: 'POST', headers, body: hunt.sql });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${hunt.id}: ${text}`);
  const said = JSON.parse(answer.headers.get('x-clickhouse-summary')!) as object;
  const summary = said as Readonly<Record<string, string>>;
  return { rows: Number(summary['read_rows']), memoryBytes: Number(summary['memory_usage']) };
}

type Values = Readonly<Record<string, HuntValue>>;

async function bound(hunt: Hunt, values: Values): Promise<number> {
  const has = (name: string) => hunt.params.find((param) => param.name === name);
  const explained = timesRead(hunt.sql, 'access_control');
  const [row] = await world.warehouse.query(`
    SELECT
      (SELECT count() FROM access WHERE ${monthsAsked(values)}) AS asked,
      ${explained} * (SELECT count() FROM access_control) + (SELECT count() FROM people)
        + (SELECT count() FROM tickets) + (SELECT count() FROM subjects)
        + (SELECT count() FROM assets) AS beside,
      (SELECT count() FROM user_day WHERE toYYYYMM(day) = 202311) AS sums,
      (SELECT count() FROM system.parts
        WHERE active AND database = 'molecatcher' AND table = 'access') AS parts`);
  const { asked, beside, sums, parts } = row as Record<string, number>;
  // Reference data, what was explained later, and sums (of each, and of all) are no accesses.
  const more = beside! + (/\bFROM user_day\b/.test(hunt.sql) ? 2 * sums! : 0);
  switch (hunt.cost) {
    case 'key':
      return 0.05 * accesses + more;
    case 'span': {
      // Of one person, the months are read beside what leads to them: their past, their customers.
      const user = has('user');
      const isOfOne = user !== undefined && user.default === undefined;
      if (isOfOne) return asked! + more + granule * parts!;
      return asked! * timesRead(hunt.sql, 'access') + more;
    }
    // That it reads no access is held by taking them away, too.
    case 'sums': {
      const noAccess = { access: 0, access_by_subject: 0, user_day: sums! };
      return named(hunt.sql, { ...(await rowsOfTables()), ...noAccess });
    }
    case 'all':
      return named(hunt.sql, await rowsOfTables());
  }
}

/** Rows of all tables that it names, as often as it does. */
function named(sql: string, rows: Readonly<Record<string, number>>): number {
  const counts = Object.entries(rows).map(([table, count]) => count * timesRead(sql, table));
  return counts.reduce((a, b) => a + b, 0);
}

/** Of each table and view of ours all rows: a view is read as its table. */
async function rowsOfTables(): Promise<Record<string, number>> {
  const tables = await world.warehouse.query(`
    SELECT
      name,
      if(engine = 'View', extract(as_select, 'FROM (?:molecatcher\\.)?(\\w+)'), name) AS of
    FROM system.tables
    WHERE database = currentDatabase() AND engine != 'MaterializedView'`);
  const counts: Record<string, number> = {};
  for (const { name, of } of tables) {
    const [row] = await world.warehouse.query(`SELECT count() AS rows FROM \`${String(of)}\``);
    counts[String(name)] = Number(row?.['rows']);
  }
  return counts;
}

/** Without an end, November and December; and what it says that it compares them with. */
function monthsAsked({ until, before, weeks }: Values): string {
  const back = Number(before ?? 7 * Number(weeks ?? 0));
  const first = `toDateTime64('${plausible['since']}', 3, 'UTC') - toIntervalDay(${back})`;
  const last = until === undefined ? 202312 : 202311;
  return `toYYYYMM(at) BETWEEN toYYYYMM(${first}) AND ${last}`;
}

/** ClickHouse puts a WITH in wherever it is named, and reads it each time. */
function timesRead(sql: string, table: string): number {
  const parts = [...sql.matchAll(/^(?:WITH)?\s+(\w+) AS\s*\(\n(?=\s+SELECT)/gm)];
  const from = (name: string) => new RegExp(`\\b(?:FROM|JOIN|IN) \\(?${name}\\b`, 'g');
  const times = new Map<string, number>();
  const timesIn = (text: string) =>
    [[table, 1] as const, ...times].reduce(
      (sum, [name, each]) => sum + each * (text.match(from(name)) ?? []).length,
      0,
    );
  let start = 0;
  for (const part of parts) {
    const end = closing(sql, part.index + part[0].indexOf('('));
    times.set(part[1]!, timesIn(sql.slice(part.index, end)));
    start = end;
  }
  return timesIn(sql.slice(start));
}

/** Where the parenthesis that opens there closes. */
function closing(sql: string, open: number): number {
  let depth = 0;
  for (let i = open; i < sql.length; i += 1) {
    if (sql[i] === '(') depth += 1;
    if (sql[i] === ')') depth -= 1;
    if (depth === 0) return i;
  }
  throw new Error(`never closed: ${sql.slice(open)}`);
}
