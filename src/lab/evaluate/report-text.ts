// The report as tables of text, in Markdown: one for each budget, an attack a row, a contender a
// column, in each cell what was caught, when, and after how many records.

import { chanceText } from './chance.ts';
import type { CellVerdict, Verdict } from './judge.ts';
import { cellOf, headlines, type Report, verdictOf } from './report.ts';

/** 40/71/94 % 3.1 d 14: found within each horizon, median days, median records. */
export function cellText({ found, medianDays, medianTaken }: CellVerdict): string {
  const share = `${found.map((one) => Math.round(one.share * 100)).join('/')} %`;
  const days = medianDays === null ? '' : ` ${medianDays.toFixed(1)} d`;
  return `${share}${days} ${Math.round(medianTaken)}`;
}

export function* reportLines(report: Report): Generator<string, void, void> {
  yield* headlines(report);
  yield* shippedLines(report);
  for (const budget of report.budgets) yield* budgetLines(report, budget);
  yield '';
  for (const chance of report.chances) yield chanceText(chance);
  yield* comparisonLines(report);
  yield* bestLines(report);
  if (report.remarks.length > 0) yield '';
  yield* report.remarks;
}

function* shippedLines({ shipped, cells, horizons }: Report): Generator<string, void, void> {
  yield '';
  const within = horizons.join('/');
  yield 'As it ships, with thresholds that move each night.';
  yield `In each cell: found within ${within} days, median days, median records by then.`;
  yield '';
  yield row(['', ...cells, 'false, test', 'budget']);
  yield row(['---', ...cells.map(() => '---'), '---', '---']);
  for (const { tier, budget, perThousandDays, ...one } of shipped) {
    const found = one.cells.map((cell) => cellText(cell));
    yield row([tier, ...found, perThousandDays.toFixed(2), String(budget)]);
  }
  yield '';
  for (const { tier, byFamily } of shipped) {
    const told = byFamily.map(([family, rate]) => `${family} ${rate.toFixed(3)}`);
    const by = told.join(', ') || 'none';
    yield `False, test, by the family with the most evidence: ${tier} ${by}.`;
  }
}

function* budgetLines(report: Report, budget: number): Generator<string, void, void> {
  const ids = report.contenders.map(({ id }) => id);
  const verdicts = ids.map((contender) => verdictOf(report, { contender, budget }));
  yield '';
  const within = report.horizons.join('/');
  yield `Budget ${budget} per 1,000 people and day.`;
  yield `In each cell: found within ${within} days, median days, median records by then.`;
  yield '';
  yield row(['', ...report.cells, 'false, test']);
  yield row(['---', ...report.cells.map(() => '---'), '---']);
  for (const verdict of verdicts) yield row(verdictCells(report, verdict));
}

function verdictCells(report: Report, verdict: Verdict): string[] {
  const cells = report.cells.map((cell) => cellText(cellOf(verdict, cell)));
  return [verdict.contender.id, ...cells, verdict.honest.perThousandDays.toFixed(2)];
}

function* comparisonLines({ comparisons }: Report): Generator<string, void, void> {
  yield '';
  yield 'Ours against the best baseline of each cell: points more, 95 % interval, verdict.';
  yield '';
  yield row(['', 'budget', 'ours', 'best baseline', 'points more', '']);
  yield row(['---', '---', '---', '---', '---', '---']);
  for (const { cell, budget, ours, baseline, theirs, ...one } of comparisons) {
    yield row([
      ...[cell, String(budget), `${points(ours)} %`, `${points(theirs)} % ${baseline}`],
      `${points(one.difference)} (${points(one.interval.low)} to ${points(one.interval.high)})`,
      one.says,
    ]);
  }
}

function points(share: number): string {
  return String(Math.round(share * 100));
}

function* bestLines({ bestResponses, budgets }: Report): Generator<string, void, void> {
  yield '';
  yield 'Best response: the most records of all that was tried and found in less than half.';
  yield '';
  yield row(['', ...budgets.map((budget) => `at ${budget}`)]);
  yield row(['---', ...budgets.map(() => '---')]);
  for (const id of new Set(bestResponses.map(({ contender }) => contender))) {
    const told = budgets.map((budget) => {
      const best = bestResponses.find((one) => one.contender === id && one.budget === budget);
      if (best === undefined) return 'none';
      return `${best.isOpen ? '≥ ' : ''}${Math.round(best.records)} by ${best.cell}`;
    });
    yield row([id, ...told]);
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
