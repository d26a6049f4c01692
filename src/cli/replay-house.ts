// What the commands `replay …` open: ClickHouse as somebody who may write, beside whoever owns the
// data folder or alone in it; and the records of access, from the log or from the archive.

import { accessFields } from '../core/detector.ts';
import { hourMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { AccessSource, Entry, ReplayRange } from '../investigate/replay-source.ts';
import { openWarehouseSource } from '../investigate/warehouse-source.ts';
import type { Codec, Log, Warehouse } from '../ports.ts';
import { existingTopic } from '../stages/existing-topic.ts';
import { readRange } from '../stages/read-range.ts';
import type { Context } from './command.ts';
import { closeAll, placeOf } from './household.ts';
import type { Ownership } from './outside.ts';

export type ReplayHouse = {
  readonly warehouse: Warehouse;
  openCodec(): Promise<Codec>;
  /** `log` or `clickhouse`; undefined: the log where it can be had. */
  openSource(name: string | undefined, codec: Codec): Promise<AccessSource>;
};

type Opening = Pick<Context, 'settings' | 'outside'>;

export async function withReplayHouse<T>(
  { settings, outside }: Opening,
  use: (house: ReplayHouse) => Promise<T>,
): Promise<T> {
  const closing: (() => unknown)[] = [];
  const owner = outside.ownerOf(settings.data);
  let ownership: Ownership | undefined;
  const isLocal = settings.brokers.length === 0;
  try {
    if (owner === undefined) {
      if (isLocal && settings.clickhouse === '' && !outside.machine.hasData(settings.data)) {
        throw new OutsideError('no-data', `There is no data in ${settings.data} yet.`);
      }
      const own = outside.own(settings.data);
      closing.unshift(() => own.release());
      ownership = own;
    }
    const isNeighbour = owner !== undefined && settings.clickhouse === '';
    const place = isNeighbour ? { ...settings, clickhouse: settings.data } : settings;
    const engine = await outside.openEngine(place);
    closing.unshift(() => engine.stop());
    await engine.migrate();
    // Hunts, and more replays, may be wanted meanwhile.
    ownership?.announce({ command: 'replay', http: '', ...placeOf(engine, settings) });
    const opening = { telemetry: { emit: () => undefined }, isPatient: false };
    const isGuest = isLocal && owner !== undefined;
    const openLogSource = async (codec: Codec) => {
      const log = await outside.openLog(settings, opening);
      closing.unshift(() => log.close());
      return logSource(log, codec);
    };
    return await use({
      warehouse: engine.warehouse,
      openCodec: () => outside.openCodec(settings, opening),
      openSource: async (name, codec) => {
        const chosen = name ?? (isGuest ? 'clickhouse' : 'log');
        if (chosen === 'log') return openLogSource(codec);
        if (chosen !== 'clickhouse') {
          throw new OutsideError('bad-usage', `--source is log or clickhouse, not ${chosen}.`);
        }
        return openWarehouseSource(engine.warehouse);
      },
    });
  } finally {
    await closeAll(closing);
  }
}

const probeLimits = { maxBytes: 100_000, waitMs: 0 };
/** Sources may be so far apart in a partition (docs/architecture.md), and events so late. */
const apartMs = 24 * hourMs;

async function logSource(log: Log, codec: Codec): Promise<AccessSource> {
  const { id: logId, partitions } = await existingTopic(log, 'access');
  const ranges: ReplayRange[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const { start, end } = await log.range('access', partition);
    ranges.push({ partition, first: start, next: end });
  }
  const reader = codec.reader('EnrichedAccess', accessFields);
  const timeAt = async (partition: number, offset: number): Promise<number | undefined> => {
    const batch = await log.read('access', partition, offset, probeLimits);
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const read = reader(batch, i);
      if (read.kind === 'record' && read.name === 'EnrichedAccess') return read.record.at;
    }
    return undefined;
  };
  return {
    kind: 'log',
    name: log.kind === 'kafka' ? 'access on Kafka' : 'access in the local log',
    logId,
    ranges,
    async offsetAt({ partition, first, next }, at) {
      let [low, high] = [first, next];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const found = await timeAt(partition, middle);
        if (found === undefined || found >= at - apartMs) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    async *read({ partition, first, next }) {
      const place = { topic: 'access', partition };
      for await (const batch of readRange(log, place, { from: first, to: next })) {
        await codec.prepare(batch);
        const entries: Entry[] = [];
        for (let i = 0; i < batch.count && batch.offsets[i]! < next; i += 1) {
          const read = reader(batch, i);
          const isRecord = read.kind === 'record';
          if (read.kind === 'tombstone') continue;
          entries.push({ offset: batch.offsets[i]!, read: isRecord ? read : undefined });
        }
        yield entries;
      }
    },
  };
}
