// Lists taken apart: one worked out by another program, and many that are drawn.

import { describe, expect, test } from 'vitest';
import { bootstrapDraws, takeApart } from '../../../src/core/attribution/several-sources.ts';
import { Random } from '../../../src/lab/random.ts';
import { candidate, evidenceOf, readsBy } from '../../support/small-evidence.ts';

/** Of each letter whether somebody is as likely to have read that victim. */
const drawn = (count: number, isHit: (i: number) => boolean) =>
  Array.from({ length: count }, (_, i) => (isHit(i) ? 's' : '-')).join('');

describe('a list worked out by another program', () => {
  // anna reads each of the first six at 0.05 and of the others at 0.1, ben at 0.1 and 0.2 in turn
  // and nine in ten of his reads are logged, dan all at 0.1; the third victim is one at 0.8, the
  // last at 0.5.
  //
  //   L(e, v)   (1 − (1 − c ρ)(1 − q)) / q of a hit, 1 − c ρ of a miss; c: how sure the victim is
  //   shares    arg max Σ ln(θ0 + Σ θe L(e, v)), by ternary search within ternary search
  //   gain      the most that Σ ln(1 − θ + θ L(e, v) / m(v)) comes to, m fitted without e
  //   p         P(gain ≥ that of what was seen), over all 2^12 outcomes of e
  const inTurn = [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2];
  const evidence = readsBy(
    [
      {
        entity: 'anna',
        hits: 'sssssss-----',
        rates: [...Array(6).fill(0.05), ...Array(6).fill(0.1)],
      },
      { entity: 'ben', hits: '------s-sss-', rates: inTurn, coverage: 0.9 },
      { entity: 'dan', hits: '----------ss', rates: Array(12).fill(0.1) },
    ],
    [1, 1, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 0.5],
  );
  const found = takeApart(evidence, ['dan', 'anna', 'ben'])!;

  test('has the same shares', () => {
    const shares = found.parts.map(({ entities, share }) => [entities.join(), share.toFixed(4)]);
    expect(shares).toEqual([
      ['anna', '0.5890'],
      ['ben', '0.3088'],
      ['dan', '0.0147'],
    ]);
    expect(found.rest).toBeCloseTo(0.0875, 4);
  });

  test('has the same chances, as near as draws come', () => {
    for (const [i, exact] of [5.2e-8, 0.00508, 0.12575].entries()) {
      const error = Math.sqrt((exact * (1 - exact)) / bootstrapDraws);
      const { p } = found.parts[i]!;
      expect(Math.abs(p - exact)).toBeLessThan(3 * error + 1 / (1 + bootstrapDraws));
    }
  });

  test('has the same source of each victim', () => {
    const likeliest = found.likeliest.map(({ entities, probability }) => {
      return `${entities.join() || 'none'} ${probability.toFixed(2)}`;
    });
    expect(likeliest).toEqual([
      ...['anna 0.99', 'anna 0.99', 'anna 0.98', 'anna 0.99', 'anna 0.99', 'anna 0.99'],
      ...['anna 0.67', 'none 0.74', 'ben 0.97', 'ben 0.94', 'ben 0.92', 'anna 0.47'],
    ]);
  });
});

