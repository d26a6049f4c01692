// What a draw costs where a segment is small, and what is said of it: that figures are bounds, of
// how many customers what was read is estimated, and how many victims name anybody.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../src/core/attribution/attribute.ts';
import type { Answer } from '../../src/investigate/attribution/attribute-list.ts';
import { attributionJson } from '../../src/investigate/attribution/attribution-json.ts';
import { attributionPage } from '../../src/investigate/attribution/attribution-page.ts';
import { attributionText } from '../../src/investigate/attribution/attribution-words.ts';
import { type Ask, samplingOf } from '../../src/investigate/attribution/count-reach.ts';
import {
  drawnSegments,
  expectedAsDrawn,
} from '../../src/investigate/attribution/drawn-segments.ts';
import { entityKinds } from '../../src/investigate/attribution/entity-kinds.ts';
import {
  archivedSql,
  customersSql,
  touchesSql,
} from '../../src/investigate/attribution/reach-sql.ts';
import {
  leastOfBound,
  readAtMost,
  readOfBound,
} from '../../src/investigate/attribution/sampling.ts';
import { lastDrawn } from '../../src/investigate/attribution/touches-sql.ts';
import { type DrawnList, drawnAnswer, drawnEvidence, every } from '../support/drawn-answer.ts';
import { cutoff } from '../support/small-answer.ts';

const textOf = (answer: Answer) => attributionText(answer).join('\n');
const pageOf = (answer: Answer) =>
  attributionPage(answer, { command: 'attribute', version: '1', author: 'kim', at: cutoff });

function victimsThatName(list: Omit<DrawnList, 'victims'>): number {
  for (let victims = 1; victims <= 100; victims += 1) {
    const [one] = attribute(drawnEvidence({ ...list, victims })).suspects;
    if (one!.decision === 'named') return victims;
  }
  return Number.POSITIVE_INFINITY;
}

describe('victims needed for a name', () => {
  const table = [
    { customers: 300, whole: 4, drawn: 17 },
    { customers: 1_000, whole: 3, drawn: 8 },
    { customers: 3_000, whole: 3, drawn: 5 },
    { customers: 6_400, whole: 3, drawn: 4 },
    { customers: 30_000, whole: 3, drawn: 3 },
  ];
  const page = readFileSync(new URL('../../docs/attribution.md', import.meta.url), 'utf8');

  for (const { customers, whole, drawn } of table) {
    test(`of ${customers} customers are as the page has them`, () => {
      expect(victimsThatName({ customers, isWhole: true })).toBe(whole);
      expect(victimsThatName({ customers })).toBe(drawn);
      const shown = `${customers}`.replace(/\B(?=(\d{3})+$)/g, ',');
      const inDraw = `${Math.floor(customers / every)}`.replace(/\B(?=(\d{3})+$)/g, ',');
      expect(page).toContain(`\n| ${shown} | ${inDraw} | ${whole} | ${drawn} |\n`);
    });
  }

  test('are said to be as many as name somebody who is seen in no drawn customer', () => {
    for (const customers of [160, 300, 1_000, 3_000, 6_000]) {
      const needed = victimsThatName({ customers, taken: 0 });
      const [segment] = drawnSegments(drawnAnswer({ customers, victims: 10 }));
      expect(segment).toMatchObject({ isSmall: true, victimsNeeded: needed });
    }
  });

  test('are said of small segments alone, and where none would do', () => {
    const small = textOf(drawnAnswer({ customers: 300, victims: 10 }));
    expect(small).toContain(
      'Segment en: what was read of it is estimated from 18 customers in about 290 (one in 16); ' +
        'of so small a segment nobody can be named by fewer than 15 victims like these alone.',
    );
    const large = textOf(drawnAnswer({ customers: 6_400, victims: 10 }));
    expect(large).toContain('what people read of segment en (one customer in 16) is an estimate');
    expect(large).not.toContain('small a segment');
    const none = drawnAnswer({ customers: 10, victims: 4 });
    expect(textOf(none)).toContain(
      'Segment en: none of its customers was drawn (one in 16); of so',
    );
    expect(textOf(none)).toContain('nobody can be named by its victims alone');
  });

  test('are not said of a draw whose customers nobody has counted', () => {
    const answer = drawnAnswer({ customers: 300, victims: 10 });
    const sampling = new Map([['en', { reach: 16, controls: 16, given: 16 }]]);
    expect(drawnSegments({ ...answer, sampling })[0]).toMatchObject({
      ...{ customers: null, isSmall: false, victimsNeeded: null },
    });
    expect(textOf({ ...answer, sampling })).toContain('≤4.9');
  });
});

