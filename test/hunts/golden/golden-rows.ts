// golden-rows.tsv: the first rows of every hunt in the golden world, how many there are in all, and
// where the guilty stands, so that a change of a hunt is read as a difference. A block for each
// hunt: its name, its columns, its rows.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from '../../support/planted-rows.ts';
import { type Expectation, placeOf } from './expectation.ts';

/** Rows of a block, beside those that are asked for; the others are held by their number alone. */
const rowsMax = 10;

const file = new URL('golden-rows.tsv', import.meta.url);

/** What is of the run and not of the world: when simulated records went through this machine. */
const isOfTheRun: Readonly<Record<string, (row: Row, column: string) => boolean>> = {
  // Planted records arrived when they say.
  'clock-skew': (row, column) => column.startsWith('delay_') && row['source'] === 'crm-proxy',
};

export type Answer = {
  readonly id: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
};

export function blockOf({ id, columns, rows }: Answer, { contains, after }: Expectation): string {
  const lineOf = (row: Row) =>
    columns.map((column) => (isOfTheRun[id]?.(row, column) ? '*' : cellOf(row[column]))).join('\t');
  const asked = [contains, ...(after === undefined ? [] : [after])];
  const behind = asked.map((row) => placeOf(rows, row)).filter((place) => place >= rowsMax);
  return [
    `# ${id}: ${rows.length} rows`,
    columns.join('\t'),
    ...rows.slice(0, rowsMax).map(lineOf),
    ...behind.flatMap((place) => [`(row ${place + 1})`, lineOf(rows[place] ?? {})]),
  ].join('\n');
}

/** A text as it is, everything else as JSON: one line, without tabs. */
function cellOf(value: unknown): string {
  const isPlain = typeof value === 'string' && !/[\t\n\\]/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** The blocks that are committed, by the name of their hunt. */
export function readGoldenRows(): ReadonlyMap<string, string> {
  const blocks = readFileSync(file, 'utf8').trimEnd().split('\n\n');
  return new Map(blocks.map((block) => [/^# ([\w-]+):/.exec(block)?.[1] ?? block, block]));
}

export function writeGoldenRows(blocks: readonly string[]): void {
  writeFileSync(file, `${blocks.join('\n\n')}\n`);
}
