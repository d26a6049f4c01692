// The tables of a desk as they are: what the engine says of each, and of each column a value. For
// docs/hunting/tables.json, which write-sheets.ts writes and the test of the sheets compares.

import type { ColumnShape, TableShape } from '../../infra/gen/tables-page.ts';

export type Ask = <T>(statement: string) => Promise<readonly T[]>;

/** Every run has others: ids of logs, and whatever tells when something arrived or was asked. */
const ofOneRun = new Set([
  ...['_log', '_seen_at', '_copied_at', 'seen_at', 'applied_at', 'claimed_at'],
  ...['hunt_log.at', 'hunt_log.author', 'hunt_log.command', 'hunt_log.question'],
  'hunt_log.parameters',
]);

/** Rows that are looked through for a value of each column, first to last. */
const rowsLookedAt = 3_000;
/** Longer values are cut. */
const exampleLength = 60;
/** Values that show nothing. */
const empties = new Set(['', '0', 'false', '[]', '{}', '1970-01-01 00:00:00.000']);

/** Views that only feed other tables are not to be read. */
export async function readTables(ask: Ask): Promise<readonly TableShape[]> {
  const tables = await ask<Omit<TableShape, 'columns'>>(`
    SELECT name, engine, sorting_key AS sortingKey, partition_key AS partitionKey,
      extract(create_table_query, ' TTL (.*) SETTINGS') AS ttl
    FROM system.tables
    WHERE database = currentDatabase() AND engine != 'MaterializedView' ORDER BY name`);
  const shapes: TableShape[] = [];
  for (const table of tables) {
    const columns = await ask<Omit<ColumnShape, 'example'>>(`
      SELECT name, type FROM system.columns
      WHERE database = currentDatabase() AND table = '${table.name}' ORDER BY position`);
    const isTold = (name: string) =>
      table.engine !== 'View' && !ofOneRun.has(name) && !ofOneRun.has(`${table.name}.${name}`);
    const asked = columns.filter(
      ({ name, type }) => isTold(name) && !type.startsWith('AggregateFunction'),
    );
    const examples = await examplesOf(ask, table, asked);
    shapes.push({
      ...table,
      columns: columns.map((column) => ({ ...column, example: examples.get(column.name) ?? null })),
    });
  }
  return shapes;
}

async function examplesOf(
  ask: Ask,
  { name, engine, sortingKey }: Omit<TableShape, 'columns'>,
  columns: readonly Omit<ColumnShape, 'example'>[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (columns.length === 0) return found;
  // FINAL: how far an engine has merged by now is a matter of chance.
  // With a sign before it, so that nothing on the way takes it for a number.
  const texts = columns.map(
    (column) => `'=' || toString(t.\`${column.name}\`) AS \`${column.name}\``,
  );
  const rows = await ask<Readonly<Record<string, string | null>>>(`
    SELECT ${texts.join(', ')} FROM ${name} AS t ${engine === 'MergeTree' ? '' : 'FINAL'}
    ORDER BY ${keyOf(sortingKey)} LIMIT ${rowsLookedAt}`);
  for (const { name: column } of columns) {
    const values = rows.map((row) => (row[column] ?? '=').slice(1));
    const value = values.find((one) => !empties.has(one)) ?? values[0];
    if (value !== undefined && value !== '') found.set(column, cut(value));
  }
  return found;
}

/** Of the table, and not of the texts that are made of its columns. */
function keyOf(sortingKey: string): string {
  return sortingKey
    .split(', ')
    .map((column) => `t.\`${column}\``)
    .join(', ');
}

function cut(value: string): string {
  return value.length <= exampleLength ? value : `${value.slice(0, exampleLength - 1)}…`;
}

export function jsonOf(shapes: readonly TableShape[]): string {
  return `${JSON.stringify(shapes, null, 2)}\n`;
}
