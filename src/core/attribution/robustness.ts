// How much an answer hangs on single victims, how many more complaints would settle it, and whether
// those who stand out came by one route. What a careful reader asks before believing a name.

import { hash32 } from '../hash.ts';
import { attribute, type Decision, levels, type Suspect } from './attribute.ts';
import type { Candidate, Entity, Evidence } from './evidence.ts';
import { nullRates } from './null-rates.ts';
import { poissonBinomialTail } from './poisson-binomial.ts';

/** The evidence as far as it is about some of the victims, by their position. */
export function onlyVictims(evidence: Evidence, keep: (position: number) => boolean): Evidence {
  const isKept = (_: unknown, i: number) => keep(i);
  const candidates = evidence.candidates
    .map((one) => ({ ...one, hits: one.hits.filter(isKept) }))
    .filter(({ hits }) => hits.some((hit) => hit !== 'none'));
  return { ...evidence, candidates, victims: evidence.victims.filter(isKept) };
}

export type Robustness = {
  /** Victims, by position, without whom the decision would be another. */
  readonly hangsOn: readonly number[];
  /** Of `draws` lists with three in ten victims left out, so many come to the same decision. */
  readonly same: number;
  readonly draws: number;
};

const draws = 20;
const leftOutShare = 0.3;
/** A long list hangs on nobody; and each of them costs as much as the answer. */
const leftOutMax = 100;

/** Of each entity given; always the same for the same list. */
export function robustness(
  evidence: Evidence,
  suspects: readonly Pick<Suspect, 'entity' | 'decision'>[],
): ReadonlyMap<Entity, Robustness> {
  const { victims } = evidence;
  const positions = victims.length <= leftOutMax ? [...victims.keys()] : [];
  const withoutOne = positions.map((position) => {
    return decisionsOf(onlyVictims(evidence, (i) => i !== position));
  });
  const drawn = Array.from({ length: draws }, (_, draw) => {
    const rank = (i: number) => hash32(`${draw} ${victims[i]!.id}`);
    const order = [...victims.keys()].sort((a, b) => rank(a) - rank(b));
    const out = new Set(order.slice(0, Math.floor(leftOutShare * victims.length)));
    return decisionsOf(onlyVictims(evidence, (i) => !out.has(i)));
  });
  return new Map(
    suspects.map(({ entity, decision }) => {
      const isSame = (found: ReadonlyMap<Entity, Decision>) =>
        (found.get(entity) ?? 'none') === decision;
      const hangsOn = positions.filter((_, i) => !isSame(withoutOne[i]!));
      return [entity, { hangsOn, same: drawn.filter(isSame).length, draws }];
    }),
  );
}

function decisionsOf(evidence: Evidence): ReadonlyMap<Entity, Decision> {
  const { suspects } = attribute(evidence);
  return new Map(suspects.map(({ entity, decision }) => [entity, decision]));
}

const complaintsMax = 500;

/**
 * So many more victims would name somebody, were they read as these were: by as large a share
 * without a reason, and as likely by chance. Null: no number would, or more than 500.
 */
export function complaintsNeeded(evidence: Evidence, candidate: Candidate): number | null {
  const rates = nullRates(evidence, candidate, 'recent');
  const share = candidate.hits.filter((hit) => hit === 'stray').length / rates.length;
  const level = levels.named / Math.max(1, evidence.tested);
  const all = [...rates];
  for (let more = 0; more <= complaintsMax; more += 1) {
    if (more > 0) all.push(rates[(more - 1) % rates.length]!);
    if (poissonBinomialTail(all, Math.floor(share * all.length)) <= level) return more;
  }
  return null;
}

const [routeFewest, routeOverlap] = [3, 0.5];

/**
 * Three or more who stand out and have read the same victims came by one route: a desk, a shared
 * task, a list that was passed on. None of them can be told from the others, so nobody is named.
 * Several who share a theft have read different ones.
 */
export function isCommonRoute(evidence: Evidence, outstanding: readonly Entity[]): boolean {
  const read = evidence.candidates
    .filter(({ entity }) => outstanding.includes(entity))
    .map(({ hits }) => new Set(hits.flatMap((hit, i) => (hit === 'none' ? [] : [i]))));
  if (read.length < routeFewest) return false;
  let [shared, pairs] = [0, 0];
  read.forEach((a, i) => {
    for (const b of read.slice(i + 1)) {
      const both = [...a].filter((position) => b.has(position)).length;
      shared += both / (a.size + b.size - both);
      pairs += 1;
    }
  });
  return shared / pairs >= routeOverlap;
}
