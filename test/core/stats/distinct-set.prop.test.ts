// Sets over borrowed bytes count as a Set does, in any order, and err as promised beyond 96.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hash32 } from '../../../src/core/hash.ts';
import {
  addDistinct,
  type DistinctSet,
  estimateDistinct,
  exactMax,
  isExact,
  mergeDistinct,
  moveDistinct,
  nextCapacity,
  wordsFor,
} from '../../../src/core/stats/distinct-set.ts';

/** Between two guards, so that a write outside the region is seen. */
const guard = 0xdeadbeef;
const guardWords = 3;

test('distinct-set > equals a Set while exact, and says exactly what each insertion did', () => {
  const hashes = fc.array(fc.oneof(fc.nat(60), wholeHashes()), { maxLength: 120, size: 'max' });
  fc.assert(
    fc.property(hashes, (list) => {
      let set = region(8);
      const naive = new Set<number>();
      for (const hash of list) {
        if (naive.size === exactMax) break;
        const value = hash === 0 ? 1 : hash;
        const isNew = !naive.has(value);
        naive.add(value);
        let outcome = addDistinct(set, hash);
        if (outcome === 'full') {
          expect(naive.size).toBe(set.capacity + 1);
          set = grown(set);
          outcome = addDistinct(set, hash);
        }
        expect(outcome).toBe(isNew ? 'added' : 'known');
        expect(estimateDistinct(set)).toBe(naive.size);
        expect(isExact(set)).toBe(true);
      }
      expect(contents(set)).toEqual([...naive].sort((a, b) => a - b));
      expectGuards(set);
    }),
  );
});

test('distinct-set > has the same bytes whatever the order and repetition of arrivals', () => {
  const hashes = fc.uniqueArray(wholeHashes(), { maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(hashes, fc.infiniteStream(fc.nat(199)), (list, picks) => {
      const shuffled = [...list];
      for (const [i, pick] of [...picks.take(list.length)].entries()) {
        shuffled.push(list[pick % list.length]!, list[i]!);
      }
      const one = filled(list);
      const other = filled(shuffled.reverse());
      expect(other.capacity).toBe(one.capacity);
      expect(bytesOf(other)).toEqual(bytesOf(one));
    }),
  );
});

test('distinct-set > a merge holds what adding both would hold, at every pair of sizes', () => {
  const sizes = fc.constantFrom(0, 5, 60, 96, 97, 300);
  fc.assert(
    fc.property(sizes, sizes, fc.nat(300), fc.nat(1_000), (left, right, apart, world) => {
      const a = range(world, 0, left);
      const b = range(world, apart, right);
      let merged = filled(a);
      const from = filled(b);
      const before = bytesOf(from).slice();
      while (mergeDistinct(merged, from) === 'full') merged = grown(merged);
      expect(mergeDistinct(merged, from)).toBe('known');
      const expected = filled([...a, ...b]);
      // Who merges with a sketch becomes one, and every sketch here has seen more than 96.
      expect(isExact(merged)).toBe(isExact(expected));
      expect(estimateDistinct(merged)).toBe(estimateDistinct(expected));
      expect(bytesOf(from)).toEqual(before);
    }),
  );
});

test('distinct-set > a set with twice as many and more never counts as smaller', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.nat(1_000), (size, world) => {
      const small = estimateDistinct(filled(range(world, 0, size)));
      expect(estimateDistinct(filled(range(world, 0, 2 * size + 1)))).toBeGreaterThan(small);
    }),
  );
});

test('distinct-set > a sketch never says less than the 97 that made it one', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (world) => {
      expect(estimateDistinct(filled(range(world, 0, 97)))).toBeGreaterThanOrEqual(97);
    }),
  );
});

function wholeHashes() {
  return fc.integer({ min: 0, max: 0xffff_ffff });
}

function range(world: number, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => hash32(`customer-${from + i}`, world));
}

function region(capacity: number): DistinctSet {
  const words = new Uint32Array(wordsFor(capacity) + 2 * guardWords);
  words.fill(guard, 0, guardWords).fill(guard, words.length - guardWords);
  return { words, bytes: new Uint8Array(words.buffer), start: guardWords, capacity };
}

function grown(set: DistinctSet): DistinctSet {
  const larger = region(nextCapacity(set.capacity));
  moveDistinct(set, larger);
  return larger;
}

function filled(hashes: readonly number[]): DistinctSet {
  let set = region(8);
  for (const hash of hashes) {
    while (addDistinct(set, hash) === 'full') set = grown(set);
  }
  expectGuards(set);
  return set;
}

function contents(set: DistinctSet): number[] {
  return [...set.words.subarray(set.start, set.start + set.capacity)].filter((word) => word !== 0);
}

function bytesOf(set: DistinctSet): Uint8Array {
  return set.bytes.subarray(set.start * 4, (set.start + wordsFor(set.capacity)) * 4);
}

function expectGuards(set: DistinctSet): void {
  const end = set.start + wordsFor(set.capacity);
  const guards = [...set.words.subarray(0, set.start), ...set.words.subarray(end)];
  expect(guards).toEqual(Array(2 * guardWords).fill(guard));
}
