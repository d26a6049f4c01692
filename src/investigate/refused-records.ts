// Records of `access` that ClickHouse could not take: archive made dead letters of them, with their
// bytes, so whoever reads the archive has them all the same. For warehouse-source.ts.

import { asRead, OutputBuffer } from '../core/batch.ts';
import type { Codec, Warehouse } from '../ports.ts';
import { linesOf } from './record-rows.ts';
import type { Entry, ReplayRange } from './replay-source.ts';

// The topic may have been made anew: letters of the one before arrived before the oldest record of
// this one, and those of the next from its oldest on. Without control records nobody can tell.
const refused = `
WITH
  (SELECT min(_seen_at) FROM access_control WHERE _log = {log:String}) AS began,
  (SELECT if(count() = 0, toDateTime64('2200-01-01', 3, 'UTC'), min(first))
   FROM (SELECT min(_seen_at) AS first FROM access_control GROUP BY _log)
   WHERE first > began AND began > toDateTime64(0, 3)) AS ended
SELECT offset, base64Encode(value)
FROM dead_letters
WHERE stage = 'archive' AND reason = 'refused-by-clickhouse' AND topic = 'access'
  AND partition = {partition:Int32} AND offset >= {first:Int64} AND offset < {next:Int64}
  AND seen_at >= began AND seen_at < ended
ORDER BY offset, seen_at DESC LIMIT 1 BY offset`;

type Asking = {
  readonly warehouse: Warehouse;
  readonly codec: Codec;
  readonly logId: string;
};

/** By offset; one of which only the beginning was kept is one that nobody can read. */
export async function* refusedRecords(
  { warehouse, codec, logId }: Asking,
  range: ReplayRange,
  users: readonly string[],
): AsyncGenerator<Entry, void, void> {
  const { partition, first, next } = range;
  const parameters = { log: logId, partition, first, next };
  const output = new OutputBuffer('access', partition, 65_536);
  for await (const line of linesOf(
    warehouse.stream(refused, 'JSONCompactEachRow', { parameters }),
  )) {
    const [at, bytes] = JSON.parse(line) as [string | number, string];
    const offset = Number(at);
    output.clear();
    output.append(null, Buffer.from(bytes, 'base64'));
    const batch = asRead(output, offset, 0);
    await codec.prepare(batch);
    const decoded = codec.decode(batch, 0);
    if (decoded.kind !== 'record') {
      yield { offset, read: undefined };
      continue;
    }
    const { record } = decoded;
    const isOthers = users.length > 0 && 'user' in record && !users.includes(`${record.user}`);
    if (!isOthers) yield { offset, read: decoded };
  }
}
