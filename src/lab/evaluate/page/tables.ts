// The tables of a page. For page.

import { escaped, figure, percent } from '../../../core/page/markup.ts';
import type { CellVerdict, Verdict } from '../judge.ts';
import { cellOf, type Report, verdictOf } from '../report.ts';
import { difference, heat } from './colours.ts';

type Asked = { readonly budget: number; readonly contenders: readonly string[] };

/** An attack a row, a contender a column. */
export function caughtTable(report: Report, { budget, contenders }: Asked): string {
  const verdicts = contenders.map((contender) => verdictOf(report, { contender, budget }));
  const head = contenders.map((id) => `<th>${escaped(id)}</th>`).join('');
  const rows = report.cells.map((cell) => {
    const cells = verdicts.map((verdict) => caughtCell(cellOf(verdict, cell), report));
    return `<tr>${rowHead(report, cell)}${cells.join('')}</tr>`;
  });
  const honest = verdicts.map(honestCell).join('');
  const last = `<tr class="rule"><th>honest people accused, per 1,000 and day</th>${honest}</tr>`;
  return table(`<tr><th></th>${head}</tr>`, [...rows, last]);
}

function rowHead({ run }: Pick<Report, 'run'>, cell: string): string {
  const title = escaped(run.cellTitles[cell] ?? cell);
  return `<th title="${title}">${escaped(cell)}</th>`;
}

function caughtCell(cell: CellVerdict, { horizons }: Report): string {
  const { found, medianDays, ninetyDays, medianTaken, medianPlanned, prevented } = cell;
  const within = found.map(({ share, interval }, i) => {
    const range = `${percent(interval.low)} to ${percent(interval.high)}`;
    return `within ${horizons[i]} days ${percent(share)} (${range})`;
  });
  const told = [
    `${cell.thieves} thieves`,
    ...within,
    `nine of ten by day ${ninetyDays === null ? '–' : figure(ninetyDays)}`,
    `${figure(medianTaken)} of ${figure(medianPlanned)} records taken, in the median`,
    `${percent(prevented)} of all planned theft prevented`,
    `accused for one thief found: ${cell.falsePerTrue === null ? '–' : figure(cell.falsePerTrue)}`,
  ];
  const { share } = found.at(-1)!;
  const days = medianDays === null ? '–' : `${figure(medianDays)} d`;
  const small = medianPlanned === 0 ? '' : `<small>${days} · ${figure(medianTaken)}</small>`;
  const title = escaped(told.join('\n'));
  return `<td style="${heat(share)}" title="${title}">${percent(share)}${small}</td>`;
}

function honestCell({ honest }: Verdict): string {
  const { perThousandDays, byWorld } = honest;
  const range =
    byWorld.length < 2
      ? ''
      : `<small>${figure(Math.min(...byWorld))} to ${figure(Math.max(...byWorld))}</small>`;
  return `<td>${perThousandDays.toFixed(2)}${range}</td>`;
}

/** What the pipeline said by itself, with the thresholds that moved each night. */
export function shippedTable(report: Report): string {
  const { shipped, cells } = report;
  const rows = cells.map((cell) => {
    const found = shipped.map((one) => {
      return caughtCell(one.cells.find(({ cell: id }) => id === cell)!, report);
    });
    return `<tr>${rowHead(report, cell)}${found.join('')}</tr>`;
  });
  const honest = shipped.map(({ perThousandDays, byWorld }) => {
    const range = `${figure(Math.min(...byWorld))} to ${figure(Math.max(...byWorld))}`;
    return `<td>${perThousandDays.toFixed(2)}<small>${range}</small></td>`;
  });
  const families = shipped.map(({ byFamily }) => {
    const told = byFamily.map(([family, rate]) => `${escaped(family)} ${rate.toFixed(3)}`);
    return `<td><small>${told.join('<br>')}</small></td>`;
  });
  const last = [
    `<tr class="rule"><th>false, test</th>${honest.join('')}</tr>`,
    `<tr><th>by the family with the most evidence</th>${families.join('')}</tr>`,
  ];
  const heads = shipped.map(({ tier, budget }) => `<th>${tier}, budget ${budget}</th>`);
  return table(`<tr><th></th>${heads.join('')}</tr>`, [...rows, ...last]);
}

/** Ours against the best baseline, on the same thieves. */
export function comparisonTable({ comparisons, run }: Report, budget: number): string {
  const points = (share: number) => String(Math.round(share * 100));
  const rows = comparisons
    .filter((one) => one.budget === budget)
    .map(({ cell, ours, baseline, theirs, difference: change, interval, says, lead }) => {
      const range = `<small>${points(interval.low)} to ${points(interval.high)}</small>`;
      const cells = [
        `<td>${percent(ours)}</td>`,
        `<td>${percent(theirs)}<small>${escaped(baseline)}</small></td>`,
        `<td style="${difference(change)}">${points(change)}${range}</td>`,
        `<td>${points(lead)}</td>`,
        `<td>${says}</td>`,
      ];
      return `<tr>${rowHead({ run }, cell)}${cells.join('')}</tr>`;
    });
  const heads = ['', 'ours', 'best baseline', 'points more', 'oracle beyond chance', ''];
  return table(`<tr>${heads.map((one) => `<th>${one}</th>`).join('')}</tr>`, rows);
}

