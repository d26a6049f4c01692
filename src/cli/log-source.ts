// `access` in a log, for replays: read outside of any group, so that nobody notices.

import { accessFields } from '../core/detector.ts';
import { hourMs } from '../core/time.ts';
import type { AccessSource, Chosen, Entry, ReplayRange } from '../investigate/replay-source.ts';
import { buildOf } from '../stages/detect-state.ts';
import { existingTopic } from '../stages/existing-topic.ts';
import { findKept, loadKept } from '../stages/kept-state.ts';
import { readRange } from '../stages/read-range.ts';
import type { ReadingPorts } from '../stages/stage-ports.ts';

/** Sources may be so far apart in a partition (docs/architecture.md), and events so late. */
const apartMs = 24 * hourMs;

export type LogSourceOptions = {
  /** Every field of an access, or those only that detect reads. */
  readonly isWhole: boolean;
  /** Bytes of one batch. */
  readonly batchBytes: number;
};

export async function openLogSource(
  { log, codec }: ReadingPorts,
  { isWhole, batchBytes: maxBytes }: LogSourceOptions,
): Promise<AccessSource> {
  const { id: logId, partitions } = await existingTopic(log, 'access');
  const ranges: ReplayRange[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const { start, end } = await log.range('access', partition);
    ranges.push({ partition, first: start, next: end });
  }
  const reader = codec.reader('EnrichedAccess', accessFields);
  const times = codec.reader('EnrichedAccess', ['at']);
  const keptPlace = (partition: number, chosen: Chosen) => {
    const { graceMs } = chosen;
    return { logId, partition, graceMs, build: buildOf(chosen) };
  };
  return {
    name: log.kind === 'kafka' ? 'access on Kafka' : 'access in the local log',
    logId,
    ranges,
    kept: {
      find: (partition, chosen, at) => findKept({ log, codec }, keptPlace(partition, chosen), at),
      load: ({ partition, first: validAt }, chosen, into) =>
        loadKept({ log, codec }, keptPlace(partition, chosen), { ...into, validAt }),
    },
    async offsetAt({ partition, first, next }, at) {
      // No search: history that was ingested late lies among newer records.
      const place = { topic: 'access', partition };
      for await (const batch of readRange(log, place, { from: first, to: next })) {
        await codec.prepare(batch);
        for (let i = 0; i < batch.count; i += 1) {
          const read = times(batch, i);
          const isRecord = read.kind === 'record' && read.name === 'EnrichedAccess';
          if (isRecord && read.record.at >= at - apartMs) return batch.offsets[i]!;
        }
      }
      return next;
    },
    async *read({ partition, first, next }) {
      const place = { topic: 'access', partition };
      for await (const batch of readRange(log, place, { from: first, to: next, maxBytes })) {
        await codec.prepare(batch);
        const entries: Entry[] = [];
        for (let i = 0; i < batch.count && batch.offsets[i]! < next; i += 1) {
          const read = isWhole ? codec.decode(batch, i) : reader(batch, i);
          const isRecord = read.kind === 'record';
          if (read.kind === 'tombstone') continue;
          entries.push({ offset: batch.offsets[i]!, read: isRecord ? read : undefined });
        }
        yield entries;
      }
    },
  };
}
