// What is remembered of replays: the table `replays`, a row for each state a replay was in. For the
// commands `replay`, `replay list|show|delete`.

import type { Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Warehouse, WarehouseRow } from '../ports.ts';
import { replayTables } from './replay-findings.ts';
import type { ReplayRange } from './replay-source.ts';

export type ReplayState = 'running' | 'stopped' | 'done' | 'failed';

export type ReplayRow = {
  readonly id: string;
  /** Counts up: the highest is how it is now. */
  readonly revision: number;
  readonly state: ReplayState;
  readonly startedAt: Millis;
  /** Since it was told last, by the clock of ClickHouse; 0 of one that is about to be told. */
  readonly silentMs: Millis;
  readonly who: string;
  readonly reason: string;
  /** Of the program. */
  readonly version: string;
  readonly source: string;
  /** Of raw events: with the reference data of `now` or of `then`; else empty. */
  readonly reference: string;
  readonly logId: string;
  readonly from: Millis | undefined;
  readonly to: Millis | undefined;
  readonly users: readonly string[];
  /** All that findings depend on, as JSON; and a hash of it. */
  readonly settings: string;
  readonly settingsHash: string;
  readonly ranges: readonly ReplayRange[];
  /** Those records alone were asked for (--offsets). */
  readonly isPart: boolean;
  readonly records: number;
  readonly unreadable: number;
  readonly inputDigest: string;
  /** Event time that every partition has reached. */
  readonly reachedAt: Millis;
  readonly findings: number;
};

const insert = `
INSERT INTO replays
SELECT
  {id:String}, {revision:UInt32}, {state:String},
  fromUnixTimestamp64Milli({startedAt:Int64}), now64(3),
  {who:String}, {reason:String}, {version:String}, {source:String}, {logId:String},
  fromUnixTimestamp64Milli({from:Nullable(Int64)}), fromUnixTimestamp64Milli({to:Nullable(Int64)}),
  {users:Array(String)}, {settings:String}, {settingsHash:String},
  JSONExtract(
    {ranges:String},
    'Array(Tuple(partition Int32, first Int64, next Int64, isKept Bool))'
  ),
  {records:UInt64}, {unreadable:UInt64}, {inputDigest:String},
  fromUnixTimestamp64Milli({reachedAt:Int64}), {findings:UInt64}, {reference:String},
  {isPart:Bool}`;

const select = `
SELECT
  id, revision, state,
  toUnixTimestamp64Milli(started_at) AS startedAt,
  dateDiff('millisecond', told_at, now64(3)) AS silentMs,
  who, reason, version, source, _log AS logId,
  toUnixTimestamp64Milli(from) AS from, toUnixTimestamp64Milli(to) AS to,
  users, settings, settings_hash AS settingsHash, toJSONString(ranges) AS ranges,
  records, unreadable, input_digest AS inputDigest,
  toUnixTimestamp64Milli(reached_at) AS reachedAt, findings, reference, is_part AS isPart
FROM replays_now`;

export async function saveReplay(warehouse: Warehouse, row: ReplayRow): Promise<void> {
  const { from = null, to = null } = row;
  const ranges = JSON.stringify(row.ranges);
  await warehouse.execute(insert, { ...row, from, to, ranges });
}

/** The newest first. */
export async function listReplays(warehouse: Warehouse): Promise<readonly ReplayRow[]> {
  const rows = await warehouse.query(`${select} ORDER BY started_at DESC, id`);
  return rows.map(replayOf);
}

export async function findReplay(warehouse: Warehouse, id: string): Promise<ReplayRow> {
  const parameters = { id };
  const [row] = await warehouse.query(`${select} WHERE id = {id:String}`, { parameters });
  if (row !== undefined) return replayOf(row);
  const known = (await listReplays(warehouse)).map((one) => one.id).slice(0, 10);
  const there = known.length === 0 ? 'There are none yet.' : `There are: ${known.join(', ')}.`;
  throw new OutsideError('bad-usage', `There is no replay ${id}. ${there}`);
}

/** All that it has found, and that it ever was. */
export async function deleteReplay(warehouse: Warehouse, id: string): Promise<void> {
  const parameters = { id };
  for (const table of Object.values(replayTables)) {
    await warehouse.execute(`ALTER TABLE ${table} DROP PARTITION {id:String}`, parameters);
  }
  await warehouse.execute('DELETE FROM replays WHERE id = {id:String}', parameters);
}

/**
 * Rows that it has in its tables, by partition of access and by table. Fails where some are missing
 * or twice (ClickHouse was killed), or are still on their way: then it cannot be gone on with.
 */
export async function writtenBy(
  warehouse: Warehouse,
  id: string,
): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const written = new Map<number, Map<string, number>>();
  const [running] = await warehouse.query(
    `SELECT count() AS statements FROM system.processes
     WHERE startsWith(query_id, {prefix:String})`,
    { parameters: { prefix: `replay/${id}/` } },
  );
  if (Number(running?.['statements']) > 0) {
    throw new OutsideError('clickhouse-busy', `Findings of ${id} are still on their way.`);
  }
  for (const table of Object.values(replayTables)) {
    const rows = await warehouse.query(
      `SELECT _partition AS partition, max(_offset) + 1 AS next_offset, count() AS row_count
       FROM ${table}
       WHERE _log = {id:String} GROUP BY _partition`,
      { parameters: { id } },
    );
    for (const { partition, next_offset: next, row_count: count } of rows) {
      if (Number(next) !== Number(count)) {
        const message = `${table} has not each finding of ${id} once: delete it, and start anew.`;
        throw new OutsideError('clickhouse-query', message);
      }
      const tables = written.get(Number(partition)) ?? new Map<string, number>();
      written.set(Number(partition), tables.set(table, Number(count)));
    }
  }
  return written;
}

function replayOf(row: WarehouseRow): ReplayRow {
  const time = (value: unknown) => (value === null ? undefined : Number(value));
  return {
    ...(row as unknown as ReplayRow),
    from: time(row['from']),
    to: time(row['to']),
    startedAt: Number(row['startedAt']),
    silentMs: Number(row['silentMs']),
    isPart: row['isPart'] === true || Number(row['isPart']) === 1,
    reachedAt: Number(row['reachedAt']),
    ranges: rangesOf(`${row['ranges']}`),
  };
}

/** ClickHouse writes numbers of 64 bits as text. */
function rangesOf(text: string): readonly ReplayRange[] {
  return (JSON.parse(text) as readonly Record<keyof ReplayRange, unknown>[]).map((range) => ({
    partition: Number(range.partition),
    first: Number(range.first),
    next: Number(range.next),
    isKept: range.isKept === true,
  }));
}

export function rangeText({ partition, first, next, isKept }: ReplayRange): string {
  return `${partition}: ${first}–${next}${isKept === true ? ' from kept state' : ''}`;
}
