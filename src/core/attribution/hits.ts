// What the reads of one account come to, victim by victim.
//
//   search "Acme"    v1 v2 v3      one look: v1 stray, v2 and v3 along
//   opened                   v4    another: v4 stray
//
// Names rest on victims that were read independently of one another. Those that one access brought
// were not: a search for a firm lists all its customers, and a list of its victims then fits
// whoever has searched for it. So of all that came in one look one counts, for as few looks as
// bring them all. Pages of a list are one look. Whoever takes customers day after day takes the
// victims in different looks.

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

/** By victim, in their order. */
export function hitsFrom(reads: readonly (readonly OwnRead[])[]): Hit[] {
  const along = cameAlong(reads);
  return reads.map((own, victim) => {
    if (own.length === 0) return 'none';
    if (own.some(({ isRouted }) => isRouted)) return 'routed';
    return along.has(victim) ? 'along' : 'stray';
  });
}

/**
 * The victims without whom the looks are as many: all but the first of each look, of looks that
 * bring all strays. They are chosen greedily, the largest first (V. Chvátal, Mathematics of
 * Operations Research 4, 1979): the fewest are hard to find, and few victims come together.
 */
function cameAlong(reads: readonly (readonly OwnRead[])[]): ReadonlySet<number> {
  const byLook = new Map<Look, number[]>();
  reads.forEach((own, victim) => {
    if (own.some(({ isRouted }) => isRouted)) return;
    for (const look of new Set(own.map((read) => read.look))) {
      const there = byLook.get(look);
      if (there === undefined) byLook.set(look, [victim]);
      else there.push(victim);
    }
  });
  // By how many victims a look brings; each is counted anew when its turn comes.
  const bySize = Map.groupBy(byLook.values(), ({ length }) => length);
  const along = new Set<number>();
  const taken = new Set<number>();
  for (let size = Math.max(0, ...bySize.keys()); size > 1; size -= 1) {
    for (const there of (bySize.get(size) ?? []).sort(byVictims)) {
      const left = there.filter((victim) => !taken.has(victim));
      if (left.length < size) {
        bySize.set(left.length, [...(bySize.get(left.length) ?? []), left]);
        continue;
      }
      for (const victim of left) taken.add(victim);
      for (const victim of left.slice(1)) along.add(victim);
    }
  }
  return along;
}

/** Of looks that bring as many, always the same one is taken first. */
function byVictims(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((victim, i) => victim !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
