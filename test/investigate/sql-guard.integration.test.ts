// What an analyst may type and what not, as the engine itself reads it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { harmlessHunt } from '../../src/investigate/hunt.ts';
import { newHunt, ownHunt } from '../../src/investigate/hunt-header.ts';
import { requireSelect } from '../../src/investigate/sql-guard.ts';
import type { Warehouse } from '../../src/ports.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();

describeEmbedded('typed statements', () => {
  for (const sql of [
    'SELECT count() FROM access',
    '(SELECT 1); ',
    '/* SELECT file */ -- file()\nSELECT user FROM access JOIN numbers(3) AS n ON number=abs(rows)',
    'WITH x AS (SELECT 1 AS one) SELECT one FROM x UNION ALL SELECT 2',
    "SELECT 'file(1)' AS file",
    'SELECT system.tables.name FROM system.tables WHERE name IN (SELECT id FROM people)',
    'SELECT p.id, molecatcher.people.id IN (p.id, 1) FROM molecatcher.people AS p',
    'SELECT people.id NOT IN (SELECT user FROM access WHERE access.host NOT IN (1)) FROM people',
  ]) {
    test(`allowed: ${sql}`, async () => {
      await requireSelect(world.warehouse, sql);
      await world.warehouse.query(sql.replace(/;\s*$/, ''), { as: 'hunter' });
    });
  }

  for (const sql of [
    "SELECT file('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "WITH x AS (SELECT file('/etc/passwd') AS f) SELECT f FROM x",
    "SELECT 1 UNION ALL SELECT length(file('/etc/passwd'))",
    "SELECT arrayMap(path -> file(path), ['/etc/passwd'])",
    "SELECT * FROM access WHERE user = file('/etc/passwd')",
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM url('http://127.0.0.1/', CSV)",
    "SELECT * FROM s3('http://127.0.0.1/', CSV)",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM (SELECT * FROM remoteSecure('127.0.0.1', system.one))",
    "SELECT * FROM merge('system', '.*')",
    'INSERT INTO people SELECT 1',
    'DROP TABLE people',
    'EXPLAIN SELECT 1',
    'SHOW TABLES',
    'graph = 1 SELECT 1',
    'SELECT 1; SELECT 2',
    'SELECT FROM WHERE',
    '',
  ]) {
    test(`refused: ${sql}`, async () => {
      const asked = requireSelect(world.warehouse, sql);
      await expect(asked).rejects.toMatchObject({ code: 'clickhouse-query' });
    });
  }

  for (const { sql, says } of [
    { sql: 'SELECT 1; DROP TABLE access', says: /^One statement at a time\.$/ },
    { sql: 'SELEC 1', says: /^ClickHouse refused "SELEC 1": .*position 7 .*line 1, col 7\)/ },
  ]) {
    test(`told about the statement as it was typed: ${sql}`, async () => {
      const failure = await requireSelect(world.warehouse, sql).catch((error: Error) => error);
      expect((failure as Error).message).toMatch(says);
      expect((failure as Error).message).not.toMatch(/EXPLAIN|FORMAT/);
    });
  }

  test('a file is not written either', async () => {
    const sql = `SELECT 1 INTO OUTFILE '${world.folder}/out'`;
    await expect(world.warehouse.query(sql, { as: 'hunter' })).rejects.toMatchObject({
      code: 'clickhouse-query',
    });
  });
});

describeEmbedded('functions that somebody added', () => {
  const added = ['rd', 'two words', 'ÄÖ'];
  beforeAll(async () => {
    if (!hasLibrary) return;
    for (const name of added) {
      await world.warehouse.execute(`CREATE FUNCTION \`${name}\` AS path -> file(path)`);
    }
  });
  afterAll(async () => {
    if (!hasLibrary) return;
    for (const name of added) await world.warehouse.execute(`DROP FUNCTION \`${name}\``);
  });

  for (const [name, sql] of [
    ['rd', "SELECT rd('/etc/passwd')"],
    ['rd', "SELECT upper(`rd`('/etc/passwd')) AS user FROM access"],
    ['rd', "SELECT arrayMap(rd, ['/etc/passwd'])"],
    ['rd', "SELECT 1 WHERE 1 IN (SELECT length(rd('/etc/passwd')) AS `a (alias b`)"],
    ['two words', "SELECT `two words`('/etc/passwd')"],
    ['two words', "SELECT `two words`('/etc/passwd') AS `a (alias b`"],
    ['ÄÖ', 'SELECT "ÄÖ"(\'/etc/passwd\')'],
  ] as const) {
    test(`refused: ${sql}`, async () => {
      const said = `The name ${name} is not allowed: a function of that name was added`;
      await expect(requireSelect(world.warehouse, sql)).rejects.toMatchObject({
        ...{ code: 'clickhouse-query', message: expect.stringContaining(said) },
      });
    });
  }

  test('the check is needed: the read-only user alone calls them', async () => {
    const sql = "SELECT rd('/etc/hostname') AS text";
    const [row] = await world.warehouse.query(sql, { as: 'hunter' });
    expect(String(row?.['text'])).not.toBe('');
  });

  test('names that only begin alike are others', async () => {
    for (const sql of ['SELECT 1 AS rd', 'SELECT upper(user) AS rdx FROM access ORDER BY rdx']) {
      await requireSelect(world.warehouse, sql);
    }
  });
});

