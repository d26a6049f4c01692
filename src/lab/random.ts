// Seeded randomness as a value: the laboratory's only source of chance. For everything in lab.
//
// sfc32 (Chris Doty-Humphrey, PractRand: passes its tests to 16 TB; four words of state, so a fresh
// generator is cheap). One generator per component, person and day, named, never shared: drawing
// one number more for the tickets must not move a single look-up of somebody else.
//
// Logarithm and exponential come from core/stats/special, the only mathematics that may differ
// between engines; the drawn values are rounded to milliseconds or counts before they are used.

import { hash32 } from '../core/hash.ts';
import { exp, log } from '../core/stats/special.ts';

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** The same name always gives the same numbers. */
  constructor(name: string) {
    this.#a = hash32(name, 0x9e3779b9);
    this.#b = hash32(name, 0x85ebca6b);
    this.#c = hash32(name, 0xc2b2ae35);
    // The author's advice: twelve rounds until the seed has spread over all bits.
    for (let round = 0; round < 12; round += 1) this.#word();
  }

  /** Uniform in [0, 1), 32 bits fine. */
  next(): number {
    return this.#word() / 0x1_0000_0000;
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  isChance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: ArrayLike<T>): T {
    return choices[this.below(choices.length)]!;
  }

  exponential(mean: number): number {
    return -mean * log(1 - this.next());
  }

  /** Standard normal, by Marsaglia's polar method: no sine, so no difference between engines. */
  normal(): number {
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
    }
  }

  lognormal(median: number, sigma: number): number {
    return median * exp(sigma * this.normal());
  }

  /** Failures before the first success. */
  geometric(success: number): number {
    return Math.floor(log(1 - this.next()) / log(1 - success));
  }

  /** Mean `shape`. Marsaglia & Tsang, A simple method for generating gamma variables, 2000. */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (log(1 - this.next()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
  }

  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }

  /** Knuth's product of uniforms, in portions so that exp(−mean) never vanishes. */
  poisson(mean: number): number {
    const portionMax = 30;
    let count = 0;
    for (let left = mean; left > 0; left -= portionMax) {
      const floor = exp(-Math.min(left, portionMax));
      for (let product = this.next(); product > floor; product *= this.next()) count += 1;
    }
    return count;
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
