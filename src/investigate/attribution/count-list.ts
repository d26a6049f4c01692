// What ClickHouse knows about a list of victims: the evidence of core/attribution, and the reads
// behind it. For attribute-list.

import { cutoffOf, type ReachSpan, type Spans } from '../../core/attribution/cutoff.ts';
import type { Candidate, Desk, Entity, Evidence, Victim } from '../../core/attribution/evidence.ts';
import type { Warehouse } from '../../ports.ts';
import {
  type Ask,
  asker,
  type Coverage,
  countControls,
  countCoverage,
  countDesks,
  countReach,
  countTested,
  type House,
  samplingOf,
  segmentsOf,
} from './count-reach.ts';
import { type EntityKind, isWay, userKind } from './entity-kinds.ts';
import { spanOfList } from './known-days.ts';
import { readsOfVictims, type VictimRead } from './reads-of-victims.ts';
import {
  byEntity,
  desksOf,
  hitsOf,
  newestOf,
  type Persons,
  readersAndDesks,
} from './reads-that-count.ts';
import { asOneCustomer, type OneCustomer } from './same-customers.ts';
import { inTurns, requireFew, type Turns } from './turns.ts';
import type { ListedVictim } from './victim-list.ts';
import { readsBy } from './ways-of-reads.ts';

export type CountedList = {
  readonly evidence: Evidence;
  /** Each victim with all ids that are the same customer, in their order. */
  readonly customers: readonly OneCustomer[];
  /** All that is known of, also those that do not count; by victim, under whichever id. */
  readonly reads: readonly VictimRead[];
  /** Those that count, by victim. */
  readonly inTime: readonly (readonly VictimRead[])[];
  /** In time, but no record says by which entity of the kind: they do not count. */
  readonly unknown: readonly VictimRead[];
  readonly span: ReachSpan;
  readonly sampling: House['sampling'];
  readonly coverage: ReadonlyMap<string, Coverage>;
};

export type Counting = Turns & {
  readonly spans: Spans;
  readonly by?: EntityKind;
  /** Else of each segment as suits its size. */
  readonly sampling?: House['sampling'];
};

export async function countList(
  warehouse: Warehouse,
  list: readonly ListedVictim[],
  { spans, by: kind = userKind, sampling: given, ...turns }: Counting,
): Promise<CountedList> {
  const { signal } = turns;
  const ask = asker(warehouse, signal);
  const listed = await asOneCustomer(ask, list);
  const subjects = listed.flatMap(({ ids }) => ids);
  const cutoffs = listed.map(({ dates }) => cutoffOf(dates));
  const span = await spanOfList(ask, listed, spans);
  const [tested, found, segments] = await Promise.all([
    countTested(ask, kind, span),
    readsOfVictims(warehouse, subjects, signal),
    segmentsOf(ask, subjects),
  ]);
  const victimOf = new Map(listed.flatMap(({ id, ids }) => ids.map((one) => [one, id] as const)));
  const reads = (await readsBy(ask, kind, { reads: found, subjects })).map((read) => {
    return { ...read, subject: victimOf.get(read.subject)! };
  });
  const bySubject = Map.groupBy(reads, ({ subject }) => subject);
  const allInTime = listed.map(({ id }, i) => {
    const [from, until] = [cutoffs[i]! - spans.lookBackMs, cutoffs[i]!];
    return (bySubject.get(id) ?? []).filter(({ at }) => at > from && at <= until);
  });
  const inTime = allInTime.map((own) => own.filter(({ entity }) => entity !== ''));
  const isPerson = personsIn(inTime.flat(), kind);
  requireFew(listed.length, isPerson.size, kind.many);
  const victims = listed.map(({ id, ids, certainty }, i): Victim => {
    // As it was when the record was read: so are all others that it is held against.
    const read = allInTime[i]!.at(-1) ?? bySubject.get(id)?.at(-1);
    const stratum = read?.segment ?? segmentIn(segments, ids);
    const others = new Set(inTime[i]!.map(({ segment }) => segment));
    others.delete(stratum);
    return {
      ...{ id, stratum, cutoff: cutoffs[i]!, certainty },
      ...(others.size === 0 ? {} : { otherStrata: [...others].sort() }),
      ...readersAndDesks(inTime[i]!, kind, isPerson),
    };
  });
  const wanted = new Set(victims.flatMap((one) => [one.stratum, ...(one.otherStrata ?? [])]));
  const sampling = given ?? (await samplingOf(ask, [...wanted], span));
  const house = { span, segments: [...wanted], kind, sampling };
  const { coverage, ...counted } = await countCandidates(
    ask,
    { victims, inTime, isPerson },
    { house, subjects, turns },
  );
  const evidence = { victims, tested, ...counted, ...(isWay(kind) ? { isOfWays: true } : {}) };
  const unknown = allInTime.flat().filter(({ entity }) => entity === '');
  return { evidence, customers: listed, reads, inTime, unknown, span, sampling, coverage };
}

