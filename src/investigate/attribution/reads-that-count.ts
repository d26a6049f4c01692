// What reads in time come to: of a victim who read it and at which desk, of whoever read victims
// which ones, when and for which reasons; and the same as if cut-offs were earlier, or of a part of
// the list. For whoever counts a list, or says it.

import { deskOf } from '../../core/attribution/desk.ts';
import type { Entity, Evidence, Hit, Victim } from '../../core/attribution/evidence.ts';
import { hitsBesideKnown, isOpening } from '../../core/attribution/known-customers.ts';
import { onlyVictims } from '../../core/attribution/robustness.ts';
import type { Millis } from '../../core/time.ts';
import { type AskedCounts, countAsked, mostAskedFor } from './asked-for.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import type { VictimRead } from './reads-of-victims.ts';

/** Of one that counts. */
export type ReadInTime = VictimRead & {
  /** Whether the same person had opened the record before the look-back began. */
  readonly isKnown?: boolean;
};

/** `all`: of the same victim at any time. `until`: when its look-back began. */
export function markKnown(
  inTime: readonly VictimRead[],
  all: readonly VictimRead[],
  until: Millis,
): readonly ReadInTime[] {
  const early = all.filter(
    ({ at, isPerson, touch }) => at <= until && isPerson && isOpening(touch),
  );
  const known = new Set(early.map(({ entity }) => entity));
  return inTime.map((read) => (known.has(read.entity) ? { ...read, isKnown: true } : read));
}

/** Whether whoever read is a person, by their newest read: so is each counted. */
export type Persons = ReadonlyMap<Entity, boolean>;

/** Who read a victim, and at which desks, of its reads in time. */
export function readersAndDesks(
  reads: readonly VictimRead[],
  kind: EntityKind,
  isPerson: Persons,
): Pick<Victim, 'readers' | 'servedBy'> {
  const readers = new Set(reads.map(({ entity }) => entity));
  return {
    readers: [...readers].filter((entity) => isWay(kind) || isPerson.get(entity)).length,
    servedBy: onDuty(reads, kind).map(({ entity: by, queue, at, isRouted }) => {
      return { by, desk: deskOf(queue, at), isRouted };
    }),
  };
}

/** Reads that their desk explains: a queue hands work to people. */
function onDuty(reads: readonly VictimRead[], { hasDuty }: EntityKind): readonly VictimRead[] {
  return reads.filter(({ isPerson }) => isPerson && hasDuty);
}

/** Where these reads were done. */
export function desksOf(reads: readonly VictimRead[], kind: EntityKind) {
  return onDuty(reads, kind).map(({ queue, at }) => ({ desk: deskOf(queue, at), queue, at }));
}

/** Of whoever read victims: by victim, in their order. */
export function hitsOf(
  entity: Entity,
  byVictim: readonly ReadonlyMap<Entity, readonly ReadInTime[]>[],
  victims: readonly Victim[],
): readonly Hit[] {
  const own = byVictim.map((reads) => reads.get(entity) ?? []);
  return hitsBesideKnown(
    own.map((reads) => ({
      reads: reads.map(({ look, isPerson, isRouted }) => {
        return { look, isRouted: isPerson && isRouted };
      }),
      isKnown: reads.some(({ isKnown }) => isKnown === true),
    })),
    victims,
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
export function byEntity(inTime: readonly (readonly ReadInTime[])[]) {
  return inTime.map((reads) => Map.groupBy(reads, ({ entity }) => entity));
}

export type Counted = {
  readonly evidence: Evidence;
  /** Those that count, by victim. */
  readonly inTime: readonly (readonly ReadInTime[])[];
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
  const isPerson = new Map(candidates.map((one) => [one.entity, one.isPerson]));
  const victims = all.map((one, i): Victim => {
    const read = readersAndDesks(earlier[i]!, kind, isPerson);
    return { ...one, cutoff: one.cutoff - lastMs, ...read };
  });
  const byVictim = byEntity(earlier);
  const left = candidates
    .map((one) => ({ ...one, hits: hitsOf(one.entity, byVictim, victims) }))
    .filter(({ hits }) => hits.some((hit) => hit !== 'none'));
  return { ...evidence, victims, candidates: left };
}

/**
 * As if some of the victims alone were on the list. Where victims came along with one that is left
 * out, another of them stands for that look.
 */
export function onlySome({ evidence, inTime }: Counted) {
  const byVictim = byEntity(inTime);
  const cameAlong = evidence.candidates.filter(({ hits }) => hits.includes('along'));
  const together = new Set(cameAlong.map(({ entity }) => entity));
  return (keep: (position: number) => boolean): Evidence => {
    const { candidates, victims, ...rest } = onlyVictims(evidence, keep);
    const left = byVictim.filter((_, i) => keep(i));
    return {
      ...{ ...rest, victims },
      candidates: candidates.map((one) =>
        together.has(one.entity) ? { ...one, hits: hitsOf(one.entity, left, victims) } : one,
      ),
    };
  };
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
