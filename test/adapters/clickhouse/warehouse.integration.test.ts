// The Warehouse against the genuine engine: tokens, errors by their meaning, what a hunter may do,
// and migrations.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  migrate,
  migrationStates,
  readMigrations,
} from '../../../src/adapters/clickhouse/migrations.ts';
import { checkVersion, openWarehouse } from '../../../src/adapters/clickhouse/open-warehouse.ts';
import { openCodec } from '../../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer, type RecordBatch } from '../../../src/core/batch.ts';
import type { Tick } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';
import type { AvroInsert } from '../../../src/ports.ts';
import { describeEmbedded, embedded, migrationsFolder } from '../../support/embedded.ts';
import { batchFrom } from '../registry/batches.ts';

const world = embedded();
const codec = await openCodec({ registry: openLocalRegistry() });

function ticks(clocks: readonly number[]): RecordBatch {
  const output = new OutputBuffer('access', 0);
  for (const clock of clocks) {
    const tick: Tick = { source_partition: 0, clock, sources: 1, state: 'live' };
    codec.encode(output, null, 'Tick', tick);
  }
  return batchFrom(output);
}

function insertOf(clocks: readonly number[], token: string): AvroInsert {
  const batch = ticks(clocks);
  const range = { logId: 'log', topic: 'access', partition: 0, first: 0, next: clocks.length };
  const indexes = clocks.map((_, index) => index);
  return { table: 'access_control', schemaText: schemas.Tick, range, token, batch, indexes };
}

