// From surprise to evidence: what one finding is worth, how it fades, and how several add up.
//
//   p-value of a finding ──► e-value ──► weighted mean inside a family ──► ln e − hurdle, fading
//                                                                             │
//   prior log odds · context ──────────► + strongest family + a tenth of the others
//
// Honest people reach something in some family on most days, and a family remembers its loudest day
// for weeks. Added up as it is, that noise drowns the one family in which a thief shows: only what
// goes beyond a hurdle counts. The hurdles are also how the families share the budget: the lower,
// the more of it. And the strongest speaks: a manager's export is loud in four families at once,
// a thief who takes ten customers a day in one. Both were chosen in simulated worlds
// (docs/decisions/evidence-beyond-hurdles.md).
//
// An e-value of e says: a bet that this person works as usual would have multiplied by e. Under
// that hypothesis its expectation is at most 1, and means of e-values keep this whatever the
// dependence (V. Vovk and R. Wang, E-values: calibration, combination and applications, Annals of
// Statistics 49, 2021). Rejected inside a family: Fisher's sum and noisy-or, which count the same
// burst once for each detector that saw it.
//
// Nothing of this is shown to people as 10^x: six honest families together reach 10 in the median.
// Say instead how many of a thousand colleagues reach the value in a month.

import { dayMs, type Millis } from '../time.ts';
import { halved } from './half-life.ts';
import { exp, ln10, log } from './special.ts';

/** No single finding is worth more: calibration cannot vouch for the tail beyond it. */
export const eValueMax = 10_000;

/** Days until evidence is worth half; what a person does wears off slower than how they log in. */
export const halfLifeMs = {
  volume: 14 * dayMs,
  need: 14 * dayMs,
  target: 14 * dayMs,
  route: 7 * dayMs,
  time: 7 * dayMs,
  identity: 3 * dayMs,
  population: 14 * dayMs,
  /** Of a canary record, whatever its family. */
  canary: 30 * dayMs,
} as const;

/** What is to be gone beyond, in ln e. */
export const hurdles = {
  need: 1.5,
  volume: 4,
  target: 5,
  route: 5,
  time: 5,
  identity: 5,
  population: 5,
  /** Nothing of it is by chance. */
  canary: 0,
} as const satisfies Hurdles;

/**
 * Where no tickets are fed in nobody lacks a reason, and need never speaks: volume has its share of
 * the budget too.
 */
const hurdlesWithoutTickets: Hurdles = { ...hurdles, volume: 2.5 };

export function hurdlesOf({ hasTickets }: { readonly hasTickets: boolean }): Hurdles {
  return hasTickets ? hurdles : hurdlesWithoutTickets;
}

export type Hurdles = Readonly<Record<keyof typeof halfLifeMs, number>>;

/** Odds that somebody steals in a month, before anything is seen of them. */
const priorProbability = 1e-4;
/** So much of the other families' evidence counts beside the strongest. */
export const besideShare = 0.1;

/**
 * e(p) = (1 − p + p ln p) / (p ln² p), at most 10⁴, from the score −log10 p: the mean over κ of
 * the calibrators κ p^(κ − 1) (Vovk and Wang 2021, §2). Never below its value at p = 1, a half.
 */
export function eValueOfScore(score: number): number {
  const l = score * ln10;
  // Beyond this the cap has long been reached, and exp would overflow.
  if (l > 20) return eValueMax;
  // (eˡ − 1 − l) / l² cancels near 0: its series, l^k / (k + 2)! summed from the smallest.
  if (l < 0.5) {
    let sum = 0;
    for (let k = 12; k >= 1; k -= 1) sum = ((1 + sum) * l) / (k + 2);
    return (1 + sum) / 2;
  }
  return Math.min(eValueMax, (exp(l) - 1 - l) / (l * l));
}

/** The same from a probability between 0 and 1. */
export function eValueOfProbability(p: number): number {
  return p > 0 ? eValueOfScore(Math.max(0, -log(p) / ln10)) : eValueMax;
}

/** Inside a family: Σ w·e / Σ w over the detectors that belong to it, silent ones with e = 1. */
export function meanEValue(eValues: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < eValues.length; i += 1) {
    sum += weights[i]! * eValues[i]!;
    weight += weights[i]!;
  }
  return weight > 0 ? sum / weight : 1;
}

/**
 * ln e of a family after a time, and after a new finding: the larger of what is left and what is
 * new, so that repeating one finding adds nothing. An event that comes late fades nothing.
 */
export function refreshedLogEvidence(
  known: { readonly logEvidence: number; readonly elapsedMs: Millis; readonly halfLifeMs: Millis },
  logEvidence: number,
): number {
  const left = halved(known.logEvidence, Math.max(0, known.elapsedMs), known.halfLifeMs);
  return Math.max(left, logEvidence);
}

/** ln e beyond the hurdle, 0 below it: a quiet family does not exonerate. */
export function logEvidenceOf(eValue: number, family: keyof Hurdles, over: Hurdles = hurdles) {
  return eValue > 1 ? Math.max(0, log(eValue) - over[family]) : 0;
}

/**
 * ln of the odds of theft: prior, times the context of the person, times the strongest family and a
 * tenth (in ln) of the others.
 */
export function combinedLogOdds(
  logEvidence: ArrayLike<number>,
  contextFactor: number,
  beside = besideShare,
): number {
  let sum = 0;
  let strongest = 0;
  for (let family = 0; family < logEvidence.length; family += 1) {
    sum += Math.max(0, logEvidence[family]!);
    strongest = Math.max(strongest, logEvidence[family]!);
  }
  const together = strongest + beside * (sum - strongest);
  return log((priorProbability * contextFactor) / (1 - priorProbability)) + together;
}
