// Counts about a list of victims, from all reads, without any shortcut: what evidence means, and
// what every quicker way must equal.

import { type ReachSpan, reachSpan, type Spans } from '../../src/core/attribution/cutoff.ts';
import type {
  Candidate,
  Controls,
  ControlsRead,
  Evidence,
  Reach,
  Victim,
} from '../../src/core/attribution/evidence.ts';
import type { Look, OwnRead } from '../../src/core/attribution/hits.ts';
import { hitsBesideKnown } from '../../src/core/attribution/known-customers.ts';
import { dayMs, type Millis } from '../../src/core/time.ts';

export type Read = {
  readonly entity: string;
  readonly isPerson: boolean;
  /** Whether a person did it, where the entity is a way that all reads count for. */
  readonly isByPerson?: boolean;
  readonly subject: string;
  readonly stratum: string;
  readonly at: Millis;
  /** Queue, day and shift. */
  readonly desk: string;
  readonly isRouted: boolean;
  /** Alike of one entity where several were read at once; else each by itself. */
  readonly look?: Look;
  /** False: met in a list, an export, or by a way. */
  readonly isOpening?: boolean;
};

export type Listed = {
  readonly id: string;
  readonly stratum: string;
  readonly cutoff: Millis;
  /** Of whoever nobody has read in time, where it is not known of which stratum they were. */
  readonly otherStrata?: readonly string[];
};

/** Over every how many customers all are counted, and over how many people who read victims. */
type Every = { readonly every: number; readonly everyOfGiven: number };
export type Sample = {
  readonly of: (stratum: string) => Every;
  readonly isDrawn: (subject: string, every: number) => boolean;
};

const everyOne: Sample = { of: () => ({ every: 1, everyOfGiven: 1 }), isDrawn: () => true };

type Counting = Spans & {
  readonly since?: Millis;
  readonly sample?: Sample;
  /** What was tried in vain too, where that is known: whoever did so was there. */
  readonly tried?: readonly Read[];
  /** Of those listed: 1 where nothing is said. */
  readonly certainties?: readonly number[];
};