describeEmbedded('warehouse', () => {
  const range = { logId: 'log', topic: 'access', partition: 0, first: 0, next: 10 };

  test('infinities are told from nulls, whoever asks', async () => {
    const sql = "SELECT 1 / 0 AS plus, -1 / 0 AS minus, toFloat64('nan') AS nothing, NULL AS none";
    for (const as of ['writer', 'hunter'] as const) {
      const rows = await world.warehouse.query(sql, { as });
      expect(rows).toEqual([{ plus: 'inf', minus: '-inf', nothing: 'nan', none: null }]);
    }
  });

  test('the same token inserts once, another token again, none always', async () => {
    const count = () => world.warehouse.count('access_control', range);
    await world.warehouse.insert(insertOf([1, 2], 'a'));
    await world.warehouse.insert(insertOf([1, 2], 'a'));
    expect(await count()).toBe(2);
    await world.warehouse.insert(insertOf([1, 2], 'b'));
    expect(await count()).toBe(4);
    await world.warehouse.insert(insertOf([1, 2], ''));
    expect(await count()).toBe(6);
    expect(await world.warehouse.offsets('access_control', range)).toEqual([0, 1]);
    expect(await world.warehouse.offsets('access_control', { ...range, first: 1 })).toEqual([1]);
  });

  test('a payload shorter than its schema is a data error, and nothing is kept', async () => {
    const { batch, ...insert } = insertOf([5, 6, 7], 'short');
    const valueEnd = batch.valueEnd.slice();
    valueEnd[2] = valueEnd[2]! - 2;
    const bad = { ...insert, batch: { ...batch, valueEnd } };
    await expect(world.warehouse.insert(bad)).rejects.toMatchObject({ code: 'clickhouse-data' });
    const rows = await world.warehouse.query(
      'SELECT count() AS n FROM access_control WHERE clock = fromUnixTimestamp64Milli(5)',
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('a question that is stopped is said to be stopped, not that nobody answers', async () => {
    const sql = 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1';
    const asked = () => ({ as: 'hunter', signal: AbortSignal.timeout(200) }) as const;
    const said = { code: 'stopped', message: 'Stopped before ClickHouse had answered.' };
    const stopped = expect.objectContaining(said);
    await expect(world.warehouse.query(sql, asked())).rejects.toThrow(stopped);
    const rows = world.warehouse.stream(sql, 'CSV', asked())[Symbol.asyncIterator]();
    await expect(rows.next()).rejects.toThrow(stopped);
  });

  test('an unknown table asks for the migrations', async () => {
    const insert = { ...insertOf([1], 'c'), table: 'nowhere' };
    await expect(world.warehouse.insert(insert)).rejects.toMatchObject({
      code: 'migrations-missing',
    });
  });

  test('whole numbers beyond doubles stay text, others are numbers', async () => {
    const sql =
      'SELECT toUInt64(18446744073709551615) AS big, count() AS one, [toInt64(2)] AS list';
    const rows = await world.warehouse.query(sql, { as: 'hunter' });
    expect(rows).toEqual([{ big: '18446744073709551615', one: 1, list: [2] }]);
  });

  test('parameters carry anything, ten thousand ids too', async () => {
    const ids = [
      "o'hara",
      'a\\b',
      'tab\tnew\nline',
      ...Array.from({ length: 10_000 }, (_, i) => `id ${i}`),
    ];
    const rows = await world.warehouse.query(
      'SELECT length({ids:Array(String)}) AS n, arraySlice({ids:Array(String)}, 1, 3) AS first',
      { as: 'hunter', parameters: { ids } },
    );
    expect(rows).toEqual([{ n: 10_003, first: ids.slice(0, 3) }]);
  });

  test('a stream gives the text of a format, and refuses what is no format', async () => {
    let text = '';
    const stream = world.warehouse.stream('SELECT number FROM numbers(3); ', 'CSVWithNames');
    for await (const chunk of stream) text += chunk;
    expect(text).toBe('"number"\n0\n1\n2\n');
    const wrong = world.warehouse.stream('SELECT 1', 'CSV; DROP')[Symbol.asyncIterator]();
    await expect(wrong.next()).rejects.toMatchObject({ code: 'bad-usage' });
  });

  for (const { name, sql } of [
    { name: 'insert', sql: "INSERT INTO people (id) VALUES ('x')" },
    { name: 'drop', sql: 'DROP TABLE people' },
    { name: 'read an address', sql: "SELECT * FROM url('http://127.0.0.1:1/', CSV)" },
    { name: 'read a file as a table', sql: "SELECT * FROM file('/etc/passwd', CSV)" },
    { name: 'lift a limit', sql: 'SELECT 1 SETTINGS max_execution_time = 0' },
    { name: 'misspell a column', sql: 'SELECT nothing FROM people' },
  ]) {
    test(`a hunter may not ${name}`, async () => {
      const asked = world.warehouse.query(sql, { as: 'hunter' });
      await expect(asked).rejects.toMatchObject({ code: 'clickhouse-query' });
    });
  }

  test('a wrong password, a wrong port and no password are told apart', async () => {
    const { url, writer } = world.engine;
    const settings = { url, database: 'molecatcher', writer: { ...writer, password: 'wrong' } };
    await expect(openWarehouse(settings)).rejects.toMatchObject({ code: 'clickhouse-refused' });
    const elsewhere = openWarehouse({ ...settings, url: 'http://127.0.0.1:1' });
    await expect(elsewhere).rejects.toMatchObject({ code: 'clickhouse-unreachable' });
    expect((await fetch(`${url}/?query=SELECT+1&user=default`)).status).toBe(404);
  });

  test('migrations run once, and a changed one is refused', async () => {
    const files = readMigrations(migrationsFolder);
    expect(await migrate(world.warehouse, files)).toEqual([]);
    const states = await migrationStates(world.warehouse, files);
    expect(states.every((state) => state.isApplied)).toBe(true);
    const changed = [{ name: files[0]!.name, sql: `${files[0]!.sql}\n-- edited` }];
    await expect(migrate(world.warehouse, changed)).rejects.toMatchObject({
      code: 'migration-changed',
    });
    const next = {
      name: '9999_next.sql',
      sql: 'CREATE TABLE next (x Int8) ENGINE = Memory;\nDROP TABLE next;\n',
    };
    expect(await migrate(world.warehouse, [...files, next])).toEqual(['9999_next.sql']);
  });

  test('who has only the hunter’s password can ask', async () => {
    const { url, hunter } = world.engine;
    const settings = { url, database: 'molecatcher', writer: hunter, hunter };
    const asking = await openWarehouse(settings);
    expect(await asking.query('SELECT 1 AS one', { as: 'hunter' })).toEqual([{ one: 1 }]);
    expect((await asking.engine()).version).toMatch(/^26\./);
    expect(await asking.isDamaged()).toBe(false);
    await asking.close();
  });

  test('a writer who is named as the hunter too writes, and reads without loss', async () => {
    const { url, writer } = world.engine;
    const logins = { writer, hunter: { ...writer } };
    const both = await openWarehouse({ url, database: 'of_one_user', ...logins });
    await both.execute('CREATE TABLE made (x Int8) ENGINE = Memory');
    const sql = 'SELECT toUInt64(18446744073709551615) AS most, inf AS endless';
    expect(await both.query(sql)).toEqual([{ most: '18446744073709551615', endless: 'inf' }]);
    await both.execute('DROP DATABASE of_one_user');
    await both.close();
  });

  describe('a guest: no user of its own for hunts', () => {
    let guest: Awaited<ReturnType<typeof openWarehouse>>;
    beforeAll(async () => {
      const { url, writer } = world.engine;
      guest = await openWarehouse({ url, database: 'molecatcher', writer });
    });
    afterAll(() => guest.close());

    test('asks as the writer, and still may not write', async () => {
      expect(await guest.query('SELECT 1 AS one', { as: 'hunter' })).toEqual([{ one: 1 }]);
      const written = guest.query("INSERT INTO people (id) VALUES ('x')", { as: 'hunter' });
      await expect(written).rejects.toMatchObject({ code: 'clickhouse-query' });
    });
  });
});

for (const { version, isSupported } of [
  { version: '24.8.1.1', isSupported: true },
  { version: '26.7.2.1', isSupported: true },
  { version: '25.1.0.0', isSupported: true },
  { version: '24.7.9.9', isSupported: false },
  { version: '23.12.1.1', isSupported: false },
]) {
  test(`version ${version} is ${isSupported ? 'supported' : 'refused'}`, () => {
    if (isSupported) expect(() => checkVersion(version)).not.toThrow();
    else expect(() => checkVersion(version)).toThrow('24.8 or newer');
  });
}
