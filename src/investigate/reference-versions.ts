// Reference records as ClickHouse keeps them, each version and each tombstone
// (infra/clickhouse/0012_reference_versions.sql): what was known of people, tickets, customers and
// tables on a day of the past. For cli/reference-then.ts.

import type { Millis } from '../core/time.ts';
import type { Records } from '../generated/records.ts';
import type { Warehouse } from '../ports.ts';
import { fieldsOf, linesOf, recordOf } from './record-rows.ts';

/** Each topic with its record; the tables have the names of the topics. */
export const referenceTopics = [
  { topic: 'people', name: 'Person' },
  { topic: 'tickets', name: 'Ticket' },
  { topic: 'subjects', name: 'Subject' },
  { topic: 'assets', name: 'Asset' },
] as const;

export type ReferenceTopic = (typeof referenceTopics)[number];

export type Version = {
  readonly key: string;
  /** Null: a tombstone. */
  readonly record: Records[ReferenceTopic['name']] | null;
};

export type VersionRange = {
  /** Incarnation of the topic: another one had other records. */
  readonly logId: string;
  /** Time of arrival from which, and before which; without a start all there were before. */
  readonly from: Millis | undefined;
  readonly to: Millis;
};

/**
 * In the order of the log: times may go back a little between its producers, days do not. What a
 * migration has copied comes with the first of all ranges, whenever it arrived: what it had
 * replaced is lost, and what was known later is nearer to it than nothing.
 */
export async function* versionsOf(
  warehouse: Warehouse,
  { topic, name }: ReferenceTopic,
  { logId, from, to }: VersionRange,
): AsyncGenerator<Version, void, void> {
  const fields = fieldsOf(name);
  const since =
    from === undefined
      ? '_offset < {next:Int64} OR _copied_at > 0'
      : '_offset >= {first:Int64} AND _offset < {next:Int64} AND _copied_at = 0';
  const sql = `
    SELECT _offset, _key, _deleted, ${fields.map(({ column }) => column).join(', ')}
    FROM ${topic}_versions
    WHERE _log = {log:String} AND _partition = 0 AND (${since})
    ORDER BY _log, _partition, _offset
    SETTINGS optimize_read_in_order = 1, max_threads = 2`;
  const first = from === undefined ? 0 : await offsetAt(warehouse, { topic, logId, at: from });
  const next = await offsetAt(warehouse, { topic, logId, at: to });
  const parameters = { log: logId, first, next };
  const rows = warehouse.stream(sql, 'JSONCompactEachRow', { parameters });
  let last = -1;
  for await (const line of linesOf(rows)) {
    const values = JSON.parse(line) as readonly unknown[];
    const offset = Number(values[0]);
    // Inserted twice, and not merged yet.
    if (offset === last) continue;
    last = offset;
    const isDeleted = values[2] === 1;
    const record = isDeleted ? null : (recordOf(fields, values, 3) as Version['record']);
    yield { key: `${values[1]}`, record };
  }
}

/** Of the first record that arrived at that time or later; beyond all where there is none yet. */
async function offsetAt(
  warehouse: Warehouse,
  { topic, logId, at }: { readonly topic: string; readonly logId: string; readonly at: Millis },
): Promise<number> {
  const [row] = await warehouse.query(
    `SELECT if(count() = 0, ${Number.MAX_SAFE_INTEGER}, min(_offset)) AS first_offset
     FROM ${topic}_versions
     WHERE _log = {log:String} AND _partition = 0 AND _copied_at = 0
       AND _seen_at >= fromUnixTimestamp64Milli({at:Int64})`,
    { parameters: { log: logId, at } },
  );
  return Number(row?.['first_offset']);
}

export type KeptVersions = {
  /** One past the last offset of which there is a version; 0: there is none. */
  readonly next: number;
  /** Before that only the newest of each key was kept; 0: each version is there. */
  readonly keptSince: Millis;
};

export async function keptVersions(
  warehouse: Warehouse,
  { topic }: ReferenceTopic,
  logId: string,
): Promise<KeptVersions> {
  const [row] = await warehouse.query(
    `SELECT if(count() = 0, 0, max(_offset) + 1) AS next_offset,
       toUnixTimestamp64Milli(max(_copied_at)) AS kept_since
     FROM ${topic}_versions WHERE _log = {log:String} AND _partition = 0`,
    { parameters: { log: logId } },
  );
  return { next: Number(row?.['next_offset']), keptSince: Number(row?.['kept_since']) };
}
