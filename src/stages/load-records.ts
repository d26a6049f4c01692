// Records that are already ours, such as those of a simulated world → the log, without a file and
// so without a position: whoever runs it twice has everything twice.

import { OutputBuffer } from '../core/batch.ts';
import { partitionOf } from '../core/hash.ts';
import type { Records } from '../generated/records.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { existingTopic } from './existing-topic.ts';
import { type Kind, kinds } from './ingest-kinds.ts';
import type { ReadingPorts } from './stage-ports.ts';

/** Returns how many were written; stops after the commit in hand once `stop` is aborted. */
export async function loadRecords<K extends Kind>(
  { log, codec }: ReadingPorts,
  { kind, records, progress }: Load<K>,
  stop: AbortSignal,
): Promise<number> {
  const { topic, keyOf } = kinds[kind];
  const { partitions } = await existingTopic(log, topic);
  // The writer of ingest: of two that load at the same time one is fenced, and says so.
  const writer = await log.writer('ingest-0');
  const buffers = Array.from({ length: partitions }, (_, index) => new OutputBuffer(topic, index));
  let written = 0;
  let heldBytes = 0;
  const commit = async () => {
    const full = buffers.filter((buffer) => buffer.count > 0);
    if (full.length > 0) await writer.commit(full);
    for (const buffer of full) {
      written += buffer.count;
      buffer.clear();
    }
    heldBytes = 0;
  };
  try {
    for (const record of records) {
      const key = keyOf(record);
      const buffer = buffers[partitionOf(key, partitions)]!;
      const before = buffer.length;
      codec.encode(buffer, key, kind, record);
      heldBytes += buffer.length - before;
      if (buffer.length < partitionBytesMax && heldBytes < commitBytesMax) continue;
      await commit();
      progress(written, record);
      if (stop.aborted) break;
    }
    await commit();
    return written;
  } finally {
    await writer.close();
  }
}

export type Load<K extends Kind> = {
  readonly kind: K;
  readonly records: Iterable<Records[K]>;
  /** After each commit, with its last record. */
  progress(written: number, last: Records[K]): void;
};
