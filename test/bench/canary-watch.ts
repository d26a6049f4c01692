// Reads `anomalies` as a pager would, committed records only, and notes when each canary's verdict
// was written and when it got here. Used by kafka-bench.ts.

import type { Codec, Log } from '../../src/ports.ts';
import { eventDigits } from './event-pool.ts';

export type Verdict = {
  /** When detect wrote the record; its transaction committed a moment later. */
  readonly writtenAt: number;
  /** When it was read: committed, fetched and in hand. */
  readonly receivedAt: number;
};

export type CanaryWatch = {
  /** By the last digits of the event's id. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  end(): Promise<void>;
};

const waitMs = 500;
const digits = eventDigits(0).length;

export function watchCanaries(log: Log, codec: Codec, partitions: number): CanaryWatch {
  const verdicts = new Map<string, Verdict>();
  const stop = new AbortController();
  const reading = Array.from({ length: partitions }, async (_, partition) => {
    let { end: offset } = await log.range('anomalies', partition);
    while (!stop.signal.aborted) {
      const batch = await log.read('anomalies', partition, offset, { maxBytes: 1_000_000, waitMs });
      const receivedAt = Date.now();
      await codec.prepare(batch);
      for (let i = 0; i < batch.count; i += 1) {
        const decoded = codec.decode(batch, i);
        if (decoded.kind !== 'record' || decoded.name !== 'Anomaly') continue;
        const { detector, trigger_event: id } = decoded.record;
        if (detector !== 'canary-record' || id === null) continue;
        verdicts.set(id.slice(-digits), { writtenAt: batch.seenAt[i]!, receivedAt });
      }
      offset = batch.nextOffset;
    }
  });
  // A failure shows at the end; until then it is not unhandled.
  const done = Promise.allSettled(reading);
  return {
    verdicts,
    async end() {
      stop.abort();
      for (const one of await done) if (one.status === 'rejected') throw one.reason;
    },
  };
}
