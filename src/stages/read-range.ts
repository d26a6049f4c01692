// Reads a part of one partition directly, outside of any group: state, reference data, and what a
// stage has processed before. Each batch is valid until the next one is asked for.

import type { RecordBatch } from '../core/batch.ts';
import type { Log } from '../ports.ts';

/** Large, because these reads wait for nothing and hold one batch at a time. */
const readLimits = { maxBytes: 4_000_000, waitMs: 0 };

export type Place = { readonly topic: string; readonly partition: number };

/**
 * Batches from offset `from` until `to` is reached. The last one may go past `to`; all of it may
 * end earlier, where the log does.
 */
export async function* readRange(
  log: Log,
  { topic, partition }: Place,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<RecordBatch, void, void> {
  let offset = from;
  while (offset < to) {
    const batch = await log.read(topic, partition, offset, readLimits);
    if (batch.nextOffset <= offset) return;
    yield batch;
    offset = batch.nextOffset;
  }
}
