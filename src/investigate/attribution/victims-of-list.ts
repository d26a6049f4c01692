// Each victim of a list with its reads: which count, by whom, of which segments it was then. For
// count-list.

import { cutoffOf, type Spans } from '../../core/attribution/cutoff.ts';
import type { Victim } from '../../core/attribution/evidence.ts';
import type { Warehouse } from '../../ports.ts';
import type { Ask } from './count-reach.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import { readsOfVictims, type VictimRead } from './reads-of-victims.ts';
import {
  markKnown,
  newestOf,
  type Persons,
  type ReadInTime,
  readersAndDesks,
} from './reads-that-count.ts';
import type { OneCustomer } from './same-customers.ts';
import { type OfVictim, strataOf } from './strata-of-victims.ts';
import { readsBy } from './ways-of-reads.ts';

export type ReadsOfList = {
  /** All that is known of, also those that do not count; by victim, under whichever id. */
  readonly reads: readonly VictimRead[];
  /** Those that count, by victim. */
  readonly inTime: readonly (readonly ReadInTime[])[];
  /** In time, but no record says by which entity of the kind: they do not count. */
  readonly unknown: readonly VictimRead[];
  /** Of those that count. */
  readonly isPerson: Persons;
  /** Each victim, in their order. */
  readonly ofVictims: readonly OfVictim[];
};

type Asking = {
  readonly ask: Ask;
  readonly warehouse: Warehouse;
  readonly signal?: AbortSignal;
};
type Wanted = { readonly spans: Spans; readonly kind: EntityKind };

export async function readsOfList(
  { ask, warehouse, signal }: Asking,
  listed: readonly OneCustomer[],
  { spans: { lookBackMs }, kind }: Wanted,
): Promise<ReadsOfList> {
  const subjects = listed.flatMap(({ ids }) => ids);
  const victimOf = new Map(listed.flatMap(({ id, ids }) => ids.map((one) => [one, id] as const)));
  const found = await readsOfVictims(warehouse, subjects, signal);
  const reads = (await readsBy(ask, kind, { reads: found, subjects })).map((read) => {
    return { ...read, subject: victimOf.get(read.subject)! };
  });
  const bySubject = Map.groupBy(reads, ({ subject }) => subject);
  const ofVictims = listed.map(({ id, ids, dates }): OfVictim => {
    const [cutoff, own] = [cutoffOf(dates), bySubject.get(id) ?? []];
    const from = cutoff - lookBackMs;
    const allInTime = own.filter(({ at }) => at > from && at <= cutoff);
    const counted = allInTime.filter(({ entity }) => entity !== '');
    // Customers are known to people, and to no way.
    const inTime = isWay(kind) ? counted : markKnown(counted, own, from);
    return { ids, cutoff, reads: own, allInTime, inTime };
  });
  const inTime = ofVictims.map((one) => one.inTime);
  const unknown = ofVictims.flatMap(({ allInTime }) => {
    return allInTime.filter(({ entity }) => entity === '');
  });
  return { reads, inTime, unknown, isPerson: personsIn(inTime.flat(), kind), ofVictims };
}

/** An account that was a service's and is a person's is a person now. */
function personsIn(reads: readonly VictimRead[], kind: EntityKind): Persons {
  return new Map(
    [...Map.groupBy(reads, ({ entity }) => entity)].map(([entity, own]) => {
      return [entity, newestOf(own).isPerson && !isWay(kind)] as const;
    }),
  );
}

/** As evidence has them. */
export async function victimsOf(
  ask: Ask,
  listed: readonly OneCustomer[],
  {
    kind,
    found: { ofVictims, isPerson },
  }: { readonly kind: EntityKind; readonly found: ReadsOfList },
): Promise<Victim[]> {
  const strata = await strataOf(ask, ofVictims);
  return listed.map(({ id, certainty }, i): Victim => {
    const { cutoff, inTime } = ofVictims[i]!;
    const about = { id, ...strata[i]!, cutoff, certainty };
    return { ...about, ...readersAndDesks(inTime, kind, isPerson) };
  });
}
