// CSV → rows of cells. Used by open-input only. A quote that never closes swallows the rows behind
// it, so the file is refused there: no rule could tell which of them were meant as text.

import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { OutsideError } from '../../errors.ts';
import type { InputRow } from '../../ports.ts';
import { openLineFinder } from './line-finder.ts';
import { lineBytesMax, type RowOptions, type RowsRead, rowsPerChunk } from './rows-read.ts';

export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  options: RowOptions,
): AsyncGenerator<RowsRead> {
  let columns = options.columns;
  let rows: InputRow[] = [];
  for await (const cells of records(bytes, options)) {
    if (columns === undefined) {
      columns = header(cells, options.name);
      continue;
    }
    rows.push(rowOf(cells, columns));
    if (rows.length < rowsPerChunk) continue;
    yield { rows, columns };
    rows = [];
  }
  if (rows.length > 0) yield { rows, columns: columns! };
}

async function* records(
  bytes: AsyncIterable<Uint8Array>,
  options: RowOptions,
): AsyncGenerator<string[]> {
  let bytesBefore = 0;
  const finder = openLineFinder();
  async function* noted() {
    for await (const piece of bytes) {
      finder.add(piece, bytesBefore);
      yield piece;
    }
  }
  const source = Readable.from(noted(), { objectMode: false });
  // No skip_records_with_error: behind a record that is too long it drops the rest of the buffer.
  const parser = parse({
    bom: true,
    delimiter: options.delimiter ?? delimiterOf(options.name),
    // A row that has too many or too few cells is that row's problem, not the file's.
    relax_column_count: true,
    // A quote inside a bare cell is a character, as most writers of logs mean it.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: lineBytesMax,
    on_record: (cells: string[], { bytes: bytesRead }) => {
      bytesBefore = bytesRead;
      return cells;
    },
  });
  // `pipe` passes no failure on: without this a file that breaks off would be waited for.
  source.on('error', (error) => parser.destroy(error));
  try {
    yield* source.pipe(parser) as AsyncIterable<string[]>;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw unreadable(cause, options.name, finder.lineAt(bytesBefore));
  }
}

function unreadable(cause: CsvError, name: string, line: number): OutsideError {
  const said =
    cause.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `the quote opened in line ${line} never closes`
      : `the row that starts in line ${line} does not end within ${lineBytesMax} bytes; ` +
        'its quote may never close';
  return new OutsideError('bad-input', `${name}: ${said}.`, { cause });
}

function delimiterOf(name: string): string {
  return /\.tsv(\.gz)?$/i.test(name) ? '\t' : ',';
}

function header(cells: readonly string[], name: string): readonly string[] {
  const columns = cells.map((cell) => cell.trim());
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice === undefined) return columns;
  throw new OutsideError('bad-input', `${name}: two columns are called '${twice}'.`);
}

function rowOf(cells: readonly string[], columns: readonly string[]): InputRow {
  if (cells.length === columns.length) return { cells };
  const problem = `columns: ${cells.length} instead of ${columns.length}`;
  return { problem, text: cells.join(',') };
}
