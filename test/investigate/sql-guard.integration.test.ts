// What an analyst may type and what not, as the engine itself reads it.

import { expect, test } from 'vitest';
import { requireHarmless, runHunt } from '../../src/investigate/hunt.ts';
import { newHunt, ownHunt } from '../../src/investigate/hunt-header.ts';
import { requireSelect } from '../../src/investigate/sql-guard.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';

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

describeEmbedded('a hunt of one’s own', () => {
  const own = (change: (text: string) => string) => ownHunt('mine.sql', change(newHunt));

  test('runs with its defaults where it only reads our tables', async () => {
    const hunt = own((text) => text);
    await requireHarmless(world.warehouse, hunt);
    expect((await runHunt(world.warehouse, hunt)).values).toMatchObject({ limit: 20 });
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
      const asked = requireHarmless(world.warehouse, own(change));
      await expect(asked).rejects.toMatchObject({ code: 'clickhouse-query' });
    }
  });
});
