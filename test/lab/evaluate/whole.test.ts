// A small evaluation from end to end: floor and ceiling stand where they must, thieves without
// tickets are found sooner than by chance, and a program outside is judged like everybody.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../../src/core/calibration.ts';
import { detectors } from '../../../src/generated/detectors.ts';
import { baselines } from '../../../src/lab/evaluate/baselines/baselines.ts';
import { pacedCell, placeboCell } from '../../../src/lab/evaluate/cells.ts';
import { evaluateWorld } from '../../../src/lab/evaluate/evaluate-world.ts';
import {
  type External,
  type ExternalScore,
  externalScore,
} from '../../../src/lab/evaluate/external.ts';
import type { Outcome } from '../../../src/lab/evaluate/outcome.ts';
import { pageOf } from '../../../src/lab/evaluate/page/page.ts';
import { cellOf, reportOf, verdictOf } from '../../../src/lab/evaluate/report.ts';
import { reportLines } from '../../../src/lab/evaluate/report-text.ts';
import { defaultStart } from '../../../src/lab/simulate-settings.ts';

const world = {
  ...{ agents: 40, customers: 8_000, days: 70, seed: 3, start: defaultStart },
  // Not lively: of forty people one writes reports all day, who would be all that is found.
  thief: 'none' as const,
};

/** Counts customers without a reason by day, as a program outside would: from the lines alone. */
class CountingProgram implements External {
  readonly id = 'external';
  lines = 0;
  isAsked = false;
  readonly #counts = new Map<string, Set<string>>();

  write(line: string): void {
    this.lines += 1;
    const { user, user_kind, at, subjects, reasons, touch } = JSON.parse(line);
    if (touch === 'listed' || user_kind !== 'human') return;
    const key = `${user} ${Math.floor((at - defaultStart) / 86_400_000)}`;
    const seen = this.#counts.get(key) ?? new Set<string>();
    this.#counts.set(key, seen);
    subjects.forEach((subject: string, i: number) => {
      if (reasons[i] === 'none') seen.add(subject);
    });
  }

  scores(): ExternalScore[] {
    expect(this.isAsked).toBe(true);
    return [...this.#counts].map(([key, { size }]) => {
      const [user = '', day] = key.split(' ');
      // At the end of the day and an hour, as the baselines.
      const at = defaultStart + (Number(day) + 1) * 86_400_000 + 3_600_000;
      return { user, at, score: size };
    });
  }
}

const program = new CountingProgram();

function evaluated(): Outcome {
  const steps = evaluateWorld({
    ...{ world, detectors, baselines, thieves: 8, budgets: shippedBudgets, budgetMost: 2 },
    cells: [placeboCell(), pacedCell('no-ticket', 40), pacedCell('laundered', 5)],
    external: program,
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    program.isAsked ||= step.value.isForExternal === true;
  }
}

const outcome = evaluated();
const note = {
  ...{ command: 'evaluate', version: '0', seeds: [3], sealed: null, cellTitles: {} },
  thresholds: 'frozen' as const,
};
const report = reportOf([outcome], note, [2]);
const of = (contender: string, cell: string) =>
  cellOf(verdictOf(report, { contender, budget: 2 }), cell);

describe('a small evaluation', () => {
  test('is the same from its file, and the same again', () => {
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });

  test('who knows what was added finds every thief at once, and nobody else', () => {
    for (const cell of ['no-ticket+40', 'laundered+5']) {
      const { found, medianDays } = of('oracle', cell);
      expect(found[0]!.share).toBe(1);
      expect(medianDays).toBeLessThan(2);
    }
    expect(of('oracle', 'placebo').found.at(-1)!.share).toBe(0);
  });

  test('a placebo takes nothing', () => {
    expect(outcome.trials.filter(({ cell }) => cell === 'placebo')).toHaveLength(8);
    expect(of('ours', 'placebo').medianPlanned).toBe(0);
  });

  test('thieves take what they are told to, each customer once', () => {
    const workingDays = 35 * (5 / 7);
    expect(of('ours', 'no-ticket+40').medianPlanned).toBeGreaterThan(40 * workingDays * 0.7);
    expect(of('ours', 'no-ticket+40').medianPlanned).toBeLessThanOrEqual(40 * 35);
  });

  test('forty customers a day without a ticket are found by whoever counts reasons', () => {
    expect(of('unexplained count', 'no-ticket+40').found.at(-1)!.share).toBeGreaterThan(0.8);
    expect(of('random', 'no-ticket+40').found.at(-1)!.share).toBeLessThan(0.6);
  });

  test('a program outside that counts as a baseline does is judged as that baseline', () => {
    expect(program.lines).toBeGreaterThan(outcome.events);
    for (const cell of report.cells) {
      const [own, outside] = [of('unexplained count', cell), of('external', cell)];
      expect(outside.found[2]!.share).toBeCloseTo(own.found[2]!.share, 0);
    }
    const share = of('external', 'no-ticket+40').found[2]!.share;
    expect(share).toBeGreaterThan(0.8);
  });

  test('everybody has the incidents that the budget allows, or fewer', () => {
    for (const { threshold } of report.verdicts) {
      expect(threshold.incidents).toBeLessThanOrEqual(threshold.allowed);
    }
    // 14 days, 40 people, 2 of 1,000 a day: one incident.
    expect(report.verdicts[0]!.threshold.allowed).toBeCloseTo(1.12);
  });

  test('with matched thresholds nobody has more false incidents than the budget allows', () => {
    const matched = reportOf([outcome], { ...note, thresholds: 'matched' }, [2]);
    for (const { honest, threshold } of matched.verdicts) {
      expect(honest.incidents).toBe(threshold.incidents);
      expect(honest.perThousandDays).toBeLessThanOrEqual(2);
    }
    expect(matched.remarks[0]).toContain('a promise to nobody');
  });

  test('the page needs nothing from elsewhere, and says all names as text', () => {
    const page = pageOf({ ...report, run: { ...note, command: 'evaluate --attacks <b>&"' } });
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import/);
    expect(page).toContain('evaluate --attacks &lt;b&gt;&amp;&quot;');
    expect(page.match(/<svg/g)!.length).toBeGreaterThan(1);
    expect(page.match(/<tr/g)!.length).toBe(page.match(/<\/tr>/g)!.length);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('the table has a line for every contender', () => {
    const lines = [...reportLines(report)].filter((line) => line.startsWith('| ours |'));
    expect(lines[0]!.split('|')).toHaveLength(report.cells.length + 4);
  });
});

describe('a line of a program outside', () => {
  for (const { line, is } of [
    { line: '{"user":"a","at":1,"score":2.5}', is: { user: 'a', at: 1, score: 2.5 } },
    { line: '{"user":"a","at":1}', is: undefined },
    { line: '{"user":"a","at":1,"score":"2"}', is: undefined },
    { line: '{"user":"a","at":1,"score":null}', is: undefined },
    { line: 'hello', is: undefined },
    { line: 'null', is: undefined },
  ]) {
    test(line, () => expect(externalScore(line)).toEqual(is));
  }
});
