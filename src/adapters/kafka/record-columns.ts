// The records of some batches → columns: no object, closure or BigInt per record.
//
//   a record   length │ attributes │ time delta │ offset delta │ key │ value │ headers
//              varint   1 byte       varlong      varint         each: length as varint, −1 is null
//
// https://kafka.apache.org/documentation/#record . Used by record-batch-reader.ts.

import type { RecordBatch } from '../../core/batch.ts';
import { release, type Scratch } from '../../core/scratch.ts';
import { longVarintAt, packedAt, sizeOfPacked, valueOfPacked, varintEnd } from './varints.ts';

/** One visible batch: its records, not compressed any more, lie in `bytes` from start to end. */
export type OpenBatch = {
  readonly bytes: Uint8Array;
  /** It was decompressed: nobody else has these bytes. */
  readonly isOwn: boolean;
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly baseTime: number;
  /** The broker's time where it stamps records, else −1. */
  readonly appendTime: number;
};

export type Columns = Pick<
  RecordBatch,
  'bytes' | 'count' | 'offsets' | 'seenAt' | 'keyStart' | 'keyEnd' | 'valueStart' | 'valueEnd'
>;

/** Five lengths or deltas of a byte each, the attributes, the number of headers. */
export const recordBytesMin = 7;

/** Fails with a RangeError where a batch is not what its header says. */
export function columnsOf(batches: readonly OpenBatch[], from: number, scratch?: Scratch): Columns {
  const room = batches.reduce((total, { count }) => total + count, 0);
  const { bytes, shifts } = joined(batches, scratch);
  const columns = {
    bytes,
    offsets: new Float64Array(room),
    seenAt: new Float64Array(room),
    keyStart: new Int32Array(room),
    keyEnd: new Int32Array(room),
    valueStart: new Int32Array(room),
    valueEnd: new Int32Array(room),
  };
  let count = 0;
  for (let i = 0; i < batches.length; i += 1) {
    count = fill(columns, batches[i]!, { index: count, shift: shifts[i]!, from });
  }
  // Copied by then, into the scratch or for being several.
  for (const { bytes: own, isOwn } of batches) if (isOwn && own !== bytes) release(own);
  if (count === room) return { ...columns, count };
  return {
    bytes,
    count,
    offsets: columns.offsets.subarray(0, count),
    seenAt: columns.seenAt.subarray(0, count),
    keyStart: columns.keyStart.subarray(0, count),
    keyEnd: columns.keyEnd.subarray(0, count),
    valueStart: columns.valueStart.subarray(0, count),
    valueEnd: columns.valueEnd.subarray(0, count),
  };
}

/** One buffer for all: the response itself where nothing was compressed. */
function joined(
  batches: readonly OpenBatch[],
  scratch: Scratch | undefined,
): {
  readonly bytes: Uint8Array;
  readonly shifts: readonly number[];
} {
  const first = batches[0]?.bytes;
  if (first === undefined) return { bytes: new Uint8Array(0), shifts: [] };
  if (batches.every(({ bytes }) => bytes === first) && !(batches[0]!.isOwn && scratch)) {
    return { bytes: first, shifts: batches.map(() => 0) };
  }
  const length = batches.reduce((total, { start, end }) => total + end - start, 0);
  const bytes = scratch?.take(length) ?? new Uint8Array(length);
  const shifts: number[] = [];
  let at = 0;
  for (const { bytes: own, start, end } of batches) {
    bytes.set(own.subarray(start, end), at);
    shifts.push(at - start);
    at += end - start;
  }
  return { bytes, shifts };
}

type Filling = { readonly index: number; readonly shift: number; readonly from: number };

/** Appends the records of one batch from offset `from` on; returns the index behind them. */
function fill(
  columns: Omit<Columns, 'count'>,
  batch: OpenBatch,
  { index, shift, from }: Filling,
): number {
  const { offsets, seenAt, keyStart, keyEnd, valueStart, valueEnd } = columns;
  const { bytes, baseOffset, lastOffset, baseTime, appendTime } = batch;
  let at = batch.start;
  let to = index;
  let previous = baseOffset - 1;
  for (let i = 0; i < batch.count; i += 1) {
    let packed = packedAt(bytes, at);
    at += sizeOfPacked(packed);
    const end = at + valueOfPacked(packed);
    if (packed === 0 || end > batch.end) throw cutOff();
    at += 1;
    packed = packedAt(bytes, at);
    // Times may be decades apart; everything else is small.
    const timeDelta = packed === 0 ? longVarintAt(bytes, at) : valueOfPacked(packed);
    at = packed === 0 ? varintEnd(bytes, at) : at + sizeOfPacked(packed);
    packed = at < 0 ? 0 : packedAt(bytes, at);
    if (packed === 0) throw cutOff();
    at += sizeOfPacked(packed);
    const offset = baseOffset + valueOfPacked(packed);
    if (offset <= previous || offset > lastOffset) throw new RangeError('offsets are in disorder');
    previous = offset;
    packed = packedAt(bytes, at);
    const keyAt = at + sizeOfPacked(packed);
    const keyLength = valueOfPacked(packed);
    at = keyLength > 0 ? keyAt + keyLength : keyAt;
    if (packed === 0 || at > end) throw cutOff();
    packed = packedAt(bytes, at);
    const valueAt = at + sizeOfPacked(packed);
    const valueLength = valueOfPacked(packed);
    // Headers follow the value; nobody here reads them.
    if (packed === 0 || valueAt + valueLength >= end || valueAt >= end) throw cutOff();
    at = end;
    if (offset < from) continue;
    offsets[to] = offset;
    seenAt[to] = appendTime < 0 ? baseTime + timeDelta : appendTime;
    keyStart[to] = keyLength < 0 ? -1 : keyAt + shift;
    keyEnd[to] = (keyLength < 0 ? keyAt : keyAt + keyLength) + shift;
    valueStart[to] = valueLength < 0 ? -1 : valueAt + shift;
    valueEnd[to] = (valueLength < 0 ? valueAt : valueAt + valueLength) + shift;
    to += 1;
  }
  if (at !== batch.end) throw new RangeError('more follows its last record');
  return to;
}

function cutOff(): RangeError {
  return new RangeError('a record reaches beyond it');
}
