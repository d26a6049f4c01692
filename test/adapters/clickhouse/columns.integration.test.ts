// Tables and schemas say the same: each column has its Avro field, or is one of the additions that
// the header of its migration names (they begin with `_`), and each field has its column.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMigrations, statements } from '../../../src/adapters/clickhouse/migrations.ts';
import type { RecordName } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';
import { topics } from '../../../src/generated/topics.ts';
import { referenceTopics } from '../../../src/investigate/reference-versions.ts';
import { archivedTopics } from '../../../src/stages/archive-tables.ts';
import { describeEmbedded, embedded, migrationsFolder } from '../../support/embedded.ts';

const world = embedded();
const migrations = readMigrations(migrationsFolder);
const recordsByTable = new Map<string, RecordName[]>();
for (const records of Object.values(archivedTopics)) {
  for (const [name, { table }] of Object.entries(records)) {
    recordsByTable.set(table, [...(recordsByTable.get(table) ?? []), name as RecordName]);
  }
}

function fieldsOf(name: RecordName): string[] {
  return (JSON.parse(schemas[name]) as { fields: { name: string }[] }).fields.map((f) => f.name);
}

describeEmbedded('columns', () => {
  for (const [table, names] of recordsByTable) {
    test(`${table} has the fields of ${names.join(', ')} and no others`, async () => {
      const rows = await world.warehouse.query(
        "SELECT name FROM system.columns WHERE database = 'molecatcher' AND table = {table:String}",
        { parameters: { table } },
      );
      const columns = rows.map((row) => String(row['name']));
      const own = columns.filter((column) => !column.startsWith('_')).sort();
      expect(own).toEqual([...new Set(names.flatMap(fieldsOf))].sort());
      const header = headerOf(table);
      for (const addition of columns.filter((column) => column.startsWith('_'))) {
        expect(header, `${addition} in the header`).toContain(addition);
      }
    });
  }

  for (const { topic, name } of referenceTopics) {
    test(`${topic}_versions has the columns of ${topic}, and ${name} nothing beside`, async () => {
      const columns = (table: string) =>
        world.warehouse.query(
          `SELECT name, type FROM system.columns
           WHERE database = 'molecatcher' AND table = {table:String} AND name != '_copied_at'`,
          { parameters: { table } },
        );
      expect(archivedTopics[topic]).toEqual({ [name]: { table: topic, isReplacing: true } });
      expect(await columns(`${topic}_versions`)).toEqual(await columns(topic));
      expect(await columns(`${topic}_versions_feed`)).toEqual(await columns(topic));
    });
  }

  test('every table that takes tokens keeps them long enough, views’ targets too', async () => {
    const rows = await world.warehouse.query(
      "SELECT name FROM system.tables WHERE database = 'molecatcher' " +
        "AND engine IN ('MergeTree', 'AggregatingMergeTree') " +
        // Single rows, of no record of a log.
        "AND name NOT IN ('migrations', 'hunt_log') " +
        "AND create_table_query NOT LIKE '%non_replicated_deduplication_window = 10000%'",
    );
    expect(rows).toEqual([]);
  });
});

test('every topic but raw, norms and state is archived, with every record it may hold', () => {
  const archived = topics.filter(
    ({ name }) => !/-state$|^db-access$|^norms$|^detect-kept$/.test(name),
  );
  expect(Object.keys(archivedTopics).sort()).toEqual(archived.map(({ name }) => name).sort());
  for (const { name, records } of archived) {
    expect(Object.keys(archivedTopics[name] ?? {}).sort()).toEqual([...records].sort());
  }
});

test('every migration says its grain, order, partition, expiry and additions', () => {
  for (const { name, sql } of migrations) {
    const header = sql.split('\nCREATE')[0] ?? '';
    for (const word of ['Grain:', 'ORDER BY', 'PARTITION BY', 'TTL', 'Additions:']) {
      expect(header, `${name}: ${word}`).toContain(word);
    }
  }
});

test('comments hold no statements, and statements no comments', () => {
  const sql = '-- one; two\nSELECT 1;\n\n-- three\nSELECT 2\n  AS b;\n';
  expect(statements(sql)).toEqual(['SELECT 1', 'SELECT 2\n  AS b']);
});

function headerOf(table: string): string {
  const made = new RegExp(`CREATE TABLE IF NOT EXISTS ${table}(\\n| AS )`);
  const file = migrations.find(({ sql }) => made.test(sql));
  const text = readFileSync(join(migrationsFolder, file?.name ?? ''), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('--'))
    .join('\n');
}