export function recountEvidence(
  reads: readonly Read[],
  listed: readonly Listed[],
  spans: Counting,
): Evidence {
  const { lookBackMs, sample = everyOne, certainties = listed.map(() => 1) } = spans;
  const cutoffs = listed.map(({ cutoff }) => cutoff);
  // A millisecond before the first read: it counts.
  const first = reads.reduce((least, { at }) => Math.min(least, at - 1), Number.POSITIVE_INFINITY);
  const since = spans.since ?? first;
  const span = reachSpan(cutoffs, spans, since);
  const { from, until } = span;
  const recent = reads.filter(({ at }) => at > from && at <= until);
  const bySubject = Map.groupBy(recent, ({ subject }) => subject);
  const byEntity = Map.groupBy(recent, ({ entity }) => entity);
  const wasThere = new Set(
    (spans.tried ?? reads)
      .filter(({ at }) => at > from && at < span.cleanUntil - 27 * dayMs)
      .map(({ entity }) => entity),
  );
  const byDesk = Map.groupBy(reads.filter(isByPerson), ({ desk }) => desk);
  const inTime = ({ id, cutoff }: Listed) =>
    (bySubject.get(id) ?? []).filter(({ at }) => at <= cutoff && at > cutoff - lookBackMs);
  const listedIds = new Set(listed.map(({ id }) => id));
  const openings = reads.filter(({ subject, isPerson, isOpening }) => {
    return listedIds.has(subject) && isPerson && isOpening !== false;
  });
  const isKnownTo = (entity: string, { id, cutoff }: Listed) =>
    openings.some((read) => {
      return read.entity === entity && read.subject === id && read.at <= cutoff - lookBackMs;
    });
  const victims = listed.map((one, i): Victim => {
    const people = inTime(one).filter(({ isPerson }) => isPerson);
    const servedBy = people.filter(isByPerson).map((read) => {
      return { by: read.entity, desk: read.desk, isRouted: isRouted(read) };
    });
    const readers = countOf(people, 'entity');
    return {
      ...one,
      ...otherStrataOf(inTime(one), one),
      certainty: certainties[i]!,
      readers,
      servedBy,
    };
  });
  const drawn = (reads: readonly Read[], what: keyof Every) =>
    reads.filter(({ subject, stratum }) => sample.isDrawn(subject, sample.of(stratum)[what]));
  const reachesOver = (what: keyof Every, of: (counted: number) => number) =>
    new Map(
      [...byEntity].map(([entity, own]) => {
        const counted = (count: number, stratum: string) => {
          const every = sample.of(stratum)[what];
          return every === 1 ? count : every * of(count);
        };
        return [entity, reachOf(drawn(own, what), span, counted)];
      }),
    );
  const reaches = reachesOver('every', (count) => count);
  const reachesOfGiven = reachesOver('everyOfGiven', atMost);
  const people = [...byEntity].flatMap(([entity, [first]]) => (first!.isPerson ? [entity] : []));
  const reachOfAll = sumOf(people.map((entity) => reaches.get(entity)!));
  const strata = new Set(victims.flatMap((one) => [one.stratum, ...(one.otherStrata ?? [])]));
  const unseenIn = new Map(
    [...strata].map((stratum) => [stratum, sample.of(stratum).everyOfGiven * atMost(0)]),
  );
  for (const stratum of strata) {
    if (sample.of(stratum).everyOfGiven === 1) unseenIn.delete(stratum);
  }
  const reachFor = (entity: string, isPerson: boolean) =>
    isPerson
      ? withUnseen(reachesOfGiven.get(entity)!, reachOfAll, { strata, unseenIn })
      : reaches.get(entity)!;
  /** Of whoever began less than four weeks before the theft, nobody knows what is usual. */
  const ownReach = (entity: string, isPerson: boolean): Reach => {
    const reach = reachFor(entity, isPerson);
    return wasThere.has(entity) ? reach : { recent: reach.recent, usual: reach.recent };
  };
  const shareOf = (entity: string, desk: string) => {
    const there = byDesk.get(desk) ?? [];
    return there.filter((read) => read.entity === entity).length / there.length;
  };
  // A customer who was of two strata is one of each.
  const bySample = Map.groupBy(drawn(recent, 'every'), (read) => `${read.stratum} ${read.subject}`);
  const controls = [...bySample.values()].flatMap((own) => {
    const { subject } = own[0]!;
    const weight = own.filter(isByPerson).length;
    const isListed = listed.some(({ id }) => id === subject);
    return isListed ? [] : [{ subject, stratum: own[0]!.stratum, weight, own }];
  });
  const candidates = [...byEntity].map(([entity, [first]]): Candidate => {
    const desks = new Set(victims.flatMap(({ servedBy }) => servedBy.map(({ desk }) => desk)));
    return {
      ...{ entity, isPerson: first!.isPerson, coverage: 1 },
      reach: ownReach(entity, first!.isPerson),
      hits: hitsBesideKnown(
        listed.map((one) => ({
          reads: looksOf(inTime(one), entity),
          isKnown: isKnownTo(entity, one),
        })),
        victims,
      ),
      shares: new Map([...desks].map((desk) => [desk, shareOf(entity, desk)])),
      controls: weightsRead(controls, entity),
    };
  });
  return {
    ...{ victims, tested: byEntity.size, controls: controlsFrom(controls) },
    candidates: candidates.filter(({ hits }) => hits.some((hit) => hit !== 'none')),
    reachOfAll,
  };
}

/** Of which its reads say that it was, but for the one that it is counted by. */
function otherStrataOf(reads: readonly Read[], { stratum: own }: Listed) {
  const all = reads.map(({ stratum }) => stratum).filter((stratum) => stratum !== own);
  return all.length === 0 ? {} : { otherStrata: [...new Set(all)].sort() };
}

type Control = {
  readonly subject: string;
  readonly stratum: string;
  readonly weight: number;
  readonly own: readonly Read[];
};

function controlsFrom(controls: readonly Control[]): Map<string, Controls> {
  const read = controls.filter(({ weight }) => weight > 0);
  return new Map(
    [...Map.groupBy(read, ({ stratum }) => stratum)].map(([stratum, own]) => {
      const weight = own.reduce((sum, one) => sum + one.weight, 0);
      const squares = own.reduce((sum, one) => sum + one.weight ** 2, 0);
      return [stratum, { weight, effective: weight ** 2 / squares }];
    }),
  );
}

