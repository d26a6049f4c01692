// Verdicts that lie in the local log and that nobody has processed yet: `incident close` writes
// into the log, and where no stages run the archive says "open" as before. For the command
// `incident`. Of a Kafka nothing is read: whoever asks there need not know it, and its stages run.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OutsideError } from '../errors.ts';
import type { Disposition } from '../generated/records.ts';
import type { Codec, Log, Warehouse } from '../ports.ts';
import { readRange } from '../stages/read-range.ts';
import type { Context } from './command.ts';
import { withLog } from './own-log.ts';

const topic = { topic: 'dispositions', partition: 0 } as const;

/** Nobody has so many that no `run` has seen. */
const newestMax = 1_000;
/** An ingest has it for longer, and is not waited for. */
const triesMax = 15;
const pauseMs = 100;

/** The newest that the log has. Before ClickHouse is asked: log and engine are opened in turn. */
export async function loggedVerdicts(context: Context): Promise<readonly Disposition[]> {
  const { settings, outside } = context;
  const { data, brokers, clickhouse } = settings;
  const isHere = brokers.length === 0 && clickhouse === '' && existsSync(join(data, 'log'));
  if (!isHere || outside.ownerOf(data) !== undefined) return [];
  for (let tries = 1; ; tries += 1) {
    try {
      return await withLog(settings, outside, async (log, opening) => {
        return newest(log, await outside.openCodec(settings, opening));
      });
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      const isOver = error.code !== 'data-folder-in-use' || tries === triesMax;
      if (isOver || outside.stop.aborted) return notSeen(context, error);
    }
    // Another question has the log, for as long as it takes to read this.
    await outside.clock.sleep(pauseMs, outside.stop);
  }
}

/** Whoever asks gets the answer all the same, which is then that of the archive. */
function notSeen({ say }: Context, { message }: OutsideError): readonly Disposition[] {
  say(`Whether a verdict waits in the log cannot be seen: ${message}`);
  return [];
}

async function newest(log: Log, codec: Codec): Promise<Disposition[]> {
  if ((await log.topic(topic.topic)) === undefined) return [];
  const { start, end } = await log.range(topic.topic, topic.partition);
  const span = { from: Math.max(start, end - newestMax), to: end };
  const found: Disposition[] = [];
  for await (const batch of readRange(log, topic, span)) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count && batch.offsets[i]! < end; i += 1) {
      const decoded = codec.decode(batch, i);
      // What cannot be read becomes a dead letter, which `run` says.
      if (decoded.kind === 'record') found.push(decoded.record as Disposition);
    }
  }
  return found;
}

/** Those of them that the archive does not have. */
export async function notArchived(
  warehouse: Warehouse,
  logged: readonly Disposition[],
): Promise<readonly Disposition[]> {
  if (logged.length === 0) return [];
  const rows = await warehouse.query(
    'SELECT DISTINCT id FROM dispositions WHERE id IN {ids:Array(String)}',
    { as: 'hunter', parameters: { ids: logged.map(({ id }) => id) } },
  );
  const archived = new Set(rows.map(({ id }) => `${id}`));
  return logged.filter(({ id }) => !archived.has(id));
}
