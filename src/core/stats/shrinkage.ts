// Own history shrunk to a prior: with nothing seen the prior speaks, with weeks seen the person does.
// Conjugate updates; A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.4, §2.6 and §3.3.

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
  const within = Math.max(0, squares - count * own * own);
  const between = ((prior.weight * count) / weight) * (own - prior.mean) ** 2;
  const variance = (prior.weight * prior.deviation ** 2 + within + between) / weight;
  return { mean, deviation: Math.sqrt(variance * (1 + 1 / weight)) };
}
