// A batch of records on its way from one thread to another: all of it in one buffer, which moves
// instead of being copied once more.
//
//   offsets, seenAt                        f64 a record
//   keyStart, keyEnd, valueStart, valueEnd i32 a record
//   values, then keys                      only the bytes that records name
//
// What a log hands out lies in a buffer that is its own and often larger (a batch of the cache, of
// which a part was read): a plain copy for another thread would take all of that along. Used by
// serve-log.ts and thread-log.ts.

import type { RecordBatch } from '../../core/batch.ts';

export type PackedBatch = Pick<
  RecordBatch,
  'topic' | 'partition' | 'count' | 'nextOffset' | 'endOffset'
> & { readonly buffer: ArrayBuffer };

const columnBytes = 2 * Float64Array.BYTES_PER_ELEMENT + 4 * Int32Array.BYTES_PER_ELEMENT;

export function packBatch(batch: RecordBatch): PackedBatch {
  const { topic, partition, count, nextOffset, endOffset } = batch;
  const sizeBytes =
    namedBytes(batch.valueStart, batch.valueEnd) + namedBytes(batch.keyStart, batch.keyEnd);
  const buffer = new ArrayBuffer(count * columnBytes + sizeBytes);
  const packed = columnsOver(buffer, count);
  packed.offsets.set(batch.offsets);
  packed.seenAt.set(batch.seenAt);
  const keysAt = gather(batch.bytes, batch.valueStart, batch.valueEnd, {
    into: packed.bytes,
    at: 0,
    starts: packed.valueStart,
    ends: packed.valueEnd,
  });
  gather(batch.bytes, batch.keyStart, batch.keyEnd, {
    into: packed.bytes,
    at: keysAt,
    starts: packed.keyStart,
    ends: packed.keyEnd,
  });
  return { topic, partition, count, nextOffset, endOffset, buffer };
}

export function openBatch(packed: PackedBatch): RecordBatch {
  const { topic, partition, count, nextOffset, endOffset, buffer } = packed;
  const columns = columnsOver(buffer, count);
  return { topic, partition, count, ...columns, nextOffset, endOffset };
}

function columnsOver(buffer: ArrayBuffer, count: number) {
  const wholes = (nth: number) => new Int32Array(buffer, count * (16 + 4 * nth), count);
  return {
    offsets: new Float64Array(buffer, 0, count),
    seenAt: new Float64Array(buffer, count * 8, count),
    keyStart: wholes(0),
    keyEnd: wholes(1),
    valueStart: wholes(2),
    valueEnd: wholes(3),
    bytes: new Uint8Array(buffer, count * columnBytes),
  };
}

function namedBytes(starts: Int32Array, ends: Int32Array): number {
  let total = 0;
  for (let i = 0; i < starts.length; i += 1) if (starts[i]! >= 0) total += ends[i]! - starts[i]!;
  return total;
}

type Gathered = {
  readonly into: Uint8Array;
  readonly at: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
};

/**
 * Copies the named bytes behind each other, and says where the last one ends. What lies in one
 * piece is copied in one: a log keeps values together, and keys.
 */
function gather(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, to: Gathered): number {
  let at = to.at;
  let pieceFrom = 0;
  let pieceTo = 0;
  for (let i = 0; i < starts.length; i += 1) {
    const start = starts[i]!;
    const length = start < 0 ? 0 : ends[i]! - start;
    const end = at + pieceTo - pieceFrom;
    to.starts[i] = start < 0 ? -1 : end;
    to.ends[i] = end + length;
    if (length === 0) continue;
    if (start !== pieceTo) {
      to.into.set(bytes.subarray(pieceFrom, pieceTo), at);
      at = end;
      pieceFrom = start;
    }
    pieceTo = start + length;
  }
  to.into.set(bytes.subarray(pieceFrom, pieceTo), at);
  return at + pieceTo - pieceFrom;
}
