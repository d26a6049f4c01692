// Avro schemas to TypeScript: one readonly type per record, and the schemas as constants.
// Supports the subset that schemas/ uses; anything else is an error, so that nobody relies on
// a translation that was never thought about.

export type AvroField = {
  readonly name: string;
  readonly doc?: string;
  readonly type: AvroType;
  readonly default?: unknown;
};
export type AvroRecord = {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
};
export type AvroType =
  | string
  | readonly AvroType[]
  | { readonly type: 'array'; readonly items: AvroType }
  | { readonly type: 'map'; readonly values: AvroType }
  | { readonly type: 'long'; readonly logicalType: string }
  | AvroRecord;

const primitives: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  bytes: 'Uint8Array',
};

/** The source text of one module: a type for every record, nested ones included. */
export function recordTypes(schemas: readonly AvroRecord[]): string {
  const blocks: string[] = [];
  for (const schema of schemas) emitRecord(schema, blocks);
  const names = schemas.map((schema) => `  readonly ${schema.name}: ${schema.name};`);
  const union = schemas.map((schema) => `  '${schema.name}',`);
  return [
    '// Made by `npm run gen` from schemas/*.avsc. DO NOT EDIT.',
    '',
    "import type { Millis } from '../core/time.ts';",
    '',
    blocks.join('\n\n'),
    '',
    '/** Record name to its type. */',
    `export type Records = {\n${names.join('\n')}\n};`,
    'export type RecordName = keyof Records;',
    `export const recordNames: readonly RecordName[] = [\n${union.join('\n')}\n];`,
    '',
  ].join('\n');
}

function emitRecord(schema: AvroRecord, blocks: string[]): void {
  const lines: string[] = [];
  for (const field of schema.fields) {
    for (const nested of nestedRecords(field.type)) emitRecord(nested, blocks);
    if (field.doc === undefined || field.doc === '') {
      throw new Error(`${schema.name}.${field.name} has no doc: say what it means and its unit`);
    }
    lines.push(`  /** ${field.doc} */`, `  readonly ${field.name}: ${typeText(field.type)};`);
  }
  blocks.push(
    `/** ${schema.doc ?? schema.name} */\nexport type ${schema.name} = {\n${lines.join('\n')}\n};`,
  );
}

function nestedRecords(type: AvroType): readonly AvroRecord[] {
  if (typeof type === 'string') return [];
  if (Array.isArray(type)) return type.flatMap(nestedRecords);
  const shaped = type as Exclude<AvroType, string | readonly AvroType[]>;
  if (shaped.type === 'record') return [shaped];
  if (shaped.type === 'array') return nestedRecords(shaped.items);
  if (shaped.type === 'map') return nestedRecords(shaped.values);
  return [];
}

function typeText(type: AvroType): string {
  if (typeof type === 'string') {
    const text = primitives[type];
    if (text === undefined) throw new Error(`Avro type ${type} is outside the supported subset`);
    return text;
  }
  if (Array.isArray(type)) {
    if (type.length !== 2 || type[0] !== 'null') {
      throw new Error(`only unions of null and one type are supported: ${JSON.stringify(type)}`);
    }
    return `${typeText(type[1] as AvroType)} | null`;
  }
  const shaped = type as Exclude<AvroType, string | readonly AvroType[]>;
  switch (shaped.type) {
    case 'record':
      return shaped.name;
    case 'array':
      return `readonly ${typeText(shaped.items)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeText(shaped.values)}>>`;
    case 'long':
      if (shaped.logicalType !== 'timestamp-millis') {
        throw new Error(`logical type ${shaped.logicalType} is outside the supported subset`);
      }
      return 'Millis';
  }
}

/** The source text of the module that carries the schemas themselves. */
export function schemaConstants(schemas: readonly AvroRecord[]): string {
  const entries = schemas.map(
    (schema) => `  ${schema.name}:\n    ${quote(JSON.stringify(schema))},`,
  );
  return [
    '// Made by `npm run gen` from schemas/*.avsc. DO NOT EDIT.',
    '',
    "import type { RecordName } from './records.ts';",
    '',
    '/** Each schema as the JSON text that is registered: see core/schema-subject.ts. */',
    'export const schemas: Readonly<Record<RecordName, string>> = {',
    ...entries,
    '};',
    '',
  ].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
