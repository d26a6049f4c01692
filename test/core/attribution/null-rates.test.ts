// How likely an innocent reads a victim, by hand.

import { describe, expect, test } from 'vitest';
import type {
  Candidate,
  Evidence,
  Hit,
  Served,
  Victim,
} from '../../../src/core/attribution/evidence.ts';
import { nullRates } from '../../../src/core/attribution/null-rates.ts';

const none = new Map<string, number>();
const en = (count: number) => new Map([['en', count]]);

function rateOf(own: {
  readonly hit?: Hit;
  readonly reach?: number;
  readonly usual?: number;
  readonly readers?: number;
  readonly servedBy?: readonly Served[];
  readonly shares?: ReadonlyMap<string, number>;
  readonly controls?: number;
  /** Own ones among two thousand reads of customers to compare with. */
  readonly strays?: number;
  readonly isPerson?: boolean;
  readonly isOfWays?: boolean;
  readonly stratum?: string;
  readonly otherStrata?: readonly string[];
  readonly basis?: 'recent' | 'usual';
}): number {
  const { hit = 'none', reach = 0, readers = 0, servedBy = [], shares = none } = own;
  const victim: Victim = {
    ...{ id: 'c1', stratum: own.stratum ?? 'en', cutoff: 0, certainty: 1 },
    readers,
    servedBy,
    ...(own.otherStrata === undefined ? {} : { otherStrata: own.otherStrata }),
  };
  const candidate: Candidate = {
    ...{ entity: 'anna', isPerson: own.isPerson ?? true, hits: [hit], shares, coverage: 1 },
    reach: { recent: en(reach), usual: en(own.usual ?? reach) },
    controls: controlsOf(own),
  };
  // Two thousand customers in contact, as unlike each other as 1,000 that are alike.
  const controls = { weight: 2_000, effective: 1_000 };
  const evidence: Evidence = {
    ...{ victims: [victim], candidates: [candidate], tested: 10 },
    reachOfAll: { recent: en(100_000), usual: en(100_000) },
    controls: own.controls === undefined ? new Map() : new Map([['en', controls]]),
    isOfWays: own.isOfWays ?? false,
  };
  return nullRates(evidence, candidate, own.basis ?? 'recent')[0]!;
}

function controlsOf({ controls, strays = 0 }: { controls?: number; strays?: number }) {
  if (controls === undefined) return new Map();
  return new Map([['en', { weight: 2 * controls, strays }]]);
}

describe('nullRates', () => {
  test('a hundredth of all that is read, and two others have read this one', () => {
    expect(rateOf({ reach: 1_000, readers: 2 })).toBeCloseTo(1 - Math.exp(-0.03), 12);
  });

  test('who has read it is no other reader; a machine never was one of them', () => {
    const read = { reach: 1_000, readers: 3, hit: 'stray' } as const;
    expect(rateOf(read)).toBeCloseTo(1 - Math.exp(-0.03), 12);
    expect(rateOf({ ...read, isPerson: false })).toBeCloseTo(1 - Math.exp(-0.04), 12);
  });

  test('a way that has read it is no other way', () => {
    const read = { reach: 1_000, readers: 3, hit: 'stray', isPerson: false } as const;
    expect(rateOf({ ...read, isOfWays: true })).toBeCloseTo(1 - Math.exp(-0.03), 12);
  });

  test('on duty where it was read twice', () => {
    const shares = new Map([['early', 0.25]]);
    const servedBy = ['early', 'early', 'late'].map((desk) => {
      return { desk, by: 'ben', isRouted: true };
    });
    expect(rateOf({ shares, servedBy })).toBeCloseTo(1 - 0.75 ** 2, 12);
    const both = rateOf({ shares, servedBy, reach: 1_000 });
    expect(both).toBeCloseTo(1 - 0.75 ** 2 * Math.exp(-0.01), 12);
  });

  test('what colleagues read without a reason shows who was there; own strays do not', () => {
    const shares = new Map([['early', 0.25]]);
    const read = (by: string, isRouted: boolean) => ({ desk: 'early', by, isRouted });
    const strays = [read('ben', false), read('anna', false), read('anna', true)];
    expect(rateOf({ shares, servedBy: strays })).toBeCloseTo(1 - 0.75 ** 2, 12);
  });

  test('whoever has read a victim of a segment in which they read nothing is no miracle', () => {
    const victim = { readers: 1, hit: 'stray', reach: 1_000 } as const;
    expect(rateOf({ ...victim, stratum: 'moved' })).toBeCloseTo(1 - Math.exp(-0.01), 12);
  });

  test('a victim that was of another segment is read by the chance of whichever is larger', () => {
    const moved = { stratum: 'new', otherStrata: ['old', 'en'], readers: 1 } as const;
    for (const hit of ['stray', 'none'] as const) {
      const others = hit === 'none' ? 1 : 0;
      const reach = 1 - Math.exp(-0.02 * (others + 1));
      expect(rateOf({ ...moved, hit, reach: 2_000 })).toBeCloseTo(reach, 12);
      expect(rateOf({ ...moved, hit, reach: 2_000, controls: 470 })).toBeCloseTo(0.47, 12);
    }
  });

  test('whoever is counted with no reader has read it nevertheless', () => {
    const read = { hit: 'stray', readers: 0, reach: 1_000 } as const;
    expect(rateOf(read)).toBeCloseTo(1 - Math.exp(-0.01), 12);
  });

  test('controls that were surely read more often than by reach take its place', () => {
    expect(rateOf({ reach: 1_000, controls: 470 })).toBeCloseTo(0.47, 12);
    // Eight of 1,000 may be chance where three are expected.
    expect(rateOf({ reach: 300, controls: 8 })).toBeCloseTo(1 - Math.exp(-0.003), 12);
    expect(rateOf({ reach: 1_000, controls: 470, basis: 'usual' })).toBeLessThan(0.01);
  });

  test('own strays are no reads to compare with: a theft does not hide itself', () => {
    // Of 2,000 reads 600 are the theft; of the 1,400 of others 70 are of customers read too.
    expect(rateOf({ reach: 100, controls: 35, strays: 600 })).toBeCloseTo(0.05, 12);
    expect(rateOf({ reach: 100, controls: 35 })).toBeCloseTo(0.035, 12);
    expect(rateOf({ reach: 200, controls: 0, strays: 600 })).toBeCloseTo(1 - Math.exp(-0.002), 12);
  });

  test('what would be usual takes the place of what was read lately', () => {
    const campaign = { reach: 20_000, usual: 500 } as const;
    expect(rateOf({ ...campaign, basis: 'usual' })).toBeCloseTo(1 - Math.exp(-0.005), 12);
    expect(rateOf(campaign)).toBeCloseTo(1 - Math.exp(-0.2), 12);
  });

  test('nothing is impossible, and nothing certain', () => {
    expect(rateOf({})).toBe(0.001);
    expect(rateOf({ reach: 1e9 })).toBe(0.999);
    expect(rateOf({ controls: 1_000 })).toBe(0.999);
  });
});
