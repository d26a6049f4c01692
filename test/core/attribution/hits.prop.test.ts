// What counts of reads that came together, against what a look is for.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hitsFrom, lookOf, type OwnRead } from '../../../src/core/attribution/hits.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';

type Reads = readonly (readonly OwnRead[])[];

const read = fc.record({
  // Below 0: a list.
  look: fc.integer({ min: -4, max: 4 }),
  isRouted: fc.nat(4).map((one) => one === 0),
});
const lists = fc.array(fc.array(read, { maxLength: 3 }), { minLength: 1, maxLength: 9 });
const certainty = fc.constantFrom(0.2, 0.5, 1);

/** Named by where they stand. */
const asVictims = (certainties: readonly number[]) =>
  certainties.map((one, i) => ({ id: `v${i}`, certainty: one }));

/** All of them sure. */
const hitsOf = (all: Reads) => hitsFrom(all, asVictims(all.map(() => 1)));

const stray = (...looks: readonly number[]): OwnRead[] =>
  looks.map((look) => ({ look, isRouted: false }));

const isStray = (own: readonly OwnRead[]) => own.length > 0 && !own.some((one) => one.isRouted);

/** The fewest looks that bring all of the victims. */
function fewestLooks(victims: Reads): number {
  const looks = [...new Set(victims.flat().map(({ look }) => look))];
  const sizes = Array.from({ length: 1 << looks.length }, (_, chosen) => {
    const has = (look: OwnRead['look']) => ((chosen >>> looks.indexOf(look)) & 1) === 1;
    const isAll = victims.every((own) => own.some(({ look }) => has(look)));
    return isAll ? looks.filter(has).length : Number.POSITIVE_INFINITY;
  });
  return Math.min(...sizes);
}

/** Whether a statement that was no list brought this victim, and no other. */
function isOpenedAlone(all: Reads, victim: number): boolean {
  return all[victim]!.some(({ look }) => {
    const brings = (own: readonly OwnRead[]) => own.some((one) => one.look === look);
    return Number(look) >= 0 && all.every((own, i) => i === victim || !brings(own));
  });
}

describe('victims that were read together', () => {
  test('count once for each look that was needed', () => {
    // A search that finds three, twice.
    const hits = hitsOf([stray(1, 2), stray(1, 2), stray(2, 1), stray(4), []]);
    expect(hits).toEqual(['stray', 'along', 'along', 'stray', 'none']);
  });

  test('whoever was opened alone counts, and of the others as many as the fewest looks', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const hits = hitsOf(all);
        const strays = all.flatMap((own, i) => (isStray(own) ? [i] : []));
        const alone = strays.filter((i) => isOpenedAlone(all, i));
        const others = strays.filter((i) => !alone.includes(i));
        const counted = hits.filter((hit) => hit === 'stray').length;
        expect(counted).toBe(alone.length + fewestLooks(others.map((i) => all[i]!)));
        for (const i of alone) expect(hits[i]).toBe('stray');
        for (const [i, own] of all.entries()) {
          expect(hits[i] === 'none').toBe(own.length === 0);
          expect(hits[i] === 'routed').toBe(own.some(({ isRouted }) => isRouted));
        }
      }),
    );
  });

  test('whoever came along came with one that counts', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const hits = hitsOf(all);
        for (const [i, own] of all.entries()) {
          if (hits[i] !== 'along') continue;
          const looks = new Set(own.map(({ look }) => look));
          const brought = all.filter((_, other) => hits[other] === 'stray').flat();
          expect(brought.some(({ look }) => looks.has(look))).toBe(true);
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

  test('nor does the order of the list, however sure they are', () => {
    const shuffled = lists.chain((all) => {
      const places = [...all.keys()];
      return fc.tuple(
        fc.constant(all),
        fc.array(certainty, { minLength: all.length, maxLength: all.length }),
        fc.shuffledSubarray(places, { minLength: places.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([all, certainties, places]) => {
        const victims = asVictims(certainties);
        const hits = hitsFrom(all, victims);
        const moved = hitsFrom(
          places.map((place) => all[place]!),
          places.map((place) => victims[place]!),
        );
        expect(moved).toEqual(places.map((place) => hits[place]));
      }),
    );
    // Three lists, a shift each, of which two have all.
    const chain = [stray(-1), stray(-1, -2), stray(-2, -3), stray(-3)];
    const counts = [hitsOf(chain), hitsOf([1, 2, 0, 3].map((place) => chain[place]!))];
    for (const hits of counts) expect(hits.filter((hit) => hit === 'stray')).toHaveLength(2);
  });

  test('the surest of each look counts, wherever on the list it stands', () => {
    const together = [stray(1), stray(1), stray(1), stray(2)];
    const counted = ['along', 'stray', 'along', 'stray'];
    expect(hitsFrom(together, asVictims([0.1, 1, 0.5, 0.2]))).toEqual(counted);
    // Of equally sure ones the first by id.
    const alike = ['v9', 'v1', 'v5', 'v7'].map((id) => ({ id, certainty: 1 }));
    expect(hitsFrom(together, alike)).toEqual(counted);
  });

  test('who was opened alone is an act of its own, whatever lists have it too', () => {
    // Ten names searched for in one shift, each opened then; and the lists alone.
    const both = Array.from({ length: 10 }, (_, i) => stray(-1, i));
    expect(hitsOf(both)).toEqual(both.map(() => 'stray'));
    const listed = both.map(() => stray(-1));
    expect(hitsOf(listed).filter((hit) => hit === 'stray')).toHaveLength(1);
    // One of a firm was opened, the others came in its list.
    expect(hitsOf([stray(-1, 3), stray(-1), stray(-1)])).toEqual(['stray', 'stray', 'along']);
    // A statement that brought another one too opened neither alone, be that one asked for or not.
    const asked = [{ look: 3, isRouted: true }];
    expect(hitsOf([stray(-1, 3), stray(-1), asked])).toEqual(['stray', 'along', 'routed']);
  });

  test('pages of a list or an export are one look for a shift, statements one each', () => {
    const at = Date.UTC(2026, 5, 1, 9);
    for (const touch of ['listed', 'exported']) {
      const page = (access: string, later = 0) => lookOf({ access, touch, at: at + later });
      expect(page('e2', hourMs)).toBe(page('e1'));
      expect(page('e3', dayMs)).not.toBe(page('e1'));
    }
    for (const touch of ['opened', 'changed', 'called']) {
      expect(lookOf({ access: 'e1', touch, at })).toBe('e1');
    }
  });
});
