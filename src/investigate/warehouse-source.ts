// `access` as the archive in ClickHouse holds it: the topic expires, the archive does not. Its two
// tables, access and access_control, and the letters of what ClickHouse could not take are merged
// back into the order of the log; rows become the records that went in (record-rows.ts).

import { accessFields } from '../core/detector.ts';
import { type AccessRecord, accessRecordNames } from '../core/feed.ts';
import { dayMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Codec, Warehouse } from '../ports.ts';
import { fieldsOf, linesOf, recordOf } from './record-rows.ts';
import { refusedRecords } from './refused-records.ts';
import type { AccessSource, Entry, ReplayRange } from './replay-source.ts';

const controls = accessRecordNames.filter((name) => name !== 'EnrichedAccess');
/** Small: a stream that nobody reads for half a minute is cut off. */
const entriesPerChunk = 500;
/** Sorting spills to the disk rather than taking all of the memory. */
const sorting = 'SETTINGS max_bytes_before_external_sort = 1000000000, max_threads = 2';

export type WarehouseSourceOptions = {
  /** Undefined: the one log of which there are records. */
  readonly logId?: string | undefined;
  /** Every field of an access, or those only that detect reads. */
  readonly isWhole?: boolean;
  /** Reads what ClickHouse could not take. */
  readonly codec: Codec;
};

export async function openWarehouseSource(
  warehouse: Warehouse,
  options: WarehouseSourceOptions,
): Promise<AccessSource> {
  const logId = options.logId ?? (await onlyLog(warehouse));
  const ranges = await rangesOf(warehouse, logId, options.isWhole === true);
  if (ranges.length === 0) {
    const message = `There are no accesses of a log ${logId} in ClickHouse.`;
    throw new OutsideError('bad-usage', message);
  }
  const asking = { ...options, warehouse, logId };
  return {
    name: 'the archive in ClickHouse',
    logId,
    ranges,
    async offsetAt({ partition, first }, at) {
      // Order is by offset, not by time: late events, and a day of room for them.
      const sql = `SELECT min(_offset) AS first, count() AS rows FROM access
        WHERE _log = {log:String} AND _partition = {partition:Int32}
          AND at >= fromUnixTimestamp64Milli({at:Int64})`;
      const parameters = { log: logId, partition, at: at - dayMs };
      const [row] = await warehouse.query(sql, { parameters });
      return Number(row?.['rows']) === 0 ? first : Math.max(first, Number(row?.['first']));
    },
    read: (range, users) =>
      chunks(
        merged([
          accessesOf(asking, range, users),
          controlsOf(asking, range, users),
          refusedRecords(asking, range, users),
        ]),
      ),
  };
}

/**
 * Of several logs none is taken by itself. After a repartition each holds a part: the newest alone
 * would be most of the history silently lost; and a person is in another partition in each, so
 * that their records cannot be gone through one after the other.
 */
async function onlyLog(warehouse: Warehouse): Promise<string> {
  const rows = await warehouse.query(
    `SELECT _log AS log, count() AS accesses, toString(min(at)) AS first, toString(max(at)) AS last
     FROM access GROUP BY log ORDER BY max(seen_at) DESC`,
  );
  const [only, ...others] = rows;
  if (only === undefined) throw new OutsideError('no-data', 'There are no accesses in ClickHouse.');
  if (others.length === 0) return `${only['log']}`;
  const each = rows.map(
    ({ log, accesses, first, last }) => `  clickhouse:${log}  ${accesses}, ${first} to ${last}`,
  );
  const message =
    `ClickHouse has accesses of ${rows.length} logs, as it has after \`access repartition\`. ` +
    `Name one with --source, or take the log, which has all of it that is kept:\n`;
  throw new OutsideError('bad-usage', `${message}${each.join('\n')}`);
}

/**
 * What archive inserts last of a piece are its Ticks: where somebody archives meanwhile, accesses
 * may be there already whose Ticks are not, and would close other windows.
 */
async function rangesOf(
  warehouse: Warehouse,
  log: string,
  isWhole: boolean,
): Promise<readonly ReplayRange[]> {
  const one = (table: string, condition: string) =>
    `SELECT _partition, min(_offset) AS first, max(_offset) + 1 AS next, ${condition} AS is_tick
     FROM ${table} WHERE _log = {log:String} GROUP BY _partition, is_tick`;
  const next = isWhole ? 'max(next)' : 'if(max(is_tick) = 1, maxIf(next, is_tick = 1), max(next))';
  const rows = await warehouse.query(
    `SELECT _partition AS partition, min(first) AS first_offset, ${next} AS next_offset
     FROM (${one('access', '0')} UNION ALL ${one('access_control', "_record = 'Tick'")})
     GROUP BY partition ORDER BY partition`,
    { parameters: { log } },
  );
  return rows.map(({ partition, first_offset: first, next_offset: end }) => ({
    partition: Number(partition),
    first: Number(first),
    next: Number(end),
  }));
}

