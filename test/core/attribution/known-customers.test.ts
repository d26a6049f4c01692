// Customers whom somebody has known for long: they make a lead, as what was asked for does, and no
// name; nor does what a source is no likelier to have left than nobody.

import { describe, expect, test } from 'vitest';
import { attribute } from '../../../src/core/attribution/attribute.ts';
import { hitsBesideKnown, isOpening } from '../../../src/core/attribution/known-customers.ts';
import { complaintsNeeded } from '../../../src/core/attribution/robustness.ts';
import { candidate, evidenceOf, readsBy } from '../../support/small-evidence.ts';

const judged = (hits: string) => attribute(evidenceOf(candidate('kim', hits))).suspects[0]!;

describe('customers known for long', () => {
  test('make a lead and no name, however many; beside them others go on to count', () => {
    expect(judged('ssssssss--')).toMatchObject({ decision: 'named', strays: 8, known: 0 });
    const known = judged('kkkkkkkk--');
    expect(known).toMatchObject({ decision: 'lead', hits: 8, strays: 8, known: 8, pStrays: 1 });
    expect(known.pHits).toBe(judged('ssssssss--').pHits);
    expect(known.logBayesFactor).toBe(judged('ssssssss--').logBayesFactor);
    expect(judged('kkkssssss-').decision).toBe('named');
  });

  test('are those who were opened, or changed, and not merely listed or exported', () => {
    expect(['opened', 'changed', 'listed', 'exported', 'printed'].filter(isOpening)).toEqual([
      'opened',
      'changed',
    ]);
  });

  test('stand for no look that others came along with', () => {
    const read = (look: string, isRouted = false) => [{ look, isRouted }];
    const own = [
      { reads: read('search'), isKnown: true },
      { reads: read('search'), isKnown: false },
      { reads: read('search'), isKnown: false },
      { reads: read('first', true), isKnown: true },
      { reads: [], isKnown: true },
    ];
    const victims = own.map((_, i) => ({ id: `v${i}`, certainty: 1 }));
    const hits = hitsBesideKnown(own, victims);
    expect(hits).toEqual(['known', 'stray', 'along', 'routed', 'none']);
  });
});

test('nobody is named for whom a source is no likelier than none, however rare their hits', () => {
  // Six of those who are read by one in five, and of 34 others none, whom hardly anybody reads.
  const rates = Array.from({ length: 40 }, (_, i) => (i < 6 ? 0.2 : 0.001));
  const hits = `${'s'.repeat(6)}${'-'.repeat(34)}`;
  const evidence = { ...readsBy([{ entity: 'kim', hits, rates }]), tested: 22 };
  const { suspects, nobody } = attribute(evidence);
  expect(suspects[0]!.pStrays).toBeLessThan(0.01 / 22);
  expect(suspects[0]!.logBayesFactor).toBeLessThan(0);
  expect(nobody).toBeGreaterThan(0.9);
  expect(suspects[0]!.decision).toBe('lead');
  // Nor would more like these name them.
  expect(complaintsNeeded(evidence, evidence.candidates[0]!)).toBeNull();
});
