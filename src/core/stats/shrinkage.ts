// Own history shrunk to a prior: with nothing seen the prior speaks, with weeks seen the person
// does. Conjugate updates; A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.4, §2.6 and §3.3.

import { assert } from '../assert.ts';

/** Gamma–Poisson: mean of a rate after `count` days that sum to `sum`; the prior weighs n₀ days. */
export function shrunkRate(
  seen: { readonly count: number; readonly sum: number },
  prior: { readonly mean: number; readonly weight: number },
): number {
  return (prior.weight * prior.mean + seen.sum) / (prior.weight + seen.count);
}

/** Beta–binomial: mean of a share; the prior weighs κ trials. */
export function shrunkShare(
  seen: { readonly successes: number; readonly trials: number },
  prior: { readonly share: number; readonly weight: number },
): number {
  return (prior.weight * prior.share + seen.successes) / (prior.weight + seen.trials);
}

/**
 * Normal with unknown mean and variance (normal–inverse-χ²): posterior mean, and the standard
 * deviation of the next value, which includes not knowing the mean well yet.
 */
export function shrunkMoments(
  seen: { readonly count: number; readonly sum: number; readonly squares: number },
  prior: { readonly mean: number; readonly deviation: number; readonly weight: number },
): { readonly mean: number; readonly deviation: number } {
  const { count, sum, squares } = seen;
  const weight = prior.weight + count;
  const mean = (prior.weight * prior.mean + sum) / weight;
  const own = count > 0 ? sum / count : prior.mean;
  // Products, not powers: the power operator may differ in the last bit between engines.
  const within = Math.max(0, squares - count * own * own);
  const apart = own - prior.mean;
  const between = ((prior.weight * count) / weight) * apart * apart;
  const variance = (prior.weight * prior.deviation * prior.deviation + within + between) / weight;
  return { mean, deviation: Math.sqrt(variance * (1 + 1 / weight)) };
}

/** A ring of days: ranks are found by counting, which is quadratic and allocates nothing. */
const winsorisedMax = 28;
/** Share of the values pulled in at each end: two of 28 days. */
const winsorisedShare = 0.1;

/**
 * Mean of `count` values from `start`, the most extreme tenth at each end replaced by the nearest
 * value kept (W. J. Dixon, Annals of Mathematical Statistics 31, 1960): one day of a thief or of
 * an outage moves it by no more than a busy day would.
 */
export function winsorisedMean(values: ArrayLike<number>, start: number, count: number): number {
  assert(count > 0 && count <= winsorisedMax, `a winsorised mean of ${count} values`);
  const cut = Math.floor(count * winsorisedShare);
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  const end = start + count;
  for (let i = start; i < end && cut > 0; i += 1) {
    const value = values[i]!;
    let below = 0;
    let above = 0;
    for (let j = start; j < end; j += 1) {
      if (values[j]! < value) below += 1;
      else if (values[j]! > value) above += 1;
    }
    // With ties one value fills several ranks: those from `below` to count − 1 − `above`.
    if (below <= cut && cut < count - above) low = value;
    if (above <= cut && cut < count - below) high = value;
  }
  let sum = 0;
  for (let i = start; i < end; i += 1) sum += Math.min(high, Math.max(low, values[i]!));
  return sum / count;
}
