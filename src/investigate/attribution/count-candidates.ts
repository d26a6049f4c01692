// Whoever read victims of a list, each with how much they read of everything: what their reads are
// held against. For count-list.

import type { Candidate, Desk, Entity, Victim } from '../../core/attribution/evidence.ts';
import {
  type Ask,
  countControls,
  countCoverage,
  countDesks,
  countReach,
  type House,
} from './count-reach.ts';
import { isWay } from './entity-kinds.ts';
import { byEntity, desksOf, hitsOf, type Persons, type ReadInTime } from './reads-that-count.ts';
import { inTurns, type Turns } from './turns.ts';

/** Of whoever has read fewer victims it changes nothing what else they read. */
const coverageHits = 2;

export type Met = {
  readonly victims: readonly Victim[];
  readonly inTime: readonly (readonly ReadInTime[])[];
  readonly isPerson: Persons;
};

export type Asked = {
  readonly house: House;
  readonly subjects: readonly string[];
  readonly turns: Turns;
};

/** All who have read a victim, with what they read else. */
export async function countCandidates(
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
