// What cards cost: on 400,000 accesses of 200 people over twelve months, how many rows does
// ClickHouse mean to read for each statement? By the keys of the tables that is a fraction of them.

import { beforeAll, expect, test } from 'vitest';
import { daysSql, serviceDaysSql } from '../../src/investigate/cards/day-counts.ts';
import { lastReadsSql } from '../../src/investigate/cards/last-reads.ts';
import { sharedSql, usedSql } from '../../src/investigate/cards/used-places.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();

const accesses = 400_000;
/** Rows between two marks of the primary key of access, and of access_by_subject. */
const granule = 8192;
const smallGranule = 2048;

const span = { from: Date.UTC(2023, 10, 1), until: Date.UTC(2023, 10, 29) };

beforeAll(async () => {
  if (!hasLibrary) return;
  const { execute } = world.warehouse;
  await execute(`
    INSERT INTO access (_log, _partition, _offset, event_id, part, parts, at, seen_at, user,
      user_kind, team, operation, tables, rows, subjects, touch, status, reasons)
    SELECT 'log', 0, n, concat('e', toString(n)), 0, 1,
      toDateTime64('2023-01-01 00:00:00', 3, 'UTC')
        + toIntervalSecond(intDiv(n * 31536000, ${accesses})) AS at,
      at, concat('u', toString(who)), 'human', 'desk', 'select', ['customers'], 1,
      [concat('c', toString(one))], 'opened', 'ok', ['assignee']
    FROM (SELECT number AS n, cityHash64(number) % 200 AS who,
      cityHash64(number, 1) % 100000 AS one FROM numbers(${accesses}))`);
  // As a server at rest has it, whatever merges have got round to here.
  for (const table of ['access', 'access_by_subject'])
    await execute(`OPTIMIZE TABLE ${table} FINAL`);
});

describeEmbedded('what cards cost', () => {
  for (const { name, sql, parameters, most } of [
    // A person's month lies in one place of its partition, and reaches into two granules at most.
    { name: 'days of one', sql: daysSql, parameters: { users: ['u7'] }, most: 2 * granule },
    { name: 'days of some', sql: daysSql, parameters: { users: ['u7', 'u90'] }, most: 4 * granule },
    {
      ...{ name: 'what was used', sql: usedSql, most: 2 * granule },
      parameters: { user: 'u7', before: span.from },
    },
    {
      ...{ name: 'what was used, and what is new', sql: usedSql, most: 4 * granule },
      parameters: { user: 'u7', before: span.from - (span.until - span.from) },
    },
    {
      ...{ name: 'last reads', sql: lastReadsSql, most: 2 * granule },
      parameters: { user: 'u7', strays: true, candidates: 100 },
    },
    // Sums of days lie by day: those of everybody in a month.
    { name: 'days of services', sql: serviceDaysSql, parameters: { users: ['u7'] }, most: granule },
    // Some 150 customers, each of them in a granule of its own.
    { name: 'shared', sql: sharedSql, parameters: { user: 'u7' }, most: 160 * smallGranule },
  ]) {
    test(`${name}: at most ${most} of ${accesses} rows`, async () => {
      const rows = await world.warehouse.query(`EXPLAIN ESTIMATE ${sql}`, {
        as: 'hunter',
        parameters: { ...span, ...parameters },
      });
      const read = rows.reduce((sum, row) => sum + Number(row['rows']), 0);
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThanOrEqual(most);
    });
  }
});
