// What ClickHouse knows about a list of victims: the evidence of core/attribution, and the reads
// behind it. For attribute-list.

import { cutoffOf, type ReachSpan, type Spans } from '../../core/attribution/cutoff.ts';
import { deskOf } from '../../core/attribution/desk.ts';
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
import { byEntity, hitsOf, newestOf, onDuty, readersAndDesks } from './reads-that-count.ts';
import { asOneCustomer, type OneCustomer } from './same-customers.ts';
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

export type Counting = {
  readonly spans: Spans;
  readonly by?: EntityKind;
  /** Else of each segment as suits its size. */
  readonly sampling?: House['sampling'];
  readonly signal?: AbortSignal | undefined;
};

export async function countList(
  warehouse: Warehouse,
  list: readonly ListedVictim[],
  { spans, by: kind = userKind, sampling: given, signal }: Counting,
): Promise<CountedList> {
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
  const victims = listed.map(({ id, ids, certainty }, i): Victim => {
    // As it was when the record was read: so are all others that it is held against.
    const read = allInTime[i]!.at(-1) ?? bySubject.get(id)?.at(-1);
    const stratum = read?.segment ?? segmentIn(segments, ids);
    return { id, stratum, cutoff: cutoffs[i]!, certainty, ...readersAndDesks(inTime[i]!, kind) };
  });
  const strata = victims.map(({ stratum }) => stratum);
  const met = inTime.flatMap((own) => own.map((read) => read.segment));
  const wanted = [...new Set([...strata, ...met])];
  const sampling = given ?? (await samplingOf(ask, wanted, span));
  const house = { span, segments: wanted, kind, sampling };
  const { coverage, ...counted } = await countCandidates(ask, inTime, { house, subjects });
  const evidence = { victims, tested, ...counted, ...(isWay(kind) ? { isOfWays: true } : {}) };
  const unknown = allInTime.flat().filter(({ entity }) => entity === '');
  return { evidence, customers: listed, reads, inTime, unknown, span, sampling, coverage };
}

/** Of the first id that has one. */
function segmentIn(segments: ReadonlyMap<string, string>, ids: readonly string[]): string {
  return ids.map((id) => segments.get(id) ?? '').find((segment) => segment !== '') ?? '';
}

/** Of whoever has read fewer victims it changes nothing what else they read. */
const coverageHits = 2;

async function countCandidates(
  ask: Ask,
  inTime: readonly (readonly VictimRead[])[],
  { house, subjects }: { readonly house: House; readonly subjects: readonly string[] },
) {
  const all = inTime.flat();
  const byVictim = byEntity(inTime);
  const victimsReadBy = (user: string) => byVictim.filter((reads) => reads.has(user)).length;
  const ofWays = isWay(house.kind);
  const isPerson = new Map(
    [...Map.groupBy(all, ({ entity }) => entity)].map(([entity, own]) => {
      return [entity, newestOf(own).isPerson && !ofWays] as const;
    }),
  );
  const users = [...isPerson.keys()];
  const weighed = users.filter((user) => ofWays || isPerson.get(user));
  const served = onDuty(all, house.kind);
  const often = weighed.filter((user) => victimsReadBy(user) >= coverageHits);
  const [reach, coverage, controls, desks] = await Promise.all([
    countReach(ask, weighed, house),
    countCoverage(ask, often, house),
    countControls(ask, { users, subjects }, house),
    countDesks(
      ask,
      served.map(({ queue, at }) => ({ desk: deskOf(queue, at), queue, at })),
      house,
    ),
  ]);
  const sharesOf = byPerson(desks);
  const candidates = users.map((user): Candidate => {
    const recent = controls.recent.of(user);
    return {
      ...{ entity: user, isPerson: isPerson.get(user)! },
      hits: hitsOf(user, byVictim),
      reach: reach.of.get(user) ?? { recent, usual: recent },
      shares: sharesOf.get(user) ?? new Map(),
      controls: controls.read.get(user)!,
      coverage: coverage.get(user)?.share ?? 1,
    };
  });
  return { candidates, reachOfAll: reach.ofAll, controls: controls.controls, coverage };
}

type Shares = ReadonlyMap<Desk, ReadonlyMap<Entity, number>>;

/** Of whom a desk knows nothing they have no part in it. */
function byPerson(desks: Shares): ReadonlyMap<Entity, ReadonlyMap<Desk, number>> {
  const found = new Map<Entity, Map<Desk, number>>();
  for (const [desk, there] of desks) {
    for (const [entity, share] of there) {
      const own = found.get(entity) ?? new Map<Desk, number>();
      found.set(entity, own.set(desk, share));
    }
  }
  return found;
}
