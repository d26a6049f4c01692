// The bytes of a fetch → the columns of a RecordBatch: what is visible to read committed, in order.
//
//   records  ┌ batch ┬ batch (aborted) ┬ batch ┬ marker: abort ┬ empty batch ┬ batch, cut off ┐
//               │         dropped         │        dropped        offsets only     ignored
//               ▼                         ▼
//   columns  [ k v, k v, …              k v, … ]     nextOffset: behind the last whole batch
//
// A transaction's records are in batches of its producer's own, so whole batches are dropped, as
// Java's CompletedFetch does: transactions that the broker lists as aborted are active from their
// first offset on, until the marker of their producer. Batches that compaction has emptied still
// say how far they reach. No object per record. Used by task-inputs.ts and kafka-log.ts.

import { crc32c } from '@node-rs/crc32';
import type { RecordBatch } from '../../core/batch.ts';
import { OutsideError } from '../../errors.ts';
import { decompress } from './compression.ts';
import type { FetchedPartition } from './fetch-request.ts';
import { headerBytes } from './record-batch-writer.ts';

/** Offset and length, which tell where the next batch starts. */
const prefixBytes = 12;
const attributesAt = 21;
const codecBits = 0x07;
const appendTimeBit = 0x08;
const transactionalBit = 0x10;
const controlBit = 0x20;

/** One visible batch: its records lie in `bytes` from `start` to `end`. */
type Visible = {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly baseOffset: number;
  readonly baseTime: number;
  /** The broker's time where it stamps records, else −1. */
  readonly appendTime: number;
};

/** All visible records at `from` or later. Fails with `log-damaged` or `kafka-unsupported`. */
export function readRecordBatches(fetched: FetchedPartition, from: number): RecordBatch {
  const { batches, nextOffset } = visibleBatches(fetched, from);
  return toColumns(fetched, batches, Math.max(nextOffset, from), from);
}

function visibleBatches(
  fetched: FetchedPartition,
  from: number,
): { readonly batches: readonly Visible[]; readonly nextOffset: number } {
  const { records } = fetched;
  const view = Buffer.from(records.buffer, records.byteOffset, records.length);
  const transactions = new AbortedTransactions(fetched.aborted);
  const batches: Visible[] = [];
  let nextOffset = from;
  for (let at = 0; at + prefixBytes <= view.length; ) {
    const end = at + prefixBytes + view.readInt32BE(at + 8);
    // The broker cuts the last batch off where the limit of the fetch is.
    if (end > view.length) break;
    if (end < at + headerBytes) throw damaged(fetched, at, 'a batch is shorter than its header');
    assertFormat(fetched, view, { at, end });
    const attributes = view.readInt16BE(at + attributesAt);
    const baseOffset = readOffset(view, at);
    const lastOffset = baseOffset + view.readInt32BE(at + 23);
    transactions.reach(lastOffset);
    const producerId = view.readBigInt64BE(at + 43);
    if ((attributes & controlBit) !== 0) {
      if (isAbort(view, at, end)) transactions.ended(producerId);
    } else if ((attributes & transactionalBit) === 0 || !transactions.isAborted(producerId)) {
      if (lastOffset >= from) batches.push(open(view, { at, end, attributes, baseOffset }));
    }
    nextOffset = lastOffset + 1;
    at = end;
  }
  return { batches, nextOffset };
}

type Place = { readonly at: number; readonly end: number };

function assertFormat(fetched: FetchedPartition, view: Buffer, { at, end }: Place): void {
  const magic = view[at + 16];
  if (magic !== 2) {
    const place = `${fetched.topic}/${fetched.partition}`;
    const message = `${place} holds records in the old format ${magic}`;
    throw new OutsideError('kafka-unsupported', message);
  }
  if (crc32c(view.subarray(at + attributesAt, end)) !== view.readUInt32BE(at + 17)) {
    throw damaged(fetched, at, 'its checksum is wrong');
  }
}

type Opening = Place & { readonly attributes: number; readonly baseOffset: number };

function open(view: Buffer, { at, end, attributes, baseOffset }: Opening): Visible {
  const codec = attributes & codecBits;
  const count = view.readInt32BE(at + 57);
  const isStamped = (attributes & appendTimeBit) !== 0;
  const shared = {
    count,
    baseOffset,
    baseTime: readOffset(view, at + 27),
    appendTime: isStamped ? readOffset(view, at + 35) : -1,
  };
  const body = view.subarray(at + headerBytes, end);
  if (codec === 0) return { ...shared, bytes: view, start: at + headerBytes, end };
  const bytes = count === 0 ? body : decompress(codec, body);
  return { ...shared, bytes, start: 0, end: bytes.length };
}

/** Which producers' records are to be dropped, as one goes through the log. */
class AbortedTransactions {
  readonly #waiting: { readonly producerId: bigint; readonly firstOffset: number }[];
  readonly #active = new Set<bigint>();
  #next = 0;

  constructor(aborted: FetchedPartition['aborted']) {
    // The broker lists them by their end.
    this.#waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  reach(offset: number): void {
    for (let one = this.#waiting[this.#next]; one && one.firstOffset <= offset; ) {
      this.#active.add(one.producerId);
      this.#next += 1;
      one = this.#waiting[this.#next];
    }
  }

  ended(producerId: bigint): void {
    this.#active.delete(producerId);
  }

  isAborted(producerId: bigint): boolean {
    return this.#active.has(producerId);
  }
}