type Asking = WarehouseSourceOptions & { readonly warehouse: Warehouse; readonly logId: string };

type Entries = AsyncGenerator<Entry, void, void>;

/**
 * All in one order. What one of the first has at an offset is what is there: a letter of that
 * offset was of a topic that was made anew since.
 */
async function* merged(streams: readonly Entries[]): Entries {
  try {
    const heads = await Promise.all(streams.map((stream) => stream.next()));
    for (;;) {
      const offsets = heads.map(({ done, value }) =>
        done === true ? Number.POSITIVE_INFINITY : (value as Entry).offset,
      );
      const offset = Math.min(...offsets);
      if (offset === Number.POSITIVE_INFINITY) return;
      yield heads[offsets.indexOf(offset)]!.value as Entry;
      for (let i = 0; i < streams.length; i += 1) {
        if (offsets[i] === offset) heads[i] = await streams[i]!.next();
      }
    }
  } finally {
    // A stream that nobody reads holds its connection.
    await Promise.all(streams.map((stream) => stream.return()));
  }
}

function accessesOf(asking: Asking, range: ReplayRange, users: readonly string[]) {
  const wanted = new Set<string>(accessFields);
  const fields = fieldsOf('EnrichedAccess').filter(
    ({ name }) => asking.isWhole === true || wanted.has(name),
  );
  const sql = `SELECT _offset, ${fields.map(({ column }) => column).join(', ')} FROM access`;
  const read = (values: readonly unknown[]) =>
    ({ name: 'EnrichedAccess', record: recordOf(fields, values, 1) }) as AccessRecord;
  return entriesOf(asking, { range, users, sql, also: '' }, read);
}

function controlsOf(asking: Asking, range: ReplayRange, users: readonly string[]) {
  const all = controls.map((name) => ({ name, fields: fieldsOf(name) }));
  const columns = all.flatMap(({ fields }) => fields.map(({ column }) => column));
  const names = controls.map((name) => `'${name}'`).join(', ');
  const sql = `SELECT _offset, _record, ${columns.join(', ')} FROM access_control`;
  const read = (values: readonly unknown[]) => {
    let start = 2;
    for (const { name, fields } of all) {
      if (name === values[1]) return { name, record: recordOf(fields, values, start) };
      start += fields.length;
    }
    throw new OutsideError('clickhouse-query', `There is no record ${values[1]} in access.`);
  };
  const also = `AND _record IN (${names})`;
  return entriesOf(asking, { range, users, sql, also }, read as (v: readonly unknown[]) => never);
}

type Question = {
  readonly range: ReplayRange;
  readonly users: readonly string[];
  readonly sql: string;
  readonly also: string;
};

async function* entriesOf(
  { warehouse, logId }: Asking,
  { range, users, sql, also }: Question,
  read: (values: readonly unknown[]) => AccessRecord,
): AsyncGenerator<Entry, void, void> {
  const { partition, first, next } = range;
  // Ticks and norms are nobody's, and everybody's.
  const ofUsers = users.length === 0 ? '' : "AND (user IN {users:Array(String)} OR user = '')";
  const text = `${sql}
    WHERE _log = {log:String} AND _partition = {partition:Int32}
      AND _offset >= {first:Int64} AND _offset < {next:Int64} ${ofUsers} ${also}
    ORDER BY _offset
    ${sorting}`;
  const parameters = { log: logId, partition, first, next, users };
  const rows = warehouse.stream(text, 'JSONCompactEachRow', { parameters });
  let last = -1;
  for await (const line of linesOf(rows)) {
    const values = JSON.parse(line) as readonly unknown[];
    const offset = Number(values[0]);
    if (offset <= last) {
      const what = `Offset ${offset} of access/${partition} is twice in ClickHouse`;
      throw new OutsideError('clickhouse-query', `${what}: see \`access check\`.`);
    }
    last = offset;
    yield { offset, read: read(values) };
  }
}

async function* chunks(entries: AsyncIterable<Entry>): AsyncGenerator<readonly Entry[]> {
  let chunk: Entry[] = [];
  for await (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < entriesPerChunk) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
