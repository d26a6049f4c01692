// docs/hunting/tables.md: the tables and views in ClickHouse with their columns, for whoever writes
// SQL. What there is comes from docs/hunting/tables.json, which a test holds to a real engine that
// has lived through the desk; what it means from the records and from table-meanings.ts.

import type { AvroRecord } from './avro.ts';
import {
  addedColumns,
  type TableMeaning,
  tableMeanings,
  writtenExamples,
} from './table-meanings.ts';

export type TableShape = {
  readonly name: string;
  readonly engine: string;
  /** Of a view empty, as the next two. */
  readonly sortingKey: string;
  readonly partitionKey: string;
  readonly ttl: string;
  readonly columns: readonly ColumnShape[];
};

export type ColumnShape = {
  readonly name: string;
  readonly type: string;
  /** A value of the desk; null where the desk has none, or another one each time. */
  readonly example: string | null;
};

/** Title and introduction, then the blocks of the page. */
export function tableSections(
  shapes: readonly TableShape[],
  schemas: readonly AvroRecord[],
): readonly string[] {
  const names = shapes.map(({ name }) => name);
  const unknown = names.filter((name) => tableMeanings[name] === undefined);
  const gone = Object.keys(tableMeanings).filter((name) => !names.includes(name));
  if (unknown.length + gone.length > 0) {
    throw new Error(`tables without a meaning: ${unknown}; meanings without a table: ${gone}`);
  }
  const byName = new Map(shapes.map((shape) => [shape.name, shape]));
  return Object.entries(tableMeanings).flatMap(([name, meaning]) => {
    const shape = byName.get(name) as TableShape;
    const same = meaning.like === undefined ? undefined : byName.get(meaning.like);
    const told = new Set(same?.columns.map((column) => column.name));
    const own = shape.columns.filter((column) => !told.has(column.name));
    return [
      `## ${name}`,
      `${meaning.row} ${storage(shape)}`,
      ...(same === undefined ? [] : [likeText(meaning, own.length)]),
      columnTable(
        own.map((column) => ({ ...column, example: exampleOf(name, column) })),
        meaningOf(meaning, schemas, name),
      ),
    ];
  });
}

/** Of the desk where it has one. */
export function exampleOf(table: string, { name, example }: ColumnShape): string | null {
  return example ?? writtenExamples[`${table}.${name}`] ?? writtenExamples[name] ?? null;
}

function storage({ engine, sortingKey, partitionKey, ttl }: TableShape): string {
  if (engine === 'View') return 'A view.';
  const parts = partitionKey === '' ? 'not partitioned' : `partitioned by \`${partitionKey}\``;
  const kept = ttl === '' ? 'kept for ever' : `kept by \`${ttl}\``;
  return `Sorted by \`${sortingKey}\`, ${parts}, ${kept}.`;
}

function likeText({ like = '' }: TableMeaning, ownCount: number): string {
  const more = ownCount === 0 ? '' : ' And:';
  return `Columns: those of [${like}](#${like}).${more}`;
}

function meaningOf(
  { records = [], columns = {} }: TableMeaning,
  schemas: readonly AvroRecord[],
  table: string,
): (column: string) => string {
  const fields = records
    .map((record) => schemas.find(({ name }) => name === record))
    .flatMap((schema) => schema?.fields ?? []);
  return (column) => {
    const doc = fields.find(({ name }) => name === column)?.doc;
    const meaning = columns[column] ?? doc ?? addedColumns[column];
    if (meaning === undefined) throw new Error(`${table}.${column} has no meaning`);
    return meaning;
  };
}

function columnTable(columns: readonly ColumnShape[], meaning: (column: string) => string): string {
  if (columns.length === 0) return '';
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  const head = ['column', 'type', 'meaning', 'example'];
  const rows = columns.map(({ name, type, example }) =>
    line([`\`${name}\``, `\`${type}\``, meaning(name), example === null ? '' : quoted(example)]),
  );
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}

function quoted(example: string): string {
  return `\`${example.replaceAll('`', "'")}\``;
}
