// Every hunt on one and the same world: a simulated desk of a fixed seed, with what no simulated
// thief does planted into it. The guilty is in the answer, the innocent who looks nearly the same
// is not, or comes later, and the first rows are those that are committed. What a change of a hunt
// does shows as a difference: npm run gen:golden. Finer cases are in the other files beside it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findHunt, listHunts } from '../../src/investigate/hunt.ts';
import { describeEmbedded, hasLibrary } from '../support/embedded.ts';
import type { Row } from '../support/planted-rows.ts';
import { absentFrom } from './golden/excuses.ts';
import { type Expectation, placeOf } from './golden/expectation.ts';
import { expectedAnswers } from './golden/expected-answers.ts';
import { expectedThefts } from './golden/expected-thefts.ts';
import { blockOf, readGoldenRows } from './golden/golden-rows.ts';
import { whereabouts } from './golden/whereabouts.ts';
import { type GoldenWorld, openGoldenWorld } from './golden/world.ts';

const expected = new Map(Object.entries({ ...expectedThefts, ...expectedAnswers }));
const golden = readGoldenRows();
const ids = listHunts().map(({ id }) => id);

let world: GoldenWorld;
beforeAll(async () => {
  if (hasLibrary) world = await openGoldenWorld();
}, 300_000);
afterAll(() => world?.close());

describe('the golden world, as it is written', () => {
  test('expects something of each hunt, and has rows of each', () => {
    expect([...expected.keys()].sort()).toEqual(ids);
    expect([...golden.keys()]).toEqual(ids);
  });

  test('tells somebody from somebody by each of them', () => {
    const isOfNobody = ({ lacks, after }: Expectation) => (lacks ?? after) === undefined;
    expect([...expected].filter(([, one]) => isOfNobody(one)).map(([id]) => id)).toEqual([]);
  });
});

/** Who is not to be in the answer: each looks nearly the same. */
function innocentOf(id: string, { contains, lacks }: Expectation): readonly Row[] {
  return [lacks ?? [], absentFrom(id, contains)].flat();
}

/** The most rows that the hunt would give. */
function limitOf(id: string, { given }: Expectation): number {
  const { params } = findHunt(id);
  const usual = params.find(({ name }) => name === 'limit')?.default;
  return Number(given['limit'] ?? usual ?? Number.POSITIVE_INFINITY);
}

describeEmbedded('in the golden world', () => {
  test.each([...expected])('%s: the guilty and not the innocent', async (id, expectation) => {
    const { contains, after } = expectation;
    const answer = await world.ask(id, expectation);
    const { rows } = answer;
    expect(rows[placeOf(rows, contains)], 'the guilty').toMatchObject(contains);
    for (const lacks of innocentOf(id, expectation)) {
      const limit = limitOf(id, expectation);
      expect(rows.length, 'an answer that is cut shows nobody innocent').toBeLessThan(limit);
      expect(rows[placeOf(rows, lacks)], JSON.stringify(lacks)).toBeUndefined();
    }
    if (after !== undefined) {
      const place = placeOf(rows, after);
      expect(place, 'the innocent comes later').toBeGreaterThan(placeOf(rows, contains));
    }
    expect(blockOf(answer, expectation)).toBe(golden.get(id));
  });

  test('whoever is innocent is there', async () => {
    const missing: unknown[] = [];
    for (const [id, expectation] of expected) {
      const rows = [...innocentOf(id, expectation), expectation.after ?? {}];
      for (const [column, value] of rows.flatMap(Object.entries)) {
        const place = whereabouts[column];
        if (place === undefined) continue; // A number, or a kind: not a name.
        const sql = `SELECT count() AS count FROM (${place}) WHERE name = {value:String}`;
        const options = { as: 'hunter', parameters: { value: String(value) } } as const;
        const [row] = await world.warehouse.query(sql, options);
        if (Number(row?.['count']) === 0) missing.push({ id, column, value });
      }
    }
    expect(missing).toEqual([]);
  });
});
