// Surprise becomes evidence that averages to at most 1 for the innocent, and adds up as said.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  combinedLogOdds,
  eValueMax,
  eValueOfProbability,
  eValueOfScore,
  halfLifeMs,
  hurdles,
  hurdlesOf,
  logEvidenceOf,
  meanEValue,
  refreshedLogEvidence,
} from '../../../src/core/stats/evidence.ts';
import { dayMs } from '../../../src/core/time.ts';
import { errorOf, readGolden } from './golden/read-golden.ts';

test('eValueOfScore > is within 1e-13 of 60 digits, capped at 10,000', () => {
  for (const { score, evidence } of readGolden('evidence.tsv')) {
    const reference = Math.min(eValueMax, evidence!);
    expect(errorOf(eValueOfScore(score!), reference, 0), `${score}`).toBeLessThan(1e-13);
  }
});

for (const { name, p, expected } of [
  { name: 'one in twenty is next to nothing', p: 0.05, expected: 1.8 },
  { name: 'one in a thousand', p: 1e-3, expected: 20.8 },
  { name: 'one in a hundred thousand', p: 1e-5, expected: 754.35 },
  { name: 'certainty speaks for innocence, by half', p: 1, expected: 0.5 },
  { name: 'the impossible is capped', p: 0, expected: 10_000 },
]) {
  test(`eValueOfProbability > ${name}`, () => {
    expect(eValueOfProbability(p)).toBeCloseTo(expected, 1);
  });
}

test('eValueOfProbability > has a mean of at most 1 over uniform p, as e-values do', () => {
  const steps = 200_000;
  let sum = 0;
  for (let i = 0; i < steps; i += 1) sum += eValueOfProbability((i + 0.5) / steps);
  expect(sum / steps).toBeLessThanOrEqual(1);
  // The sum stops at p = 1/steps; below a probability p lies 1/ln(1/p) of the mean.
  expect(sum / steps).toBeGreaterThan(0.9);
});

test('eValueOfScore > grows with the score, across series, formula and cap', () => {
  const scores = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(scores, fc.double({ min: 1e-9, max: 5, noNaN: true }), (score, more) => {
      expect(eValueOfScore(score + more)).toBeGreaterThanOrEqual(eValueOfScore(score));
    }),
  );
});

for (const { name, given, expected } of [
  { name: 'weights count', given: meanEValue([9, 1], [0.25, 0.75]), expected: 3 },
  { name: 'a family of none is neutral', given: meanEValue([], []), expected: 1 },
  {
    name: 'evidence is worth half after its half-life',
    given: refreshed({ logEvidence: 4, elapsedMs: halfLifeMs.identity }, 1),
    expected: 2,
  },
  {
    name: 'the same finding again adds nothing',
    given: refreshed({ logEvidence: Math.log(100), elapsedMs: 0 }, Math.log(100)),
    expected: Math.log(100),
  },
  {
    name: 'a weaker finding does not lower what is known',
    given: refreshed({ logEvidence: 4, elapsedMs: 0 }, 0.5),
    expected: 4,
  },
  {
    name: 'a late event fades nothing and restores nothing',
    given: refreshed({ logEvidence: 4, elapsedMs: -dayMs }, 0),
    expected: 4,
  },
  {
    name: 'the strongest family counts, the others a tenth, and the quiet ones do not subtract',
    given: combinedLogOdds([2, 3, -5], 1) - combinedLogOdds([], 1),
    expected: 3.2,
  },
  {
    name: 'what does not go beyond the hurdle of its family is nothing',
    given: logEvidenceOf(Math.exp(hurdles.volume), 'volume'),
    expected: 0,
  },
  {
    name: 'what goes beyond it counts by as much',
    given: logEvidenceOf(Math.exp(hurdles.volume + 2), 'volume'),
    expected: 2,
  },
  {
    name: 'where no tickets are fed in the hurdle of volume is lower',
    given: logEvidenceOf(Math.exp(4), 'volume', hurdlesOf({ hasTickets: false })),
    expected: 1.5,
  },
  {
    name: 'context multiplies the odds',
    given: combinedLogOdds([], 5) - combinedLogOdds([], 1),
    expected: Math.log(5),
  },
  { name: 'the prior is one in ten thousand', given: combinedLogOdds([], 1), expected: -9.21024 },
]) {
  test(`evidence > ${name}`, () => expect(given).toBeCloseTo(expected, 5));
}

function refreshed(known: { logEvidence: number; elapsedMs: number }, found: number): number {
  return refreshedLogEvidence({ ...known, halfLifeMs: halfLifeMs.identity }, found);
}
