// Distinct subjects of one pane, as a block that belongs to the user.
//
//   0 subjects       no block
//   1 … 96           │ hash │ hash │ hash │ 0 │ 0 │ …    in order of arrival, exact; the block grows
//                    through the classes of blocks.ts: 8, 16, 24, 32, 48, 64, 96 hashes
//   97 …             │ 256 registers of one byte │       a HyperLogLog with p = 8
//
// The hash is MurmurHash3 of the id, 32 bits, 0 replaced by 1. Among 96 ids two collide with a
// probability of 10⁻⁶. Insertions commute: the order of events does not matter.

import { type Blocks, classFor, classOf, sketchClass, wordsOf } from './blocks.ts';
import { addToSketch, estimateSketch } from './stats/hyperloglog.ts';

/** Subjects that are counted exactly. A support agent meets 12 to 50 a day. */
export const exactMax = 96;

export function isExactSet(handle: number): boolean {
  return classOf(handle) !== sketchClass;
}

/** Adds a hash; returns the handle of the set, which may have moved to a larger block. */
export function addSubject(blocks: Blocks, handle: number, subjectHash: number): number {
  const hash = subjectHash === 0 ? 1 : subjectHash;
  if (!isExactSet(handle)) {
    addToSketch(blocks.bytes(handle), blocks.start(handle) * 4, hash);
    return handle;
  }
  if (handle === 0) return put(blocks, blocks.allocate(classFor(32)), 0, hash);
  const words = blocks.words(handle);
  const start = blocks.start(handle);
  const capacity = wordsOf(handle);
  for (let i = 0; i < capacity; i += 1) {
    const known = words[start + i]!;
    if (known === hash) return handle;
    if (known === 0) return put(blocks, handle, i, hash);
  }
  if (capacity < exactMax) return put(blocks, grown(blocks, handle), capacity, hash);
  return sketchOf(blocks, handle, hash);
}

/** Number of distinct subjects: exact, or the estimate. */
export function subjectCount(blocks: Blocks, handle: number): number {
  if (handle === 0) return 0;
  if (!isExactSet(handle)) {
    return Math.round(estimateSketch(blocks.bytes(handle), blocks.start(handle) * 4));
  }
  const words = blocks.words(handle);
  const start = blocks.start(handle);
  // The used slots come first: find their end by halving.
  let low = 1;
  let high = wordsOf(handle);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[start + middle] === 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function freeSet(blocks: Blocks, handle: number): void {
  if (handle !== 0) blocks.free(handle);
}

function put(blocks: Blocks, handle: number, index: number, hash: number): number {
  blocks.words(handle)[blocks.start(handle) + index] = hash;
  return handle;
}

function grown(blocks: Blocks, handle: number): number {
  const used = wordsOf(handle);
  const larger = blocks.allocate(classFor(used * 4 + 4));
  const from = blocks.start(handle);
  blocks.words(larger).set(blocks.words(handle).subarray(from, from + used), blocks.start(larger));
  blocks.free(handle);
  return larger;
}

function sketchOf(blocks: Blocks, handle: number, hash: number): number {
  const sketch = blocks.allocate(sketchClass);
  const bytes = blocks.bytes(sketch);
  const at = blocks.start(sketch) * 4;
  const words = blocks.words(handle);
  const start = blocks.start(handle);
  for (let i = 0; i < exactMax; i += 1) addToSketch(bytes, at, words[start + i]!);
  addToSketch(bytes, at, hash);
  blocks.free(handle);
  return sketch;
}
