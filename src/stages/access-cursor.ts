// One partition of `access` on its way into the merge: record after record, told apart by whether
// it is somebody's or for everybody. Used by access-merge.ts; the kinds also by access-copy.ts.

import { type RecordBatch, valueBytes } from '../core/batch.ts';
import { digestOf } from '../core/hash.ts';
import { type AccessKind, accessKinds } from '../core/record-tally.ts';
import type { Tick } from '../generated/records.ts';
import type { Codec, RecordReader } from '../ports.ts';
import type { MergedRange, Run } from './access-merge.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

/** What is for everybody; `identity` is the same for what was written into all partitions. */
export type Shared = { readonly identity: string; readonly tick: Tick | undefined };

const emptyBatch: RecordBatch = {
  ...{ topic: 'access', partition: 0, count: 0, bytes: new Uint8Array(0) },
  ...{ offsets: new Float64Array(0), seenAt: new Float64Array(0) },
  ...{ keyStart: new Int32Array(0), keyEnd: new Int32Array(0) },
  ...{ valueStart: new Int32Array(0), valueEnd: new Int32Array(0) },
  ...{ nextOffset: 0, endOffset: 0 },
};

export class AccessCursor {
  /** The Tick of each source that it has said last. */
  readonly said = new Map<number, Tick>();
  batch = emptyBatch;
  /** Index of the next record in the batch. */
  at = 0;
  isDone = false;
  /** What it stands before, once all that is somebody's was taken. */
  head: Shared | undefined;
  readonly #codec: Codec;
  readonly #reader: AccessReader;
  readonly #range: MergedRange;
  readonly #batches: AsyncGenerator<RecordBatch, void, void>;
  #kinds: Uint8Array = new Uint8Array(0);
  #count = 0;

  constructor({ log, codec }: ReadingPorts, range: MergedRange, maxBytes: number) {
    this.#codec = codec;
    this.#reader = openAccessReader(codec);
    this.#range = range;
    const { partition, start: from, end: to } = range;
    this.#batches = readRange(log, { topic: 'access', partition }, { from, to, maxBytes });
  }

  get passed(): number {
    const { start, end } = this.#range;
    return this.isDone ? end - start : Math.max(0, this.batch.nextOffset - start);
  }

  /** Records up to the next one that is for everybody; undefined where it stands before one. */
  async takeRun(): Promise<Run | undefined> {
    while (this.head === undefined && !this.isDone) {
      if (this.at >= this.#count) {
        await this.#fill();
        continue;
      }
      const from = this.at;
      while (this.at < this.#count && !isShared(this.#kinds[this.at]!)) this.at += 1;
      if (this.at < this.#count) this.head = this.#sharedAt(this.at);
      if (this.at > from) return { batch: this.batch, kinds: this.#kinds, from, to: this.at };
    }
    return undefined;
  }

  /** Goes past what it stands before. */
  pass(): void {
    const tick = this.head?.tick;
    if (tick !== undefined) this.said.set(tick.source_partition, tick);
    this.head = undefined;
    this.at += 1;
  }

  async #fill(): Promise<void> {
    const { done, value } = await this.#batches.next();
    this.isDone = done === true;
    if (value === undefined) return;
    await this.#codec.prepare(value);
    this.batch = value;
    this.at = 0;
    this.#count = value.count;
    while (this.#count > 0 && value.offsets[this.#count - 1]! >= this.#range.end) this.#count -= 1;
    this.#kinds = kindsOf(this.#reader, value);
  }

  #sharedAt(index: number): Shared {
    const read = this.#reader(this.batch, index);
    if (read.kind === 'record' && read.name === 'Tick') {
      const { source_partition, clock, state, sources } = read.record;
      return { identity: `${source_partition}/${clock}/${state}/${sources}`, tick: read.record };
    }
    return { identity: digestOf(valueBytes(this.batch, index)), tick: undefined };
  }
}

export type AccessReader = RecordReader<'EnrichedAccess', 'user'>;

/** Of an access itself next to nothing is asked: it is copied as it lies. */
export function openAccessReader(codec: Codec): AccessReader {
  return codec.reader('EnrichedAccess', ['user']);
}

/** Kind of each record, by its place in `accessKinds`. */
export function kindsOf(reader: AccessReader, batch: RecordBatch): Uint8Array {
  const kinds = new Uint8Array(batch.count);
  for (let i = 0; i < batch.count; i += 1) {
    const read = reader(batch, i);
    const name = read.kind === 'record' ? read.name : 'other';
    const kind = accessKinds.indexOf(name as AccessKind);
    kinds[i] = kind < 0 ? otherKind : kind;
  }
  return kinds;
}

export const otherKind = accessKinds.indexOf('other');
export const tickKind = accessKinds.indexOf('Tick');
export const normsKind = accessKinds.indexOf('Norms');

/** Ticks and Norms are written into every partition. */
export function isShared(kind: number): boolean {
  return kind === tickKind || kind === normsKind;
}
