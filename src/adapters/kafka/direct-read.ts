// Reads outside of any group: reference topics, restores, tools. Used by kafka-log.ts.

import { assert } from '../../core/assert.ts';
import type { RecordBatch } from '../../core/batch.ts';
import type { Clock, ReadLimits } from '../../ports.ts';
import { firstOf } from './batch-slice.ts';
import type { Patience } from './patience.ts';
import { readRecordBatches } from './record-batch-reader.ts';
import { assertFetched, type Source } from './task-inputs.ts';

export type ReadOptions = {
  readonly source: Source;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly closed: AbortSignal;
};

type Place = { readonly topic: string; readonly partition: number; readonly offset: number };

export async function readDirectly(
  { source, patience, clock, closed }: ReadOptions,
  { topic, partition, offset }: Place,
  { maxBytes, waitMs }: ReadLimits,
): Promise<RecordBatch> {
  const until = clock.now() + waitMs;
  for (let from = offset; ; ) {
    const leftMs = Math.max(0, until - clock.now());
    const batch = await patience.until(async () => {
      const part = { topic, partition, offset: from, maxBytes };
      const [fetched] = await source.fetcher.fetch([part], leftMs, closed);
      assert(fetched !== undefined, 'each part has its answer');
      await assertFetched(fetched, from, source);
      return readRecordBatches(fetched, from);
    });
    if (batch.count > 0) return firstOf(batch, from, maxBytes);
    const isWaiting = leftMs > 0 && !closed.aborted;
    if (batch.nextOffset >= batch.endOffset && !isWaiting) return batch;
    // Only markers and aborted records: what was asked for is behind them.
    from = batch.nextOffset;
  }
}
