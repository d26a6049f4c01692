// How likely somebody reads a customer without any theft: the number on which innocence rests.
//
//   reach     1 − exp(−d · (n + 1) / D)    d: customers of the stratum that they read; D: the same,
//                                          summed over people; n: others who read this one
//   controls  c / R                        of R other customers, by how often each is read but for
//                                          one own stray, they read c: in place of reach where it
//                                          is surely larger
//   duty      1 − Π (1 − share)            over the reads of this one, but for own strays: their
//                                          share of the desk (queue × day × shift) that did each
//   together  1 − (1 − reach) · (1 − duty)
//
// Of a victim that was of several strata in the look-back the largest reach, or controls, of them:
// who reads much in the one and little in the other may have read it in either. That is so whether
// they have read it or not, else misses would count as if they had been unlikely hits.
//
// Strata alone accuse the innocent where routing is finer than they are: of customers who all were
// served by one desk of ten, everybody there has read more than chance allows. Whoever was on duty
// may have been given each of these reads.
//
// `recent` takes the reach as it was, a theft included: who reads very much reads anybody, so that
// an unusual but honest task accuses nobody. A thief who takes a tenth of all customers hides
// behind it, and has long been found by volume. `usual` takes what would have been usual: the
// stronger test, which lists whoever has had an unusual task since.

import { exp } from '../stats/special.ts';
import type { Candidate, Desk, Evidence, Reach, Served, Victim } from './evidence.ts';

export type Basis = keyof Reach;

/** No single hit is worth more than 1,000 to 1, and none is certain. */
const bounds = { min: 0.001, max: 0.999 } as const;

/** The chance, by victim in their order, that a candidate read each without any theft. */
export function nullRates(evidence: Evidence, candidate: Candidate, basis: Basis): number[] {
  return evidence.victims.map((victim, i) => {
    const isReader = candidate.hits[i] !== 'none';
    const isCounted = candidate.isPerson || evidence.isOfWays === true;
    const others = Math.max(0, victim.readers - (isReader && isCounted ? 1 : 0));
    const look = { isReader, others, basis };
    const read = [victim.stratum, ...(victim.otherStrata ?? [])].reduce((largest, stratum) => {
      return Math.max(largest, readRate(evidence, candidate, { ...look, stratum }));
    }, 0);
    const rate = 1 - (1 - read) * (1 - dutyRate(candidate, victim));
    return Math.min(bounds.max, Math.max(bounds.min, rate));
  });
}

type Look = {
  readonly stratum: string;
  readonly isReader: boolean;
  readonly others: number;
  readonly basis: Basis;
};

/** By reach, or by controls where those are surely larger. */
function readRate(evidence: Evidence, candidate: Candidate, look: Look): number {
  const reach = reachRate(evidence, candidate, look);
  // Controls are about what was read lately: of no use where that is what is in question.
  if (look.basis !== 'recent') return reach;
  const controls = controlRate(evidence, candidate, look.stratum);
  return controls.atLeast > reach ? controls.rate : reach;
}

function reachRate(
  { reachOfAll }: Evidence,
  { reach }: Candidate,
  { stratum, isReader, others, basis }: Look,
): number {
  const own = reach[basis].get(stratum) ?? 0;
  // Whoever has read the victim and nobody of its stratum: the stratum was another one then, so
  // that all are taken together. Rarer than anything is not what it is.
  const isAstray = own === 0 && isReader;
  const all = isAstray ? sumOf(reachOfAll[basis]) : (reachOfAll[basis].get(stratum) ?? 0);
  const read = isAstray ? sumOf(reach[basis]) : own;
  return 1 - exp((-read * (others + 1)) / Math.max(1, all));
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

const none = { rate: 0, atLeast: 0 } as const;

/** The share of controls that was read, and two standard deviations below it. */
function controlRate(evidence: Evidence, { controls }: Candidate, stratum: string) {
  const all = evidence.controls.get(stratum);
  const own = controls.get(stratum);
  if (all === undefined || own === undefined) return none;
  // A first stray is what is in question.
  const weight = Math.max(1, all.weight - own.strays);
  const effective = all.effective * (weight / all.weight);
  const rate = own.weight / weight;
  const read = rate * effective;
  return { rate, atLeast: (read - 2 * Math.sqrt(read)) / effective };
}

/** Own strays are what is in question: that they were there themselves explains none of them. */
function dutyRate({ entity, shares }: Candidate, victim: Victim): number {
  let missed = 1;
  for (const [desk, share] of shares) {
    for (const { by, isRouted } of readsAt(victim).get(desk) ?? []) {
      if (isRouted || by !== entity) missed *= 1 - share;
    }
  }
  return 1 - missed;
}

/** Most reads of a victim whom many have read were at other desks: those are not gone through. */
const byDesk = new WeakMap<Victim, ReadonlyMap<Desk, readonly Served[]>>();

function readsAt(victim: Victim): ReadonlyMap<Desk, readonly Served[]> {
  const known = byDesk.get(victim);
  if (known !== undefined) return known;
  const reads = Map.groupBy(victim.servedBy, ({ desk }) => desk);
  byDesk.set(victim, reads);
  return reads;
}
