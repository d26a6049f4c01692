// Many entities are tested at once, and the loudest of thousands of innocents is loud.
//
//   Holm                 names: the chance of naming any innocent stays below the level, whatever
//                        the dependence (S. Holm, Scand. J. Statistics 6, 1979)
//   Benjamini–Hochberg   leads: of those listed at most that share is innocent, in the mean
//                        (Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57, 1995)

/** Which are rejected at the familywise level; `tests`: all that were done, more than are given. */
export function holm(pValues: readonly number[], level: number, tests: number): boolean[] {
  const isRejected = pValues.map(() => false);
  for (const [rank, position] of ascending(pValues).entries()) {
    if (pValues[position]! > level / (Math.max(tests, pValues.length) - rank)) break;
    isRejected[position] = true;
  }
  return isRejected;
}

/** Which are rejected at the false discovery rate. */
export function benjaminiHochberg(
  pValues: readonly number[],
  rate: number,
  tests: number,
): boolean[] {
  const order = ascending(pValues);
  const count = Math.max(tests, pValues.length);
  const last = order.findLastIndex(
    (position, rank) => pValues[position]! <= (rate * (rank + 1)) / count,
  );
  const isRejected = pValues.map(() => false);
  for (const position of order.slice(0, last + 1)) isRejected[position] = true;
  return isRejected;
}

/** Positions, the smallest p-value first; ties in the order given. */
function ascending(pValues: readonly number[]): number[] {
  return pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]! || a - b);
}
