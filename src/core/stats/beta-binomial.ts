// Shares of behaviour: of n occasions x were of a kind; how surprising, where the share is known
// only as far as a Beta(a, b) says? With a = X + κp and b = N − X + κ(1 − p) this is the two-sample
// test of X among N before against x among n now, estimation error included.
//
//   P(X = k) = C(n, k) · B(k + a, n − k + b) / B(a, b)
//   P(k + 1) / P(k) = (n − k)(k + a) / ((k + 1)(n − k − 1 + b))
//
// N. L. Johnson, A. W. Kemp and S. Kotz, Univariate Discrete Distributions, 3rd ed. 2005, §6.2.2.
// Rejected: chi-square with an estimated share, which takes the estimate for the truth, and the
// normal approximation, wrong by orders of magnitude for rare kinds.

import { log, logGamma, scoreOfLogTail } from './special.ts';

/**
 * Terms that are summed. With more occasions x and n are scaled down to it: by then the share's own
 * uncertainty decides, and what is lost makes the score smaller.
 */
const occasionsMax = 4_096;
/** What is left of the sum after a term so small changes nothing. */
const negligible = 1e-17;

/** −log10 P(X ≥ x) of n, for 0 ≤ x ≤ n and a, b > 0: from 0 to 300. */
export function betaBinomialTailScore(x: number, n: number, a: number, b: number): number {
  if (!(x > 0) || !(n > 0)) return 0;
  if (n > occasionsMax) return betaBinomialTailScore(scaled(x, n), occasionsMax, a, b);
  let term = 1;
  let sum = 1;
  for (let k = x; k < n; k += 1) {
    const next = term * (((n - k) * (k + a)) / ((k + 1) * (n - k - 1 + b)));
    // Beyond the mode they only fall; before it, or where b < 1 at the far end, they rise.
    if (next < term && next < sum * negligible && b >= 1) break;
    term = next;
    sum += term;
  }
  return scoreOfLogTail(logProbability(x, n, a, b) + log(sum));
}

function scaled(x: number, n: number): number {
  return Math.floor((x * occasionsMax) / n);
}

function logProbability(x: number, n: number, a: number, b: number): number {
  const choices = logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1);
  return choices + logBeta(x + a, n - x + b) - logBeta(a, b);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/**
 * Weight of what is known about a share, in occasions, where the share itself differs from day to
 * day: 1/w = 1/known + 1/(days · concentration). `concentration`: that of Beta-distributed days.
 */
export function weightOfShare(known: number, days: number, concentration: number): number {
  return 1 / (1 / known + 1 / (days * concentration));
}

/** Standard deviations above what is usual below which nobody wants to know the score. */
const notableDeviations = 1.5;

/**
 * The score of a count now against a count before, shrunk to a prior. With `isAtLeast` the prior's
 * share is usual for everybody: who was below it may rise to it.
 */
export function shareRiseScore(
  now: { readonly count: number; readonly of: number; readonly days: number },
  before: { readonly count: number; readonly of: number },
  prior: {
    readonly share: number;
    readonly weight: number;
    readonly concentration: number;
    readonly isAtLeast?: boolean;
  },
): { readonly score: number; readonly usual: number } {
  const known = before.of + prior.weight;
  const own = (before.count + prior.weight * prior.share) / known;
  const usual = prior.isAtLeast === true ? Math.max(own, prior.share) : own;
  if (now.of === 0 || now.count <= usual * now.of) return { score: 0, usual };
  const weight = weightOfShare(known, now.days, prior.concentration);
  // Nearly all of what is asked about is nothing, and the sum of a tail is dear.
  const variance = now.of * usual * (1 - usual) * (1 + now.of / weight);
  if (now.count < usual * now.of + notableDeviations * Math.sqrt(variance)) {
    return { score: 0, usual };
  }
  const [a, b] = [usual * weight, (1 - usual) * weight];
  return { score: betaBinomialTailScore(now.count, now.of, a, b), usual };
}
