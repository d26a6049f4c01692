// What the reads of one account come to, victim by victim.
//
//   search "Acme"    v1 v2 v3      one look: v1 stray, v2 and v3 along
//   opened                   v4    another: v4 stray
//
// Names rest on victims that were read independently of one another. Those that one access brought
// were not: a search for a firm lists all its customers, and a list of its victims then fits
// whoever has searched for it. So of all that came in one look one counts, for as few looks as
// bring them all: the one that is surest to be a victim. Pages of a list are one look. Whoever
// takes customers day after day takes the victims in different looks.

import type { Millis } from '../time.ts';
import { shiftMs } from './desk.ts';
import type { Hit } from './evidence.ts';

/** A read of a victim, by one account or way. */
export type OwnRead = {
  readonly look: Look;
  /** Whether somebody else had asked for it: desk.ts. */
  readonly isRouted: boolean;
};

/** Of one account: alike where several records came at once. */
export type Look = string | number;

/**
 * `access`: the statement, by its id or a number from 1 on. Lists of one shift are pages of one,
 * for all that anybody knows.
 */
export function lookOf(read: {
  readonly access: Look;
  readonly touch: string;
  readonly at: Millis;
}): Look {
  return read.touch === 'listed' ? -1 - Math.floor(read.at / shiftMs) : read.access;
}

/** By victim, in their order. `certainties`: how sure each is to be one, from 0 to 1. */
export function hitsFrom(
  reads: readonly (readonly OwnRead[])[],
  certainties: readonly number[],
): Hit[] {
  const along = cameAlong(reads, certainties);
  return reads.map((own, victim) => {
    if (own.length === 0) return 'none';
    if (own.some(({ isRouted }) => isRouted)) return 'routed';
    return along.has(victim) ? 'along' : 'stray';
  });
}

/**
 * The victims without whom the looks are as many: all but the surest of each look, of looks that
 * bring all strays; else it would be a matter of the order of the list how much of them counts.
 * Looks are chosen greedily, the largest first (V. Chvátal, Mathematics of Operations Research 4,
 * 1979): the fewest are hard to find, and few victims come together.
 */
function cameAlong(
  reads: readonly (readonly OwnRead[])[],
  certainties: readonly number[],
): ReadonlySet<number> {
  const isStray = (own: readonly OwnRead[]) =>
    own.length > 0 && !own.some(({ isRouted }) => isRouted);
  const strays = [...reads.keys()].filter((victim) => isStray(reads[victim]!));
  // From here on a victim is its place among these.
  const surestFirst = strays.sort((a, b) => certainties[b]! - certainties[a]! || a - b);
  const byLook = new Map<Look, number[]>();
  for (const [place, victim] of surestFirst.entries()) {
    for (const look of new Set(reads[victim]!.map((read) => read.look))) {
      const there = byLook.get(look);
      if (there === undefined) byLook.set(look, [place]);
      else there.push(place);
    }
  }
  // By how many victims a look brings; each is counted anew when its turn comes.
  const bySize = Map.groupBy(byLook.values(), ({ length }) => length);
  const along = new Set<number>();
  const taken = new Set<number>();
  for (let size = Math.max(0, ...bySize.keys()); size > 1; size -= 1) {
    for (const there of (bySize.get(size) ?? []).sort(byPlaces)) {
      const left = there.filter((place) => !taken.has(place));
      if (left.length < size) {
        bySize.set(left.length, [...(bySize.get(left.length) ?? []), left]);
        continue;
      }
      for (const place of left) taken.add(place);
      for (const place of left.slice(1)) along.add(surestFirst[place]!);
    }
  }
  return along;
}

/** Of looks that bring as many, always the same one is taken first: that with the surest. */
function byPlaces(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((place, i) => place !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
