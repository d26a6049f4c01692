// Hashes, all pure and the same on every machine. None is cryptographic.
//
// murmur2: Kafka's default partitioner, so that other producers agree on the partition of a key.
// murmur3 (Austin Appleby, MurmurHash3, public domain): subjects in sets, and ids of findings.
//
// Both are defined over UTF-8, four bytes at a time. They are computed straight from the string:
// each character becomes its one to four bytes, packed into a number, and whole blocks of 32 bits
// are mixed as they fill up. So there is no buffer to allocate or to share between calls. ASCII,
// which nearly all keys and ids are, goes four characters at a time (twice as fast). The loop
// stands in both: shared, it would call a function for every four characters of every key.

import { utf8Length } from './utf8.ts';

/** Partition of a key, as Kafka's DefaultPartitioner computes it. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** Kafka's murmur2 of a string's UTF-8 bytes, as a signed 32-bit number. */
export function murmur2(text: string): number {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ utf8Length(text);
  let i = 0;
  for (; isAsciiBlock(text, i); i += 4) {
    let k = Math.imul(asciiBlock(text, i), m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  let block = 0;
  let filledBits = 0;
  for (; i < text.length; i += 1) {
    let packed = text.charCodeAt(i);
    let bits = 8;
    if (packed >= 0x80) {
      packed = packedUtf8(text, i);
      bits = bitsOf(text, i);
      if (bits === 32) i += 1;
    }
    block |= packed << filledBits;
    filledBits += bits;
    if (filledBits < 32) continue;
    let k = Math.imul(block, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
    filledBits -= 32;
    block = carried(packed, bits, filledBits);
  }
  if (filledBits > 0) h = Math.imul(h ^ block, m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

/** MurmurHash3 x86 32 of a string's UTF-8 bytes, unsigned. */
export function hash32(text: string, seed = 0): number {
  let h = seed | 0;
  let i = 0;
  for (; isAsciiBlock(text, i); i += 4) {
    h ^= mix(asciiBlock(text, i));
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let block = 0;
  let filledBits = 0;
  let length = i;
  for (; i < text.length; i += 1) {
    let packed = text.charCodeAt(i);
    let bits = 8;
    if (packed >= 0x80) {
      packed = packedUtf8(text, i);
      bits = bitsOf(text, i);
      if (bits === 32) i += 1;
    }
    block |= packed << filledBits;
    filledBits += bits;
    length += bits >> 3;
    if (filledBits < 32) continue;
    h ^= mix(block);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
    filledBits -= 32;
    block = carried(packed, bits, filledBits);
  }
  if (filledBits > 0) h ^= mix(block);
  h ^= length;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 128 bits as 32 hex digits. */
export function hash128(text: string): string {
  const lanes = new Int32Array(4);
  hash128Into(text, lanes);
  let hex = '';
  for (const lane of lanes) hex += (lane >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** 128 bits in four lanes: independently seeded murmur3, each chained to the one before. */
export function hash128Into(text: string, lanes: Int32Array): void {
  let chained = 0;
  for (let i = 0; i < 4; i += 1) {
    chained = hash32(text, laneSeeds[i]! ^ chained);
    lanes[i] = chained;
  }
}

const laneSeeds = [0x2545f491, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];

function mix(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function isAsciiBlock(text: string, at: number): boolean {
  if (at + 4 > text.length) return false;
  const low = text.charCodeAt(at) | text.charCodeAt(at + 1);
  return (low | text.charCodeAt(at + 2) | text.charCodeAt(at + 3)) < 0x80;
}

function asciiBlock(text: string, at: number): number {
  const low = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8);
  return low | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24);
}

/** The bytes of the last character that did not fit into the block just mixed. */
function carried(packed: number, bits: number, leftBits: number): number {
  // A shift by 32 is a shift by 0 in JavaScript, so nothing left has to be asked for.
  return leftBits === 0 ? 0 : packed >>> (bits - leftBits);
}

/** UTF-8 bytes of the character at `index`, first byte lowest. Only for codes from 0x80 on. */
function packedUtf8(text: string, index: number): number {
  const bits = bitsOf(text, index);
  let code = text.codePointAt(index) ?? 0;
  if (bits === 16) return 0xc0 | (code >> 6) | ((0x80 | (code & 0x3f)) << 8);
  if (bits === 24) {
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    const middle = (0x80 | ((code >> 6) & 0x3f)) << 8;
    return 0xe0 | (code >> 12) | middle | ((0x80 | (code & 0x3f)) << 16);
  }
  const high = 0xf0 | (code >> 18) | ((0x80 | ((code >> 12) & 0x3f)) << 8);
  return high | ((0x80 | ((code >> 6) & 0x3f)) << 16) | ((0x80 | (code & 0x3f)) << 24);
}

function bitsOf(text: string, index: number): number {
  if (text.charCodeAt(index) < 0x800) return 16;
  return (text.codePointAt(index) ?? 0) > 0xffff ? 32 : 24;
}

/**
 * Digest of a value's bytes as 32 hex digits: FNV-1a over 32-bit lanes with four offsets. Finds a
 * log that was truncated or made anew; it does not protect against somebody who forges one.
 */
export function digestOf(bytes: Uint8Array): string {
  const lanes = [0x811c9dc5, 0x2545f491, 0x9e3779b9, 0xc2b2ae35];
  for (let i = 0; i < bytes.length; i += 1) {
    const lane = i & 3;
    lanes[lane] = Math.imul(lanes[lane]! ^ bytes[i]!, 0x01000193);
  }
  return hash128(`${bytes.length}/${lanes.map((lane) => lane >>> 0).join('/')}`);
}
