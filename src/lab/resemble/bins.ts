// How often each value was met, in bins that do not grow with the number of observations: what a
// distribution is kept as while a log streams by. For census, burstiness and distance.
//
//   counts    one bin for each whole number n, which stands for n − ½ to n + ½
//   amounts   bins 2 % wide, from 1.02^k to 1.02^(k+1): 931 of them from a second to four months
//   shares    bins of a fiftieth, of 0 to 1
//
// A count is an interval and no point because two logs are also compared by their shapes, each
// divided by its own median: points at 1/3, 2/3, … and at 1/4, 2/4, … would be told apart by where
// the steps stand, and not by what people do.

import { exp, log } from '../../core/stats/special.ts';

export type Scale = 'counts' | 'amounts' | 'shares';

/** Part of all observations, spread evenly from `low` to `high`. */
export type Step = { readonly low: number; readonly high: number; readonly count: number };

const amountStep = log(1.02);
const shareBins = 50;

export class Bins {
  readonly scale: Scale;
  readonly #counts = new Map<number, number>();
  #total = 0;

  constructor(scale: Scale) {
    this.scale = scale;
  }

  get total(): number {
    return this.#total;
  }

  /** A count is a whole number from 1, an amount a number above 0, a share lies in [0, 1]. */
  add(value: number, times = 1): void {
    this.#put(binOf(this.scale, value), times);
  }

  merge(other: Bins): void {
    for (const [bin, count] of other.#counts) this.#put(bin, count);
  }

  /** In the order of the values; those that were never met are left out. */
  steps(): readonly Step[] {
    return [...this.#counts]
      .sort(([a], [b]) => a - b)
      .map(([bin, count]) => ({ ...edgesOf(this.scale, bin), count }));
  }

  #put(bin: number, times: number): void {
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + times);
    this.#total += times;
  }
}

function binOf(scale: Scale, value: number): number {
  if (scale === 'counts') return value;
  if (scale === 'amounts') return Math.floor(log(value) / amountStep);
  // Everything is a share too, and has no bin of its own.
  return Math.min(shareBins - 1, Math.floor(value * shareBins));
}

function edgesOf(scale: Scale, bin: number): { readonly low: number; readonly high: number } {
  if (scale === 'counts') return { low: bin - 0.5, high: bin + 0.5 };
  if (scale === 'shares') return { low: bin / shareBins, high: (bin + 1) / shareBins };
  return { low: exp(bin * amountStep), high: exp((bin + 1) * amountStep) };
}
