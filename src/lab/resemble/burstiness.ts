// How much one person's days differ from one another, from the customers of each day on which any
// were met. For portrait.
//
//   E = mean of the person's days · factor of the weekday      what is expected of the day
//   1/r = Σ ((x − E)² · n/(n − 1) − E) / Σ E²                  beyond Poisson, which has 1/r = 0
//
// Moments of the negative binomial, whose variance is E + E²/r (core/stats/negative-binomial.ts),
// over all days of all people; n/(n − 1) because each mean rests on the same n days. x is
// winsorised: the 2 % highest x/E count as the highest of the others, since one campaign would
// else decide. Dropping them instead would make r too large. The factor of the weekday is that of
// everybody, so that a quiet Friday is no burst.

import { quantileSorted, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics';
import { log } from '../../core/stats/special.ts';
import { Bins } from './bins.ts';
import type { DaysOfPerson } from './census.ts';

/** Of fewer days a mean says too little of a day. */
export const daysLeast = 20;
const winsorised = 0.98;
/** Days that are further apart are not one after the other, but for a weekend. */
const daysApartMost = 4;
/** Stands for no burstiness at all. */
const burstinessMost = 1_000;

export type Burstiness = {
  readonly ratios: Bins;
  readonly burstiness: number;
  readonly twice: number;
  readonly thrice: number;
  readonly persistence: number;
  readonly spread: number;
};

type Day = { readonly x: number; readonly mean: number; readonly expected: number; of: number };

/** NaN where there is too little to say it of. */
export function burstinessOf(people: readonly DaysOfPerson[]): Burstiness {
  const known = people.filter(({ days }) => days.length >= daysLeast);
  const means = known.map(({ customers }) => meanOf(customers));
  const factors = weekdayFactors(known, means);
  const ratios = new Bins('amounts');
  const all: Day[] = [];
  const pairs: [number[], number[]] = [[], []];
  let [twice, thrice] = [0, 0];
  for (const [i, { days, customers }] of known.entries()) {
    const mean = means[i]!;
    let before: { readonly day: number; readonly ratio: number } | undefined;
    for (const [j, day] of days.entries()) {
      const x = customers[j]!;
      const expected = mean * factors[weekdayOf(day)]!;
      all.push({ x, mean, expected, of: days.length });
      ratios.add(x / mean);
      if (x > 2 * mean) twice += 1;
      if (x > 3 * mean) thrice += 1;
      const ratio = x / expected;
      if (before !== undefined && day - before.day <= daysApartMost) {
        pairs[0].push(before.ratio);
        pairs[1].push(ratio);
      }
      before = { day, ratio };
    }
  }
  return {
    ratios,
    burstiness: dispersionOf(all),
    ...{ twice: twice / all.length, thrice: thrice / all.length },
    persistence: pairs[0].length < 3 ? Number.NaN : sampleCorrelation(...pairs),
    spread: means.length < 3 ? Number.NaN : sampleStandardDeviation(means.map((one) => log(one))),
  };
}

/** r, at most 1,000. */
function dispersionOf(days: readonly Day[]): number {
  if (days.length === 0) return Number.NaN;
  const ratios = days.map(({ x, expected }) => x / expected).sort((a, b) => a - b);
  const most = quantileSorted(ratios, winsorised);
  let beyond = 0;
  let squares = 0;
  for (const { x, expected, of } of days) {
    const kept = Math.min(x, most * expected);
    beyond += ((kept - expected) ** 2 * of) / (of - 1) - expected;
    squares += expected ** 2;
  }
  return beyond <= squares / burstinessMost ? burstinessMost : squares / beyond;
}

/** What everybody did on a weekday, by what they do in the mean. */
function weekdayFactors(people: readonly DaysOfPerson[], means: readonly number[]): number[] {
  const done = new Array<number>(7).fill(0);
  const usual = new Array<number>(7).fill(0);
  for (const [i, { days, customers }] of people.entries()) {
    for (const [j, day] of days.entries()) {
      done[weekdayOf(day)]! += customers[j]!;
      usual[weekdayOf(day)]! += means[i]!;
    }
  }
  return done.map((count, weekday) => count / usual[weekday]!);
}

/** 1970 began on a Thursday; Monday is 0. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
