// The bytes of a stored batch: columns first, so that reading it makes no object per record.
//
//   0   magic 'MLB1'      u32
//   4   CRC-32 of all that follows
//   8   records           u32
//   12  bytes of values   u32
//   16  broker time       f64 a record
//       offset − first    u32 a record
//       end of value      u32 a record, counted from the start of the values
//       end of key        u32 a record, counted from the start of the keys
//       flags             u8 a record: 1 no key, 2 tombstone
//       values, then keys
//
// Numbers are little-endian, as every machine is that Node runs on. Values lie together because
// they come so from an OutputBuffer: one copy for all of them. Used by local-log only.

import { crc32 } from 'node:zlib';
import type { OutputBuffer } from '../../core/batch.ts';
import type { Millis } from '../../core/time.ts';
import { utf8Length, utf8Write } from '../../core/utf8.ts';
import { OutsideError } from '../../errors.ts';
import type { BatchPlace } from './batch-store.ts';

const magic = 0x31424c4d;
const headerBytes = 16;
const bytesPerRecord = 8 + 4 + 4 + 4 + 1;
export const noKey = 1;
export const tombstone = 2;

/** The columns of a stored batch, and the bytes behind them. */
export type Columns = {
  readonly count: number;
  readonly seenAt: Float64Array;
  readonly deltas: Uint32Array;
  readonly valueEnds: Uint32Array;
  readonly keyEnds: Uint32Array;
  readonly flags: Uint8Array;
  readonly bytes: Uint8Array;
  /** Where values and keys start in `bytes`. */
  readonly valuesAt: number;
  readonly keysAt: number;
};

/** Opens the columns of one batch in place, after its checksum was found right. */
export function openColumns(stored: Uint8Array, place: BatchPlace): Columns {
  // Typed arrays must start at a multiple of their width; stored batches nearly always do.
  const bytes = stored.byteOffset % 8 === 0 ? stored : stored.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < headerBytes || view.getUint32(0, true) !== magic) throw damaged(place);
  if (crc32(bytes.subarray(8)) !== view.getUint32(4, true)) throw damaged(place);
  return columnsOver(bytes, view.getUint32(8, true), view.getUint32(12, true));
}

function columnsOver(bytes: Uint8Array, count: number, valuesLength: number): Columns {
  const at = bytes.byteOffset + headerBytes;
  const valuesAt = headerBytes + count * bytesPerRecord;
  return {
    count,
    bytes,
    valuesAt,
    keysAt: valuesAt + valuesLength,
    seenAt: new Float64Array(bytes.buffer, at, count),
    deltas: new Uint32Array(bytes.buffer, at + count * 8, count),
    valueEnds: new Uint32Array(bytes.buffer, at + count * 12, count),
    keyEnds: new Uint32Array(bytes.buffer, at + count * 16, count),
    flags: new Uint8Array(bytes.buffer, at + count * 20, count),
  };
}

function damaged(place: BatchPlace): OutsideError {
  return new OutsideError(
    'log-damaged',
    `the batch with records ${place.first} to ${place.next - 1} cannot be read`,
  );
}

/** Records `from` to `to` − 1 of a buffer, as one stored batch stamped with one broker time. */
export function packOutput(
  output: OutputBuffer,
  range: { readonly from: number; readonly to: number },
  seenAt: Millis,
): Uint8Array {
  const { from, to } = range;
  const valuesStart = from === 0 ? 0 : output.valueEnds[from - 1]!;
  const values = output.bytes.subarray(valuesStart, output.valueEnds[to - 1]!);
  let keyBytes = 0;
  for (let i = from; i < to; i += 1) keyBytes += utf8Length(output.keys[i] ?? '');
  const packed = allocate(to - from, values.length, keyBytes);
  packed.bytes.set(values, packed.valuesAt);
  let keyAt = packed.keysAt;
  for (let i = from; i < to; i += 1) {
    const key = output.keys[i] ?? null;
    const at = i - from;
    if (key !== null) keyAt = utf8Write(key, packed.bytes, keyAt);
    packed.seenAt[at] = seenAt;
    packed.deltas[at] = at;
    packed.valueEnds[at] = output.valueEnds[i]! - valuesStart;
    packed.keyEnds[at] = keyAt - packed.keysAt;
    packed.flags[at] = (key === null ? noKey : 0) | (output.isTombstone[i] ? tombstone : 0);
  }
  return seal(packed);
}

/** A record of a stored batch that compaction keeps. */
export type Survivor = { readonly from: Columns; readonly index: number; readonly offset: number };

/** Surviving records of several batches as one, whose first offset is `first`. */
export function packSurvivors(survivors: readonly Survivor[], first: number): Uint8Array {
  let valuesLength = 0;
  let keysLength = 0;
  for (const { from, index } of survivors) {
    valuesLength += from.valueEnds[index]! - startOf(from.valueEnds, index);
    keysLength += from.keyEnds[index]! - startOf(from.keyEnds, index);
  }
  const packed = allocate(survivors.length, valuesLength, keysLength);
  let valueAt = packed.valuesAt;
  let keyAt = packed.keysAt;
  survivors.forEach(({ from, index, offset }, at) => {
    const value = valueBytesOf(from, index);
    const key = keyBytesOf(from, index);
    packed.bytes.set(value, valueAt);
    packed.bytes.set(key, keyAt);
    valueAt += value.length;
    keyAt += key.length;
    packed.seenAt[at] = from.seenAt[index]!;
    packed.deltas[at] = offset - first;
    packed.valueEnds[at] = valueAt - packed.valuesAt;
    packed.keyEnds[at] = keyAt - packed.keysAt;
    packed.flags[at] = from.flags[index]!;
  });
  return seal(packed);
}

/** Where entry `index` starts, given the column of ends. */
export function startOf(ends: Uint32Array, index: number): number {
  return index === 0 ? 0 : ends[index - 1]!;
}

function valueBytesOf(columns: Columns, index: number): Uint8Array {
  const { bytes, valuesAt, valueEnds } = columns;
  return bytes.subarray(valuesAt + startOf(valueEnds, index), valuesAt + valueEnds[index]!);
}

export function keyBytesOf(columns: Columns, index: number): Uint8Array {
  const { bytes, keysAt, keyEnds } = columns;
  return bytes.subarray(keysAt + startOf(keyEnds, index), keysAt + keyEnds[index]!);
}

function allocate(count: number, valuesLength: number, keysLength: number): Columns {
  const bytes = new Uint8Array(headerBytes + count * bytesPerRecord + valuesLength + keysLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(8, count, true);
  view.setUint32(12, valuesLength, true);
  return columnsOver(bytes, count, valuesLength);
}

function seal(packed: Columns): Uint8Array {
  const { bytes } = packed;
  new DataView(bytes.buffer).setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}
