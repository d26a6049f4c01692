// What reads in time come to: of a victim who read it and at which desk, of whoever read victims
// which ones, when and for which reasons; and the same as if cut-offs were earlier. For count-list
// and attribute-list.

import { deskOf } from '../../core/attribution/desk.ts';
import type { Evidence, Hit, Victim } from '../../core/attribution/evidence.ts';
import { hitsFrom } from '../../core/attribution/hits.ts';
import type { Millis } from '../../core/time.ts';
import { type AskedCounts, countAsked, mostAskedFor } from './asked-for.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import type { VictimRead } from './reads-of-victims.ts';

/** Who read a victim, and at which desks, of its reads in time. */
export function readersAndDesks(
  reads: readonly VictimRead[],
  kind: EntityKind,
): Pick<Victim, 'readers' | 'servedBy'> {
  const counted = reads.filter(({ isPerson }) => isPerson || isWay(kind));
  return {
    readers: new Set(counted.map(({ entity }) => entity)).size,
    servedBy: onDuty(counted, kind).map(({ entity: by, queue, at, isRouted }) => {
      return { by, desk: deskOf(queue, at), isRouted };
    }),
  };
}

/** Reads that their desk explains: a queue hands work to people. */
export function onDuty(
  reads: readonly VictimRead[],
  { hasDuty }: EntityKind,
): readonly VictimRead[] {
  return reads.filter(({ isPerson }) => isPerson && hasDuty);
}

/** Of whoever read victims: by victim, in their order. */
export function hitsOf(
  entity: string,
  byVictim: readonly ReadonlyMap<string, readonly VictimRead[]>[],
): Hit[] {
  const own = byVictim.map((reads) => reads.get(entity) ?? []);
  return hitsFrom(
    own.map((reads) =>
      reads.map(({ look, isPerson, isRouted }) => ({ look, isRouted: isPerson && isRouted })),
    ),
  );
}

/** Whose newest read counts: an account may be a service's today and a person's tomorrow. */
export function newestOf(reads: readonly VictimRead[]): VictimRead {
  return reads.reduce((newest, read) => {
    const isLater = read.at > newest.at || (read.at === newest.at && read.event > newest.event);
    return isLater ? read : newest;
  });
}

/** Of each victim its reads, by whom or what. */
export function byEntity(inTime: readonly (readonly VictimRead[])[]) {
  return inTime.map((reads) => Map.groupBy(reads, ({ entity }) => entity));
}

export type Counted = {
  readonly evidence: Evidence;
  /** Those that count, by victim. */
  readonly inTime: readonly (readonly VictimRead[])[];
};

/**
 * As if each cut-off were earlier by so much. What was read of all other customers, how much of
 * each desk's work and how many controls, stay as they were counted: a few weeks of many.
 */
export function withoutLast(
  { evidence, inTime }: Counted,
  kind: EntityKind,
  lastMs: Millis,
): Evidence {
  const { victims: all, candidates } = evidence;
  const earlier = inTime.map((reads, i) => reads.filter(({ at }) => at <= all[i]!.cutoff - lastMs));
  const victims = all.map((one, i): Victim => {
    return { ...one, cutoff: one.cutoff - lastMs, ...readersAndDesks(earlier[i]!, kind) };
  });
  const byVictim = byEntity(earlier);
  const left = candidates
    .map((one) => ({ ...one, hits: hitsOf(one.entity, byVictim) }))
    .filter(({ hits }) => hits.some((hit) => hit !== 'none'));
  return { ...evidence, victims, candidates: left };
}

export type WhatWasRead = {
  readonly team: string | null;
  /** How many victims by each reason, the best one for each victim. */
  readonly reasons: Readonly<Record<string, number>>;
  /** For how many of them somebody had asked, as far as is known. */
  readonly asked: AskedCounts;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
};

/** By somebody or some way, of the reads that count: at least one. */
export function whatWasRead(own: readonly VictimRead[]): WhatWasRead {
  const best = mostAskedFor(own);
  const reasons: Record<string, number> = {};
  for (const read of best) {
    // Of a source that knows no reasons they are empty.
    const reason = read.reason || (read.isPerson ? 'unknown' : 'none');
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  const times = own.map(({ at }) => at).sort((a, b) => a - b);
  return {
    ...{ team: newestOf(own).team, reasons, asked: countAsked(best) },
    ...{ firstAt: times[0]!, lastAt: times.at(-1)! },
  };
}

/** Who read victims by some way. */
export type Reader = { readonly user: string; readonly victims: number };

/** Who read most of them first. */
export function readersOf(own: readonly VictimRead[]): Reader[] {
  return [...Map.groupBy(own, ({ user }) => user)]
    .map(([user, there]) => ({ user, victims: new Set(there.map((read) => read.subject)).size }))
    .sort((a, b) => b.victims - a.victims || (a.user < b.user ? -1 : 1));
}