describeEmbedded('a hunt of one’s own', () => {
  const own = (change: (text: string) => string) => ownHunt('mine.sql', change(newHunt));

  test('runs with its defaults where it only reads our tables', async () => {
    const hunt = own((text) => text);
    const { sql, options } = await harmlessHunt(world.warehouse, hunt);
    expect(options?.parameters).toMatchObject({ limit: 20 });
    expect(await world.warehouse.query(sql, options)).toEqual([]);
  });

  test('begins before the end that was given, and what it is counted by is looked at', async () => {
    const until = "-- param: until DateTime64(3, 'UTC') = now64(3) | To\n";
    const hunt = own((text) => text.replace('-- param: limit', `${until}-- param: limit`));
    const given = { until: '2024-03-10' };
    const looked: unknown[] = [];
    const { options } = await harmlessHunt(noteParameters(world.warehouse, looked), hunt, {
      given,
    });
    expect(options?.parameters).toMatchObject({ since: '2024-03-03 00:00:00.000' });
    expect(looked).toEqual([{ until: '2024-03-10 00:00:00.000' }, options?.parameters]);
  });

  test('is refused where its statement, or a default of it, reaches for more', async () => {
    for (const change of [
      (text: string) => text.replace('uniqExact(subject)', "file('/etc/passwd')"),
      (text: string) => text.replace('FROM access_by_subject', "FROM url('http://x/')"),
      (text: string) => text.replace('= 20 |', "= length(file('/etc/passwd')) |"),
      (text: string) => text.replace('= 20 |', '= (SELECT count() FROM remote(0)) |'),
      (text: string) => text.replace('= 20 |', '= 1) AS UInt32), (SELECT sleep(3 |'),
      (text: string) => text.replace(/SELECT user/, 'INSERT INTO access SELECT user'),
    ]) {
      const asked = harmlessHunt(world.warehouse, own(change));
      await expect(asked).rejects.toMatchObject({ code: 'clickhouse-query' });
    }
  });

  test('runs with the values with which it was looked at, however often it is asked', async () => {
    const chance = own((text) => text.replace('= 20 |', '= toUInt32(rand() % 1000000000) |'));
    for (let i = 0; i < 5; i += 1) {
      const looked: unknown[] = [];
      const noting = noteParameters(world.warehouse, looked);
      const { options } = await harmlessHunt(noting, chance);
      expect(looked).toEqual([options?.parameters]);
    }
  });

  test('puts no name in as a value, not even a harmless one', async () => {
    const head = newHunt.slice(0, newHunt.indexOf('\nSELECT'));
    for (const put of ['{f:Identifier}', '{ f /* : */ : -- of\n Identifier }']) {
      for (const file of ["'upper'", "if(rand() % 2 = 0, 'upper', 'file')"]) {
        const param = `-- param: f String = ${file} | A function`;
        const text = `${head}\n${param}\nSELECT arrayMap(${put}, ['/secret.csv']) AS user`;
        const asked = harmlessHunt(world.warehouse, ownHunt('mine.sql', text));
        await expect(asked).rejects.toMatchObject({ code: 'clickhouse-query' });
      }
    }
    const param = "-- param: f String = 'upper' | A text";
    const text = `${head}\n${param}\nSELECT '{f:Identifier}', {f:String}`;
    await harmlessHunt(world.warehouse, ownHunt('mine.sql', text));
  });
});

/** The same, noting with which values a tree was asked for. */
function noteParameters(warehouse: Warehouse, looked: unknown[]): Warehouse {
  return {
    ...warehouse,
    stream(sql, format, options) {
      if (options?.parameters !== undefined) looked.push(options.parameters);
      return warehouse.stream(sql, format, options);
    },
  };
}
