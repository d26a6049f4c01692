// The customers that `attribute` is asked about: of a file, of standard input, or of its flags.

import { OutsideError } from '../errors.ts';
import { type VictimCells, victimColumns } from '../investigate/attribution/victim-list.ts';
import type { InputChunk } from '../ports.ts';
import type { Context, Flag } from './command.ts';
import { formatFrom } from './input-flags.ts';

const columnsText = victimColumns.join(', ');

/** By flag, the column that says the same in a file. */
const dateFlags = { reported: 'reported_at', complained: 'first_complaint_at' } as const;

export const victimsGivenFlags: readonly Flag[] = [
  { name: 'subjects', value: 'ID,…', doc: 'The customers, where there is no file.' },
  { name: 'reported', value: 'DAY', doc: 'With --subjects: when they were called, as they say.' },
  { name: 'complained', value: 'DAY', doc: 'With --subjects: their first complaint.' },
  {
    name: 'format',
    value: 'NAME',
    doc: `csv, jsonl or avro, where the file does not show it. Columns: ${columnsText}.`,
  },
];

export async function victimsGiven(context: Context): Promise<readonly VictimCells[]> {
  const { words, flags } = context;
  const subjects = flags.text('subjects');
  const [path, ...more] = words;
  if (more.length > 0) throw new OutsideError('bad-usage', `What is '${more[0]}' for?`);
  if ((path === undefined) === (subjects === undefined)) {
    throw new OutsideError('bad-usage', 'attribute takes a file, or --subjects.');
  }
  if (path !== undefined) {
    const dated = Object.keys(dateFlags).find((name) => flags.text(name) !== undefined);
    if (dated !== undefined) throw dateOfFile(dated as keyof typeof dateFlags);
    return rowsOfFile(context, path);
  }
  const dates = {
    reported_at: flags.text('reported'),
    first_complaint_at: flags.text('complained'),
  };
  return (subjects ?? '')
    .split(',')
    .filter((id) => id.trim() !== '')
    .map((customer) => ({ customer, ...dates }));
}

/**
 * As a file from which the same may be asked again: a line for each row as it was given, with those
 * columns that any has. For hunt_log.
 */
export function victimsText(rows: readonly VictimCells[]): string {
  const columns = victimColumns.filter((name) => rows.some((row) => (row[name] ?? '') !== ''));
  const lines = rows.map((row) => columns.map((name) => csvCell(row[name] ?? '')).join(','));
  return [columns.join(','), ...lines].join('\n');
}

function csvCell(text: string): string {
  return /^[^"\s,][^",\r\n]*$|^$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function dateOfFile(flag: keyof typeof dateFlags): OutsideError {
  const said = `--${flag} goes with --subjects. In a file each customer has dates of their own`;
  return new OutsideError('bad-usage', `${said}, in the column ${dateFlags[flag]}.`);
}

async function rowsOfFile({ flags, outside }: Context, path: string): Promise<VictimCells[]> {
  const file = await outside.openInput(path, { format: formatFrom(flags.text('format')) });
  const rows: VictimCells[] = [];
  try {
    for await (const chunk of file.read()) rows.push(...cellsOf(chunk));
  } finally {
    await file.close();
  }
  return rows;
}

function cellsOf({ rows, columns }: InputChunk): VictimCells[] {
  const names = columns?.map((name) => name.trim().toLowerCase());
  if (names !== undefined && !names.includes('customer')) {
    const [only = ''] = names.length === 1 ? names : [];
    const sign = [';', '\t'].find((one) => only.includes(one));
    if (sign !== undefined) {
      const which = sign === ';' ? 'semicolons' : 'tabs';
      const said = `The file has ${which} between its columns: write commas.`;
      throw new OutsideError('bad-input', `${said} The first line names them: ${columnsText}.`);
    }
    const said = `The file has no column customer; its columns are ${names.join(', ')}.`;
    throw new OutsideError('bad-input', `${said} The first line names them: ${columnsText}.`);
  }
  requireKnown(names ?? []);
  return rows.map((row) => {
    if ('value' in row) requireKnown(Object.keys(row.value));
    if ('problem' in row) throw new OutsideError('bad-input', `${row.problem}: ${row.text}`);
    if ('cells' in row) {
      return Object.fromEntries(row.cells.map((cell, i) => [names?.[i] ?? `${i}`, cell]));
    }
    return Object.fromEntries(
      Object.entries(row.value).map(([name, value]) => [name, cellOf(name, value)]),
    );
  });
}

function cellOf(name: string, value: unknown): string {
  if (value === null) return '';
  // Its last digits are gone already: it would be another customer.
  if (name === 'customer' && typeof value === 'number' && !Number.isSafeInteger(value)) {
    const said = `customer is a number that JSON does not keep to its last digit, about ${value}`;
    throw new OutsideError('bad-input', `${said}: write it in quotes.`);
  }
  // As text a list of one would look like what is in it.
  if (typeof value !== 'object') return `${value}`;
  const said = `${name} is ${JSON.stringify(value)}: one value a row is wanted`;
  throw new OutsideError('bad-input', `${said}, and a customer has a row of their own.`);
}

/** A date under another name would be no date, and the answer another one. */
function requireKnown(names: readonly string[]): void {
  const known: readonly string[] = victimColumns;
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length === 0) return;
  const said = `What is ${strange.join(', ')}? Columns are ${columnsText}.`;
  throw new OutsideError('bad-input', said);
}
