// For commands that only ask ClickHouse: through the process that owns the data folder where one
// lives, else by starting the engine, asking, and stopping it again.

import type { Settings } from '../config.ts';
import { OutsideError } from '../errors.ts';
import { type Asked, logQuestion } from '../investigate/hunt-log.ts';
import type { Statement, Warehouse } from '../ports.ts';
import { requireAnswerFile } from './answer-file.ts';
import type { Context, Flag, Flags } from './command.ts';
import { fittedFormat, fittedTable } from './fitted-table.ts';
import { keptAsked } from './kept-asked.ts';
import type { LineFile, Outside, Owner } from './outside.ts';
import { briefOwner, takeFolder } from './take-folder.ts';

/** By which those who ask say where, as whom, and what of it is kept. */
export const askingSettings: readonly (keyof Settings)[] = [
  ...(['data', 'clickhouse', 'database'] as const),
  ...(['hunterUser', 'hunterPassword'] as const),
  ...(['scribeUser', 'scribePassword', 'unkeptQuestions'] as const),
];

/**
 * Hands over a warehouse to be asked as the hunter, once hunt_log has who asked what. What cannot
 * be kept is not answered, unless the settings say so: nobody sees later that a look is missing.
 */
export async function withNotedHunter<T>(
  context: Pick<Context, 'settings' | 'outside' | 'say'>,
  asked: Asked,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const { settings, outside, say } = context;
  return withHunter(context, asked.command, async (warehouse) => {
    try {
      await logQuestion(warehouse, outside.machine.user, keptAsked(asked));
    } catch (cause) {
      if (!(cause instanceof OutsideError)) throw cause;
      if (settings.unkeptQuestions === 'refuse') throw notKept(cause);
      say(`Not kept in hunt_log: ${cause.message}`);
    }
    return ask(warehouse);
  });
}

function notKept(cause: OutsideError): OutsideError {
  const said = `Not answered, since it cannot be kept in hunt_log: ${cause.message}`;
  return new OutsideError('question-not-kept', said, { cause });
}

async function withHunter<T>(
  { settings, outside }: Pick<Context, 'settings' | 'outside'>,
  command: string,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const { data, clickhouse } = settings;
  const owner = outside.ownerOf(data);
  if (owner !== undefined && owner.clickhouse !== '') {
    const warehouse = await outside.connect(owner);
    try {
      return await ask(warehouse);
    } finally {
      await warehouse.close();
    }
  }
  if (clickhouse !== '') return askStarted(settings, outside, ask);
  if (owner !== undefined) throw nothingOpen(owner, data);
  if (!outside.machine.hasData(data)) {
    throw new OutsideError('no-data', `There is no data in ${data} yet.`);
  }
  const ownership = outside.own(data);
  try {
    // Before the engine: another one that starts in its folder would empty what it works with.
    await takeFolder(ownership, briefOwner(command), outside);
    return await askStarted(settings, outside, ask);
  } finally {
    ownership.release();
  }
}

function nothingOpen({ command, isStarting }: Owner, data: string): OutsideError {
  const who = `\`molecatcher ${command}\` in ${data}`;
  if (isStarting === true) {
    return new OutsideError('clickhouse-starting', `${who} is still starting.`);
  }
  const said =
    `${who} has no ClickHouse open. ` +
    'Name one with --clickhouse, an address or the folder of who has it.';
  return new OutsideError('clickhouse-unreachable', said);
}

async function askStarted<T>(
  settings: Settings,
  outside: Outside,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const engine = await outside.openEngine(settings, { isAsking: true });
  try {
    if ((await engine.missingMigrations()).length > 0) {
      const where = settings.clickhouse === '' ? settings.data : settings.clickhouse;
      throw new OutsideError(
        'migrations-missing',
        `There are no tables, or old ones, in ${where}.`,
      );
    }
    return await ask(engine.warehouse);
  } finally {
    await engine.stop();
  }
}

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

/** Asks, and gives the rows in the way that they are wanted. */
export async function answerRows(
  context: Pick<Context, 'outside' | 'say'>,
  warehouse: Warehouse,
  { sql, options, format, file }: Statement & RowsWanted,
): Promise<void> {
  const { outside, say } = context;
  const width = outside.terminal.outputColumns;
  if (file === undefined && format === usualFormat && width !== undefined) {
    const cut = { isCut: false };
    const rows = warehouse.stream(sql, fittedFormat, options);
    await printRows(context, fittedTable(rows, width, cut));
    if (cut.isCut) say('Values that end in … go on: --json, --csv and --parquet have all of them.');
    return;
  }
  if (file === undefined) return printRows(context, warehouse.stream(sql, format, options));
  let written: LineFile | undefined;
  for await (const chunk of warehouse.streamBytes(sql, format, options)) {
    // Not before: what ClickHouse refuses leaves no file.
    written ??= outside.openLines(file, 0);
    await written.writeLines(chunk);
  }
  await written?.close();
  say(`The rows are in ${file}. Names are in it: keep it as you keep a personnel file.`);
}

/** Writes rows as they come; says so where there are none, because silence looks like a failure. */
async function printRows(
  { outside, say }: Pick<Context, 'outside' | 'say'>,
  rows: AsyncIterable<string>,
): Promise<void> {
  let isEmpty = true;
  for await (const chunk of rows) {
    isEmpty &&= chunk === '';
    await outside.terminal.write(chunk);
    if (outside.stop.aborted) return;
  }
  if (isEmpty) say('No rows.');
}