describe('figures that are upper bounds', () => {
  const list = { customers: 300, victims: 10 };
  const drawn = drawnAnswer(list);
  const whole = drawnAnswer({ ...list, isWhole: true });
  const lead = drawnAnswer({ ...list, victims: 16 });

  test('are marked in text, table and page', () => {
    expect(textOf(drawn)).toMatch(/x +10 of 10 +10 +≤4\.9 +1 in ≥1,300 /);
    expect(textOf(drawn)).toContain('≤ and ≥: at most, and at least');
    expect(lead.conclusion).toBe('leads');
    expect(textOf(lead)).toContain('At most 7.8 would be read by chance, by what they read in');
    expect(textOf(lead)).toContain('and at most 7.8 by what is usual for them.');
    const page = pageOf(lead);
    expect(page).toContain('>at most 7.8 by chance, by what they read then</text>');
    expect(page).toContain('By what they read in the same time at most 7.8 are to be expected');
    expect(page).toContain('<td>≤7.8</td>');
    expect(page).toContain('<b>≤ and ≥</b>: at most');
    expect(page).toContain('what was read of it is estimated from 18 customers');
  });

  test('that say nothing do not call it usual', () => {
    const most = drawnAnswer({ customers: 10, victims: 4 });
    expect(textOf(most)).toMatch(/≤4\.0 +may be usual /);
  });

  test('are marked in JSON, with how much was drawn', () => {
    const said = attributionJson(drawn);
    expect(said.sampled).toEqual([
      {
        ...{ segment: 'en', drawn_customers: 18, one_in: 16, one_in_of_everybody: 16 },
        ...{ one_in_of_controls: 32, victims_needed: 15 },
      },
    ]);
    expect(said.suspects[0]!.upper_bounds).toEqual([
      ...['expected', 'expected_usual', 'p_without_reason', 'p_read'],
    ]);
    expect(attributionJson(whole).sampled).toEqual([]);
    expect(attributionJson(whole).suspects[0]!.upper_bounds).toEqual([]);
  });

  test('are none where all was counted', () => {
    for (const said of [textOf(whole), pageOf(whole)]) {
      expect(said).not.toMatch(/≤|≥|at most [\d.]+ (would|are|by)|Drawn:|estimate/i);
    }
  });

  test('are none of machines, whose reads are estimated, and of ways, which are counted', () => {
    const machine = drawn.suspects.map((one) => ({ ...one, isPerson: false }));
    expect(attributionJson({ ...drawn, suspects: machine }).suspects[0]!.upper_bounds).toEqual([]);
    const by = entityKinds.find(({ id }) => id === 'host')!;
    const evidence = { ...drawn.evidence, isOfWays: true };
    const sampling = new Map([['en', { reach: 60, controls: 180, given: 16 }]]);
    const ways = { ...drawn, by, evidence, sampling, conclusion: 'nobody' } as const;
    expect(textOf(ways)).toContain(
      'Drawn: what was read by others of segment en (one customer in 60) is an estimate.',
    );
    expect(textOf(ways)).not.toMatch(/≤|small a segment/);
    expect(attributionJson(ways).sampled[0]).toMatchObject({ one_in: 1, one_in_of_everybody: 60 });
  });
});

describe('what somebody reads', () => {
  test('is not said to be much for the bound alone', () => {
    const bound = drawnAnswer({ customers: 300, victims: 10 });
    expect(bound.suspects[0]!.expected).toBeGreaterThan(4);
    expect(expectedAsDrawn(bound, bound.suspects[0]!)).toBeCloseTo(0.47, 1);
    expect(textOf(bound)).not.toContain('reads so much');
    // Nor for four of 18 drawn customers, which chance brings some of many.
    const four = drawnAnswer({ customers: 300, victims: 10, taken: 64 });
    expect(expectedAsDrawn(four, four.suspects[0]!)).toBeGreaterThan(2);
    expect(textOf(four)).not.toContain('reads so much');
    const much = drawnAnswer({ customers: 30_000, victims: 10, taken: 10_000 });
    expect(textOf(much)).toContain('x reads so much that victims say little');
  });

  test('speaks for them by what was drawn', () => {
    const lead = drawnAnswer({ customers: 300, victims: 16 });
    expect(textOf(lead)).toContain('in the same time that 0.7 are to be expected, by what was dr');
    expect(attributionJson(lead).suspects[0]!.in_favour).toMatchObject({ what: 'reads-much' });
  });

  test('is at least what the same interval begins with', () => {
    for (const read of [0, 1, 7, 940]) {
      const least = read + 4.5 - 3 * Math.sqrt(read + 2.25);
      expect(leastOfBound(readAtMost(read))).toBeCloseTo(least);
    }
  });

  test('comes out of its bound again', () => {
    for (const read of [0, 0.75, 1, 7, 940])
      expect(readOfBound(readAtMost(read))).toBeCloseTo(read);
  });
});

describe('samplingOf', () => {
  const sizes = new Map([
    ['vip', { touches: 1_512, customers: 300 }],
    ['en', { touches: 2_000_000, customers: 768_000 }],
  ]);

  async function sampledOf(archived: number) {
    const asked: string[][] = [];
    const ask: Ask = async (sql, { segments = [], last }) => {
      const of = segments as string[];
      if (sql === archivedSql) return [{ touches: archived }];
      if (sql === touchesSql) {
        return of.map((segment) => ({ segment, touches: sizes.get(segment)!.touches }));
      }
      expect(sql).toBe(customersSql);
      asked.push(of);
      const one = last === lastDrawn(16) ? 16 : 256;
      return of.map((segment) => {
        return { segment, customers: Math.floor(sizes.get(segment)!.customers / one) };
      });
    };
    const span = { from: 0, until: 1, cleanUntil: 0 };
    return { sampling: await samplingOf(ask, ['vip', 'en'], span), asked };
  }

  test('counts those drawn of a small segment one by one, and of a large one about', async () => {
    const { sampling, asked } = await sampledOf(60_000_000);
    expect(sampling.get('vip')).toMatchObject({ given: 16, drawn: 18 });
    expect(sampling.get('en')).toMatchObject({ given: 16, drawn: 48_000 });
    expect(asked).toEqual([['vip', 'en'], ['vip']]);
  });

  test('asks no more where small segments are counted whole', async () => {
    const { sampling, asked } = await sampledOf(20_000_000);
    expect(sampling.get('vip')).toEqual({ reach: 1, controls: 1, given: 1 });
    expect(asked).toEqual([['vip', 'en']]);
  });
});
