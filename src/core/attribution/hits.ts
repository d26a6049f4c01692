// What the reads of one account come to, victim by victim.
//
//   search "Acme"    v1 v2 v3         one look: v1 stray, v2 and v3 along
//   opened                 v3         an act of its own: v3 stray, whatever lists have it too
//   opened                     v4     likewise: v4 stray
//
// Names rest on victims that were read independently of one another. Those that one access brought
// were not: a search for a firm lists all its customers, and a list of its victims then fits
// whoever has searched for it. So of all that came in one look one counts, for as few looks as
// bring them all (fewest-looks.ts): the one that is surest to be a victim. Pages of a list or of an
// export are one look. Whoever opens one customer after the other, or takes them day after day,
// takes the victims in different looks.

import type { Millis } from '../time.ts';
import { shiftMs } from './desk.ts';
import type { Hit, Victim } from './evidence.ts';
import { fewestLooks } from './fewest-looks.ts';

/** A read of a victim, by one account or way. */
export type OwnRead = {
  readonly look: Look;
  /** Whether somebody else had asked for it: desk.ts. */
  readonly isRouted: boolean;
};

/** Of one account: alike where several records came at once. Below 0: lists of one shift. */
export type Look = string | number;

/** By which many customers come, a page at a time. */
const lists: readonly string[] = ['listed', 'exported'];

/**
 * `access`: the statement, by its id or a number from 1 on. Lists and exports of one shift are
 * pages of one, for all that anybody knows.
 */
export function lookOf(read: {
  readonly access: Look;
  readonly touch: string;
  readonly at: Millis;
}): Look {
  return lists.includes(read.touch) ? -1 - Math.floor(read.at / shiftMs) : read.access;
}

/** By victim, in their order. `victims`: who they are, and how sure each is to be one. */
export function hitsFrom(
  reads: readonly (readonly OwnRead[])[],
  victims: readonly Pick<Victim, 'id' | 'certainty'>[],
): Hit[] {
  const along = cameAlong(reads, victims);
  return reads.map((own, victim) => {
    if (own.length === 0) return 'none';
    if (own.some(({ isRouted }) => isRouted)) return 'routed';
    return along.has(victim) ? 'along' : 'stray';
  });
}

/**
 * Of the victims that were not opened alone, those without whom the looks are as many: all but the
 * surest of each look, of the fewest looks that bring them; of equally sure ones the first by id,
 * so that it is no matter of the order of the list.
 */
function cameAlong(
  reads: readonly (readonly OwnRead[])[],
  victims: readonly Pick<Victim, 'id' | 'certainty'>[],
): ReadonlySet<number> {
  const alone = openedAlone(reads);
  const together = [...reads.keys()].filter((victim) => {
    return isStray(reads[victim]!) && !alone.has(victim);
  });
  // From here on a victim is its place among these.
  const surestFirst = together.sort((a, b) => {
    const [one, other] = [victims[a]!, victims[b]!];
    return other.certainty - one.certainty || (one.id < other.id ? -1 : 1);
  });
  const looks = broughtBy(surestFirst.map((victim) => reads[victim]!));
  const along = new Set<number>();
  const taken = new Set<number>();
  for (const look of fewestLooks(looks)) {
    // Never none of them: each look has a victim that no other of the fewest brings.
    const [, ...others] = look.filter((place) => !taken.has(place));
    for (const place of look) taken.add(place);
    for (const place of others) along.add(surestFirst[place]!);
  }
  return along;
}

function isStray(own: readonly OwnRead[]): boolean {
  return own.length > 0 && !own.some(({ isRouted }) => isRouted);
}

/**
 * Victims that a statement brought by themselves, and that was no list or export. How many
 * customers a statement had no touch says: of the victims it had this one.
 */
function openedAlone(reads: readonly (readonly OwnRead[])[]): ReadonlySet<number> {
  const several = -1;
  const victimOf = new Map<Look, number>();
  for (const [victim, own] of reads.entries()) {
    for (const { look } of own) {
      if (isList(look)) continue;
      const known = victimOf.get(look) ?? victim;
      victimOf.set(look, known === victim ? victim : several);
    }
  }
  return new Set(victimOf.values());
}

function isList(look: Look): boolean {
  return typeof look === 'number' && look < 0;
}

/** What each look brings, in ascending order. */
function broughtBy(reads: readonly (readonly OwnRead[])[]): number[][] {
  const byLook = new Map<Look, number[]>();
  for (const [place, own] of reads.entries()) {
    for (const { look } of own) {
      const there = byLook.get(look);
      if (there === undefined) byLook.set(look, [place]);
      else if (there.at(-1) !== place) there.push(place);
    }
  }
  return [...byLook.values()];
}
