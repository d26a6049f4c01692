// The set of hashes against a Set of texts.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashSet } from '../../src/core/hash-set.ts';

/** Few different numbers, so that hashes share lanes, slots and the number 0. */
const lane = fc.constantFrom(0, 1, -1, 1_024, 5);
const hash = fc.tuple(lane, lane, lane, lane).map((lanes) => Int32Array.from(lanes));

test('it holds what was added and nothing else, but for four zeros', () => {
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 400 }), fc.array(hash), (added, asked) => {
      const set = new HashSet();
      const plain = new Set<string>();
      for (const one of added) {
        set.add(one);
        if (one.some((number) => number !== 0)) plain.add(one.join());
      }
      for (const one of [...added, ...asked]) {
        expect(set.has(one)).toBe(plain.has(one.join()));
      }
    }),
  );
});

test('a hundred thousand are all found again', () => {
  const set = new HashSet();
  const hashOf = (n: number) => Int32Array.of(Math.imul(n, 0x9e3779b1), n, -n, 7);
  for (let n = 0; n < 100_000; n += 1) set.add(hashOf(n));
  expect(set.size).toBe(100_000);
  for (let n = 0; n < 100_000; n += 1) if (!set.has(hashOf(n))) throw new Error(`${n} is lost`);
  for (let n = 100_000; n < 200_000; n += 1) if (set.has(hashOf(n))) throw new Error(`${n}?`);
});
