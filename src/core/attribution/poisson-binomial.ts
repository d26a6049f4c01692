// How surprising is it that somebody read so many of the victims, where each had its own chance?
// The number of hits is a sum of independent yes-or-no's of different probabilities.
//
//   hits     0     1     2    …  h − 1 ─┐
//            │╲ q  │╲ q  │╲ q     │╲ q  ▼
//            │ ╲   │ ╲   │ ╲      │ ╲   h or more: once there, there for good
//            ▼  ╲  ▼  ╲  ▼  ╲     ▼  ╲
//
// One row per victim, only additions of positive numbers: the smallest tails keep all their digits
// (Y. Hong, On computing the distribution function for the Poisson binomial distribution, 2013,
// calls it the direct convolution). Refused: the Poisson tail with the same mean, which is the
// larger one and names nobody in a short list; a normal approximation.

import { assert } from '../assert.ts';

/** P(S ≥ hits), S the number of successes; O(k · hits). Probabilities between 0 and 1. */
export function poissonBinomialTail(probabilities: ArrayLike<number>, hits: number): number {
  assert(Number.isInteger(hits) && hits >= 0, 'hits are counted');
  if (hits === 0) return 1;
  if (hits > probabilities.length) return 0;
  const below = new Float64Array(hits);
  below[0] = 1;
  let reached = 0;
  for (let i = 0; i < probabilities.length; i += 1) {
    const q = probabilities[i]!;
    reached += below[hits - 1]! * q;
    // From the top: each state is still that of the victim before when the next one reads it.
    for (let state = Math.min(hits - 1, i + 1); state > 0; state -= 1) {
      below[state] = below[state]! * (1 - q) + below[state - 1]! * q;
    }
    below[0] = below[0]! * (1 - q);
  }
  return Math.min(1, reached);
}
