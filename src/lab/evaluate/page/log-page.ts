// The report of a log as one page that needs nothing else.

import { documentOf, escaped, figure, percent } from '../../../core/page/markup.ts';
import type { HonestRate, LogCellVerdict, LogVerdict } from '../log/judge-log.ts';
import { type LogReport, ruleTitle } from '../log/log-report.ts';
import { foundBy } from '../survival.ts';
import { chart, type Line, legend } from './chart.ts';
import { heat, lineColour } from './colours.ts';
import { table } from './tables.ts';

export function logPageOf(report: LogReport): string {
  const body = [
    ...introduction(report),
    ...honestPart(report),
    ...(report.cells.length === 0 ? [] : theftPart(report)),
    '<h2>What was stolen</h2>',
    '<ul>',
    ...report.cells.map((cell) => {
      const title = escaped(report.run.cellTitles[cell] ?? '');
      return `<li><b>${escaped(cell)}</b>: ${title}</li>`;
    }),
    '</ul>',
  ];
  return documentOf('Molecatcher, evaluated on a log', body);
}

function introduction({ run, log, remarks }: LogReport): string[] {
  const { calibration, test } = log.userDays;
  const rejected = Object.entries(run.rejected).map(([reason, count]) => `${reason} (${count})`);
  const left = rejected.length === 0 ? 'None was rejected' : `Rejected: ${rejected.join(', ')}`;
  return [
    '<h1>Molecatcher, evaluated on a log</h1>',
    `<p class="quiet"><code>${escaped(run.command)}</code> · version ${escaped(run.version)}</p>`,
    `<p>${run.rows} rows. ${escaped(left)}. ${log.events} accesses; people: ${log.people}, ` +
      `services: ${log.services}, customers: ${log.customers}, days: ${log.days}. Of these ` +
      `${log.warmupDays} of warm-up, ${log.calibrationDays} in which thresholds are learnt ` +
      `(${calibration} user-days), ${log.testDays} in which thieves steal (${test} user-days).` +
      '</p>',
    ...(remarks.length === 0 ? [] : ['<div class="remarks">']),
    ...remarks.map((remark) => `<p>${escaped(remark)}</p>`),
    ...(remarks.length === 0 ? [] : ['</div>']),
  ];
}

function honestPart({ verdicts, anomalies, log }: LogReport): string[] {
  const heads = ['somebody is told', 'first half', 'second half', 'of it', 'people'];
  const rows = verdicts.map((verdict) => {
    const { calibration, test } = verdict.honest;
    const counted = `<td>${test.incidents}</td><td>${test.people}</td>`;
    const rates = rateCell(calibration) + rateCell(test);
    return `<tr><th>${escaped(ruleTitle(verdict))}</th>${rates}${counted}</tr>`;
  });
  const spoke = Object.entries(anomalies).filter(([, one]) => one.calibration + one.test > 0);
  const anomalyRows = spoke.map(([id, { calibration, test }]) => {
    const rateOf = (count: number, days: number) =>
      `<td>${((1_000 * count) / Math.max(1, days)).toFixed(2)}<small>${count}</small></td>`;
    const rates = rateOf(calibration, log.userDays.calibration) + rateOf(test, log.userDays.test);
    return `<tr><th>${escaped(id)}</th>${rates}</tr>`;
  });
  return [
    '<h2>False incidents</h2>',
    '<p>The log as it is, per 1,000 user-days: nobody in it is known to steal, so that every ' +
      'incident counts as false. Intervals of 95 %, over people.</p>',
    table(`<tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>`, rows),
    '<h3>Anomalies by detector</h3>',
    '<p>They open nothing by themselves. Per 1,000 user-days, below it their number.</p>',
    table('<tr><th></th><th>first half</th><th>second half</th></tr>', anomalyRows),
  ];
}

function rateCell({ perThousandDays, interval }: HonestRate): string {
  const { low, high } = interval;
  const range = `<small>${low.toFixed(2)} to ${high.toFixed(2)}</small>`;
  return `<td>${perThousandDays.toFixed(2)}${range}</td>`;
}

