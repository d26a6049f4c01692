// Transcendental mathematics: the only module whose last bit may differ between engines.
//
// ECMAScript leaves Math.log, Math.log1p and Math.exp "implementation-approximated"; sqrt and the
// four operations are exact everywhere. So whatever needs these three takes them from here, and
// whoever compares or writes a result made with them rounds it first (roundScore). Two engines can
// then still disagree about a value within 1e-15 of a rounding edge: once in 1e9 values or less.
//
//   function          error                                    source
//   log, log1p, exp   < 1 unit in the last place (V8)          fdlibm, Sun Microsystems 1993
//   logGamma          4e-15 · max(1, |value|)                  Stirling: Abramowitz–Stegun 6.1.40
//   stirlingError     1e-14 below 10, 1e-17 from there on      Loader 2000
//   deviance          1e-15 · value near x = m, else 1e-15 · x Loader 2000
//
// C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000: probabilities built
// from stirlingError and deviance are sums of small positive terms. Built from logGamma they are
// differences of huge ones, and six digits are gone at a mean of a million.

export const ln2 = Math.LN2;
export const ln10 = Math.LN10;
export const ln2Pi = 1.8378770664093453;

/** A tail score, −log10 of a tail probability, ends here: doubles end at 1e-308. */
export const tailScoreMax = 300;

export function log(x: number): number {
  return Math.log(x);
}

/** log(1 + x), exact also where 1 + x would round to 1. */
export function log1p(x: number): number {
  return Math.log1p(x);
}

export function exp(x: number): number {
  return Math.exp(x);
}

/** Rounded to 1e-6, for comparing and writing; applying it twice changes nothing. */
export function roundScore(x: number): number {
  // From 2^33 on doubles lie further apart than 1e-6. Adding 0 turns −0 into 0.
  return Math.abs(x) < 0x2_0000_0000 ? Math.round(x * 1e6) / 1e6 + 0 : x;
}

/** −log10(p) of an upper tail of which the natural logarithm is known. */
export function scoreOfLogTail(logTail: number): number {
  return Math.min(tailScoreMax, Math.max(0, -logTail / ln10));
}

/** −log10(1 − q) of an upper tail of which the complement is known: exact for tails near 1. */
export function scoreOfComplement(lowerTail: number): number {
  return scoreOfLogTail(log1p(-Math.min(1, lowerTail)));
}

// Below this, arguments are shifted up by the recurrence before Stirling's series is used: its
// ninth term is then below 1e-18.
const seriesFrom = 10;

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  let product = 1;
  let shifted = x;
  while (shifted < seriesFrom) {
    product *= shifted;
    shifted += 1;
  }
  const stirling = (shifted - 0.5) * log(shifted) - shifted + 0.5 * ln2Pi;
  return stirling + stirlingSeries(shifted) - log(product);
}

/** ln Γ(x + 1) − ((x + ½) ln x − x + ½ ln 2π): what Stirling's formula leaves, for x > 0. */
export function stirlingError(x: number): number {
  if (x >= seriesFrom) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * log(x) + x - 0.5 * ln2Pi;
}

/** Σ B(2k) / (2k (2k − 1) x^(2k − 1)), k = 1…8 (Abramowitz–Stegun 6.1.40). */
function stirlingSeries(x: number): number {
  const y = 1 / (x * x);
  let sum = -3617 / 122_400;
  sum = sum * y + 1 / 156;
  sum = sum * y - 691 / 360_360;
  sum = sum * y + 1 / 1_188;
  sum = sum * y - 1 / 1_680;
  sum = sum * y + 1 / 1_260;
  sum = sum * y - 1 / 360;
  sum = sum * y + 1 / 12;
  return sum / x;
}

/** x ln(x / m) + m − x ≥ 0 for x, m > 0: half the Poisson deviance of x from its mean m. */
export function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * log(x / mean) - difference;
  // Near the mean the logarithm cancels against the difference; Loader's series does not.
  const ratio = difference / (x + mean);
  const square = ratio * ratio;
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  for (let k = 3; ; k += 2) {
    power *= square;
    const next = sum + power / k;
    if (next === sum) return sum;
    sum = next;
  }
}
