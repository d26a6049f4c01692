// Records on their way in and out of the log, as columns over one buffer: no object per record.
//
//   bytes   ┌ key 0 ┬ value 0 ┬ key 1 ┬ value 1 ┬ …            one Uint8Array for the whole batch
//   offsets [ 17,               18,               …            columns beside it, an entry a record
//   seenAt  [ 1764036000123,    1764036000123,    …
//   keyStart, keyEnd, valueStart, valueEnd                     −1 as start: no key, tombstone
//
// Adapters fill RecordBatch from what they fetched; stages append to OutputBuffer.

import { assert } from './assert.ts';
import type { Millis } from './time.ts';
import { utf8Read } from './utf8.ts';

/** Committed records of one partition by offset. Valid until the handler that got it returns. */
export type RecordBatch = {
  readonly topic: string;
  readonly partition: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly offsets: Float64Array;
  /** Broker time of each record, ms. */
  readonly seenAt: Float64Array;
  readonly keyStart: Int32Array;
  readonly keyEnd: Int32Array;
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
  /** Where the next read starts: past the last record and whatever gap follows it. */
  readonly nextOffset: number;
  /** End of the committed log when this was read; nextOffset ≥ endOffset: read to its end. */
  readonly endOffset: number;
};

export function keyOf(batch: RecordBatch, index: number): string | null {
  const start = batch.keyStart[index]!;
  return start < 0 ? null : utf8Read(batch.bytes, start, batch.keyEnd[index]!);
}

export function isTombstone(batch: RecordBatch, index: number): boolean {
  return batch.valueStart[index]! < 0;
}

/** The bytes of one value, as a view; empty for a tombstone. */
export function valueBytes(batch: RecordBatch, index: number): Uint8Array {
  const start = batch.valueStart[index]!;
  return start < 0 ? new Uint8Array(0) : batch.bytes.subarray(start, batch.valueEnd[index]!);
}

/** Records `from` to `to` − 1 as a batch of their own, over the same bytes. */
export function partOf(
  batch: RecordBatch,
  { from, to }: { readonly from: number; readonly to: number },
): RecordBatch {
  if (from === 0 && to === batch.count) return batch;
  return {
    ...batch,
    count: to - from,
    offsets: batch.offsets.subarray(from, to),
    seenAt: batch.seenAt.subarray(from, to),
    keyStart: batch.keyStart.subarray(from, to),
    keyEnd: batch.keyEnd.subarray(from, to),
    valueStart: batch.valueStart.subarray(from, to),
    valueEnd: batch.valueEnd.subarray(from, to),
    nextOffset: to < batch.count ? batch.offsets[to]! : batch.nextOffset,
  };
}

/** Records that one transaction appends to one partition, in order. */
export class OutputBuffer {
  readonly topic: string;
  readonly partition: number;
  count = 0;
  keys: (string | null)[] = [];
  /** End of each value in `bytes`; a value starts where the one before ended. */
  valueEnds: number[] = [];
  isTombstone: boolean[] = [];
  bytes: Uint8Array;
  length = 0;

  constructor(topic: string, partition: number, capacityBytes = 4_096) {
    this.topic = topic;
    this.partition = partition;
    this.bytes = new Uint8Array(capacityBytes);
  }

  /** Appends a value that is already encoded; null is a tombstone. */
  append(key: string | null, value: Uint8Array | null): void {
    if (value !== null) {
      this.reserve(value.length);
      this.bytes.set(value, this.length);
      this.length += value.length;
    }
    this.finish(key, value === null);
  }

  /** Makes room for `sizeBytes` more; an encoder then writes at `length` and moves it on. */
  reserve(sizeBytes: number): void {
    const needed = this.length + sizeBytes;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Closes the record whose value now ends at `length`. */
  finish(key: string | null, isTombstone = false): void {
    this.keys.push(key);
    this.valueEnds.push(this.length);
    this.isTombstone.push(isTombstone);
    this.count += 1;
  }

  /** Takes the newest record out again: some are known to be too large only once encoded. */
  dropLast(): void {
    assert(this.count > 0, 'there is a record to drop');
    this.count -= 1;
    this.keys.pop();
    this.valueEnds.pop();
    this.isTombstone.pop();
    this.length = this.valueEnds.at(-1) ?? 0;
  }

  clear(): void {
    this.count = 0;
    this.length = 0;
    this.keys.length = 0;
    this.valueEnds.length = 0;
    this.isTombstone.length = 0;
  }
}

/** What was written as if it had been read from a log: at offsets from `first` on, arrived `at`. */
export function asRead(buffer: OutputBuffer, first: number, at: Millis): RecordBatch {
  const { topic, partition, count, bytes, length, valueEnds } = buffer;
  return {
    topic,
    partition,
    count,
    bytes: bytes.subarray(0, length),
    offsets: Float64Array.from({ length: count }, (_, i) => first + i),
    seenAt: new Float64Array(count).fill(at),
    keyStart: new Int32Array(count).fill(-1),
    keyEnd: new Int32Array(count),
    valueStart: Int32Array.from({ length: count }, (_, i) => (i === 0 ? 0 : valueEnds[i - 1]!)),
    valueEnd: Int32Array.from(valueEnds),
    nextOffset: first + count,
    endOffset: first + count,
  };
}