function theftPart(report: LogReport): string[] {
  const { verdicts, log, run, horizons } = report;
  return [
    '<h2>Thefts</h2>',
    `<p>By each of ${log.eligible} people who were at work on ${run.eligibleDays} days of both ` +
      `halves, ${run.starts} times, one at a time. Found within ${horizons.join(' and ')} days, ` +
      'of their placebos, and the difference: what is found of placebos is found by chance. ' +
      'Intervals of 95 %, over people.</p>',
    ...verdicts.flatMap((verdict) => [
      `<h3>${escaped(ruleTitle(verdict))}</h3>`,
      theftTable(report, verdict),
    ]),
    '<h3>How soon</h3>',
    dayPictures(report),
    '<h3>Side by side: each detector alone, and a line of SQL</h3>',
    `<p>Found within ${horizons.join(' and ')} days more often than placebos. Thresholds are ` +
      'matched: taken from the second half itself at the largest budget, so that all come to the ' +
      'same false incidents. Fair between contenders, and a promise to nobody. Who finds nothing ' +
      'is left out.</p>',
    aloneTable(report),
  ];
}

function theftTable({ horizons }: LogReport, { cells }: LogVerdict): string {
  const heads = [
    ...['', 'thefts', ...horizons.flatMap((days) => [`in ${days} days`, 'placebo', 'more'])],
    ...['median days', 'records by then', 'of planned'],
  ];
  const rows = cells.map((cell) => {
    const found = cell.found.map(({ share, placebo, difference, interval }) => {
      const range = `<small>${percent(interval.low)} to ${percent(interval.high)}</small>`;
      const warmth = heat(Math.max(0, difference));
      const more = `<td style="${warmth}">${percent(difference)}${range}</td>`;
      return `<td>${percent(share)}</td><td>${percent(placebo)}</td>${more}`;
    });
    const days = cell.medianDays === null ? '–' : figure(cell.medianDays);
    const plain = [days, figure(cell.medianTaken), figure(cell.medianPlanned)];
    const rest = plain.map((one) => `<td>${one}</td>`).join('');
    return `<tr><th>${escaped(cell.cell)}</th><td>${cell.trials}</td>${found.join('')}${rest}</tr>`;
  });
  return table(`<tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>`, rows);
}

/** Of every kind of theft: the share found by day, one line for each rule. */
function dayPictures({ cells, verdicts, horizons }: LogReport): string {
  const daysMax = horizons.at(-1)!;
  const figures = cells.map((id) => {
    const lines = verdicts.map((verdict, i): Line => {
      const cell = verdict.cells.find(({ cell: one }) => one === id)!;
      const points = stairsOf(cell, daysMax);
      return { name: ruleTitle(verdict), colour: lineColour(i), points, isSteps: true };
    });
    const xTitle = 'days since the first theft';
    const frame = { title: id, xTitle, ticks: [0, 7, 14, 21, daysMax], isLogarithmic: false };
    return chart(frame, lines);
  });
  const names = verdicts.map((verdict, i) => {
    return { name: ruleTitle(verdict), colour: lineColour(i) };
  });
  return `${legend(names)}<div class="pictures">${figures.join('')}</div>`;
}

function stairsOf({ observed }: LogCellVerdict, daysMax: number) {
  const points = foundBy(observed)
    .filter(({ days }) => days <= daysMax)
    .map(({ days, share }) => ({ x: days, y: share }));
  return [{ x: 0, y: 0 }, ...points, { x: daysMax, y: points.at(-1)?.y ?? 0 }];
}

function aloneTable({ alone, cells }: LogReport): string {
  const isShown = ({ rule, cells: found }: LogVerdict) =>
    rule.contender === 'ours' || found.some((cell) => cell.found.some(({ share }) => share > 0));
  const rows = alone.filter(isShown).map(({ rule, honest, cells: found }) => {
    const shares = found.map((cell) => {
      const [soon, late] = cell.found.map(({ difference }) => difference);
      const text = `${percent(soon!)}<small>${percent(late!)}</small>`;
      return `<td style="${heat(Math.max(0, soon!))}">${text}</td>`;
    });
    const { perThousandDays } = honest.test;
    const told = `${shares.join('')}<td>${perThousandDays.toFixed(2)}</td>`;
    return `<tr><th>${escaped(rule.contender)}</th>${told}</tr>`;
  });
  const heads = ['', ...cells, 'false, second half'];
  return table(`<tr>${heads.map((head) => `<th>${escaped(head)}</th>`).join('')}</tr>`, rows);
}
