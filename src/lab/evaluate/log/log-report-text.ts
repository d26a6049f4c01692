// The report of a log as tables of text, in Markdown. For `evaluate-log`.

import { figure, percent } from '../../../core/page/markup.ts';
import type { HonestRate, LogCellVerdict, LogVerdict } from './judge-log.ts';
import { type LogReport, ruleTitle } from './log-report.ts';

export function* logReportLines(report: LogReport): Generator<string, void, void> {
  const { log, verdicts, cells } = report;
  const { calibration, test } = log.userDays;
  yield `Events ${log.events}, people ${log.people}, services ${log.services}, ` +
    `customers ${log.customers}, days ${log.days}.`;
  yield `First half: ${log.warmupDays} days of warm-up, then ${log.calibrationDays} with ` +
    `${calibration} user-days; second half: ${log.testDays} days, ${test} user-days.`;
  yield '';
  yield 'False incidents per 1,000 user-days: unmodified, every one counts as false.';
  yield '';
  yield row(['somebody is told', 'first half', 'second half', '95 %', 'incidents', 'people']);
  yield rule(6);
  for (const verdict of verdicts) yield honestLine(verdict);
  yield* anomalyLines(report);
  for (const verdict of cells.length === 0 ? [] : verdicts) yield* theftLines(report, verdict);
  if (cells.length > 0) yield* aloneLines(report);
  if (report.remarks.length > 0) yield '';
  yield* report.remarks;
}

function honestLine(verdict: LogVerdict): string {
  const { calibration, test } = verdict.honest;
  const rate = ({ perThousandDays }: HonestRate) => perThousandDays.toFixed(2);
  const { low, high } = test.interval;
  const range = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  const counted = [String(test.incidents), String(test.people)];
  return row([ruleTitle(verdict), rate(calibration), rate(test), range, ...counted]);
}

function* anomalyLines({ anomalies, log }: LogReport): Generator<string, void, void> {
  yield '';
  yield 'Anomalies per 1,000 user-days, by detector; those without any are left out.';
  yield '';
  yield row(['detector', 'first half', 'second half', 'anomalies']);
  yield rule(4);
  for (const [id, { calibration, test }] of Object.entries(anomalies)) {
    if (calibration + test === 0) continue;
    const rates = [
      (1_000 * calibration) / Math.max(1, log.userDays.calibration),
      (1_000 * test) / Math.max(1, log.userDays.test),
    ];
    yield row([id, ...rates.map((rate) => rate.toFixed(2)), String(calibration + test)]);
  }
}

function* theftLines(report: LogReport, verdict: LogVerdict): Generator<string, void, void> {
  const { horizons, run, log } = report;
  yield '';
  yield `Thefts found: ${ruleTitle(verdict)}. ${log.eligible} people, ${run.starts} starts each.`;
  yield '';
  const within = horizons.flatMap((days) => [`in ${days} d`, 'placebo', 'difference, 95 %']);
  yield row(['theft', ...within, 'median days', 'records by then', 'of planned']);
  yield rule(4 + within.length);
  for (const cell of verdict.cells) yield theftLine(cell);
}

function theftLine(verdict: LogCellVerdict): string {
  const found = verdict.found.flatMap(({ share, placebo, difference, interval }) => {
    const { low, high } = interval;
    const range = `${percent(low)} to ${percent(high)}`;
    return [percent(share), percent(placebo), `${percent(difference)} (${range})`];
  });
  const days = verdict.medianDays === null ? '–' : figure(verdict.medianDays);
  const taken = [figure(verdict.medianTaken), figure(verdict.medianPlanned)];
  return row([verdict.cell, ...found, days, ...taken]);
}

/** Of each detector, and the line of SQL: what it finds more often than of placebos. */
function* aloneLines({
  alone,
  cells,
  horizons,
  budgets,
}: LogReport): Generator<string, void, void> {
  yield '';
  yield `Side by side, matched to ${Math.max(...budgets)} per 1,000 in the second half: found in ` +
    `${horizons.join(' and ')} days, less placebos; who finds nothing is left out.`;
  yield '';
  yield row(['', ...cells, 'false, second half']);
  yield rule(2 + cells.length);
  for (const { rule: one, cells: found, honest } of alone) {
    const isFinding = found.some((cell) => cell.found.some(({ share }) => share > 0));
    if (!isFinding && one.contender !== 'ours') continue;
    const shares = found.map((cell) =>
      cell.found.map(({ difference }) => percent(difference)).join(', '),
    );
    yield row([one.contender, ...shares, honest.test.perThousandDays.toFixed(2)]);
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rule(columns: number): string {
  return row(Array.from({ length: columns }, () => '---'));
}
