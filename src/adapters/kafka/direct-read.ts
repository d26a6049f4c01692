// Reads outside of any group: reference topics, restores, replays, tools. Used by kafka-log.ts.
//
// A fetch opens into several times the bytes that are asked for. What was not handed out is kept
// for whoever goes on where the last read ended: fetched and opened again for each, a replay spent
// more than half of its time on that.

import { assert } from '../../core/assert.ts';
import type { RecordBatch } from '../../core/batch.ts';
import type { Millis } from '../../core/time.ts';
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

/** Compressed; it opens into some ten times as much, of which readers take 4 MB at a time. */
const fetchBytesMax = 1_048_588;
/** Of all that is kept, as opened. */
const restBytesMax = 32_000_000;
/** Since the fetch: who takes longer asks the broker again, which may have removed records. */
const restMsMax = 5_000;

type Fetched = { readonly batch: RecordBatch; readonly at: Millis };

export class DirectReader {
  readonly #options: ReadOptions;
  /** By topic, partition and the offset they go on at; the oldest first. */
  readonly #rests = new Map<string, Fetched>();
  #isSweeping = false;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  async read(place: Place, limits: ReadLimits): Promise<RecordBatch> {
    const fetched = this.#takeRest(place) ?? (await this.#fetch(place, limits));
    if (fetched.batch.count === 0) return fetched.batch;
    const batch = firstOf(fetched.batch, place.offset, limits.maxBytes);
    if (batch.nextOffset < fetched.batch.nextOffset) this.#keepRest(batch, fetched);
    return batch;
  }

  /** A topic of the same name may hold other records at the same offsets. */
  forget(topic: string): void {
    for (const [key, { batch }] of this.#rests) if (batch.topic === topic) this.#rests.delete(key);
  }

  #takeRest(place: Place): Fetched | undefined {
    const key = keyOf(place);
    const rest = this.#rests.get(key);
    this.#rests.delete(key);
    return rest !== undefined && this.#isFresh(rest) ? rest : undefined;
  }

  #keepRest({ topic, partition, nextOffset: offset }: RecordBatch, fetched: Fetched): void {
    let bytes = fetched.batch.bytes.length;
    for (const { batch } of this.#rests.values()) bytes += batch.bytes.length;
    for (const [key, { batch }] of this.#rests) {
      if (bytes <= restBytesMax) break;
      bytes -= batch.bytes.length;
      this.#rests.delete(key);
    }
    if (bytes > restBytesMax) return;
    this.#rests.set(keyOf({ topic, partition, offset }), fetched);
    if (!this.#isSweeping) this.#sweep();
  }

  /** Whoever does not read on would hold its rest for as long as the process lives. */
  async #sweep(): Promise<void> {
    const { clock, closed } = this.#options;
    this.#isSweeping = true;
    while (this.#rests.size > 0 && !closed.aborted) {
      await clock.sleep(restMsMax, closed);
      for (const [key, rest] of this.#rests) if (!this.#isFresh(rest)) this.#rests.delete(key);
    }
    this.#isSweeping = false;
  }

  /** Where the clock was set back nobody knows. */
  #isFresh({ at }: Fetched): boolean {
    const age = this.#options.clock.now() - at;
    return age >= 0 && age < restMsMax;
  }

  /** Empty only where the log ends and nothing came within `waitMs`. */
  async #fetch({ topic, partition, offset }: Place, limits: ReadLimits): Promise<Fetched> {
    const { source, patience, clock, closed } = this.#options;
    const until = clock.now() + limits.waitMs;
    const maxBytes = Math.min(limits.maxBytes, fetchBytesMax);
    for (let from = offset; ; ) {
      const leftMs = Math.max(0, until - clock.now());
      const batch = await patience.until(async () => {
        const part = { topic, partition, offset: from, maxBytes };
        const [fetched] = await source.fetcher.fetch([part], leftMs, closed);
        assert(fetched !== undefined, 'each part has its answer');
        await assertFetched(fetched, from, source);
        return readRecordBatches(fetched, from);
      });
      if (batch.count > 0) return { batch, at: clock.now() };
      const isWaiting = leftMs > 0 && !closed.aborted;
      if (batch.nextOffset >= batch.endOffset && !isWaiting) return { batch, at: clock.now() };
      // Only markers and aborted records: what was asked for is behind them.
      from = batch.nextOffset;
    }
  }
}

function keyOf({ topic, partition, offset }: Place): string {
  return `${topic}/${partition}@${offset}`;
}