/** Of the first id that has one. */
function segmentIn(segments: ReadonlyMap<string, string>, ids: readonly string[]): string {
  return ids.map((id) => segments.get(id) ?? '').find((segment) => segment !== '') ?? '';
}

/** An account that was a service's and is a person's is a person now. */
function personsIn(reads: readonly VictimRead[], kind: EntityKind): Persons {
  return new Map(
    [...Map.groupBy(reads, ({ entity }) => entity)].map(([entity, own]) => {
      return [entity, newestOf(own).isPerson && !isWay(kind)] as const;
    }),
  );
}

/** Of whoever has read fewer victims it changes nothing what else they read. */
const coverageHits = 2;

type Met = {
  readonly victims: readonly Victim[];
  readonly inTime: readonly (readonly VictimRead[])[];
  readonly isPerson: Persons;
};

type Asked = {
  readonly house: House;
  readonly subjects: readonly string[];
  readonly turns: Turns;
};

async function countCandidates(
  ask: Ask,
  { victims, inTime, isPerson }: Met,
  { house, subjects, turns }: Asked,
) {
  const byVictim = byEntity(inTime);
  const ofWays = isWay(house.kind);
  const users = [...isPerson.keys()];
  const weighed = users.filter((user) => ofWays || isPerson.get(user));
  const read = victimsReadBy(byVictim);
  const often = weighed.filter((user) => read.get(user)! >= coverageHits);
  const [reach, coverage, controls, desks] = await Promise.all([
    countReach(ask, weighed, house),
    countCoverage(ask, often, house),
    countControls(ask, { users, subjects }, house),
    countDesks(ask, desksOf(inTime.flat(), house.kind), house),
  ]);
  const sharesOf = byReader(desks);
  const candidateOf = (user: Entity): Candidate => {
    const recent = controls.recent.of(user);
    return {
      ...{ entity: user, isPerson: isPerson.get(user)! },
      hits: hitsOf(user, byVictim, victims),
      reach: reach.of.get(user) ?? { recent, usual: recent },
      shares: sharesOf.get(user) ?? new Map(),
      controls: controls.read.get(user)!,
      coverage: coverage.get(user)?.share ?? 1,
    };
  };
  const candidates = await inTurns(users, candidateOf, { ...turns, victims: victims.length });
  return { candidates, reachOfAll: reach.ofAll, controls: controls.controls, coverage };
}

/** How many. */
function victimsReadBy(byVictim: readonly ReadonlyMap<Entity, unknown>[]): Map<Entity, number> {
  const counts = new Map<Entity, number>();
  for (const reads of byVictim) {
    for (const user of reads.keys()) counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return counts;
}

type Shares<Of, Among> = ReadonlyMap<Of, ReadonlyMap<Among, number>>;

/** The same by whoever worked there: to look every desk up for each of them takes far longer. */
function byReader(desks: Shares<Desk, Entity>): Shares<Entity, Desk> {
  const found = new Map<Entity, Map<Desk, number>>();
  for (const [desk, there] of desks) {
    for (const [user, share] of there) {
      const own = found.get(user) ?? new Map<Desk, number>();
      found.set(user, own.set(desk, share));
    }
  }
  return found;
}
