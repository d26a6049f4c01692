// Hashes, all pure and the same on every machine. None is cryptographic.
//
// murmur2: Kafka's default partitioner, so that other producers agree on the partition of a key.
// murmur3 (Austin Appleby, MurmurHash3, public domain): subjects in sets, and ids of findings.

import { utf8Length, utf8Write } from './utf8.ts';

let scratch = new Uint8Array(1_024);

function encode(text: string): number {
  const length = utf8Length(text);
  if (length > scratch.length) scratch = new Uint8Array(length * 2);
  utf8Write(text, scratch, 0);
  return length;
}

/** Partition of a key, as Kafka's DefaultPartitioner computes it. */
export function partitionOf(key: string, partitions: number): number {
  const length = encode(key);
  return (murmur2(scratch, length) & 0x7fffffff) % partitions;
}

/** Kafka's murmur2 of the first `length` bytes, as a signed 32-bit number. */
export function murmur2(bytes: Uint8Array, length: number): number {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let k = read32(bytes, at);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    h = Math.imul(h, m) ^ k;
  }
  const left = length - at;
  if (left >= 3) h ^= bytes[at + 2]! << 16;
  if (left >= 2) h ^= bytes[at + 1]! << 8;
  if (left >= 1) {
    h ^= bytes[at]!;
    h = Math.imul(h, m);
  }
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

/** MurmurHash3 x86 32 of a string's UTF-8 bytes, unsigned. */
export function hash32(text: string, seed = 0): number {
  return murmur3(scratch, encode(text), seed);
}

/** 128 bits as 32 hex digits: four independently seeded murmur3, finalised together. */
export function hash128(text: string): string {
  const length = encode(text);
  let hex = '';
  let chained = 0;
  for (const seed of [0x2545f491, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35]) {
    chained = murmur3(scratch, length, seed ^ chained);
    hex += chained.toString(16).padStart(8, '0');
  }
  return hex;
}

function murmur3(bytes: Uint8Array, length: number, seed: number): number {
  let h = seed | 0;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    h ^= mix(read32(bytes, at));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  const left = length - at;
  if (left >= 3) tail ^= bytes[at + 2]! << 16;
  if (left >= 2) tail ^= bytes[at + 1]! << 8;
  if (left >= 1) h ^= mix(tail ^ bytes[at]!);
  h ^= length;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function mix(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function read32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