/** All that is measured of one contender. */
export function fullTable(
  report: Report,
  asked: { readonly budget: number; readonly contender: string },
): string {
  const verdict = verdictOf(report, asked);
  const heads = [
    ...['', 'thieves', ...report.horizons.map((days) => `within ${days} days`)],
    ...['median days', 'nine of ten by day', 'records by then', 'of planned', 'prevented'],
    'accused for each found',
  ];
  const days = (value: number | null) => (value === null ? '–' : figure(value));
  const rows = report.cells.map((id) => {
    const cell = cellOf(verdict, id);
    const found = cell.found.map(({ share, interval: { low, high } }) => {
      const range = `<small>${percent(low)} to ${percent(high)}</small>`;
      return `<td style="${heat(share)}">${percent(share)}${range}</td>`;
    });
    const plain = [days(cell.medianDays), days(cell.ninetyDays), figure(cell.medianTaken)];
    plain.push(figure(cell.medianPlanned), percent(cell.prevented), days(cell.falsePerTrue));
    const rest = plain.map((one) => `<td>${one}</td>`).join('');
    return `<tr>${rowHead(report, id)}<td>${cell.thieves}</td>${found.join('')}${rest}</tr>`;
  });
  return table(`<tr>${heads.map((one) => `<th>${escaped(one)}</th>`).join('')}</tr>`, rows);
}

/** What each detector adds: how much less is caught without it, at the same budget. */
export function ablationTable(report: Report, budget: number): string {
  const without = report.contenders.filter(({ kind }) => kind === 'without');
  const ours = verdictOf(report, { contender: 'ours', budget });
  const head = without.map(({ id }) => `<th>${escaped(id)}</th>`).join('');
  const rows = report.cells.map((cell) => {
    const whole = cellOf(ours, cell).found.at(-1)!.share;
    const cells = without.map(({ id }) => {
      const verdict = verdictOf(report, { contender: id, budget });
      const change = cellOf(verdict, cell).found.at(-1)!.share - whole;
      const points = Math.round(change * 100);
      const sign = points > 0 ? '+' : '';
      return `<td style="${difference(change)}">${points === 0 ? '·' : `${sign}${points}`}</td>`;
    });
    return `<tr>${rowHead(report, cell)}<td>${percent(whole)}</td>${cells.join('')}</tr>`;
  });
  return table(`<tr><th></th><th>ours</th>${head}</tr>`, rows);
}

export function bestResponseTable({ bestResponses, budgets }: Report, ids: readonly string[]) {
  const head = budgets.map((budget) => `<th>at budget ${budget}</th>`).join('');
  const rows = ids.map((id) => {
    const cells = budgets.map((budget) => {
      const best = bestResponses.find((one) => one.contender === id && one.budget === budget);
      if (best === undefined) return '<td>nothing that was tried</td>';
      const least = best.isOpen ? '≥ ' : '';
      const how = `<small>${escaped(best.cell)}, found ${percent(best.found)}</small>`;
      return `<td>${least}${figure(best.records)}${how}</td>`;
    });
    return `<tr><th>${escaped(id)}</th>${cells.join('')}</tr>`;
  });
  return table(`<tr><th></th>${head}</tr>`, rows);
}

/** Whom each accused that had stolen nothing, by what they were doing. */
export function confuserTable(report: Report, { budget, contenders }: Asked): string {
  const verdicts = contenders.map((contender) => verdictOf(report, { contender, budget }));
  const kinds = [...new Set(verdicts.flatMap(({ honest }) => Object.keys(honest.byKind)))].sort();
  const head = [...kinds.map((kind) => (kind === 'none' ? 'nothing odd' : kind)), 'all'];
  const rows = verdicts.map(({ contender, honest }) => {
    const cells = kinds.map((kind) => `<td>${honest.byKind[kind] ?? 0}</td>`);
    const all = `<td>${honest.incidents}</td>`;
    return `<tr><th>${escaped(contender.id)}</th>${cells.join('')}${all}</tr>`;
  });
  return table(`<tr><th></th>${head.map((one) => `<th>${escaped(one)}</th>`).join('')}</tr>`, rows);
}

export function calibrationTable(report: Report, contenders: readonly string[]): string {
  const head = report.budgets.map((budget) => `<th>at budget ${budget}</th>`).join('');
  const rows = contenders.map((contender) => {
    const cells = report.budgets.map((budget) => {
      const { threshold, honest } = verdictOf(report, { contender, budget });
      const counted = `${threshold.incidents} of ${figure(threshold.allowed)} allowed`;
      const test = `${honest.perThousandDays.toFixed(2)} in the test`;
      // Where nobody honest has any score at all, whatever is above nothing counts.
      const value = threshold.value < 1e-9 ? 'above 0' : threshold.value.toPrecision(3);
      return `<td>${value}<small>${counted}, ${test}</small></td>`;
    });
    return `<tr><th>${escaped(contender)}</th>${cells.join('')}</tr>`;
  });
  return table(`<tr><th></th>${head}</tr>`, rows);
}

export function table(head: string, rows: readonly string[]): string {
  return `<div class="wide"><table>${head}${rows.join('')}</table></div>`;
}
