// Laws of a list that is taken apart, for any reads.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence } from '../../../src/core/attribution/evidence.ts';
import {
  emRound,
  fittedShares,
  mixed,
  type Ratios,
  takeApart,
} from '../../../src/core/attribution/several-sources.ts';
import { readsBy } from '../../support/small-evidence.ts';

const rate = fc.double({ min: 0.005, max: 0.9, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Up to four people and ten victims. */
const evidences = fc
  .record({ people: fc.integer({ min: 2, max: 4 }), victims: fc.integer({ min: 1, max: 10 }) })
  .chain(({ people, victims }) => {
    const some = <T>(one: fc.Arbitrary<T>) =>
      fc.array(one, { minLength: victims, maxLength: victims });
    const person = fc.record({ read: some(fc.boolean()), rates: some(rate), coverage: share });
    const several = fc.array(person, { minLength: people, maxLength: people });
    return fc.record({ several, certainties: some(share) });
  })
  .map(({ several, certainties }) => {
    const reads = several.map(({ read, ...one }, i) => {
      const hits = read.map((isHit) => (isHit ? 's' : '-')).join('');
      return { ...one, hits, entity: `somebody-${i}` };
    });
    return readsBy(reads, certainties);
  });

const everybody = ({ candidates }: Evidence) => candidates.map(({ entity }) => entity);

/** The first row is none of them; what was seen of a victim is never impossible. */
const ratios = fc
  .record({ people: fc.integer({ min: 1, max: 4 }), victims: fc.integer({ min: 1, max: 10 }) })
  .chain(({ people, victims }) => {
    const worth = fc.double({ min: 0, max: 100, noNaN: true });
    const row = fc.array(worth, { minLength: victims, maxLength: victims });
    return fc.array(row, { minLength: people, maxLength: people });
  })
  .map((rows): Ratios => [rows[0]!.map(() => 1), ...rows]);

const logLikelihood = (rows: Ratios, shares: readonly number[]) =>
  mixed(rows, shares).reduce((sum, one) => sum + Math.log(one), 0);

test('shares and the rest are a whole, and each victim has its likeliest source', () => {
  fc.assert(
    fc.property(evidences, (evidence) => {
      const found = takeApart(evidence, everybody(evidence));
      fc.pre(found !== null);
      const sum = found.parts.reduce((total, part) => total + part.share, found.rest);
      expect(sum).toBeCloseTo(1, 9);
      expect(found.parts.flatMap(({ entities }) => entities).sort()).toEqual(everybody(evidence));
      expect(found.likeliest).toHaveLength(evidence.victims.length);
      const sources = found.parts.length + 1;
      for (const { probability } of found.likeliest) {
        expect(probability).toBeGreaterThanOrEqual(1 / sources - 1e-9);
        expect(probability).toBeLessThanOrEqual(1);
      }
      for (const { p } of found.parts) expect(p > 0 && p <= 1).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('neither the order of people nor of victims matters', () => {
  fc.assert(
    fc.property(evidences, (evidence) => {
      const turned: Evidence = {
        ...evidence,
        victims: [...evidence.victims].reverse(),
        candidates: [...evidence.candidates]
          .reverse()
          .map((one) => ({ ...one, hits: [...one.hits].reverse() })),
      };
      const found = takeApart(evidence, everybody(evidence));
      const again = takeApart(turned, everybody(turned));
      fc.pre(found !== null && again !== null);
      expect(again.rest).toBeCloseTo(found.rest, 4);
      for (const { entities, share: before, p } of found.parts) {
        const same = again.parts.find((part) => part.entities[0] === entities[0])!;
        expect(same.entities).toEqual(entities);
        expect(same.share).toBeCloseTo(before, 4);
        expect(same.p).toBeCloseTo(p, 2);
      }
    }),
    { numRuns: 40 },
  );
});

test('the likelihood never falls from round to round, and shares stay a whole', () => {
  fc.assert(
    fc.property(ratios, (rows) => {
      let shares: readonly number[] = rows.map(() => 1 / rows.length);
      for (let round = 0; round < 30; round += 1) {
        const next = emRound(rows, shares);
        const rise = logLikelihood(rows, next.shares) - logLikelihood(rows, shares);
        expect(rise).toBeGreaterThan(-1e-9);
        expect(next.shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        ({ shares } = next);
      }
    }),
  );
});

test('no other shares are likelier than those that are found', () => {
  const weights = fc.array(share, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(ratios, weights, (rows, drawn) => {
      const own = rows.map((_, i) => drawn[i]! + 1e-3);
      const total = own.reduce((sum, one) => sum + one, 0);
      const others = own.map((one) => one / total);
      const found = logLikelihood(rows, fittedShares(rows));
      expect(logLikelihood(rows, others)).toBeLessThan(found + 0.005);
    }),
    { numRuns: 300 },
  );
});
