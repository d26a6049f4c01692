// What a score is worth, read from a table of what was counted, and what norms change in it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Calibration,
  type CalibrationTable,
  peerClasses,
  shippedBudgets,
  tailAt,
  thresholdFloors,
} from '../../src/core/calibration.ts';
import { shippedTable } from '../../src/core/shipped-table.ts';
import { detectors } from '../../src/generated/detectors.ts';

const table: CalibrationTable = {
  producedBy: 'a test',
  tails: { burst: { agent: [1, 2, 3, 4], supervisor: [0, 2, 4, 0] } },
  openings: [
    [0.05, -4],
    [0.5, -5],
    [5, -6],
  ],
  months: [
    [0.1, -7],
    [0.01, -5],
  ],
};
const calibration = new Calibration(table, shippedBudgets);
const at = (score: number) => ({ score, threshold: 2 });

describe('the tail of a score', () => {
  for (const { name, given, expected } of [
    {
      name: 'at what was counted is what was counted',
      given: tailAt([1, 2, 3, 4], 3),
      expected: 1e-3,
    },
    { name: 'between is in between', given: tailAt([1, 2, 3, 4], 2.5), expected: 10 ** -2.5 },
    { name: 'of nothing is certain', given: tailAt([1, 2, 3, 4], 0), expected: 1 },
    // From 3 to 6 is a tenth: so is from 6 to 12.
    { name: 'beyond falls as a power', given: tailAt([1, 2, 3, 6], 12), expected: 1e-5 },
    // One day in ten scored nothing, so whatever scores is rarer than that.
    {
      name: 'below the first score is rarer than 0',
      given: tailAt([0, 2, 4, 8], 1),
      expected: 10 ** -1.5,
    },
    {
      name: 'where little was counted falls slowly',
      given: tailAt([0, 2, 0, 0], 4),
      expected: 1e-2 / 8,
    },
    {
      name: 'of a class is its own',
      given: calibration.calibratedTail('burst', 'supervisor', at(4)),
      expected: 1e-3,
    },
    {
      name: 'of a detector that nobody counted is judged by its threshold',
      given: calibration.calibratedTail('unknown', 'agent', at(4)),
      expected: 1e-3 / 8,
    },
  ]) {
    test(name, () => expect(given / expected).toBeCloseTo(1, 9));
  }

  test('never grows with the score, whatever the table', () => {
    const scores = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
      minLength: 4,
      maxLength: 4,
    });
    const score = fc.double({ min: 1e-3, max: 300, noNaN: true });
    fc.assert(
      fc.property(scores, score, score, (known, a, b) => {
        fc.pre(known.some((one) => one > 0));
        const [less, more] = [tailAt(known, Math.min(a, b)), tailAt(known, Math.max(a, b))];
        expect(more).toBeLessThanOrEqual(less * (1 + 1e-12));
        expect(less).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('thresholds', () => {
  const of = (question: number, incident: number) =>
    new Calibration(table, { question, incident }).thresholds;
  for (const { name, given, expected } of [
    {
      name: 'are those of the budgets',
      given: of(5, 0.05),
      expected: { question: -6, incident: -4 },
    },
    {
      name: 'lie between counted budgets by the logarithm',
      given: of(5, 0.5),
      expected: { question: -6, incident: -5 },
    },
    {
      name: 'grow by ln 10 for a tenth of what was counted',
      given: of(0.5, 0.005),
      expected: { question: -5, incident: -4 + Math.LN10 },
    },
    {
      name: 'are never crossed without a budget',
      given: of(0, 0),
      expected: { question: Number.POSITIVE_INFINITY, incident: Number.POSITIVE_INFINITY },
    },
    // Whoever wants more incidents than questions gets both at the incidents.
    {
      name: 'never ask more for a question',
      given: of(0.05, 5),
      expected: { question: -6, incident: -6 },
    },
  ]) {
    test(name, () => {
      expect(given.question).toBeCloseTo(expected.question, 9);
      expect(given.incident).toBeCloseTo(expected.incident, 9);
    });
  }

  test('that are published hold from then on, above their floors', () => {
    const own = new Calibration(table, shippedBudgets);
    const norms = { question: -8.5, incident: -20 };
    own.heed({ key: 'company', kind: 'thresholds', norms });
    expect(own.thresholds).toEqual({ question: -8.5, incident: thresholdFloors.incident });
  });
});

test('thresholds published for other budgets are moved by what the budgets differ in', () => {
  const norms = { question: -8, incident: -5, question_budget: 1, incident_budget: 0.05 };
  const thresholdsAt = (question: number, incident: number) => {
    const own = new Calibration(table, { question, incident });
    const before = own.thresholds;
    own.heed({ key: 'company', kind: 'thresholds', norms });
    return { before, after: own.thresholds };
  };
  const same = thresholdsAt(1, 0.05);
  expect(same.after).toEqual({ question: -8, incident: -5 });
  const other = thresholdsAt(1, 0.1);
  const difference = other.before.incident - same.before.incident;
  expect(difference).toBeLessThan(0);
  expect(other.after).toEqual({ question: -8, incident: -5 + difference });
});

test('class norms replace the scores of that class alone', () => {
  const own = new Calibration(table, shippedBudgets);
  own.heed({ key: 'agent', kind: 'class', norms: { 'score.burst.3': 6, 'score.burst.4': 9 } });
  own.heed({ key: 'team-1', kind: 'team', norms: { 'score.burst.3': 1 } });
  expect(own.calibratedTail('burst', 'agent', at(6))).toBeCloseTo(1e-3, 9);
  expect(own.calibratedTail('burst', 'supervisor', at(4))).toBeCloseTo(1e-3, 9);
});

for (const { logOdds, expected } of [
  { logOdds: -9, expected: 100 },
  { logOdds: -6, expected: 31.62 },
  { logOdds: -5, expected: 10 },
  { logOdds: -5 + Math.LN10, expected: 1 },
  { logOdds: 9, expected: 0.5 },
]) {
  test(`of 1,000 colleagues ${expected} reach log odds ${logOdds.toFixed(2)}`, () => {
    expect(calibration.peersPerThousand(logOdds)).toBeCloseTo(expected, 2);
  });
}

test('the shipped table is whole: no detector that is not there, and each in order', () => {
  const ids = detectors.map(({ id }) => id as string);
  for (const [id, classes] of Object.entries(shippedTable.tails)) {
    expect(ids).toContain(id);
    for (const peers of peerClasses) {
      const scores = (classes[peers] ?? []).filter((score) => score > 0);
      expect([...scores].sort((a, b) => a - b)).toEqual(scores);
    }
  }
  for (const steps of [shippedTable.openings, shippedTable.months]) {
    expect(steps.length).toBeGreaterThan(1);
    for (const [i, [share, logOdds]] of steps.slice(1).entries()) {
      const [before, below] = steps[i]!;
      const isFewer = share < before;
      expect(isFewer ? logOdds >= below : logOdds <= below).toBe(true);
    }
  }
  const { question, incident } = new Calibration(shippedTable, shippedBudgets).thresholds;
  expect(question).toBeLessThan(incident);
});