describe('takeApart', () => {
  test('one who has read all gets nearly all, beside somebody who reads at chance', () => {
    const [all, some] = [
      candidate('anna', 's'.repeat(20)),
      candidate(
        'ben',
        drawn(20, (i) => i < 2),
      ),
    ];
    const { parts, rest } = takeApart(evidenceOf(all, some), ['ben', 'anna'])!;
    expect(parts[0]).toMatchObject({ entities: ['anna'], p: 0.001 });
    expect(parts[0]!.share).toBeGreaterThan(0.97);
    expect(parts[1]!.p).toBeGreaterThan(0.1);
    expect(rest).toBeLessThan(0.01);
  });

  test('two parts of 40 and 27 of a hundred are found, a third of the list has neither', () => {
    const [lists, victims, q] = [100, 60, 0.05];
    const errors = Array.from({ length: lists }, (_, list) => {
      const random = new Random(`two/${list}`);
      const from = Array.from({ length: victims }, (_, i) => {
        if (i < 20) return 'none';
        return random.isChance(0.6) ? 'anna' : 'ben';
      });
      const people = ['anna', 'ben'].map((entity) => ({
        ...{ entity, rates: Array(victims).fill(q) },
        hits: drawn(victims, (i) => from[i] === entity || random.isChance(q)),
      }));
      const { parts } = takeApart(readsBy(people), ['anna', 'ben'])!;
      const truth = from.filter((one) => one === 'anna').length / victims;
      return parts.find(({ entities }) => entities[0] === 'anna')!.share - truth;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / lists;
    const squares = errors.reduce((sum, error) => sum + error * error, 0);
    // One point too much or too little in the mean, and two and a half in a single list.
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.sqrt(squares / lists)).toBeLessThan(0.025);
  });

  test('of whoever reads at chance p is small no more often than it says', () => {
    const [lists, victims, q] = [300, 20, 0.2];
    const chances = Array.from({ length: lists }, (_, list) => {
      const random = new Random(`chance/${list}`);
      const taken = drawn(victims, (i) => i < 12 || random.isChance(0.02));
      const people = [
        { entity: 'thief', rates: Array(victims).fill(0.02), hits: taken },
        {
          ...{ entity: 'other', rates: Array(victims).fill(q) },
          hits: drawn(victims, () => random.isChance(q)),
        },
      ];
      // Null: by chance both have read half of the same, which says nothing of either.
      const { parts = [] } = takeApart(readsBy(people), ['thief', 'other']) ?? {};
      return parts.find(({ entities }) => entities[0] === 'other')?.p ?? 1;
    });
    for (const level of [0.01, 0.05, 0.2]) {
      const below = chances.filter((p) => p <= level).length / lists;
      const error = Math.sqrt((level * (1 - level)) / lists);
      expect(below).toBeLessThan(level + 3 * error);
    }
    // It is no p that is never small.
    expect(chances.filter((p) => p <= 0.2).length).toBeGreaterThan(lists * 0.05);
  });

  test('as much by chance counts as by chance', () => {
    // One hit among three whom nobody else has read gains the same wherever it falls, and more are
    // worth more: 1 − 0.9³, by all 2^6 outcomes.
    const anna = { entity: 'anna', hits: 'sss---', rates: Array(6).fill(0.02) };
    const dan = { entity: 'dan', hits: '-----s', rates: Array(6).fill(0.1) };
    const { parts } = takeApart(readsBy([anna, dan]), ['anna', 'dan'])!;
    expect(Math.abs(parts[1]!.p - 0.271)).toBeLessThan(0.045);
  });

  test('those who have read the same victims are one source', () => {
    const [anna, ben] = [candidate('anna', 'ssssss-----'), candidate('ben', 'ssssss-----', 190)];
    const evidence = evidenceOf(anna, ben, candidate('dan', '------ssss-'));
    const { parts, rest } = takeApart(evidence, ['anna', 'ben', 'dan'])!;
    expect(parts.map(({ entities }) => entities)).toEqual([['anna', 'ben'], ['dan']]);
    expect(parts[0]!.share).toBeCloseTo(6 / 11, 1);
    expect(parts[1]!.share).toBeCloseTo(4 / 11, 1);
    expect(rest).toBeCloseTo(1 / 11, 1);
  });

  test('takes nothing apart where there is one source, or too much to try', () => {
    const [anna, ben] = [candidate('anna', 'sss---'), candidate('ben', 'ss----')];
    const evidence = evidenceOf(anna, ben, candidate('dan', '----s-'));
    expect(takeApart(evidence, ['dan'])).toBeNull();
    expect(takeApart(evidence, ['anna', 'ben'])).toBeNull();
    expect(takeApart(evidence, ['anna', 'dan'])).not.toBeNull();
    const half = drawn(6_000, (i) => i < 3_000);
    const other = drawn(6_000, (i) => i >= 3_000);
    const long = evidenceOf(candidate('anna', half), candidate('dan', other));
    expect(takeApart(long, ['anna', 'dan'])).toBeNull();
  });

  test('nor where there are many people, beside each of whom all others are fitted anew', () => {
    // Under 10,000 victims times people, all of them.
    for (const { people, victims, isTried } of [
      { people: 100, victims: 40, isTried: true },
      { people: 100, victims: 41, isTried: false },
      { people: 41, victims: 240, isTried: false },
    ]) {
      const names = Array.from({ length: people }, (_, who) => `agent-${100 + who}`);
      const read = names.map((name, who) =>
        candidate(
          name,
          drawn(victims, (i) => i % 40 === who % 40),
        ),
      );
      const found = takeApart(evidenceOf(...read), names);
      expect(found !== null, `${people} people, ${victims} victims`).toBe(isTried);
    }
  });
});
