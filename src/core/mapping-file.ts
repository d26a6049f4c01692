// The mapping that a person writes, checked: all its mistakes at once, each with the nearest name.
// Takes the value that YAML gave; mapping.ts compiles the result.

import { converterOf, type Reading } from './field-words.ts';
import type { RecordField } from './mapping.ts';
import { suggestion } from './nearest.ts';
import { timeProblem } from './time-words.ts';

/** Where a field's value comes from: a column, or the same value for every row. */
export type FieldMapping = Reading & {
  readonly column?: string | undefined;
  readonly value?: unknown;
};

export type Mapping = {
  readonly format?: 'csv' | 'jsonl' | 'avro' | undefined;
  readonly delimiter?: string | undefined;
  /** Names for the columns of a CSV file without a header. */
  readonly columns?: readonly string[] | undefined;
  readonly fields: Readonly<Record<string, FieldMapping>>;
};

export type ParsedMapping =
  | { readonly kind: 'mapping'; readonly mapping: Mapping }
  | { readonly kind: 'rejected'; readonly problems: readonly string[] };

type Unknowns = Readonly<Record<string, unknown>>;

// Names are checked and not passed over: a misspelt `zone` would shift every event by hours, and
// nobody would be told.
const topNames = ['format', 'delimiter', 'columns', 'fields'];
const fieldNames = ['column', 'value', 'time', 'zone', 'split', 'true', 'false'];

export function parseMapping(given: unknown, fields: readonly RecordField[]): ParsedMapping {
  if (!isMap(given) || !isMap(given['fields'])) {
    return { kind: 'rejected', problems: ['a mapping needs `fields:`, a list of `field: column`'] };
  }
  const mapped: Record<string, FieldMapping> = {};
  const problems = [...strays(given, topNames, ''), ...topProblems(given)];
  const byName = new Map(fields.map((field) => [field.name, field]));
  for (const [name, source] of Object.entries(given['fields'])) {
    const field = byName.get(name);
    if (field === undefined) {
      problems.push(`fields.${name}: no such field.${suggestion(name, byName.keys())}`);
      continue;
    }
    const one = typeof source === 'string' ? { column: source } : source;
    const found = fieldProblems(field, one);
    problems.push(...found.map((problem) => `fields.${name}: ${problem}`));
    if (found.length === 0) mapped[name] = one as FieldMapping;
  }
  // Found here once: else every row of the file would be rejected for the same mistake.
  const isRequired = ({ isNullable, default: value }: RecordField) =>
    !isNullable && value === undefined;
  for (const { name } of fields.filter(isRequired)) {
    if (!Object.hasOwn(given['fields'], name)) {
      problems.push(`fields.${name}: required, name its column or give a value`);
    }
  }
  if (problems.length > 0) return { kind: 'rejected', problems };
  return { kind: 'mapping', mapping: { ...given, fields: mapped } };
}

function topProblems({ format, delimiter, columns }: Unknowns): string[] {
  const problems: string[] = [];
  if (format !== undefined && !['csv', 'jsonl', 'avro'].includes(format as string)) {
    problems.push('format: must be csv, jsonl or avro');
  }
  if (delimiter !== undefined && !isText(delimiter)) problems.push('delimiter: must be text');
  if (columns !== undefined && !isTexts(columns)) problems.push('columns: must be a list of texts');
  return problems;
}

function fieldProblems(field: RecordField, given: unknown): string[] {
  if (!isMap(given)) return ['must be the name of a column, or `{ column: … }`, or `{ value: … }`'];
  const problems = strays(given, fieldNames, '');
  const { column, value, time, zone, split } = given;
  if ((column === undefined) === (value === undefined)) {
    problems.push('needs either `column` or `value`');
  }
  for (const [name, text] of Object.entries({ column, time, zone, split })) {
    if (text !== undefined && !isText(text)) problems.push(`${name}: must be text`);
  }
  for (const name of ['true', 'false']) {
    if (given[name] !== undefined && !isTexts(given[name])) {
      problems.push(`${name}: must be a list of texts`);
    }
  }
  if (problems.length > 0) return problems;
  // From here on the shapes are right, so that what they say together can be judged.
  const isTime = time !== undefined || zone !== undefined;
  if (isTime && field.type !== 'time') return ['time and zone are for fields that are times'];
  if (split !== undefined && field.type !== 'list') return ['split is for fields that are lists'];
  if (isTime)
    problems.push(...listed(timeProblem((time as string) ?? 'iso', (zone as string) ?? 'UTC')));
  // Read by the converter that reads cells: a fixed value is as right or wrong as they are.
  if (value !== undefined && converterOf(field.type, given as Reading)(value) === undefined) {
    problems.push(`value: ${JSON.stringify(value)} does not fit the field`);
  }
  return problems;
}

function strays(given: Unknowns, known: readonly string[], path: string): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `${path}${name}: not known here.${suggestion(name, known)}`);
}

function listed(problem: string | undefined): string[] {
  return problem === undefined ? [] : [problem];
}

function isMap(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty name of a column can only be a slip. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
