// The hashes work on characters; the definitions are over UTF-8 bytes. Both must agree.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hash32, murmur2 } from '../../src/core/hash.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '€', '😀', '\ud800', '\udfff', '7') }),
);

test('murmur3 of a string is murmur3 of its UTF-8 bytes', () => {
  fc.assert(
    fc.property(texts, fc.integer(), (text, seed) => {
      expect(hash32(text, seed)).toBe(murmur3OfBytes(new TextEncoder().encode(text), seed));
    }),
  );
});

test('murmur2 of a string is murmur2 of its UTF-8 bytes', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(murmur2(text)).toBe(murmur2OfBytes(new TextEncoder().encode(text)));
    }),
  );
});

/** As in MurmurHash3.cpp, block by block, with BigInt in place of 32-bit arithmetic. */
function murmur3OfBytes(bytes: Uint8Array, seed: number): number {
  const times = (a: bigint, b: bigint) => BigInt.asUintN(32, a * b);
  const turn = (x: bigint, by: bigint) => BigInt.asUintN(32, (x << by) | (x >> (32n - by)));
  const mixed = (k: bigint) => times(turn(times(k, 0xcc9e2d51n), 15n), 0x1b873593n);
  let h = BigInt.asUintN(32, BigInt(seed));
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    h = BigInt.asUintN(32, turn(h ^ mixed(block(bytes, at, 4)), 13n) * 5n + 0xe6546b64n);
  }
  if (whole < bytes.length) h ^= mixed(block(bytes, whole, bytes.length - whole));
  h ^= BigInt(bytes.length);
  h = times(h ^ (h >> 16n), 0x85ebca6bn);
  h = times(h ^ (h >> 13n), 0xc2b2ae35n);
  return Number(h ^ (h >> 16n));
}

/** As in Kafka's Utils.java. */
function murmur2OfBytes(bytes: Uint8Array): number {
  const m = 0x5bd1e995n;
  const times = (a: bigint, b: bigint) => BigInt.asUintN(32, a * b);
  let h = BigInt.asUintN(32, 0x9747b28cn ^ BigInt(bytes.length));
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    let k = times(block(bytes, at, 4), m);
    k ^= k >> 24n;
    h = times(h, m) ^ times(k, m);
  }
  if (whole < bytes.length) h = times(h ^ block(bytes, whole, bytes.length - whole), m);
  h = times(h ^ (h >> 13n), m);
  return Number(BigInt.asIntN(32, h ^ (h >> 15n)));
}

function block(bytes: Uint8Array, at: number, length: number): bigint {
  let value = 0n;
  for (let i = 0; i < length; i += 1) value |= BigInt(bytes[at + i]!) << BigInt(8 * i);
  return value;
}
