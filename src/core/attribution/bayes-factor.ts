// How much likelier is what was seen if somebody is a source of the list than if nobody is?
//
//   of the victims a share π came from e; of e's reads a share ρ is in the log with its customer
//   q: how likely e reads this victim anyway            (null-rates.ts)
//
//   read by e       P = (1 − π) q + π (1 − (1 − ρ)(1 − q))    against q       1 + π ρ (1 − q) / q
//   not read by e   P = (1 − π)(1 − q) + π (1 − ρ)(1 − q)     against 1 − q   1 − π ρ
//
// π is not known: the mean over a grid. So lists of which only a part was taken, and thefts by
// several, need no step of their own. A miss never counts for guilt: a backup account, which reads
// everybody, gains nothing by a hit and loses by each miss.
//
// Refused: the form in which a miss is worth (1 − π ρ − (1 − π) q) / (1 − q), which exceeds 1 where
// q > ρ and put the backup account first.

import { exp, log, log1p } from '../stats/special.ts';
import type { Candidate, Evidence } from './evidence.ts';

/** Shares of the list that came from one source; each as likely as the other beforehand. */
export const shareGrid = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97] as const;

/** One victim as seen from one entity. */
export type Chance = {
  /** Whether the entity read the victim's record in time. */
  readonly isHit: boolean;
  /** Probability of that without any theft, between 0 and 1, neither included. */
  readonly q: number;
  /** How sure it is that this customer is a victim at all: of so many π is the share. */
  readonly certainty: number;
};

/**
 * Of each victim, in their order. `rates`: q. What came along with another victim tells nothing by
 * itself.
 */
export function chancesOf(
  { victims }: Pick<Evidence, 'victims'>,
  { hits }: Pick<Candidate, 'hits'>,
  rates: readonly number[],
): Chance[] {
  return hits.map((hit, i) => {
    const certainty = hit === 'along' ? 0 : victims[i]!.certainty;
    return { isHit: hit !== 'none', q: rates[i]!, certainty };
  });
}

/** P(seen | source) / P(seen | none) − 1, of one victim. `logged`: π ρ. */
export function excessOf({ isHit, q, certainty }: Chance, logged: number): number {
  const taken = logged * certainty;
  return isHit ? (taken * (1 - q)) / q : -taken;
}

/** ln of the mean over π of P(seen | source) / P(seen | none). `coverage`: ρ, from 0 to 1. */
export function logBayesFactor(chances: readonly Chance[], coverage: number): number {
  const logs = shareGrid.map((share) => {
    return chances.reduce((sum, chance) => sum + log1p(excessOf(chance, share * coverage)), 0);
  });
  const highest = Math.max(...logs);
  const sum = logs.reduce((total, one) => total + exp(one - highest), 0);
  return highest + log(sum / shareGrid.length);
}
