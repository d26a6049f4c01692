// How many distinct things: a set in a region of bytes that somebody else owns.
//
//   capacity   region                                                          bytes
//   8 … 96     │ 0 │ 0 │ 0 │ hash │ hash │ … │ hash │   32-bit hashes, sorted   32 … 384
//   0          │ register 0 │ register 1 │ … │ 255 │    a HyperLogLog, p = 8    256
//
//      8 ──► 16 ──► 24 ──► 32 ──► 48 ──► 64 ──► 96 ──► 0        `full`: the owner finds a larger
//      └── exact ───────────────────────────────┘  estimate     region, moves the set, adds again
//
// Empty slots are zeros and sort first, so that one binary search over the whole region finds a
// hash, its place and the number of hashes alike, and the same set has the same bytes whatever the
// order of arrival: rows can be hashed and compared. Hash 0 counts as hash 1. Two of 96 hashes
// collide with a probability of 1e-6. Above 96 the standard error is 6.5 % (hyperloglog.ts).
//
// Nothing is allocated; a region is described by a cursor that its owner points from set to set.

import { assert } from '../assert.ts';
import { addToSketch, estimateSketch, registers } from './hyperloglog.ts';

/** A region: `words` and `bytes` are views of one buffer from its start, `start` is in words. */
export type DistinctSet = {
  words: Uint32Array;
  bytes: Uint8Array;
  start: number;
  /** Hashes that fit, one of `capacities`; 0 for a sketch. */
  capacity: number;
};

/** `full` changed nothing that a later attempt would not do again. */
export type Insertion = 'known' | 'added' | 'full';

export const sketchCapacity = 0;
export const capacities = [8, 16, 24, 32, 48, 64, 96] as const;
/** Hashes counted exactly. */
export const exactMax = 96;
const sketchWords = registers / 4;

/** Words of 32 bits in a region. */
export function wordsFor(capacity: number): number {
  return capacity === sketchCapacity ? sketchWords : capacity;
}

/** What a full set grows to. */
export function nextCapacity(capacity: number): number {
  for (const larger of capacities) if (larger > capacity) return larger;
  return sketchCapacity;
}

export function isExact(set: DistinctSet): boolean {
  return set.capacity !== sketchCapacity;
}

/** Adds a hash. For a sketch `known` means that no register changed. */
export function addDistinct(set: DistinctSet, hash: number): Insertion {
  const value = hash === 0 ? 1 : hash >>> 0;
  const { words, start } = set;
  if (set.capacity === sketchCapacity) {
    return addToSketch(set.bytes, start * 4, value) ? 'added' : 'known';
  }
  const place = lowerBound(set, value);
  if (place < start + set.capacity && words[place] === value) return 'known';
  if (words[start] !== 0) return 'full';
  for (let i = start; i < place - 1; i += 1) words[i] = words[i + 1]!;
  words[place - 1] = value;
  return 'added';
}

/** Takes a hash out of an exact set; true if it was there. A sketch cannot forget. */
export function removeDistinct(set: DistinctSet, hash: number): boolean {
  const value = hash === 0 ? 1 : hash >>> 0;
  const { words, start } = set;
  if (set.capacity === sketchCapacity) return false;
  const place = lowerBound(set, value);
  if (place === start + set.capacity || words[place] !== value) return false;
  for (let i = place; i > start; i -= 1) words[i] = words[i - 1]!;
  words[start] = 0;
  return true;
}

/** Number of distinct hashes, exact or estimated; always whole. */
export function estimateDistinct(set: DistinctSet): number {
  if (set.capacity !== sketchCapacity) return set.start + set.capacity - lowerBound(set, 1);
  // A set becomes a sketch when it holds more than 96: the estimate never says less.
  return Math.max(exactMax + 1, Math.round(estimateSketch(set.bytes, set.start * 4)));
}

/** Adds all of `from`; on `full` grow `into` and merge again. */
export function mergeDistinct(into: DistinctSet, from: DistinctSet): Insertion {
  let outcome: Insertion = 'known';
  if (from.capacity !== sketchCapacity) {
    for (let i = lowerBound(from, 1); i < from.start + from.capacity; i += 1) {
      const one = addDistinct(into, from.words[i]!);
      if (one === 'full') return one;
      if (one === 'added') outcome = one;
    }
    return outcome;
  }
  if (into.capacity !== sketchCapacity) return 'full';
  for (let i = 0; i < registers; i += 1) {
    const rank = from.bytes[from.start * 4 + i]!;
    if (rank <= into.bytes[into.start * 4 + i]!) continue;
    into.bytes[into.start * 4 + i] = rank;
    outcome = 'added';
  }
  return outcome;
}

/** Copies a set to a zeroed region: a larger one, a sketch's, or a sketch's from a sketch's. */
export function moveDistinct(from: DistinctSet, to: DistinctSet): void {
  if (to.capacity === sketchCapacity) {
    mergeDistinct(to, from);
    return;
  }
  assert(from.capacity !== sketchCapacity, 'a sketch does not become exact again');
  assert(from.capacity <= to.capacity, 'a set moves to a region that is large enough');
  const shift = to.start + to.capacity - (from.start + from.capacity);
  for (let i = from.start; i < from.start + from.capacity; i += 1) {
    to.words[i + shift] = from.words[i]!;
  }
}

/** Index of the first word that is not below the value; the end of the region if none is. */
function lowerBound(set: DistinctSet, value: number): number {
  const words = set.words;
  let low = set.start;
  let high = low + set.capacity;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (words[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
