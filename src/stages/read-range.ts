// Reads a part of one partition directly, outside of any group: state, reference data, and what a
// stage has processed before. Each batch is valid until the next one is asked for.

import type { RecordBatch } from '../core/batch.ts';
import { OutsideError } from '../errors.ts';
import type { Log } from '../ports.ts';

/** Large, because these reads wait for nothing and hold one batch at a time. */
const readBytesMax = 4_000_000;

export type Place = { readonly topic: string; readonly partition: number };

export type ReadingRange = {
  readonly from: number;
  readonly to: number;
  /** Of one batch: fewer, where many partitions are read side by side. */
  readonly maxBytes?: number;
};

/**
 * Batches from offset `from` until `to` is reached; the last one may go past it. A broker that has
 * just taken over may not know yet that its log goes so far: going on without the rest would be
 * going on from an older state, so that fails.
 */
export async function* readRange(
  log: Log,
  { topic, partition }: Place,
  { from, to, maxBytes = readBytesMax }: ReadingRange,
): AsyncGenerator<RecordBatch, void, void> {
  let offset = from;
  while (offset < to) {
    const batch = await log.read(topic, partition, offset, { maxBytes, waitMs: 0 });
    if (batch.nextOffset <= offset) {
      const message = `${topic}/${partition} ends at ${offset} at the moment, before ${to}.`;
      throw new OutsideError('kafka-unreachable', message);
    }
    yield batch;
    offset = batch.nextOffset;
  }
}
