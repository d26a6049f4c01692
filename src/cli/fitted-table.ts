// Rows as a table for a screen: as ClickHouse draws them (PrettyCompact), but a long value ends in
// … where a row then takes fewer lines of the screen. Numbers, times and names of columns stay
// whole: part of a number is another number. For answer-rows.ts; a pipe has no width to fit. Where
// a row would take three lines or more nobody finds its values any more: then each has a line of
// its own, as in psql's expanded display.
//
//      ┌─user─┬─customers─┬─examples─────┐        1. user      mole
//   1. │ mole │        12 │ ['c1','c2',… │           customers 12
//      └──────┴───────────┴──────────────┘           examples  ['c1','c2','c3',…

import { printable } from '../core/printable.ts';

/** As which rows are to come: arrays of texts, of which the first two are names and types. */
export const fittedFormat = 'JSONCompactStringsEachRowWithNamesAndTypes';

/** By so many rows the widths are found; what is wider in a later one is cut as well. */
const rowsMeasured = 1_000;
/** A row of more lines of the screen is taken apart. */
const linesMax = 2;
/** Of the number of a row where there are more: a hunter is given a million at most. */
const digitsMost = 7;
/** Least that is left of a value that is cut. */
const valueWidthMin = 12;
/** Nobody reads more of one value on a screen, and all of it would have to be measured. */
const valueLettersMost = 10_000;

type Row = readonly string[];
type Column = { readonly name: string; readonly isText: boolean; readonly width: number };
/** Whether any value was cut, of those drawn so far. */
export type Cut = { isCut: boolean };
type Table = { readonly columns: readonly Column[]; readonly digits: number; readonly cut: Cut };

/** Some lines at a time; none where there are no rows. */
export async function* fittedTable(
  chunks: AsyncIterable<string>,
  screenWidth: number,
  cut: Cut,
): AsyncGenerator<string> {
  const rows = rowsOf(chunks);
  try {
    const [names = [], types = [], ...first] = await firstOf(rows, rowsMeasured + 2);
    if (first.length === 0) return;
    const isAll = first.length < rowsMeasured;
    const digits = isAll ? String(first.length).length : digitsMost;
    const columns = fitted(measured(names, types, first), screenWidth, digits + 3);
    if (lengthOf(columns, digits + 3) > linesMax * screenWidth) {
      const apart = { columns: besides(columns, screenWidth - digits - 2), digits, cut };
      let count = 0;
      for (const row of first) yield apartLines(apart, ++count, row);
      for await (const row of rows) yield apartLines(apart, ++count, row);
      return;
    }
    const table = { columns, digits, cut };
    yield edge(table, '┌┬┐', ({ name }) => name);
    let number = 0;
    for (const row of first) yield lineOf(table, ++number, row);
    for await (const row of rows) yield lineOf(table, ++number, row);
    yield edge(table, '└┴┘', () => '');
  } finally {
    // Whoever stops reading here stops ClickHouse too.
    await rows.return(undefined);
  }
}

async function* rowsOf(chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  let begun = '';
  for await (const chunk of chunks) {
    const lines = `${begun}${chunk}`.split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Row;
  }
  if (begun !== '') yield JSON.parse(begun) as Row;
}

async function firstOf(rows: AsyncGenerator<Row>, most: number): Promise<Row[]> {
  const first: Row[] = [];
  while (first.length < most) {
    const next = await rows.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  return first;
}

const numberOrTime =
  /^(Nullable\(|LowCardinality\()*(U?Int|B?Float|Decimal|Bool|Date|Time|Interval)/;

/** As wide as their widest value. */
function measured(names: Row, types: Row, rows: readonly Row[]): Column[] {
  return names.map((name, i) => {
    const widths = rows.map((row) => widthOf(shown(row[i])));
    const width = widths.reduce((a, b) => Math.max(a, b), widthOf(printable(name)));
    return { name: printable(name), isText: !numberOrTime.test(types[i] ?? ''), width };
  });
}

/** In as few lines of the screen as a row can take, and values no shorter than they must be. */
function fitted(whole: readonly Column[], screenWidth: number, margin: number): Column[] {
  const at = (most: number) =>
    whole.map((column) => {
      const least = Math.max(widthOf(column.name), Math.min(most, column.width));
      return column.isText ? { ...column, width: least } : column;
    });
  const length = (columns: readonly Column[]) => lengthOf(columns, margin);
  const lines = Math.ceil(length(at(valueWidthMin)) / screenWidth);
  const room = lines * screenWidth;
  let most = whole.reduce((a, { width }) => Math.max(a, Math.min(width, room)), valueWidthMin);
  while (most > valueWidthMin && length(at(most)) > room) most -= 1;
  return at(most);
}

function lengthOf(columns: readonly Column[], margin: number): number {
  return columns.reduce((sum, { width }) => sum + width + 3, margin);
}

/** Values beside the names of their columns, which stay whole, and numbers and times as well. */
function besides(columns: readonly Column[], room: number): Column[] {
  const names = Math.max(...columns.map(({ name }) => widthOf(name)));
  const width = Math.max(valueWidthMin, room - names - 1);
  return columns.map((column) => {
    const name = `${column.name}${' '.repeat(names - widthOf(column.name))}`;
    return { ...column, name, width: column.isText ? width : Math.max(width, column.width) };
  });
}

function apartLines({ columns, digits, cut }: Table, number: number, row: Row): string {
  const lines = columns.map(({ name, width }, i) => {
    const head = i === 0 ? `${String(number).padStart(digits)}.` : ' '.repeat(digits + 1);
    return `${head} ${name} ${fittedValue(row[i], width, cut)}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

function edge({ columns, digits }: Table, ends: string, word: (column: Column) => string): string {
  const [first, between, last] = [...ends];
  const cells = columns.map((column) => `─${padded(column, word(column), '─')}─`);
  return `${' '.repeat(digits + 2)}${first}${cells.join(between)}${last}\n`;
}

function lineOf({ columns, digits, cut }: Table, number: number, row: Row): string {
  const cells = columns.map((column, i) =>
    padded(column, fittedValue(row[i], column.width, cut), ' '),
  );
  return `${String(number).padStart(digits)}. │ ${cells.join(' │ ')} │\n`;
}

function fittedValue(value: string | undefined, width: number, cut: Cut): string {
  const text = shown(value);
  if (widthOf(text) <= width) return text;
  cut.isCut = true;
  return shortened(text, width);
}

function padded({ isText, width }: Column, text: string, filling: string): string {
  const space = filling.repeat(Math.max(0, width - widthOf(text)));
  return isText ? `${text}${space}` : `${space}${text}`;
}

/** One line, and nothing in it that a screen would not show as it is. */
function shown(value = ''): string {
  return printable(value.slice(0, valueLettersMost));
}

function shortened(text: string, width: number): string {
  let [kept, used] = ['', 0];
  for (const letter of text) {
    used += widthOf(letter);
    if (used > width - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** Letters that take two places, and those that take none. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;
const wider = /\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const none = /\p{M}/u;

function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (none.test(letter)) continue;
    width += wide.test(letter) || wider.test(letter) ? 2 : 1;
  }
  return width;
}
