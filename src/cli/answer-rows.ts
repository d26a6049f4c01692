// Rows as they were asked for: a table, JSON, CSV or a file. For `hunt run` and `sql`.

import { OutsideError } from '../errors.ts';
import type { Statement, Warehouse } from '../ports.ts';
import { requireAnswerFile, writeAnswerFile } from './answer-file.ts';
import { requireUnstopped } from './asking.ts';
import type { Context, Flag, Flags } from './command.ts';
import { fittedFormat, fittedTable } from './fitted-table.ts';
import { type RowsSeen, seeRows } from './rows-seen.ts';

export const rowFlags: readonly Flag[] = [
  { name: 'json', doc: 'One JSON object a row.' },
  { name: 'csv', doc: 'CSV with a header.' },
  { name: 'parquet', value: 'FILE', doc: 'Into a Parquet file.' },
];

/** How rows are wanted: as text, or as a file. */
export type RowsWanted = { readonly format: string; readonly file: string | undefined };

/** For people: a table. On a screen it is fitted to that. */
export const usualFormat = 'PrettyCompactMonoBlock';

export function rowsWanted(flags: Flags): RowsWanted {
  const given = rowFlags.filter(({ name }) => flags.has(name) || flags.text(name) !== undefined);
  if (given.length > 1) {
    const names = rowFlags.map(({ name }) => `--${name}`).join(', ');
    throw new OutsideError('bad-usage', `Choose one of ${names}.`);
  }
  const file = flags.text('parquet');
  requireAnswerFile('parquet', file, ['.parquet']);
  if (file !== undefined) return { format: 'Parquet', file };
  if (flags.has('json')) return { format: 'JSONEachRow', file };
  return { format: flags.has('csv') ? 'CSVWithNames' : usualFormat, file };
}

/**
 * Asks, and gives the rows in the way that they are wanted. Where there are none that is said,
 * because silence looks like a failure. Resolves with whether there were any.
 */
export async function answerRows(
  context: Pick<Context, 'outside' | 'say'>,
  warehouse: Warehouse,
  { sql, options, format, file }: Statement & RowsWanted,
): Promise<boolean> {
  const { outside, say } = context;
  const width = outside.terminal.outputColumns;
  const rows = seeRows(format);
  if (file !== undefined) {
    await writeAnswerFile(outside, file, seen(warehouse.streamBytes(sql, format, options), rows));
    say(`The rows are in ${file}. Names are in it: keep it as you keep a personnel file.`);
  } else if (format === usualFormat && width !== undefined) {
    const cut = { isCut: false };
    const table = fittedTable(warehouse.stream(sql, fittedFormat, options), width, cut);
    await printRows(outside, seen(table, rows));
    if (cut.isCut) say('Values that end in … go on: --json, --csv and --parquet have all of them.');
  } else {
    await printRows(outside, seen(warehouse.stream(sql, format, options), rows));
  }
  const isGone = file === undefined && outside.terminal.isGone;
  if (!rows.any() && !isGone) say('No rows.');
  return rows.any() || isGone;
}

async function* seen<T extends string | Uint8Array>(
  chunks: AsyncIterable<T>,
  rows: RowsSeen,
): AsyncGenerator<T> {
  for await (const chunk of chunks) {
    rows.see(chunk);
    yield chunk;
  }
}

/** Writes rows as they come. */
async function printRows(
  outside: Context['outside'],
  chunks: AsyncIterable<string>,
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      requireUnstopped(outside);
      await outside.terminal.write(chunk);
    }
  } catch (error) {
    const isStopped = error instanceof OutsideError && error.code === 'stopped';
    // Whoever went away, as `… | head` does, has what they wanted.
    if (!isStopped || !outside.terminal.isGone) throw error;
  }
}
