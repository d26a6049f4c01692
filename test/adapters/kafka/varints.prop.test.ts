// Numbers of record batches against the same numbers written by BigInt.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  longVarintAt,
  packedAt,
  sizeOfPacked,
  valueOfPacked,
  varintEnd,
  varintLength,
  writeVarint,
} from '../../../src/adapters/kafka/varints.ts';
import { varint } from './batch-bytes.ts';

/** Around every place where a number takes one byte more. */
const edges = [0, 6, 7, 13, 14, 20, 21, 26, 27, 30].flatMap((bits) =>
  [-1, 0, 1].flatMap((more) => [2 ** bits + more, -(2 ** bits) + more]),
);
const small = fc.oneof(
  fc.constantFrom(...edges),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: -70, max: 70 }),
);
const large = fc.maxSafeInteger().map((value) => Math.trunc(value / 2) + 0);
const inside = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0xff]), bytes, varint(77)]);

test('varints > what is written is what BigInt writes', () => {
  fc.assert(
    fc.property(small, (value) => {
      const bytes = new Uint8Array(12);
      const end = writeVarint(bytes, 1, value);
      expect(Buffer.from(bytes.subarray(1, end))).toEqual(varint(value));
      expect(varintLength(value)).toBe(end - 1);
    }),
    { numRuns: 300 },
  );
});

test('varints > up to four bytes are read in one piece, more are not', () => {
  fc.assert(
    fc.property(small, (value) => {
      const bytes = varint(value);
      const packed = packedAt(inside(bytes), 1);
      const size = bytes.length > 4 ? 0 : bytes.length;
      expect(sizeOfPacked(packed)).toBe(size);
      if (size > 0) expect(valueOfPacked(packed)).toBe(value);
    }),
    { numRuns: 300 },
  );
});

test('varints > long ones are exact as far as a number is', () => {
  fc.assert(
    fc.property(fc.oneof(small, large), (value) => {
      const bytes = varint(value);
      expect(longVarintAt(inside(bytes), 1)).toBe(value);
      expect(varintEnd(inside(bytes), 1)).toBe(1 + bytes.length);
    }),
    { numRuns: 300 },
  );
});

test('varints > one that never ends has no end and no value', () => {
  const endless = Buffer.alloc(20, 0xff);
  expect(packedAt(endless, 0)).toBe(0);
  expect(varintEnd(endless, 0)).toBe(-1);
  for (const length of [0, 1, 2, 3, 4, 9]) {
    expect(packedAt(endless.subarray(0, length), 0)).toBe(0);
    expect(varintEnd(endless.subarray(0, length), 0)).toBe(-1);
  }
});
