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
  /** Offset from which, and before which; without a first one all there were before. */
  readonly first: number | undefined;
  readonly next: number;
};

/**
 * In the order of the log. What a migration has copied comes with the first of all ranges, whenever
 * it arrived: what it had replaced is lost, and what was known later is nearer to it than nothing.
 */
export async function* versionsOf(
  warehouse: Warehouse,
  { topic, name }: ReferenceTopic,
  { logId, first, next }: VersionRange,
): AsyncGenerator<Version, void, void> {
  const fields = fieldsOf(name);
  const since =
    first === undefined
      ? '_offset < {next:Int64} OR _copied_at > 0'
      : '_offset >= {first:Int64} AND _offset < {next:Int64} AND _copied_at = 0';
  const sql = `
    SELECT _offset, _key, _deleted, ${fields.map(({ column }) => column).join(', ')}
    FROM ${topic}_versions
    WHERE _log = {log:String} AND _partition = 0 AND (${since})
    ORDER BY _log, _partition, _offset
    SETTINGS optimize_read_in_order = 1, max_threads = 2`;
  const parameters = { log: logId, first: first ?? 0, next };
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

export type Known = Pick<VersionRange, 'logId'> & {
  /** Offset before which all is known already. */
  readonly first: number;
  readonly at: Millis;
};

/**
 * One past the last version that was known at a time: where the log splits with the fewest stamps
 * against it, of later ones before and of earlier ones behind.
 *
 *     stamps by day      1  1  2  9  2  1  3  3      (9 and the last 1 are wrong)
 *     end of day 2       +  +  +  -  +  +│ -  -
 *
 * So as many wrong stamps as there are, they displace as many others at most. Up to the last
 * earlier one, a single stamp of 1970 would make all known from the start; up to the first later
 * one, a single stamp of next year would hide all that came after it.
 */
export async function knownAt(
  warehouse: Warehouse,
  { topic }: ReferenceTopic,
  { logId, first, at }: Known,
): Promise<number> {
  const sql = `
    SELECT max(balance) AS most, argMax(_offset + 1, (balance, _offset)) AS next_offset
    FROM (
      SELECT _offset,
        sum(if(_seen_at < fromUnixTimestamp64Milli({at:Int64}), 1, -1)) OVER (ORDER BY _offset)
          AS balance
      FROM ${topic}_versions FINAL
      WHERE _log = {log:String} AND _partition = 0 AND _copied_at = 0
        AND _offset >= {first:Int64})`;
  const [row] = await warehouse.query(sql, { parameters: { log: logId, first, at } });
  // Where both sides are even it is known: a ticket that is known early excuses nothing before it.
  return Number(row?.['most']) < 0 ? first : Math.max(first, Number(row?.['next_offset']));
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
