// A difference of shares where trials come in clusters.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf, type Paired } from '../../../src/lab/evaluate/clustered.ts';

const person = fc
  .record({ trials: fc.integer({ min: 1, max: 20 }), hits: fc.nat(20), chance: fc.nat(20) })
  .map(({ trials, hits, chance }): Paired => {
    return { trials, hits: Math.min(hits, trials), chance: Math.min(chance, trials) };
  });

function alike(people: number, one: Paired): Paired[] {
  return Array.from({ length: people }, () => one);
}

describe('a clustered difference', () => {
  test('lies between -1 and 1 and within its interval, give or take a skewed draw', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 5, maxLength: 30 }), (people) => {
        const { value, interval } = differenceOf(people, 'seed');
        expect(interval.low).toBeGreaterThanOrEqual(-1);
        expect(interval.high).toBeLessThanOrEqual(1);
        expect(interval.low - 0.1).toBeLessThan(value);
        expect(interval.high + 0.1).toBeGreaterThan(value);
      }),
      { numRuns: 50 },
    );
  });

  test('is nothing where placebos are found as often', () => {
    const { value, interval } = differenceOf(alike(9, { hits: 3, chance: 3, trials: 5 }), 'a');
    expect(value).toBe(0);
    expect(interval.low).toBe(0);
    expect(interval.high).toBeGreaterThan(0.2);
  });

  test('that is the same of all people counts each of them once, not each trial', () => {
    const few = differenceOf(alike(10, { hits: 20, chance: 0, trials: 20 }), 'a');
    expect(few.value).toBe(1);
    // Wilson of 10 out of 10.
    expect(few.interval.low).toBeCloseTo(0.722, 3);
    const many = differenceOf(alike(40, { hits: 20, chance: 0, trials: 20 }), 'a');
    expect(many.interval.low).toBeGreaterThan(few.interval.low);
  });

  test('is less certain where people differ than where trials do', () => {
    const mixed = alike(20, { hits: 10, chance: 0, trials: 20 }).map((one, i): Paired => {
      return i < 5 ? { ...one, hits: 9 } : one;
    });
    const split = mixed.map((one, i): Paired => ({ ...one, hits: i % 2 === 0 ? 20 : 0 }));
    const widthOf = (people: readonly Paired[]) => {
      const { low, high } = differenceOf(people, 'a').interval;
      return high - low;
    };
    expect(widthOf(split)).toBeGreaterThan(0.3);
    expect(widthOf(mixed)).toBeLessThan(0.05);
  });

  test('is no narrower where one person differs than where none does', () => {
    const none = alike(30, { hits: 0, chance: 0, trials: 20 });
    const one = none.with(0, { hits: 1, chance: 0, trials: 20 });
    const [alone, all] = [differenceOf(one, 'a').interval, differenceOf(none, 'a').interval];
    expect(alone.high).toBeGreaterThanOrEqual(all.high);
    expect(alone.low).toBeLessThanOrEqual(0.001);
  });
});
