// What hits and misses are worth, by hand and as laws.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Chance,
  logBayesFactor,
  shareGrid,
} from '../../../src/core/attribution/bayes-factor.ts';

const hit = (q: number): Chance => ({ isHit: true, q, certainty: 1 });
const miss = (q: number): Chance => ({ isHit: false, q, certainty: 1 });
const chances = fc.array(
  fc.record({
    isHit: fc.boolean(),
    q: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    certainty: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 30 },
);
const coverages = fc.double({ min: 0, max: 1, noNaN: true });

describe('logBayesFactor', () => {
  test('is the mean over the shares, by hand', () => {
    const mean =
      shareGrid
        .map((share) => (1 + (share * 0.95 * 0.99) / 0.01) * (1 - share * 0.95))
        .reduce((sum, one) => sum + one, 0) / shareGrid.length;
    expect(logBayesFactor([hit(0.01), miss(0.3)], 0.95)).toBeCloseTo(Math.log(mean), 12);
  });

  test('a victim who may be none is worth as much as reads of which as many are logged', () => {
    const unsure = [0.01, 0.3].map((q): Chance => ({ ...hit(q), certainty: 0.4 }));
    expect(logBayesFactor(unsure, 1)).toBeCloseTo(logBayesFactor([hit(0.01), hit(0.3)], 0.4), 12);
  });

  test('nothing seen, and nothing logged, say nothing', () => {
    expect(logBayesFactor([], 0.95)).toBeCloseTo(0, 12);
    expect(logBayesFactor([hit(0.01), miss(0.5)], 0)).toBeCloseTo(0, 12);
  });

  test('a miss never counts for guilt, and a hit never against it', () => {
    fc.assert(
      fc.property(
        chances,
        coverages,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (...x) => {
          const [seen, coverage, q] = x;
          const before = logBayesFactor(seen, coverage);
          expect(logBayesFactor([...seen, miss(q)], coverage)).toBeLessThanOrEqual(before + 1e-12);
          expect(logBayesFactor([...seen, hit(q)], coverage)).toBeGreaterThanOrEqual(
            before - 1e-12,
          );
        },
      ),
    );
  });

  test('whoever reads everybody gains nothing by having read the victims', () => {
    const backup = logBayesFactor(
      Array.from({ length: 20 }, () => hit(0.999)),
      0.95,
    );
    expect(backup).toBeLessThan(0.02);
    expect(logBayesFactor([...Array(19).fill(hit(0.999)), miss(0.999)], 0.95)).toBeLessThan(0);
  });

  test('the rarer the chance, the more a hit is worth', () => {
    fc.assert(
      fc.property(chances, coverages, (seen, coverage) => {
        const rarer = seen.map((one) => ({ ...one, q: one.q / 2 }));
        const [now, then] = [logBayesFactor(rarer, coverage), logBayesFactor(seen, coverage)];
        expect(now).toBeGreaterThanOrEqual(then - 1e-9);
      }),
    );
  });

  test('in the mean over an innocent’s lists it is worth one', () => {
    // Exactly: the sum over all outcomes of P(outcome) · BF(outcome), for three victims.
    const q = [0.02, 0.3, 0.7];
    let mean = 0;
    for (let outcome = 0; outcome < 8; outcome += 1) {
      const seen = q.map((chance, i) => (((outcome >>> i) & 1) === 1 ? hit : miss)(chance));
      const chance = seen.reduce((all, one) => all * (one.isHit ? one.q : 1 - one.q), 1);
      mean += chance * Math.exp(logBayesFactor(seen, 0.9));
    }
    expect(mean).toBeCloseTo(1, 12);
  });
});
