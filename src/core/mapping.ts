// From rows of a foreign file to our records: which column becomes which field, and how its words
// are read. Pure: a mapping and a schema are compiled once into a function from row to record, and
// every row that is not accepted says why. docs/ingest.md explains mappings to their writers.
//
//   row {time: "2011-10-01 00:38", user: "112"}  ──►  { at: 1317422280000, account: "112", … }
//                                                └──►  rejected: "account is missing"

import type { RecordName, Records } from '../generated/records.ts';
import { schemas } from '../generated/schemas.ts';
import { assert } from './assert.ts';
import { type Convert, converterOf, type FieldType } from './field-words.ts';
import type { FieldMapping, Mapping } from './mapping-file.ts';
import { suggestion } from './nearest.ts';

export type RecordField = {
  readonly name: string;
  readonly type: FieldType;
  readonly isNullable: boolean;
  /** Undefined: the field is required. */
  readonly default: unknown;
};

export type Row = { readonly cells: readonly string[] } | { readonly value: ValueRow };
type ValueRow = Readonly<Record<string, unknown>>;

export type Mapped<N extends RecordName> =
  | { readonly kind: 'record'; readonly record: Records[N] }
  | {
      readonly kind: 'rejected';
      /** Few different ones, fit to be counted. */
      readonly reason: string;
      /** With the value that was at fault. */
      readonly detail: string;
    };

export type RowMapper<N extends RecordName> = (row: Row) => Mapped<N>;

export type Compiled<N extends RecordName> =
  | { readonly kind: 'mapper'; readonly map: RowMapper<N> }
  | { readonly kind: 'rejected'; readonly problems: readonly string[] };

/** Fields of a record as its schema has them. */
export function fieldsOf(name: RecordName): readonly RecordField[] {
  const schema = JSON.parse(schemas[name]) as { fields: readonly SchemaField[] };
  return schema.fields.map((field) => {
    const isNullable = Array.isArray(field.type);
    const type = (isNullable ? (field.type as readonly unknown[])[1] : field.type) as SchemaType;
    return { name: field.name, type: typeOf(type), isNullable, default: field.default };
  });
}

type SchemaType =
  | string
  | { readonly type: string; readonly items?: unknown; readonly logicalType?: string };
type SchemaField = { readonly name: string; readonly type: unknown; readonly default?: unknown };

function typeOf(type: SchemaType): FieldType {
  if (typeof type === 'string') {
    const isKnown = ['string', 'int', 'long', 'double', 'boolean'].includes(type);
    assert(isKnown, `rows cannot be mapped to a field of type ${type}`);
    return type as FieldType;
  }
  if (type.logicalType === 'timestamp-millis') return 'time';
  assert(type.type === 'array' && type.items === 'string', 'only lists of text can be mapped');
  return 'list';
}

/**
 * Without a mapping every column must be a field; with one, columns it does not name are left out.
 * `columns` are those of the file; undefined where each row names its own.
 */
export function compileMapping<N extends RecordName>(
  name: N,
  mapping: Mapping | undefined,
  columns: readonly string[] | undefined,
): Compiled<N> {
  const fields = fieldsOf(name);
  const problems = columnProblems(fields, mapping, columns);
  if (problems.length > 0) return { kind: 'rejected', problems };
  const steps = fields.map((field) =>
    stepOf(field, fieldMapping(field, mapping, columns), columns),
  );
  const known = mapping === undefined ? new Set(fields.map((field) => field.name)) : undefined;
  return { kind: 'mapper', map: (row) => mapRow(row, steps, known) };
}

function fieldMapping(
  { name }: RecordField,
  mapping: Mapping | undefined,
  columns: readonly string[] | undefined,
): FieldMapping | undefined {
  if (mapping !== undefined) return mapping.fields[name];
  return columns === undefined || columns.includes(name) ? { column: name } : undefined;
}

function columnProblems(
  fields: readonly RecordField[],
  mapping: Mapping | undefined,
  columns: readonly string[] | undefined,
): string[] {
  // Rows of JSONL and Avro name their own columns: there only a row can be wrong.
  if (columns === undefined) return [];
  if (mapping === undefined) {
    const names = fields.map((field) => field.name);
    return columns
      .filter((column) => !names.includes(column))
      .map((column) => `column '${column}' is no field.${suggestion(column, names)}`);
  }
  return Object.entries(mapping.fields).flatMap(([field, { column }]) => {
    if (column === undefined || columns.includes(column)) return [];
    return [`${field}: the file has no column '${column}'.${suggestion(column, columns)}`];
  });
}

/** Worked out once for a file: no name is looked up for each row. */
type Step = {
  readonly field: RecordField;
  /** A fixed value, or the default where the mapping does not name the field. */
  readonly constant?: { readonly value: unknown };
  readonly index: number;
  readonly column: string;
  readonly path: readonly string[];
  readonly convert: Convert;
};

function stepOf(
  field: RecordField,
  mapping: FieldMapping | undefined,
  columns: readonly string[] | undefined,
): Step {
  const column = mapping?.column ?? '';
  const convert = converterOf(field.type, mapping ?? {});
  const place = { index: columns?.indexOf(column) ?? -1, column, path: column.split('.') };
  const step = { field, convert, ...place };
  if (mapping === undefined) return { ...step, constant: { value: absent(field) } };
  if (mapping.value === undefined) return step;
  return { ...step, constant: { value: convert(mapping.value) } };
}

/** Undefined: the row is rejected for it. */
function absent({ isNullable, default: value }: RecordField): unknown {
  return value === undefined && isNullable ? null : value;
}

function mapRow<N extends RecordName>(
  row: Row,
  steps: readonly Step[],
  known: ReadonlySet<string> | undefined,
): Mapped<N> {
  // With a mapping, columns that it does not name are left out on purpose.
  if (known !== undefined && 'value' in row) {
    const stray = Object.keys(row.value).find((name) => !known.has(name));
    if (stray !== undefined) {
      const detail = `'${stray}' is no field.${suggestion(stray, known)}`;
      return { kind: 'rejected', reason: 'unknown field', detail };
    }
  }
  const record: Record<string, unknown> = {};
  for (const step of steps) {
    const { field, constant } = step;
    const given = constant === undefined ? cellOf(row, step) : undefined;
    // CSV cannot tell an empty text from none: so no format does.
    const isAbsent = given === undefined || given === null || given === '';
    const value = constant ? constant.value : isAbsent ? absent(field) : step.convert(given);
    if (value === undefined) return rejected(field, isAbsent, given);
    record[field.name] = value;
  }
  return { kind: 'record', record: record as Records[N] };
}

function cellOf(row: Row, { index, column, path }: Step): unknown {
  if ('cells' in row) return row.cells[index];
  // A name with a point in it may be meant literally: flat files have such columns.
  if (path.length === 1 || Object.hasOwn(row.value, column)) return row.value[column];
  let value: unknown = row.value;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as ValueRow)[name];
  }
  return value;
}

const nouns: Readonly<Record<FieldType, string>> = {
  string: 'no text',
  int: 'no whole number',
  long: 'no whole number',
  double: 'no number',
  boolean: 'neither true nor false',
  time: 'no time',
  list: 'no list of texts',
};

function rejected<N extends RecordName>(
  field: RecordField,
  isAbsent: boolean,
  given: unknown,
): Mapped<N> {
  const reason = `${field.name} is ${isAbsent ? 'missing' : nouns[field.type]}`;
  const detail = isAbsent ? reason : `${reason}: ${JSON.stringify(given)?.slice(0, 100)}`;
  return { kind: 'rejected', reason, detail };
}
