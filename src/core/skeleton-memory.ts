// Remembers a value for each skeleton of a statement. For core/statement.
//
//   slots    open addressing, at most half full: entry + 1, 0: free
//   hashes, starts, lengths   of an entry; starts and lengths in words of the arena
//   arena    the skeletons one after another, in words of four bytes
//
// A hash only finds the place: an entry is an answer if its skeleton is equal byte for byte. Typed
// columns and not a Map, because a Map wants a string, and to make, hash and keep one for every
// statement costs more than all the rest. Full (entries or bytes), it forgets everything and starts
// anew: there is no order to keep, and what is common is soon back.

import type { StatementSkeleton } from './statement-skeleton.ts';

/** Statements of an application repeat in a few hundred shapes. */
const entriesMax = 2_048;
/** Generated statements have 2,000 characters and more; beyond this they are too few to matter. */
const skeletonWordsMax = 1_024;
/** 2 MiB: room for all entries at 1,024 characters each, which hardly any has. */
const arenaWordsMax = 524_288;
const arenaWordsFirst = 4_096;
const slotCount = 2 * entriesMax;

export class SkeletonMemory<T> {
  readonly #slots = new Uint16Array(slotCount);
  readonly #hashes = new Int32Array(entriesMax);
  readonly #starts = new Uint32Array(entriesMax);
  /** In bytes, because zeros fill the last word. */
  readonly #lengths = new Uint16Array(entriesMax);
  readonly #values: T[] = [];
  #arena = new Uint32Array(arenaWordsFirst);
  #used = 0;
  /** Hashes seen once: what never comes again is not worth a copy, nor to forget others for. */
  readonly #once = new Int32Array(slotCount);

  find(skeleton: StatementSkeleton): T | undefined {
    const { hash } = skeleton;
    for (let slot = hash & (slotCount - 1); ; slot = (slot + 1) & (slotCount - 1)) {
      const entry = this.#slots[slot]! - 1;
      if (entry < 0) return undefined;
      if (this.#hashes[entry] === hash && this.#isEqual(entry, skeleton))
        return this.#values[entry];
    }
  }

  /** For a skeleton that was not found. It has to be said twice to be believed. */
  remember(skeleton: StatementSkeleton, value: T): void {
    const { wordCount, hash } = skeleton;
    if (wordCount > skeletonWordsMax) return;
    if (this.#once[hash & (slotCount - 1)] !== hash) {
      this.#once[hash & (slotCount - 1)] = hash;
      return;
    }
    if (this.#values.length === entriesMax || this.#used + wordCount > arenaWordsMax)
      this.#forget();
    this.#reserve(this.#used + wordCount);
    const entry = this.#values.length;
    this.#arena.set(skeleton.words.subarray(0, wordCount), this.#used);
    this.#hashes[entry] = hash;
    this.#starts[entry] = this.#used;
    this.#lengths[entry] = skeleton.length;
    this.#values.push(value);
    this.#used += wordCount;
    let slot = hash & (slotCount - 1);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
    this.#slots[slot] = entry + 1;
  }

  #isEqual(entry: number, { words, length, wordCount }: StatementSkeleton): boolean {
    if (this.#lengths[entry] !== length) return false;
    const arena = this.#arena;
    const start = this.#starts[entry]!;
    for (let i = 0; i < wordCount; i += 1) {
      if (arena[start + i] !== words[i]) return false;
    }
    return true;
  }

  #forget(): void {
    this.#slots.fill(0);
    this.#values.length = 0;
    this.#used = 0;
  }

  #reserve(words: number): void {
    if (words <= this.#arena.length) return;
    const larger = new Uint32Array(Math.min(arenaWordsMax, 2 ** Math.ceil(Math.log2(words))));
    larger.set(this.#arena);
    this.#arena = larger;
  }
}