function weightsRead(controls: readonly Control[], entity: string) {
  const found = new Map<string, ControlsRead>();
  for (const { stratum, weight, own } of controls) {
    const reads = own.filter((read) => read.entity === entity);
    if (reads.length === 0 || weight === 0) continue;
    const strays = reads.some((read) => read.isPerson && !isRouted(read)) ? 1 : 0;
    const before = found.get(stratum) ?? { weight: 0, strays: 0 };
    found.set(stratum, {
      weight: before.weight + weight - strays,
      strays: before.strays + strays,
    });
  }
  return found;
}

function isByPerson(read: Read): boolean {
  return read.isByPerson ?? read.isPerson;
}

function isRouted(read: Read): boolean {
  return read.isPerson && read.isRouted;
}

/** Where nothing is said of looks, each is one. */
function looksOf(reads: readonly Read[], entity: string): OwnRead[] {
  const own = reads.filter((read) => read.entity === entity);
  return own.map((read, i) => {
    return { look: read.look ?? `${read.subject} ${i}`, isRouted: isRouted(read) };
  });
}

/** Where x of those drawn were read: the rate of which x is three deviations below. */
function atMost(x: number): number {
  return (Math.sqrt(x + 9 / 4) + 3 / 2) ** 2;
}

/** Of strata of which none of the drawn was read, at most so many, or as of all together. */
function withUnseen(
  own: Reach,
  ofAll: Reach,
  {
    strata,
    unseenIn,
  }: { readonly strata: ReadonlySet<string>; readonly unseenIn: ReadonlyMap<string, number> },
): Reach {
  const filled = (basis: keyof Reach) => {
    const total = (counts: ReadonlyMap<string, number>) =>
      [...strata].reduce((sum, stratum) => sum + (counts.get(stratum) ?? 0), 0);
    const share = total(own[basis]) / Math.max(1, total(ofAll[basis]));
    const unseen = [...unseenIn]
      .filter(([stratum]) => !own.recent.has(stratum))
      .map(([stratum, most]) => {
        return [stratum, Math.max(most, share * (ofAll[basis].get(stratum) ?? 0))] as const;
      });
    return new Map([...own[basis], ...unseen]);
  };
  return { recent: filled('recent'), usual: filled('usual') };
}

function reachOf(
  own: readonly Read[],
  { from, until, cleanUntil }: ReachSpan,
  counted: (count: number, stratum: string) => number,
): Reach {
  const scale = (until - from) / Math.max(1, cleanUntil - from);
  const [recent, usual] = [new Map<string, number>(), new Map<string, number>()];
  for (const [stratum, here] of Map.groupBy(own, (read) => read.stratum)) {
    const count = (reads: readonly Read[]) => counted(countOf(reads, 'subject'), stratum);
    const before = here.filter(({ at }) => at <= cleanUntil);
    const routed = count(here.filter(isRouted));
    const strays = count(before.filter((read) => !isRouted(read)));
    recent.set(stratum, count(here));
    const expected = Math.max(count(before) * scale, routed + strays * scale);
    const isKnown = cleanUntil - from >= 28 * dayMs;
    usual.set(stratum, isKnown ? expected : count(here));
  }
  return { recent, usual };
}

function sumOf(reaches: readonly Reach[]): Reach {
  const total = (basis: keyof Reach) => {
    const sums = new Map<string, number>();
    for (const reach of reaches) {
      for (const [stratum, count] of reach[basis]) {
        sums.set(stratum, (sums.get(stratum) ?? 0) + count);
      }
    }
    return sums;
  };
  return { recent: total('recent'), usual: total('usual') };
}

function countOf(reads: readonly Read[], field: 'subject' | 'entity'): number {
  return new Set(reads.map((read) => read[field])).size;
}

/** Ways that reads took: none is a person, and usual is what was read lately. */
export function asWays(evidence: Evidence, hasDuty: boolean): Evidence {
  const { candidates, victims, reachOfAll } = evidence;
  return {
    ...{ ...evidence, isOfWays: true },
    reachOfAll: { recent: reachOfAll.recent, usual: reachOfAll.recent },
    victims: victims.map((one) => (hasDuty ? one : { ...one, servedBy: [] })),
    candidates: candidates.map((one) => {
      // Nothing that went through a way is in question more than anything else.
      const controls = [...one.controls].map(([stratum, { weight, strays }]) => {
        return [stratum, { weight: weight + strays, strays: 0 }] as const;
      });
      const shares = hasDuty ? one.shares : new Map();
      return { ...one, isPerson: false, shares, controls: new Map(controls) };
    }),
  };
}
