// The fewest looks that bring all victims that any of them brings: a minimum set cover. For
// hits.ts.
//
//   looks    A: 0 1     B: 1 2     C: 2 3     D: 3            fewest    A, C
//            └─ alone has 0        └──────────┴─ D is part of C
//
// Looks that are part of another, and victims that one look alone brings, settle most of it; what
// is left falls into parts that share no victim. Of a part of few looks the fewest are found by
// trying; of more, as that is hard (R. Karp, Reducibility among Combinatorial Problems, 1972), by
// taking the largest first (V. Chvátal, Mathematics of Operations Research 4, 1979) and leaving
// those out that turn out not to be needed: one look too many counts against whoever is accused.
//
// It depends on what looks bring alone, and not on the order in which they are told.

/** Victims, by number, in ascending order. */
export type Look = readonly number[];

/** A look, and what it brings beyond the looks that are settled. */
type Open = { readonly look: Look; readonly left: readonly number[] };

/** All subsets of so many are tried in milliseconds. */
const triedMost = 15;
/** Looks times all that they bring: beyond it to compare each with each takes too long. */
const comparedMost = 10_000_000;

export function fewestLooks(looks: readonly Look[]): Look[] {
  const inOrder = looks.toSorted(byVictims);
  const distinct = inOrder.filter((look, i) => i === 0 || byVictims(look, inOrder[i - 1]!) !== 0);
  const parts = partsOf(distinct.map((look) => ({ look, left: look })));
  return parts.flatMap(fewestOfPart).sort(byVictims);
}

function byVictims(a: Look, b: Look): number {
  const at = a.findIndex((victim, i) => victim !== b[i]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}

/** Looks that share a victim, with those that share one with these, and so on. */
function partsOf(all: readonly Open[]): Open[][] {
  const byVictim = lookedUp(all);
  const seen = new Set<Open>();
  const parts: Open[][] = [];
  for (const first of all) {
    if (seen.has(first)) continue;
    seen.add(first);
    const part = [first];
    for (const { left } of part) {
      for (const victim of left) {
        for (const open of byVictim.get(victim) ?? []) {
          if (!seen.has(open)) part.push(open);
          seen.add(open);
        }
        byVictim.delete(victim);
      }
    }
    parts.push(part);
  }
  return parts;
}

/** By victim: the looks that bring it. */
function lookedUp(all: readonly Open[]): Map<number, Open[]> {
  const byVictim = new Map<number, Open[]>();
  for (const open of all) {
    for (const victim of open.left) {
      const there = byVictim.get(victim);
      if (there === undefined) byVictim.set(victim, [open]);
      else there.push(open);
    }
  }
  return byVictim;
}

function fewestOfPart(part: readonly Open[]): Look[] {
  const taken: Look[] = [];
  let open = part;
  // Each round may leave a look alone with a victim, or part of another.
  for (let before = -1; open.length !== before && isShort(open); ) {
    before = open.length;
    open = withoutParts(open);
    const needed = neededOf(open);
    for (const { look } of needed) taken.push(look);
    open = without(open, needed);
  }
  const rest = partsOf(open).flatMap((own) => {
    return own.length > triedMost ? largestFirst(own) : triedOut(own);
  });
  return [...taken, ...rest];
}

function isShort(all: readonly Open[]): boolean {
  return all.length * all.reduce((sum, { left }) => sum + left.length, 0) <= comparedMost;
}

/** But for those all of whose victims another one brings too. */
function withoutParts(all: readonly Open[]): Open[] {
  const kept: Open[] = [];
  const byVictim = new Map<number, ReadonlySet<number>[]>();
  for (const { left } of all) for (const victim of left) byVictim.set(victim, []);
  for (const open of all.toSorted((a, b) => b.left.length - a.left.length)) {
    const larger = open.left.map((victim) => byVictim.get(victim)!);
    // Whatever has all of them has the one that the fewest have.
    const fewest = larger.reduce((least, own) => (own.length < least.length ? own : least));
    if (fewest.some((other) => open.left.every((victim) => other.has(victim)))) continue;
    kept.push(open);
    const own = new Set(open.left);
    for (const there of larger) there.push(own);
  }
  return kept;
}

/** Those that alone bring some victim. */
function neededOf(all: readonly Open[]): Open[] {
  const alone = [...lookedUp(all).values()].filter((own) => own.length === 1);
  return [...new Set(alone.map(([open]) => open!))];
}

/** What these bring is settled. */
function without(all: readonly Open[], needed: readonly Open[]): Open[] {
  const settled = new Set(needed.flatMap(({ left }) => left));
  return all
    .map(({ look, left }) => ({ look, left: left.filter((victim) => !settled.has(victim)) }))
    .filter(({ left }) => left.length > 0);
}

/** Of few looks: with one, with two and so on, until some bring all. */
function triedOut(all: readonly Open[]): Look[] {
  const byVictim = lookedUp(all);
  const bitOf = new Map(all.map((open, i) => [open, 1 << i]));
  const wanted = [...byVictim.values()]
    .sort((a, b) => a.length - b.length)
    .map((own) => own.reduce((bits, open) => bits | bitOf.get(open)!, 0));
  const distinct = [...new Set(wanted)];
  // All of them bring all at the latest.
  for (let most = 1; ; most += 1) {
    const bits = atMost(most, distinct, (1 << all.length) - 1);
    if (bits !== null) {
      return all.flatMap((open) => ((bits & bitOf.get(open)!) === 0 ? [] : [open.look]));
    }
  }
}

/** Bits of so many looks at most, all `allowed`, that have one in common with each wanted. */
function atMost(most: number, wanted: readonly number[], allowed: number): number | null {
  if (wanted.length === 0) return 0;
  if (most === 0) return null;
  let left = allowed;
  for (let bits = wanted[0]! & allowed; bits !== 0; bits &= bits - 1) {
    const bit = bits & -bits;
    const open = wanted.filter((own) => (own & bit) === 0);
    const others = atMost(most - 1, open, left);
    if (others !== null) return others | bit;
    // All that can be done with it has been tried.
    left &= ~bit;
  }
  return null;
}

/** Always the one that brings most of those that no other has brought, and of these the needed. */
function largestFirst(all: readonly Open[]): Look[] {
  const bySize = Map.groupBy(
    all.map((open) => ({ open, left: open.left })),
    ({ left }) => left.length,
  );
  const brought = new Map<number, number>();
  const chosen: Open[] = [];
  for (let size = Math.max(...bySize.keys()); size > 0; size -= 1) {
    for (const { open, left: before } of bySize.get(size) ?? []) {
      const left = before.filter((victim) => !brought.has(victim));
      if (left.length === size) {
        chosen.push(open);
        for (const victim of open.left) brought.set(victim, (brought.get(victim) ?? 0) + 1);
      } else {
        const smaller = bySize.get(left.length);
        if (smaller === undefined) bySize.set(left.length, [{ open, left }]);
        else smaller.push({ open, left });
      }
    }
  }
  return neededAmong(chosen, brought);
}

/** `times`: by victim, how many of the chosen bring it. */
function neededAmong(chosen: readonly Open[], times: Map<number, number>): Look[] {
  return chosen.flatMap(({ look, left }) => {
    if (left.some((victim) => times.get(victim) === 1)) return [look];
    for (const victim of left) times.set(victim, times.get(victim)! - 1);
    return [];
  });
}
