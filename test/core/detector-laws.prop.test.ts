// Every detector there is keeps its own vectors, and every law on dented ones.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Access } from '../../src/core/detector.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { brokenMetadata, brokenVectors, lawsOnFeeds } from '../support/laws.ts';

/** A vector with events dropped, doubled or replaced by noise. */
function dented(feed: readonly Access[]): fc.Arbitrary<readonly Access[]> {
  const dent = fc.record({
    at: fc.nat({ max: Math.max(0, feed.length - 1) }),
    how: fc.constantFrom('drop', 'double', 'noise'),
    rows: fc.nat({ max: 50_000 }),
  });
  return fc.array(dent, { maxLength: 6 }).map((dents) => {
    const copy = [...feed];
    for (const { at, how, rows } of dents) {
      const access = copy[at];
      if (access === undefined) continue;
      if (how === 'drop') copy.splice(at, 1);
      else if (how === 'double') copy.splice(at, 0, access);
      else copy[at] = { ...access, rows, reasons: access.reasons.map(() => 'none') };
    }
    return copy;
  });
}

for (const detector of detectors) {
  describe(`detector ${detector.id}`, () => {
    test('says what it is, and shows when it fires, stays quiet and sits on the edge', () => {
      expect(brokenMetadata(detector)).toEqual([]);
    });
    test('keeps its vectors', () => {
      expect(brokenVectors(detector)).toEqual([]);
    });
    for (const [law, broken] of Object.entries(lawsOnFeeds)) {
      test(`keeps the law of ${law} on dented vectors`, () => {
        const feeds = fc.oneof(...detector.vectors().map(({ feed }) => dented(feed)));
        fc.assert(
          fc.property(feeds, (feed) => {
            expect(broken(detector, feed)).toEqual([]);
          }),
          { numRuns: 20 },
        );
      });
    }
  });
}
