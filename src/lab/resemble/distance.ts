// How far two distributions are apart, in words that a reader can check. For resemblance.
//
//   F(x)    share of observations up to x: straight between the edges of the bins
//   D       largest difference of F anywhere (Kolmogorov and Smirnov, two samples): 0 the same,
//           1 nothing in common; 0.1 means that no statement "so many are below x" is off by more
//           than ten in a hundred
//   W1      area between the two F: how far an observation has to be moved, in the mean, to make
//           the one distribution of the other (Wasserstein, order 1; S. S. Vallender, 1974). Over
//           ln x it is the mean of the logarithms of the factors between the same quantiles
//   TV      of two profiles: half the sum of differences, the share of work that would have to be
//           moved to another hour to make the one of the other
//
// All are exact for the bins, but for rounding: between two neighbouring edges F and its difference
// are straight, so that the integral of each piece is known. Rejected: p-values. With a hundred
// thousand observations each difference is significant, however small; how far the halves of one
// log are apart says more.

import { log } from '../../core/stats/special.ts';
import type { Bins } from './bins.ts';

/** F at the edges of all bins: both rise, the shares from 0 to 1. */
export type Curve = { readonly edges: readonly number[]; readonly shares: readonly number[] };

/** Undefined where nothing was observed. */
export function curveOf(bins: Bins): Curve | undefined {
  if (bins.total === 0) return undefined;
  const edges: number[] = [];
  const shares: number[] = [];
  let below = 0;
  for (const { low, high, count } of bins.steps()) {
    // Bins that touch share an edge.
    if (low !== edges.at(-1)) {
      edges.push(low);
      shares.push(below / bins.total);
    }
    below += count;
    edges.push(high);
    shares.push(below / bins.total);
  }
  return { edges, shares };
}

/** The curve of all values divided by the median of them. */
export function byMedian(curve: Curve): Curve {
  const median = quantileOf(curve, 0.5);
  return { edges: curve.edges.map((edge) => edge / median), shares: curve.shares };
}

export function shareUpTo({ edges, shares }: Curve, x: number): number {
  const last = edges.length - 1;
  if (x <= edges[0]!) return 0;
  if (x >= edges[last]!) return 1;
  // The last edge that is not above x.
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle;
    else high = middle;
  }
  const part = (x - edges[low]!) / (edges[high]! - edges[low]!);
  return shares[low]! + part * (shares[high]! - shares[low]!);
}

/** The value below which a share of 0 to 1 lies. */
export function quantileOf({ edges, shares }: Curve, share: number): number {
  const at = shares.findIndex((one) => one >= share);
  if (at <= 0) return edges[0]!;
  const [from, to] = [shares[at - 1]!, shares[at]!];
  return edges[at - 1]! + ((share - from) / (to - from)) * (edges[at]! - edges[at - 1]!);
}

export function kolmogorovSmirnov(one: Curve, other: Curve): number {
  let largest = 0;
  for (const [, difference] of differences(one, other)) {
    largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}

/** In the unit of the values; over ln x where `isLogarithmic`: then all values are above 0. */
export function wasserstein(one: Curve, other: Curve, isLogarithmic = false): number {
  const points = differences(one, other);
  let area = 0;
  for (let i = 1; i < points.length; i += 1) {
    const piece = pieceOf(points[i - 1]!, points[i]!);
    for (const [from, until] of piece) area += Math.abs(integral(from, until, isLogarithmic));
  }
  return area;
}

type Point = readonly [x: number, difference: number];
type Piece = readonly [from: Point, until: Point];

function differences(one: Curve, other: Curve): Point[] {
  const edges = [...new Set([...one.edges, ...other.edges])].sort((a, b) => a - b);
  return edges.map((x) => [x, shareUpTo(one, x) - shareUpTo(other, x)] as const);
}

/** Cut where the two cross, since areas on both sides of zero must not cancel. */
function pieceOf(from: Point, until: Point): Piece[] {
  const [[x, a], [y, b]] = [from, until];
  if (a * b >= 0) return [[from, until]];
  const zero: Point = [x + ((y - x) * a) / (a - b), 0];
  return [
    [from, zero],
    [zero, until],
  ] as const;
}

/** Of a straight line from one point to the other: over x, or over ln x. */
function integral([x, a]: Point, [y, b]: Point, isLogarithmic: boolean): number {
  if (!isLogarithmic) return ((a + b) / 2) * (y - x);
  const slope = (b - a) / (y - x);
  return (a - slope * x) * log(y / x) + slope * (y - x);
}

/** Of two lists of weights of the same length, each divided by its sum. */
export function totalVariation(one: readonly number[], other: readonly number[]): number {
  const sumOf = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);
  const [ofOne, ofOther] = [sumOf(one), sumOf(other)];
  const moved = one.map((weight, i) => Math.abs(weight / ofOne - other[i]! / ofOther));
  return sumOf(moved) / 2;
}
