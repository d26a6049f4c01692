// How long until so many are found, where some never are: the product-limit estimate of E. L.
// Kaplan and P. Meier, Nonparametric estimation from incomplete observations, J. Am. Stat. Assoc.
// 53, 1958.

export type Observed = {
  /** Days until found, or until nobody looked any more. */
  readonly days: number;
  readonly isFound: boolean;
};

/** Share found by each time at which somebody was. */
export function foundBy(observed: readonly Observed[]): { days: number; share: number }[] {
  const sorted = observed.toSorted((a, b) => a.days - b.days);
  const curve: { days: number; share: number }[] = [];
  let unfound = 1;
  for (let i = 0; i < sorted.length; ) {
    const { days } = sorted[i]!;
    let found = 0;
    let leaving = 0;
    for (; i + leaving < sorted.length && sorted[i + leaving]!.days === days; leaving += 1) {
      if (sorted[i + leaving]!.isFound) found += 1;
    }
    unfound *= 1 - found / (sorted.length - i);
    if (found > 0) curve.push({ days, share: 1 - unfound });
    i += leaving;
  }
  return curve;
}

/** Days by which such a share is found; undefined: not as long as anybody looked. */
export function daysUntil(observed: readonly Observed[], share: number): number | undefined {
  // Products of shares miss one half by a rounding error.
  return foundBy(observed).find((step) => step.share >= share - 1e-9)?.days;
}
