// The newest accesses of a person, where they are large: an export comes in parts, and may name
// fewer customers than its source has counted.

import { beforeAll, expect, test } from 'vitest';
import { asker } from '../../src/investigate/attribution/count-reach.ts';
import { lastReads, lastReadsSql } from '../../src/investigate/cards/last-reads.ts';
import { customersText } from '../../src/investigate/cards/user-words.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { march, plantOnly, read } from '../support/planted-rows.ts';

const world = embedded();

const span = { from: Date.UTC(2024, 2, 1), until: Date.UTC(2024, 2, 31) };
/** One access of eight customers in four parts. */
const parts = [0, 1, 2, 3].map((part) =>
  read('mole', march(20), [`a${part}`, `b${part}`], { part, parts: 4, event_id: 'big' }),
);
const accesses = [
  read('mole', march(1), 'z'),
  ...parts,
  read('ann', march(2), ['a', 'b'], { subject_count: 12 }),
  read('ann', march(1), [], { subject_count: 3 }),
];

beforeAll(async () => {
  if (hasLibrary) await plantOnly(world.warehouse, accesses);
});

describeEmbedded('last reads that are large', () => {
  test('an access is taken with all of its parts, or not at all', async () => {
    const asked = { ...span, user: 'mole', strays: false, candidates: 2 };
    const rows = await asker(world.warehouse)(lastReadsSql, asked);
    expect(rows.map((row) => [row['event'], Number(row['customers_total'])])).toEqual([['big', 8]]);
  });

  test('of more customers than are named, the total is the count of the source', async () => {
    const reads = await lastReads(asker(world.warehouse), 'ann', { ...span, strays: false });
    expect(reads.map((one) => customersText(one, 'all'))).toEqual([
      'a and 11 more',
      '3 customers of no known name',
    ]);
  });
});
