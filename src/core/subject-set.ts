// Distinct subjects of one pane: a set of stats/distinct-set.ts in a block that belongs to the
// user. No block is the empty set; a full one moves to the next larger class of block, and beyond
// 96 subjects into a HyperLogLog. The hash is MurmurHash3 of the id, 32 bits.

import { type Blocks, classFor, classOf, sketchClass, wordsOf } from './blocks.ts';
import {
  addDistinct,
  type DistinctSet,
  estimateDistinct,
  moveDistinct,
  nextCapacity,
  removeDistinct,
  sketchCapacity,
  wordsFor,
} from './stats/distinct-set.ts';

export function isExactSet(handle: number): boolean {
  return classOf(handle) !== sketchClass;
}

/** The sets of one pool of blocks, through one cursor that is pointed from set to set. */
export class SubjectSets {
  /** Whether the newest addition changed its set: a subject that was not there before. */
  wasAdded = false;
  readonly #blocks: Blocks;
  readonly #set: DistinctSet;
  readonly #larger: DistinctSet;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
    // Two cursors for all sets, the second for growing: a set is a handle and no object.
    const empty = { words: new Uint32Array(0), bytes: new Uint8Array(0), start: 0, capacity: 0 };
    this.#set = { ...empty };
    this.#larger = { ...empty };
  }

  /** Adds a hash; returns the handle of the set, which may have moved to a larger block. */
  add(handle: number, hash: number): number {
    let at = handle === 0 ? this.#allocate(nextCapacity(0)) : handle;
    let outcome = addDistinct(this.#pointTo(this.#set, at), hash);
    while (outcome === 'full') {
      at = this.#grow(at);
      outcome = addDistinct(this.#pointTo(this.#set, at), hash);
    }
    this.wasAdded = outcome === 'added';
    return at;
  }

  /** Takes a hash out, where the set is exact; true if it was there. */
  remove(handle: number, hash: number): boolean {
    return handle !== 0 && removeDistinct(this.#pointTo(this.#set, handle), hash);
  }

  /** Number of distinct subjects: exact, or the estimate. */
  count(handle: number): number {
    return handle === 0 ? 0 : estimateDistinct(this.#pointTo(this.#set, handle));
  }

  free(handle: number): void {
    if (handle !== 0) this.#blocks.free(handle);
  }

  #grow(handle: number): number {
    const from = this.#pointTo(this.#set, handle);
    const larger = this.#allocate(nextCapacity(from.capacity));
    moveDistinct(from, this.#pointTo(this.#larger, larger));
    this.#blocks.free(handle);
    return larger;
  }

  #allocate(capacity: number): number {
    const isSketch = capacity === sketchCapacity;
    return this.#blocks.allocate(isSketch ? sketchClass : classFor(wordsFor(capacity) * 4));
  }

  #pointTo(set: DistinctSet, handle: number): DistinctSet {
    set.words = this.#blocks.words(handle);
    set.bytes = this.#blocks.bytes(handle);
    set.start = this.#blocks.start(handle);
    set.capacity = isExactSet(handle) ? wordsOf(handle) : sketchCapacity;
    return set;
  }
}
