// Whether the archive holds what it says: each record once, and in the tables that ClickHouse
// derives from `access` what `access` gives. The standing check for what exactly-once cannot
// promise (docs/reliability.md). For the command `access check`.

import type { Warehouse } from '../ports.ts';
import { byDay, fillDays, fillTouches, ofPartition } from './archive-repair.ts';

/** Tables derived from `access`: they are emptied, for one partition, and filled from it anew. */
const derived = {
  access_by_subject: `${fillTouches}
WHERE ${ofPartition}
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0`,
  user_day: `${fillDays}
WHERE ${ofPartition}${byDay}`,
} as const;

/** Tables whose rows are records of a topic, by their coordinates. */
const recordTables = [
  'access',
  'access_control',
  'windows',
  'closings',
  'anomalies',
  'incidents',
  'settings_changes',
  'dispositions',
  'dead_letters',
] as const;

export type CheckedTable = {
  readonly table: string;
  readonly log: string;
  readonly partition: number;
  /** Rows; for sums over a day: what is summed up. */
  readonly rows: number;
  readonly distinct: number;
  readonly wanted: number;
};

export function isRight({ rows, distinct, wanted }: CheckedTable): boolean {
  return rows === distinct && rows === wanted;
}

export async function checkArchive(warehouse: Warehouse): Promise<readonly CheckedTable[]> {
  const statements = [
    ...recordTables.map((table) => ({ table, sql: ownRows(table) })),
    { table: 'access_by_subject', sql: touchRows },
    { table: 'user_day', sql: dayRows },
  ];
  const found: CheckedTable[] = [];
  for (const { table, sql } of statements) {
    for (const row of await warehouse.query(sql)) {
      found.push({
        table,
        log: `${row['log']}`,
        partition: Number(row['partition']),
        rows: Number(row['row_count']),
        distinct: Number(row['distinct_count']),
        wanted: Number(row['wanted']),
      });
    }
  }
  return found;
}

/**
 * Takes out rows that are there twice, and makes derived tables anew where they are wrong. Not
 * while somebody archives: rows that come meanwhile would be counted twice.
 */
export async function mendArchive(
  warehouse: Warehouse,
  wrong: readonly CheckedTable[],
): Promise<void> {
  const doubled = new Set(wrong.map(({ table }) => table).filter((table) => !(table in derived)));
  for (const table of doubled) {
    // Rows of one record are equal in every column, its coordinates among them.
    const mode = "deduplicate_merge_projection_mode = 'rebuild'";
    await warehouse.execute(`ALTER TABLE ${table} MODIFY SETTING ${mode}`);
    await warehouse.execute(`OPTIMIZE TABLE ${table} FINAL DEDUPLICATE`);
  }
  for (const { table, log, partition } of await checkArchive(warehouse).then(notRight)) {
    const fill = derived[table as keyof typeof derived];
    if (fill === undefined) continue;
    const parameters = { log, partition };
    const forget = `ALTER TABLE ${table} DELETE WHERE ${ofPartition} SETTINGS mutations_sync = 2`;
    await warehouse.execute(forget, parameters);
    await warehouse.execute(fill, parameters);
  }
}

export function notRight(found: readonly CheckedTable[]): readonly CheckedTable[] {
  return found.filter((one) => !isRight(one));
}

function ownRows(table: string): string {
  return `
SELECT
  _log AS log, _partition AS partition,
  count() AS row_count, uniqExact(_offset) AS distinct_count, row_count AS wanted
FROM ${table}
GROUP BY log, partition ORDER BY log, partition`;
}

const touchRows = `
SELECT
  log, partition,
  sum(there) AS row_count, sum(different) AS distinct_count, sum(given) AS wanted
FROM (
  SELECT _log AS log, _partition AS partition, count() AS there,
    uniqExact(_offset, _index) AS different, 0 AS given
  FROM access_by_subject GROUP BY log, partition
  UNION ALL
  SELECT _log, _partition, 0, 0, sum(length(subjects)) FROM access GROUP BY _log, _partition
)
GROUP BY log, partition ORDER BY log, partition`;

const dayRows = `
SELECT
  log, partition, sum(there) AS row_count, sum(there) AS distinct_count, sum(given) AS wanted
FROM (
  SELECT _log AS log, _partition AS partition, sum(events) + sum(touches) AS there, 0 AS given
  FROM user_day GROUP BY log, partition
  UNION ALL
  SELECT _log, _partition, 0, countIf(part = 0) + sum(length(subjects))
  FROM access GROUP BY _log, _partition
)
GROUP BY log, partition ORDER BY log, partition`;
