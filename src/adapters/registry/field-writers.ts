// Writes single values as Avro does:
// https://avro.apache.org/docs/1.12.0/specification/#binary-encoding
// For the types that fields of ours have; avsc writes all others, and this must equal it.
// Used by extension.ts.

import { assert } from '../../core/assert.ts';
import { utf8Write } from '../../core/utf8.ts';
import { itemOf, nullableOf, plainName } from './field-readers.ts';
import type { AvroSchema } from './walker.ts';

export type FieldWriter<T = unknown> = {
  /** The value takes at most so many bytes. */
  readonly bound: (value: T) => number;
  /** Returns the position after it. The room must be there. */
  readonly write: (value: T, bytes: Buffer, at: number) => number;
};

/** Undefined where the type is none of those. */
export function fieldWriter(type: AvroSchema): FieldWriter | undefined {
  const nullable = nullableOf(type);
  if (nullable !== undefined) return nullableWriter(fieldWriter(nullable));
  const item = itemOf(type);
  if (item !== undefined) return itemsWriter(writers[item]);
  return writers[plainName(type) ?? ''];
}

const longBytesMax = 10;
/** From here on a call into the platform is cheaper than a loop. */
const longText = 64;

const text: FieldWriter<string> = {
  bound: (value) => longBytesMax + 3 * value.length,
  write: (value, bytes, at) => {
    if (value.length < longText) {
      // One byte of length for as long as it is ASCII, which is nearly always.
      const end = utf8Write(value, bytes, at + 1);
      if (end - at - 1 < longText) {
        bytes[at] = (end - at - 1) << 1;
        return end;
      }
    }
    const start = writeLong(Buffer.byteLength(value), bytes, at);
    return start + bytes.write(value, start);
  },
};

const whole: FieldWriter<number> = { bound: () => longBytesMax, write: writeLong };

const truth: FieldWriter<boolean> = {
  bound: () => 1,
  write: (value, bytes, at) => {
    bytes[at] = value ? 1 : 0;
    return at + 1;
  },
};

const writers: Readonly<Record<string, FieldWriter>> = {
  string: text as FieldWriter,
  int: whole as FieldWriter,
  long: whole as FieldWriter,
  boolean: truth as FieldWriter,
};

function nullableWriter(writer: FieldWriter | undefined): FieldWriter | undefined {
  if (writer === undefined) return undefined;
  return {
    bound: (value) => 1 + (value === null ? 0 : writer.bound(value)),
    write: (value, bytes, at) => {
      bytes[at] = value === null ? 0 : 2;
      return value === null ? at + 1 : writer.write(value, bytes, at + 1);
    },
  };
}

/** One block with all items, then an empty one. */
function itemsWriter(writer: FieldWriter | undefined): FieldWriter | undefined {
  if (writer === undefined) return undefined;
  const { bound, write } = writer;
  return {
    bound: (items) => {
      let sum = longBytesMax + 1;
      for (const item of items as readonly unknown[]) sum += bound(item);
      return sum;
    },
    write: (value, bytes, start) => {
      const items = value as readonly unknown[];
      let at = items.length === 0 ? start : writeLong(items.length, bytes, start);
      for (let i = 0; i < items.length; i += 1) at = write(items[i], bytes, at);
      bytes[at] = 0;
      return at + 1;
    },
  };
}

const bits28 = 2 ** 28;

/** Zigzag, then seven bits a byte. */
function writeLong(value: number, bytes: Uint8Array, start: number): number {
  assert(Number.isSafeInteger(value), 'an int or a long is whole');
  let at = start;
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  // Operators on bits hold for 32 of them: four bytes at a time.
  while (left >= bits28) {
    const high = Math.floor(left / bits28);
    const low = left - high * bits28;
    bytes[at] = (low & 127) | 128;
    bytes[at + 1] = ((low >>> 7) & 127) | 128;
    bytes[at + 2] = ((low >>> 14) & 127) | 128;
    bytes[at + 3] = (low >>> 21) | 128;
    at += 4;
    left = high;
  }
  while (left >= 128) {
    bytes[at++] = (left & 127) | 128;
    left >>>= 7;
  }
  bytes[at] = left;
  return at + 1;
}
