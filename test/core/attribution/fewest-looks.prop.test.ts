// The fewest looks, against all choices that there are; and of very many looks that none is there
// in vain, and that they are found in time.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fewestLooks, type Look } from '../../../src/core/attribution/fewest-looks.ts';

const looksOf = ({ looks, victims }: { readonly looks: number; readonly victims: number }) =>
  fc.array(fc.uniqueArray(fc.nat(victims - 1), { minLength: 1, maxLength: 5 }).map(inOrder), {
    maxLength: looks,
  });

/** Each victim in two looks or more, so that none is needed from the start. */
const twiceOrMore = fc
  .array(fc.uniqueArray(fc.nat(8), { minLength: 2, maxLength: 3 }), { minLength: 4, maxLength: 12 })
  .map((looksOfVictim) =>
    Array.from({ length: 9 }, (_, look): Look => {
      return looksOfVictim.flatMap((own, victim) => (own.includes(look) ? [victim] : []));
    }).filter((look) => look.length > 0),
  );

function inOrder(victims: readonly number[]): Look {
  return victims.toSorted((a, b) => a - b);
}

/** How many of these are needed, by trying all choices. */
function fewestOf(looks: readonly Look[]): number {
  const all = new Set(looks.flat());
  const sizes = Array.from({ length: 1 << looks.length }, (_, bits) => {
    const chosen = looks.filter((_, i) => ((bits >>> i) & 1) === 1);
    const isAll = new Set(chosen.flat()).size === all.size;
    return isAll ? chosen.length : Number.POSITIVE_INFINITY;
  });
  return Math.min(...sizes);
}

function expectAllNeeded(chosen: readonly Look[], looks: readonly Look[]): void {
  expect(new Set(chosen.flat())).toEqual(new Set(looks.flat()));
  const times = new Map<number, number>();
  for (const victim of chosen.flat()) times.set(victim, (times.get(victim) ?? 0) + 1);
  for (const look of chosen) {
    expect(looks).toContainEqual(look);
    expect(look.some((victim) => times.get(victim) === 1)).toBe(true);
  }
}

describe('fewestLooks', () => {
  const cases: { name: string; looks: Look[]; expect: Look[] }[] = [
    { name: 'none of none', looks: [], expect: [] },
    {
      name: 'one of two that bring the same',
      looks: [
        [0, 1],
        [0, 1],
      ],
      expect: [[0, 1]],
    },
    { name: 'the larger of two', looks: [[1], [0, 1]], expect: [[0, 1]] },
    {
      name: 'the ends of a chain',
      looks: [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      expect: [
        [0, 1],
        [2, 3],
      ],
    },
    {
      name: 'not the largest',
      looks: [
        [0, 1, 2],
        [3, 4, 5],
        [1, 2, 3, 4],
      ],
      expect: [
        [0, 1, 2],
        [3, 4, 5],
      ],
    },
  ];
  for (const { name, looks, expect: expected } of cases) {
    test(name, () => expect(fewestLooks(looks)).toEqual(expected));
  }

  test('are as few as the best of all choices', () => {
    fc.assert(
      fc.property(fc.oneof(looksOf({ looks: 11, victims: 8 }), twiceOrMore), (looks) => {
        const chosen = fewestLooks(looks);
        expect(chosen).toHaveLength(fewestOf(looks));
        expectAllNeeded(chosen, looks);
      }),
      { numRuns: 300 },
    );
  });

  test('each is needed where there are more than can be tried, in whatever order', () => {
    // None is part of another.
    const alike = fc.uniqueArray(fc.nat(23), { minLength: 4, maxLength: 4 }).map(inOrder);
    const many = fc
      .array(alike, { minLength: 30, maxLength: 60 })
      .chain((looks) =>
        fc.tuple(fc.constant(looks), fc.shuffledSubarray(looks, { minLength: looks.length })),
      );
    fc.assert(
      fc.property(many, ([looks, shuffled]) => {
        const chosen = fewestLooks(looks);
        expectAllNeeded(chosen, looks);
        expect(fewestLooks(shuffled)).toEqual(chosen);
      }),
    );
  });

  test('are found in time where very many share very many', () => {
    const [victims, wide] = [2_000, 200];
    const ring = Array.from({ length: victims }, (_, first) =>
      inOrder(Array.from({ length: wide }, (_, i) => (first + i) % victims)),
    );
    expect(fewestLooks(ring)).toHaveLength(victims / wide);
  });
});
