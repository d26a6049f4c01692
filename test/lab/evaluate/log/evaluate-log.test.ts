// A log from end to end: the placebo is the honest run, a planted burst is found, and thefts are
// what they say they are.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../../../src/core/calibration.ts';
import { detectors } from '../../../../src/generated/detectors.ts';
import { type EvaluateLog, evaluateLog } from '../../../../src/lab/evaluate/log/evaluate-log.ts';
import {
  burstCell,
  dailyCell,
  masqueradeCell,
} from '../../../../src/lab/evaluate/log/log-cells.ts';
import type { LogOutcome } from '../../../../src/lab/evaluate/log/log-outcome.ts';
import { logReportOf } from '../../../../src/lab/evaluate/log/log-report.ts';
import { logReportLines } from '../../../../src/lab/evaluate/log/log-report-text.ts';
import { logPageOf } from '../../../../src/lab/evaluate/page/log-page.ts';
import { tinyEvents, tinyReference } from './tiny-log.ts';

const cells = [burstCell(300), burstCell(2), dailyCell(30), masqueradeCell()];

function outcomeOf(given: Partial<EvaluateLog> = {}): LogOutcome {
  const steps = evaluateLog({
    ...{ events: tinyEvents(), reference: tinyReference(), detectors, budgets: shippedBudgets },
    ...{ cells, starts: 2, eligibleDays: 10, seed: 'test', ...given },
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const outcome = outcomeOf();
const note = {
  ...{ command: 'evaluate-log <b>', version: '0', rows: 1, rejected: { 'at is missing': 3 } },
  ...{ hasTickets: false, starts: 2, eligibleDays: 10, cellTitles: {} },
};
const report = logReportOf(outcome, note, [5, 0.05]);
const found = (rule: string, cell: string) => {
  const verdict = report.verdicts.find((one) => one.rule.id === rule)!;
  return verdict.cells.find((one) => one.cell === cell)!;
};

describe('a log', () => {
  test('is the same from its file, and the same again', () => {
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
    expect(outcomeOf({ cells: [burstCell(2)] }).trials).toEqual(
      outcome.trials.filter(({ cell }) => cell === 'burst+2'),
    );
  });

  test('is cut where half of the user-days are over', () => {
    const { calibrationFrom, testFrom, days } = outcome.protocol;
    expect([calibrationFrom, days]).toEqual([21, 84]);
    expect(testFrom).toBe(43);
    expect(outcome.userDays.test).toEqual(new Array(12).fill(29));
  });

  test('has a robot, which is nobody', () => {
    expect(outcome.services).toBe(1);
    expect(outcome.people).not.toContain('robot');
    expect(outcome.eligible).toHaveLength(12);
  });

  test('gives placebos that are the honest run to the last bit', () => {
    expect(outcome.isPlaceboExact).toBe(true);
  });

  test('without tickets blames nobody for reads without a reason', () => {
    expect(outcome.anomalies['unexplained-access']).toEqual({ calibration: 0, test: 0 });
    expect(outcome.anomalies['unexplained-drip']).toEqual({ calibration: 0, test: 0 });
    expect(report.remarks[0]).toContain('No tickets');
  });

  test('that is quiet opens nothing', () => {
    for (const { honest } of report.verdicts.slice(0, 2)) {
      expect(honest.test.incidents).toBe(0);
      expect(honest.test.interval.high).toBeGreaterThan(0);
    }
  });
});

describe('thefts', () => {
  // Not by all detectors together: what they ask for changes with the table that ships.
  for (const contender of ['customer-fan-out', 'customers-of-day', 'customers an hour']) {
    test(`a burst of three hundred is found by ${contender}, one of two is not`, () => {
      const { cells: all } = report.alone.find(({ rule }) => rule.contender === contender)!;
      const [large, small] = ['burst+300', 'burst+2'].map(
        (cell) => all.find((one) => one.cell === cell)!,
      );
      expect(large!.found[0]!.difference).toBeGreaterThan(0.9);
      expect(large!.medianDays).toBeLessThan(2);
      expect(large!.medianTaken).toBeGreaterThan(0);
      expect(small!.found[0]!.difference).toBeLessThan(0.1);
    });
  }

  test('a burst of three hundred is evidence to all detectors together, mostly', () => {
    const large = outcome.trials.filter(({ cell }) => cell === 'burst+300');
    const together = outcome.contenders.findIndex(({ id }) => id === 'ours');
    const seen = large.filter(({ rises }) => rises[together]!.length > 0);
    expect(seen.length).toBeGreaterThan(large.length / 2);
    expect(large.every(({ placebo }) => placebo[together]!.length === 0)).toBe(true);
  });

  test('take what they are told to, and a placebo finds nothing of it', () => {
    const planned = (cell: string) => found('question', cell).medianPlanned;
    expect([planned('burst+300'), planned('burst+2')]).toEqual([300, 2]);
    // Of 29 working days up to 15 have gone by when it starts; 28 days have 20 of them.
    expect(planned('daily+30')).toBeGreaterThanOrEqual(30 * 15);
    expect(planned('daily+30')).toBeLessThanOrEqual(30 * 20);
    expect(planned('masquerade')).toBeGreaterThanOrEqual(9);
    for (const { cells: all } of report.verdicts) {
      for (const cell of all) expect(cell.found[0]!.placebo).toBe(0);
    }
  });

  test('are made by everybody who is eligible, as often as asked for', () => {
    expect(outcome.trials).toHaveLength(12 * 2 * cells.length);
    for (const { startedAt, endsAt } of outcome.trials) expect(endsAt).toBeGreaterThan(startedAt);
    expect(outcomeOf({ eligibleDays: 40 }).trials).toEqual([]);
  });
});

describe('the report of a log', () => {
  test('says where there was nothing to learn a threshold from', () => {
    expect(report.remarks.join(' ')).toMatch(/Budget 0.05/);
  });

  test('is a page that needs nothing from elsewhere, and says all names as text', () => {
    const page = logPageOf(report);
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import/);
    expect(page).toContain('evaluate-log &lt;b&gt;');
    expect(page).toContain('at is missing (3)');
    expect(page.match(/<svg/g)).toHaveLength(cells.length);
    expect(page.match(/<tr/g)!.length).toBe(page.match(/<\/tr>/g)!.length);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('is a table in the terminal', () => {
    const lines = [...logReportLines(report)];
    expect(lines.filter((line) => line.startsWith('| burst+300 |'))).toHaveLength(4);
    expect(lines.join('\n')).not.toMatch(/NaN|undefined|Infinity/);
  });
});
