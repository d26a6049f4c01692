// What counts of reads that came together, against what a look is for.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hitsFrom, lookOf, type OwnRead } from '../../../src/core/attribution/hits.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';

const read = fc.record({
  look: fc.nat(5),
  isRouted: fc.boolean(),
});
const lists = fc.array(fc.array(read, { maxLength: 3 }), { minLength: 1, maxLength: 8 });

/** All of them sure. */
const hitsOf = (all: readonly (readonly OwnRead[])[]) => {
  return hitsFrom(
    all,
    all.map(() => 1),
  );
};

const stray = (...looks: readonly number[]): OwnRead[] =>
  looks.map((look) => ({ look, isRouted: false }));

/** The fewest looks that bring all of the victims. */
function fewestLooks(victims: readonly (readonly OwnRead[])[]): number {
  const looks = [...new Set(victims.flat().map(({ look }) => look))];
  const sizes = Array.from({ length: 1 << looks.length }, (_, chosen) => {
    const has = (look: OwnRead['look']) => ((chosen >>> looks.indexOf(look)) & 1) === 1;
    const isAll = victims.every((own) => own.some(({ look }) => has(look)));
    return isAll ? looks.filter(has).length : Number.POSITIVE_INFINITY;
  });
  return Math.min(...sizes);
}

describe('victims that were read together', () => {
  test('count once for each look that was needed', () => {
    // A search that finds three, twice, and one that was opened too.
    const hits = hitsOf([stray(1, 2), stray(1, 2, 9), stray(2, 1), stray(4), []]);
    expect(hits).toEqual(['stray', 'along', 'along', 'stray', 'none']);
  });

  test('no fewer count than there are looks, and never more than by a greedy choice', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const hits = hitsOf(all);
        const strays = all.filter((own, i) => ['stray', 'along'].includes(hits[i]!) && own.length);
        const counted = hits.filter((hit) => hit === 'stray').length;
        const fewest = fewestLooks(strays);
        expect(counted).toBeGreaterThanOrEqual(fewest);
        // Chvátal: H(n) times as many at most.
        const harmonic = strays.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
        expect(counted).toBeLessThanOrEqual(fewest * Math.max(1, harmonic));
        for (const [i, own] of all.entries()) {
          expect(hits[i] === 'none').toBe(own.length === 0);
          expect(hits[i] === 'routed').toBe(own.some(({ isRouted }) => isRouted));
        }
      }),
    );
  });

  test('the order in which reads are told says nothing', () => {
    fc.assert(
      fc.property(lists, (all) => {
        expect(hitsOf(all.map((own) => own.toReversed()))).toEqual(hitsOf(all));
      }),
    );
  });

  test('the surest of each look counts, wherever on the list it stands', () => {
    const together = [stray(1), stray(1), stray(1), stray(2)];
    expect(hitsFrom(together, [0.1, 1, 0.5, 0.2])).toEqual(['along', 'stray', 'along', 'stray']);
    // Of looks that bring as many that with the surest is taken first.
    const chain = [stray(1), stray(1, 2), stray(2), stray(2, 3), stray(3)];
    const certainties = [0.1, 0.4, 0.3, 0.9, 0.2];
    const hits = hitsFrom(chain, certainties);
    expect(hits.toReversed()).toEqual(hitsFrom(chain.toReversed(), certainties.toReversed()));
    fc.assert(
      fc.property(lists, fc.array(fc.double({ min: 0, max: 1 }), { minLength: 8 }), (all, sure) => {
        fc.pre(new Set(sure).size === sure.length);
        const own = sure.slice(0, all.length);
        const backwards = hitsFrom(all.toReversed(), own.toReversed());
        expect(backwards.toReversed()).toEqual(hitsFrom(all, own));
      }),
    );
  });

  test('pages of a list are one look for a shift, statements one each', () => {
    const at = Date.UTC(2026, 5, 1, 9);
    const listed = (access: string, later = 0) =>
      lookOf({ access, touch: 'listed', at: at + later });
    expect(listed('e2', hourMs)).toBe(listed('e1'));
    expect(listed('e3', dayMs)).not.toBe(listed('e1'));
    expect(lookOf({ access: 'e1', touch: 'opened', at })).toBe('e1');
  });
});
