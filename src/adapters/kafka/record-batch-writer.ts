// Records of an output buffer → one record batch, format 2:
// https://kafka.apache.org/documentation/#recordbatch
//
//   0   base offset       i64      0: the broker sets it
//   8   length            i32      of what follows
//   12  leader epoch      i32      −1
//   16  magic             i8       2
//   17  CRC-32C           u32      of all that follows
//   21  attributes        i16      codec, 0x10 transactional
//   23  last offset delta i32
//   27  base, max time    2 × i64
//   43  producer id       i64
//   51  epoch             i16
//   53  base sequence     i32
//   57  records           i32, then the records themselves, compressed as a whole
//
// No object per record. Used by kafka-writer.ts and probe.ts.

import { crc32c } from '@node-rs/crc32';
import type { OutputBuffer } from '../../core/batch.ts';
import { Scratch } from '../../core/scratch.ts';
import { utf8Length, utf8Write } from '../../core/utf8.ts';
import { type Compression, compress, compressions } from './compression.ts';
import { varintLength, writeVarint } from './varints.ts';

export type BatchOptions = {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  readonly compression: Compression;
  /** Time of all records, ms: topics of ours are stamped anew as they arrive. */
  readonly at: number;
};

export const headerBytes = 61;
const transactional = 0x10;
/** Lengths and deltas of one record take at most so much beside key and value. */
const framingBytesMax = 32;
/** Of records that are compressed before anybody else writes: nothing here waits. */
const scratch = new Scratch(4_000_000);

export function writeRecordBatch(
  output: OutputBuffer,
  { from, to }: { readonly from: number; readonly to: number },
  options: BatchOptions,
): Uint8Array {
  const body = writeRecords(output, from, to);
  const packed = compress(options.compression, body);
  const isSmaller = options.compression !== 'none' && packed.length < body.length;
  const codec = isSmaller ? compressions.indexOf(options.compression) : 0;
  const records = isSmaller ? packed : body;
  const batch = Buffer.allocUnsafe(headerBytes + records.length);
  batch.set(records, headerBytes);
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(codec | (options.isTransactional ? transactional : 0), 21);
  batch.writeInt32BE(to - from - 1, 23);
  batch.writeBigInt64BE(BigInt(Math.round(options.at)), 27);
  batch.writeBigInt64BE(BigInt(Math.round(options.at)), 35);
  batch.writeBigInt64BE(options.producerId, 43);
  batch.writeInt16BE(options.epoch, 51);
  batch.writeInt32BE(options.baseSequence, 53);
  batch.writeInt32BE(to - from, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** The records, uncompressed, in room that the next batch takes. */
function writeRecords(output: OutputBuffer, from: number, to: number): Buffer {
  const { keys, valueEnds, isTombstone, bytes } = output;
  let valueStart = from === 0 ? 0 : valueEnds[from - 1]!;
  const { buffer: room, length } = scratch.take(roomFor(output, from, to));
  const buffer = Buffer.from(room, 0, length);
  let at = 0;
  for (let i = from; i < to; i += 1) {
    const key = keys[i] ?? null;
    const keyLength = key === null ? -1 : utf8Length(key);
    const valueEnd = valueEnds[i]!;
    const valueLength = isTombstone[i] ? -1 : valueEnd - valueStart;
    const delta = i - from;
    const length = varintLength(delta) + sizedLength(keyLength) + sizedLength(valueLength) + 3;
    at = writeVarint(buffer, at, length);
    // No attributes, no time after the batch's own.
    buffer[at] = 0;
    buffer[at + 1] = 0;
    at = writeVarint(buffer, at + 2, delta);
    at = writeVarint(buffer, at, keyLength);
    if (key !== null) at = utf8Write(key, buffer, at);
    at = writeVarint(buffer, at, valueLength);
    if (valueLength > 0) {
      buffer.set(bytes.subarray(valueStart, valueEnd), at);
      at += valueLength;
    }
    // No headers.
    buffer[at] = 0;
    at += 1;
    valueStart = valueEnd;
  }
  return buffer.subarray(0, at);
}

/** At most so many bytes: a UTF-16 unit takes three at most. */
function roomFor({ keys, valueEnds }: OutputBuffer, from: number, to: number): number {
  let room = valueEnds[to - 1]! - (from === 0 ? 0 : valueEnds[from - 1]!);
  for (let i = from; i < to; i += 1) room += framingBytesMax + 3 * (keys[i]?.length ?? 0);
  return room;
}

/** Of a key or a value with its length before it; −1 is null. */
function sizedLength(length: number): number {
  return varintLength(length) + Math.max(length, 0);
}
