// Over how many customers of a segment it is counted, and whether so many are enough for a name.

import { expect, test } from 'vitest';
import { poissonBinomialTail } from '../../src/core/attribution/poisson-binomial.ts';
import { exp, log, log1p } from '../../src/core/stats/special.ts';
import {
  drawnFewest,
  everyOne,
  readAtMost,
  type SegmentSize,
  samplingFrom,
  scannedMost,
} from '../../src/investigate/attribution/sampling.ts';

const million = 1_000_000;

const samplingOf = (sizes: readonly SegmentSize[]) => samplingFrom(sizes, scannedMost);

const sizes = [
  { name: 'few touches', touches: 300_000, customers: million, expected: [1, 1, 1] },
  { name: 'few customers', touches: 4 * million, customers: 300, expected: [1, 1, 1] },
  { name: 'just more touches', touches: 300_001, customers: 200_000, expected: [16, 16, 16] },
  { name: 'a large one', touches: 30 * million, customers: 9 * million, expected: [100, 300, 16] },
  {
    name: 'never fewer customers than say enough',
    ...{ touches: 300 * million, customers: 100 * drawnFewest, expected: [100, 100, 16] },
  },
  { name: 'too many to count all', touches: 6 * million, customers: 300, expected: [16, 16, 16] },
];

for (const { name, touches, customers, expected } of sizes) {
  test(`samplingFrom > ${name}`, () => {
    const { reach, controls, given } = samplingOf([{ segment: 'a', touches, customers }]).get('a')!;
    expect([reach, controls, given]).toEqual(expected);
  });
}

test('a small segment is counted whole, whatever the others have', () => {
  const large = { segment: 'large', touches: 90 * million, customers: 9 * million };
  const small = { segment: 'small', touches: 200_000, customers: 300 };
  const sampling = samplingOf([large, small]);
  expect(sampling.get('small')).toEqual(everyOne);
  expect(sampling.get('large')).toEqual(samplingOf([large]).get('large'));
});

test('of many small ones no more are counted whole than a statement can count', () => {
  const many = Array.from({ length: 40 }, (_, i) => {
    return { segment: `${i}`, touches: 250_000, customers: 40_000 - i };
  });
  const whole = [...samplingOf(many)].flatMap(([segment, { reach }]) =>
    reach === 1 ? [Number(segment)] : [],
  );
  expect(whole.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 20 + i));
});

test('among more touches than can be gone through none is counted whole', () => {
  const small = { segment: 'small', touches: 200_000, customers: 300 };
  expect(samplingFrom([small], scannedMost).get('small')).toEqual(everyOne);
  const drawn = { reach: 16, controls: 16, given: 16 };
  expect(samplingFrom([small], scannedMost + 1).get('small')).toEqual(drawn);
});

/** As nullRates has it: no hit is worth more than 1,000 to 1. */
const rateMin = 0.001;

/** How many of k are the fewest that name somebody who reads each with this chance. */
function hitsNeeded(k: number, rate: number, level: number): number {
  const rates = Array<number>(k).fill(rate);
  for (let hits = 1; hits <= k; hits += 1) {
    if (poissonBinomialTail(rates, hits) <= level) return hits;
  }
  return k + 1;
}

type Draw = {
  readonly drawn: number;
  /** So often the victims are read as others. */
  readonly times: number;
  /** What is made of so many of them that somebody read. */
  readonly as: (read: number) => number;
};

/** By how much likelier than the level an innocent is named, whose rate was drawn. */
function inflation(
  { drawn, times, as }: Draw,
  q: number,
  { k, level }: { readonly k: number; readonly level: number },
): number {
  const share = q / times;
  const truth = Array<number>(k).fill(q);
  const spread = 8 * Math.sqrt(drawn * share) + 8;
  let sum = 0;
  let logChoices = 0;
  for (let read = 0; read <= Math.min(drawn, drawn * share + spread); read += 1) {
    if (read > 0) logChoices += log((drawn - read + 1) / read);
    const chance = exp(logChoices + read * log(share) + (drawn - read) * log1p(-share));
    if (chance < 1e-12) continue;
    const rate = Math.max(rateMin, Math.min(1 - rateMin, (times * as(read)) / drawn));
    sum += chance * poissonBinomialTail(truth, hitsNeeded(k, rate, level));
  }
  return sum / level;
}

const rates = [0.0015, 0.003, 0.006, 0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];

function worst(draw: Draw): number {
  let most = 0;
  for (const readers of [10, 2_000, 50_000]) {
    for (const k of [5, 20, 50]) {
      const found = rates.map((q) => inflation(draw, q, { k, level: 0.01 / readers }));
      most = Math.max(most, ...found);
    }
  }
  return most;
}

for (const drawn of [19, 100, 940, drawnFewest]) {
  for (const times of [1, 4, 8]) {
    test(`${drawn} drawn customers keep the level of names, of victims read ${times} times`, () => {
      expect(worst({ drawn, times, as: readAtMost })).toBeLessThan(1);
    });
  }
}

test('by what was drawn, without its bound, they would not', () => {
  const as = (read: number) => read;
  expect(worst({ drawn: 940, times: 1, as })).toBeGreaterThan(5);
  expect(worst({ drawn: 940, times: 4, as })).toBeGreaterThan(100);
  expect(worst({ drawn: 100, times: 1, as })).toBeGreaterThan(1_000);
});
