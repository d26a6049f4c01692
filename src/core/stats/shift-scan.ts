// Has a count been higher since some day than the time before that day makes likely? For thefts of
// a few records a day, which no single day betrays.
//
//   S(s) = Σ_{d ≥ s} clip( ln NB(x_d; A_d) − ln NB(x_d; E_d) )        the score is the largest S(s)
//
// over all days s on which it may have begun: those that speak for it themselves. E_d is what the
// days before s alone make likely, so a theft of four weeks does not become its own measure;
// A_d = max(ratio·E_d, E_d + step) is what a thief would make of it. That is Page's cumulative sum
// (Biometrika 41, 1954), restarted for every s with a reference of its own, as in a generalised
// likelihood ratio (T. L. Lai, JRSS B 57, 1995, §3.3). Clipped, because one day of work of an
// unknown kind is weak evidence however large it is.
// The best s is the estimate of when it began, Σ (x_d − E_d) since then of how much was taken.
//
// Rejected: one reference for all s (half of a slow theft is in it); a sum of 28 days (it sees the
// same, weeks later). In natural logarithms. Used by detectors; allocates nothing.

import { negativeBinomialLogProbability } from './negative-binomial.ts';

export type ShiftRule = {
  /** Smallest count that is suspected, as a multiple of what is likely … */
  readonly ratio: number;
  /** … and beyond it. */
  readonly step: number;
  /** Bounds of what one day may say. */
  readonly least: number;
  readonly most: number;
};

/** Of one day, were it judged by the days before `start`. */
export type ShiftDays = {
  readonly count: number;
  readonly observed: (day: number) => number;
  /** Moves the reference to all days before `start`; false: too few to say anything. */
  readonly refer: (start: number) => boolean;
  readonly expected: (day: number) => number;
  /** Variance beyond Poisson per squared mean. */
  readonly overdispersion: (day: number) => number;
};

export type Shift = {
  /** ln of the likelihood ratio; 0 where nothing is higher. */
  score: number;
  /** Index of the day on which it began. */
  start: number;
  /** Σ observed and Σ expected since then. */
  observed: number;
  expected: number;
};

/** Fills `into` with the most likely shift that goes on until the last day. */
export function scanShift(days: ShiftDays, rule: ShiftRule, into: Shift): Shift {
  into.score = 0;
  into.start = days.count;
  into.observed = 0;
  into.expected = 0;
  for (let start = 0; start < days.count; start += 1) {
    // The best start is a day that speaks for it: with the others nothing begins.
    if (!days.refer(start) || gainOf(days, start, rule) <= 0) continue;
    let sum = 0;
    let observed = 0;
    let expected = 0;
    for (let day = start; day < days.count; day += 1) {
      sum += gainOf(days, day, rule);
      observed += days.observed(day);
      expected += days.expected(day);
    }
    if (sum <= into.score) continue;
    into.score = sum;
    into.start = start;
    into.observed = observed;
    into.expected = expected;
  }
  return into;
}

/** What one day says for a shift, by the reference at hand. */
function gainOf(days: ShiftDays, day: number, { ratio, step, least, most }: ShiftRule): number {
  const x = days.observed(day);
  const mean = days.expected(day);
  const spread = days.overdispersion(day);
  const suspected = Math.max(ratio * mean, mean + step);
  const gain =
    negativeBinomialLogProbability(x, suspected, spread) -
    negativeBinomialLogProbability(x, mean, spread);
  return Math.min(most, Math.max(least, gain));
}
