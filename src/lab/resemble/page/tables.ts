// The tables of a page about a resemblance. For page.

import { escaped } from '../../../core/page/markup.ts';
import { figureKindOf, measureOf } from '../measures.ts';
import {
  type Compared,
  type Distance,
  type MeasureRow,
  quantileShares,
  type Resemblance,
  sides,
  type Word,
} from '../resemblance.ts';
import {
  distanceText,
  figureText,
  groupedText,
  medianOf,
  movedText,
  none,
  sideNames,
  valueText,
} from './words.ts';

/** Light enough for black text; the word stands beside, for whoever sees no colour. */
const tints: Readonly<Record<Word, string>> = {
  near: '#dcefe6',
  apart: '#fdf1cf',
  far: '#f9d9c7',
  unknown: '#f0f2f4',
};

/** All distances at a glance, each with its two yardsticks below it. */
export function distanceTable({ measures, profile }: Resemblance): string {
  const rows = measures.map((row) => {
    const { id, raw, shape, words } = row;
    const medians = [valueText(id, medianOf(row, 'log')), valueText(id, medianOf(row, 'world'))];
    const cells = [
      ...medians.map((text) => `<td>${text}</td>`),
      dCell(raw, words.raw),
      movedCell(row, raw),
      shape === null ? `<td>${none}</td>` : dCell(shape, words.shape ?? 'unknown'),
      shape === null ? `<td>${none}</td>` : movedCell(row, shape),
    ];
    return `<tr><th>${escaped(measureOf(id).title)}</th>${cells.join('')}</tr>`;
  });
  const { word, ...tv } = profile;
  const week = distanceCell({ texts: textsOf(tv, distanceText), word });
  const empty = `<td>${none}</td>`;
  const cells = `${empty.repeat(2)}${week}${empty.repeat(3)}`;
  rows.push(`<tr><th>Hours of the week (total variation)</th>${cells}</tr>`);
  const heads = ['', 'median, log', 'median, world', 'D', 'quantiles differ by'];
  return table([...heads, 'D of the shapes', 'their quantiles differ by'], rows);
}

function dCell(compared: Compared<Distance>, word: Word): string {
  return distanceCell({ texts: textsOf(compared, ({ d }) => distanceText(d)), word });
}

function movedCell({ id }: MeasureRow, compared: Compared<Distance>): string {
  const texts = textsOf(compared, ({ w }) => movedText(id, w));
  return `<td>${texts.here}<small>${texts.halves} · ${texts.seeds}</small></td>`;
}

function textsOf<T>({ here, halves, seeds }: Compared<T>, textOf: (value: T) => string) {
  return { here: textOf(here), halves: textOf(halves), seeds: textOf(seeds) };
}

type Told = { readonly texts: Compared<string>; readonly word: Word };

function distanceCell({ texts: { here, halves, seeds }, word }: Told): string {
  const yardsticks = `<small>${halves} · ${seeds}</small>`;
  return `<td style="background:${tints[word]}"><b>${here}</b> ${word}${yardsticks}</td>`;
}

export function figureTable({ figures }: Resemblance): string {
  const rows = figures.map((row) => {
    const { id, values, word } = row;
    const cells = sides.map((side) => `<td>${figureText(row, values[side])}</td>`);
    const said = `<td style="background:${tints[word]}">${word}</td>`;
    return `<tr><th>${escaped(figureKindOf(id).title)}</th>${cells.join('')}${said}</tr>`;
  });
  return table(['', ...sides.map((side) => sideNames[side]), ''], rows);
}

export function quantileTable(row: MeasureRow): string {
  const heads = quantileShares.map((share) => {
    return share === 1 ? 'most' : `${Math.round(share * 100)} %`;
  });
  const rows = sides.map((side) => {
    const cells = row.quantiles[side].map((one) => `<td>${valueText(row.id, one)}</td>`);
    return `<tr><th>${escaped(sideNames[side])}</th>${cells.join('')}</tr>`;
  });
  return table(['below which lie', ...heads], rows);
}

/** How much of each side was counted. */
export function sizeTable({ portraits }: Resemblance): string {
  const rows = sides.map((side) => {
    const { people, weeks, personDays, events } = portraits[side];
    const cells = [people, weeks, personDays, events].map(
      (count) => `<td>${groupedText(count)}</td>`,
    );
    return `<tr><th>${escaped(sideNames[side])}</th>${cells.join('')}</tr>`;
  });
  return table(['', 'people', 'weeks', 'days of persons', 'accesses'], rows);
}

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = `<tr>${heads.map((one) => `<th>${escaped(one)}</th>`).join('')}</tr>`;
  return `<div class="wide"><table>${head}${rows.join('')}</table></div>`;
}
