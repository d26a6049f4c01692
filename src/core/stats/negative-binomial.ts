// Counts of behaviour: how surprising is it to see x or more where E were expected?
//
// Counts of people are burstier than Poisson: a negative binomial with mean E and variance
// E + a·E², where a = 1/r + 1/(n0 + n): r is the burstiness of the peer class, n0 + n what the
// mean itself rests on (Gamma–Poisson: the posterior predictive is again a negative binomial).
// With size s = 1/a and q = aE/(1 + aE) = 1 − p:
//
//   P(X ≥ x) = I_q(x, s) = x · pmf(x) · F(x, s, q)     where x lies above E
//   P(X < x) = I_p(s, x) = x · pmf(x) · F(s, x, p)     where x lies below E
//
// I is the regularised incomplete beta function (Abramowitz–Stegun 26.5.26), F its continued
// fraction after DiDonato and Morris (ACM TOMS 18, 1992, no. 708, eq. 9), pmf after Loader
// (special.ts). x may be any real: I interpolates, as sums of confidences need.
//
// Error: 1e-11 of the score or less (tests hold it to 60 digits) for x and E up to 1e6, a up to
// 100. Rejected: the fraction of Abramowitz–Stegun 26.5.8, which loses all digits as a goes to 0;
// summing the pmf (a million terms at x = 1e6); a normal approximation (wrong by orders of
// magnitude where it matters, in the tail).

import {
  deviance,
  exp,
  ln2Pi,
  log,
  log1p,
  scoreOfComplement,
  scoreOfLogTail,
  stirlingError,
  tailScoreMax,
} from './special.ts';

/** Stands for 0, Poisson: at this value the difference is 1e-9 of the score for counts of 1e9. */
const overdispersionMin = 1e-18;

/** Next to the mean about √max(x, E) terms are needed: fewer than this for every count to 1e7. */
const termsMax = 10_000;
const precision = 1e-15;
const tiny = 1e-300;

/** a = 1/r + 1/(n0 + n): variance beyond Poisson per squared mean. */
export function overdispersion(burstiness: number, priorWeight: number, seen: number): number {
  return 1 / burstiness + 1 / (priorWeight + seen);
}

/** −log10 P(X ≥ x), from 0 to 300. */
export function negativeBinomialTailScore(x: number, mean: number, overdispersion: number): number {
  if (!(x > 0)) return 0;
  if (!(mean > 0)) return tailScoreMax;
  const spread = Math.max(overdispersion, overdispersionMin);
  const size = 1 / spread;
  const odds = spread * mean;
  const logPmf = negativeBinomialLogProbability(x, mean, spread);
  // Each fraction converges fast on its own side of the mean only.
  if (x > mean) return scoreOfLogTail(logPmf + log(x * betaFraction(x, size, odds)));
  return scoreOfComplement(exp(logPmf + log(x * betaFraction(size, x, 1 / odds))));
}

/** ln P(X = x), for likelihood ratios. */
export function negativeBinomialLogProbability(
  x: number,
  mean: number,
  overdispersion: number,
): number {
  const spread = Math.max(overdispersion, overdispersionMin);
  const size = 1 / spread;
  const odds = spread * mean;
  if (x === 0) return -log1p(odds) * size;
  const total = x + size;
  return (
    stirlingError(total) -
    stirlingError(size) -
    stirlingError(x) -
    deviance(size, total / (1 + odds)) -
    deviance(x, total * (odds / (1 + odds))) -
    0.5 * (ln2Pi + log(x) + log1p(x * spread))
  );
}

/**
 * F(a, b, q) with q/(1 − q) = odds, so that I_q(a, b) = q^a (1 − q)^b / B(a, b) · F, for q up to
 * about a/(a + b). Odds, because 1 − q or a − (a + b)q would lose what matters when q is near 1.
 * Evaluated forwards by the modified Lentz method (Thompson and Barnett 1986).
 */
function betaFraction(a: number, b: number, odds: number): number {
  const p = 1 / (1 + odds);
  const q = odds * p;
  const lead = (a - b * odds) * p + 1;
  let d = (a + 1) / (a * lead);
  let c = 1 / tiny;
  let fraction = d;
  for (let n = 1; n <= termsMax; n += 1) {
    const step = a + 2 * n;
    const weight = (n * (b - n) * q) / (step - 1);
    const numerator = (weight * q * (a + n - 1) * (a + b + n - 1)) / (step - 1);
    const denominator = n + weight + ((a + n) / (step + 1)) * (lead + n * (1 + p));
    d = 1 / awayFromZero(denominator + numerator * d);
    c = awayFromZero(denominator + numerator / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) <= precision) break;
  }
  return fraction;
}

function awayFromZero(x: number): number {
  return Math.abs(x) < tiny ? tiny : x;
}