/** A control batch holds one record, whose key is a version and a type: 0 is abort. */
function isAbort(view: Buffer, at: number, end: number): boolean {
  if (view.readInt32BE(at + 57) === 0) return false;
  const cursor: Cursor = { bytes: view, at: at + headerBytes, end };
  readVarint(cursor);
  cursor.at += 1;
  skipVarint(cursor);
  readVarint(cursor);
  const keyLength = readVarint(cursor);
  return keyLength >= 4 && view.readInt16BE(cursor.at + 2) === 0;
}

function toColumns(
  { topic, partition, lastStableOffset }: FetchedPartition,
  visible: readonly Visible[],
  nextOffset: number,
  from: number,
): RecordBatch {
  const room = visible.reduce((total, { count }) => total + count, 0);
  const { bytes, shifts } = joined(visible);
  const columns = {
    offsets: new Float64Array(room),
    seenAt: new Float64Array(room),
    keyStart: new Int32Array(room),
    keyEnd: new Int32Array(room),
    valueStart: new Int32Array(room),
    valueEnd: new Int32Array(room),
  };
  let count = 0;
  visible.forEach((batch, index) => {
    count = fill(columns, batch, { index: count, shift: shifts[index]!, from });
  });
  const whole = { topic, partition, bytes, nextOffset, endOffset: lastStableOffset, count };
  if (count === room) return { ...whole, ...columns };
  return {
    ...whole,
    offsets: columns.offsets.subarray(0, count),
    seenAt: columns.seenAt.subarray(0, count),
    keyStart: columns.keyStart.subarray(0, count),
    keyEnd: columns.keyEnd.subarray(0, count),
    valueStart: columns.valueStart.subarray(0, count),
    valueEnd: columns.valueEnd.subarray(0, count),
  };
}

/** One buffer for all: the response itself where nothing was compressed. */
function joined(visible: readonly Visible[]): { bytes: Uint8Array; shifts: readonly number[] } {
  const first = visible[0]?.bytes;
  if (first === undefined) return { bytes: new Uint8Array(0), shifts: [] };
  if (visible.every(({ bytes }) => bytes === first)) {
    return { bytes: first, shifts: visible.map(() => 0) };
  }
  const bytes = new Uint8Array(visible.reduce((total, { start, end }) => total + end - start, 0));
  const shifts: number[] = [];
  let at = 0;
  for (const { bytes: own, start, end } of visible) {
    bytes.set(own.subarray(start, end), at);
    shifts.push(at - start);
    at += end - start;
  }
  return { bytes, shifts };
}

type Columns = Pick<
  RecordBatch,
  'offsets' | 'seenAt' | 'keyStart' | 'keyEnd' | 'valueStart' | 'valueEnd'
>;

type Filling = { readonly index: number; readonly shift: number; readonly from: number };

/** Appends the records of one batch from offset `from` on; returns the index behind them. */
function fill(columns: Columns, batch: Visible, { index, shift, from }: Filling): number {
  const cursor: Cursor = { bytes: batch.bytes, at: batch.start, end: batch.end };
  let to = index;
  for (let i = 0; i < batch.count; i += 1) {
    const length = readVarint(cursor);
    const end = cursor.at + length;
    if (length < 0 || end > batch.end) throw cutOff();
    cursor.at += 1;
    const timeDelta = readLongVarint(cursor);
    const offset = batch.baseOffset + readVarint(cursor);
    const keyLength = readVarint(cursor);
    const keyAt = cursor.at;
    if (keyLength > 0) cursor.at += keyLength;
    const valueLength = readVarint(cursor);
    const valueAt = cursor.at;
    // Headers follow the value; nobody here reads them.
    if (valueAt + Math.max(valueLength, 0) > end) throw cutOff();
    cursor.at = end;
    if (offset < from) continue;
    columns.offsets[to] = offset;
    columns.seenAt[to] = batch.appendTime < 0 ? batch.baseTime + timeDelta : batch.appendTime;
    columns.keyStart[to] = keyLength < 0 ? -1 : keyAt + shift;
    columns.keyEnd[to] = keyAt + Math.max(keyLength, 0) + shift;
    columns.valueStart[to] = valueLength < 0 ? -1 : valueAt + shift;
    columns.valueEnd[to] = valueAt + Math.max(valueLength, 0) + shift;
    to += 1;
  }
  return to;
}

type Cursor = { readonly bytes: Uint8Array; at: number; readonly end: number };

/** A zigzag varint of 32 bits. */
function readVarint(cursor: Cursor): number {
  const { bytes } = cursor;
  let byte = bytes[cursor.at++]!;
  let value = byte & 0x7f;
  for (let shift = 7; byte >= 0x80; shift += 7) {
    if (shift > 28 || cursor.at >= cursor.end) throw cutOff();
    byte = bytes[cursor.at++]!;
    value |= (byte & 0x7f) << shift;
  }
  return (value >>> 1) ^ -(value & 1);
}

/** A zigzag varint of 64 bits, as far as a number is exact. */
function readLongVarint(cursor: Cursor): number {
  const { bytes } = cursor;
  let value = 0;
  let weight = 1;
  for (let i = 0; i < 10; i += 1) {
    const byte = bytes[cursor.at++]!;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    weight *= 128;
  }
  throw cutOff();
}

function skipVarint(cursor: Cursor): void {
  readLongVarint(cursor);
}

/** A 64-bit integer: offsets and times are far below 2⁵³. */
function readOffset(view: Buffer, at: number): number {
  return view.readInt32BE(at) * 2 ** 32 + view.readUInt32BE(at + 4);
}

function cutOff(): OutsideError {
  return new OutsideError('log-damaged', 'a record reaches beyond its batch');
}

function damaged({ topic, partition }: FetchedPartition, at: number, why: string): OutsideError {
  const message = `the batch at byte ${at} of a fetch of ${topic}/${partition}: ${why}`;
  return new OutsideError('log-damaged', message);
}
