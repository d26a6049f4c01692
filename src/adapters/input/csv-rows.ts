// CSV → rows of cells. Used by open-input only.

import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { OutsideError } from '../../errors.ts';
import type { InputRow } from '../../ports.ts';
import { lineBytesMax, type RowOptions, type RowsRead, rowsPerChunk } from './rows-read.ts';

export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  options: RowOptions,
): AsyncGenerator<RowsRead> {
  const skipped: InputRow[] = [];
  const parser = Readable.from(bytes, { objectMode: false }).pipe(
    parse({
      bom: true,
      delimiter: options.delimiter ?? delimiterOf(options.name),
      // A row that has too many or too few cells is that row's problem, not the file's.
      relax_column_count: true,
      // A quote inside a bare cell is a character, as most writers of logs mean it.
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: lineBytesMax,
      on_skip: (error, raw) => {
        skipped.push({ problem: `csv: ${error?.message ?? 'unreadable'}`, text: raw ?? '' });
        return undefined;
      },
    }),
  );
  let columns = options.columns;
  let rows: InputRow[] = [];
  for await (const cells of parser as AsyncIterable<string[]>) {
    if (columns === undefined) {
      columns = header(cells, options.name);
      continue;
    }
    rows.push(...skipped.splice(0), rowOf(cells, columns));
    if (rows.length < rowsPerChunk) continue;
    yield { rows, columns };
    rows = [];
  }
  rows.push(...skipped);
  if (columns === undefined) throw new OutsideError('bad-input', `${options.name} is empty.`);
  if (rows.length > 0) yield { rows, columns };
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
