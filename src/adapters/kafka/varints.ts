// Zigzag varints, as record batches hold them: seven bits a byte, low ones first, the high bit set
// where more follow (https://protobuf.dev/programming-guides/encoding/#varints).
//
//   value   0  −1   1  −2   2  …  63  −64   64
//   zigzag  0   1   2   3   4  …  126  127  128 → 0x80 0x01
//
// Read without an object, a closure or state: `packedAt` gives value and size in one small integer,
// which the compiler keeps in a register. Used by the reader and the writer of record batches.

const sizeBits = 3;
const sizeMask = 7;

/**
 * A zigzag number of at most four bytes and its size; 0 where it is longer or ends too early. No
 * length or delta of a batch below 128 MB needs five.
 */
export function packedAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return (first << sizeBits) | 1;
  const second = bytes[at + 1]!;
  if (second < 0x80) return ((((first & 0x7f) | (second << 7)) >>> 0) << sizeBits) | 2;
  return longerPackedAt(bytes, at);
}

function longerPackedAt(bytes: Uint8Array, at: number): number {
  const low = (bytes[at]! & 0x7f) | ((bytes[at + 1]! & 0x7f) << 7);
  const third = bytes[at + 2]!;
  if (third < 0x80) return ((low | (third << 14)) << sizeBits) | 3;
  const fourth = bytes[at + 3]!;
  if (fourth < 0x80) return ((low | ((third & 0x7f) << 14) | (fourth << 21)) << sizeBits) | 4;
  return 0;
}

export function sizeOfPacked(packed: number): number {
  return packed & sizeMask;
}

export function valueOfPacked(packed: number): number {
  return (packed >>> (sizeBits + 1)) ^ -((packed >>> sizeBits) & 1);
}

/** Where a number of at most ten bytes ends, or −1. */
export function varintEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < start + 10 && at < bytes.length; at += 1) {
    if (bytes[at]! < 0x80) return at + 1;
  }
  return -1;
}

/** A zigzag number of 64 bits, as far as a number is exact; `varintEnd` says where it ends. */
export function longVarintAt(bytes: Uint8Array, start: number): number {
  let zigzag = 0;
  let weight = 1;
  for (let at = start; ; at += 1) {
    const byte = bytes[at]!;
    zigzag += (byte & 0x7f) * weight;
    if (!(byte >= 0x80)) break;
    weight *= 128;
  }
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}

/** Writes a zigzag number of 32 bits; returns the position after it. */
export function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest >= 0x80) {
    bytes[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}

export function varintLength(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x200000) return 3;
  return zigzag < 0x10000000 ? 4 : 5;
}
