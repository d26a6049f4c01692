// The two sides of a comparison: what a replay has found, or what the live stage has. Both lie in
// tables of the same shape, so both are asked by the same statements. For replay-diff.ts and for
// whoever wants to know whether two are the same to the byte.

import type { Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { detectors } from '../generated/detectors.ts';
import type { Warehouse } from '../ports.ts';
import type { ReplayRow } from './replay-store.ts';

export type FindingTable = 'windows' | 'anomalies' | 'incidents';

/** Whose findings: of a replay, or undefined: of the live stage. */
export type Side = { readonly name: string; readonly replay: ReplayRow | undefined };

/** What is compared of both. */
export type Scope = {
  readonly from: Millis | undefined;
  readonly to: Millis | undefined;
  /** Empty: all. */
  readonly users: readonly string[];
  /** Those that both ran. */
  readonly detectors: readonly string[];
  /** Whether both ran the same: else incidents, and alerts, are of different things. */
  readonly isSameDetectors: boolean;
};

export type Selection = { readonly sql: string; readonly parameters: Record<string, unknown> };

const timeOf = { windows: 'start', anomalies: 'at', incidents: 'at' } as const;

/** `FROM … WHERE …` of one side; parameters carry its letter, so that two fit into a statement. */
export function rowsOf(side: Side, table: FindingTable, scope: Scope, letter: 'a' | 'b') {
  const { replay } = side;
  const name = replay === undefined ? table : `replay_${table}`;
  const time = timeOf[table];
  const conditions = [
    replay === undefined
      ? // Of several logs in the archive, the one that is written now.
        `_log = (SELECT argMax(_log, _seen_at) FROM ${table})`
      : `_log = {${letter}:String}`,
  ];
  if (scope.from !== undefined) {
    conditions.push(`${time} >= fromUnixTimestamp64Milli({from:Int64})`);
  }
  if (scope.to !== undefined) conditions.push(`${time} < fromUnixTimestamp64Milli({to:Int64})`);
  if (table === 'anomalies') conditions.push('detector IN {detectors:Array(String)}');
  if (scope.users.length > 0) conditions.push('user IN {users:Array(String)}');
  const sql = `FROM ${name} WHERE ${conditions.join(' AND ')}`;
  const parameters = { [letter]: replay?.id, ...scope };
  return { sql, parameters };
}

/**
 * The part that both were asked for, and have reached: what came in after a replay is not gone.
 * Fails where there is none.
 */
export async function commonScope(
  warehouse: Warehouse,
  sides: readonly [Side, Side],
): Promise<Scope> {
  const rows = sides.flatMap(({ replay }) => (replay === undefined ? [] : [replay]));
  requireSamePart(rows, sides);
  const from = rows.flatMap((row) => row.from ?? []);
  const to = rows.flatMap((row) => row.to ?? []);
  if (await isBehind(warehouse, rows)) to.push(...rows.map(({ reachedAt }) => reachedAt));
  for (const row of rows) if (row.source === 'raw') from.push(await firstWindow(warehouse, row));
  const scope = {
    from: from.length === 0 ? undefined : Math.max(...from),
    to: to.length === 0 ? undefined : Math.min(...to),
  };
  const named = rows.map(({ users }) => users).filter((users) => users.length > 0);
  const users = (named[0] ?? []).filter((user) => named.every((some) => some.includes(user)));
  const { from: first = Number.NEGATIVE_INFINITY, to: last = Number.POSITIVE_INFINITY } = scope;
  const detectors = commonDetectors(rows, rows.length < sides.length);
  if (first < last && users.length >= Math.min(1, named.length) && detectors.common.length > 0) {
    return { ...scope, users, detectors: detectors.common, isSameDetectors: detectors.isSame };
  }
  throw new OutsideError('bad-usage', 'The two have no time, person or detector in common.');
}

/** What is known at an offset in the middle hangs on where one began: so both began there. */
function requireSamePart(rows: readonly ReplayRow[], sides: readonly Side[]): void {
  const part = rows.find(({ isPart }) => isPart);
  if (part === undefined) return;
  const isSame = ({ logId, ranges }: ReplayRow) =>
    logId === part.logId && JSON.stringify(ranges) === JSON.stringify(part.ranges);
  if (rows.length === sides.length && rows.every(isSame)) return;
  const said = `The replay ${part.id} went through some records alone, with nothing known before`;
  throw new OutsideError('bad-usage', `${said}: compare it with another of the same --offsets.`);
}

/** Raw events are kept for a month only, and findings for longer. */
async function firstWindow(warehouse: Warehouse, { id }: ReplayRow): Promise<Millis> {
  const sql = `SELECT toUnixTimestamp64Milli(min(start)) AS first FROM replay_windows
    WHERE _log = {id:String}`;
  const [row] = await warehouse.query(sql, { parameters: { id } });
  return Number(row?.['first']);
}

/** Whether one of them has not seen all that the other one, or the archive, has. */
async function isBehind(warehouse: Warehouse, rows: readonly ReplayRow[]): Promise<boolean> {
  const [first, second] = rows;
  if (first === undefined) return false;
  if (second !== undefined) return JSON.stringify(first.ranges) !== JSON.stringify(second.ranges);
  if (first.source === 'raw') {
    const sql =
      'SELECT max(seen_at) > fromUnixTimestamp64Milli({at:Int64}) AS is_later FROM access';
    const [row] = await warehouse.query(sql, { parameters: { at: first.startedAt } });
    return Number(row?.['is_later']) === 1;
  }
  const archived = await warehouse.query(
    `SELECT _partition AS partition, max(_offset) + 1 AS next_offset FROM access
     WHERE _log = {log:String} GROUP BY partition`,
    { parameters: { log: first.logId } },
  );
  return archived.some(({ partition, next_offset: next }) => {
    const own = first.ranges.find((range) => range.partition === Number(partition));
    return own === undefined || Number(next) > own.next;
  });
}

function commonDetectors(rows: readonly ReplayRow[], hasLive: boolean) {
  const sets = rows.map(({ settings }) => {
    const { detectors: chosen } = JSON.parse(settings) as { readonly detectors: object };
    return Object.keys(chosen).sort();
  });
  if (hasLive) sets.push(detectors.map(({ id }) => id).sort());
  const common = (sets[0] ?? []).filter((id) => sets.every((ids) => ids.includes(id)));
  return { common, isSame: sets.every((ids) => ids.length === common.length) };
}

export type Digest = { readonly rows: number; readonly sha256: string };

/** SHA-256 over all rows in the order in which they were found, without their place in a log. */
export async function digestOf(
  warehouse: Warehouse,
  table: FindingTable,
  { sql, parameters }: Selection,
): Promise<Digest> {
  const columns = await warehouse.query(
    `SELECT name FROM system.columns
     WHERE database = currentDatabase() AND table = {table:String} AND NOT startsWith(name, '_')
     ORDER BY position`,
    { parameters: { table } },
  );
  const names = columns.map(({ name }) => `\`${name}\``).join(', ');
  const row = `SHA256(formatRowNoNewline('RowBinary', ${names}))`;
  const ordered = `arraySort(groupArray((_partition, _offset, ${row})))`;
  const all = `arrayStringConcat(arrayMap(one -> one.3, ${ordered}))`;
  const [found] = await warehouse.query(
    `SELECT count() AS row_count, lower(hex(SHA256(${all}))) AS sha256 ${sql}`,
    { parameters },
  );
  return { rows: Number(found?.['row_count']), sha256: `${found?.['sha256']}` };
}
