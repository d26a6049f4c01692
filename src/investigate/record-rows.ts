// Rows of ClickHouse as the records that they once were: in the shape of their schema, Nullable as
// null, times as milliseconds. Asked for in the format JSONCompactEachRow. For warehouse-source.ts
// and reference-versions.ts.

import type { RecordName } from '../generated/records.ts';
import { schemas } from '../generated/schemas.ts';

export type Field = {
  readonly name: string;
  /** As an expression of SQL. */
  readonly column: string;
  readonly isLong: boolean;
};

/** Lines of a text that comes in chunks. */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const text of texts) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}

/** The fields of a record, as columns to be asked for. */
export function fieldsOf(record: RecordName): readonly Field[] {
  type Declared = { readonly name: string; readonly type: unknown };
  const { fields } = JSON.parse(schemas[record]) as { readonly fields: readonly Declared[] };
  return fields.map(({ name, type }) => {
    const text = JSON.stringify(type);
    // Times as milliseconds, whether they may be null or not.
    const isTime = text.includes('timestamp-millis');
    const column = isTime ? `toUnixTimestamp64Milli(\`${name}\`)` : `\`${name}\``;
    return { name, column, isLong: text.includes('"long"') };
  });
}

/** The record whose first field is at `start`. */
export function recordOf(
  fields: readonly Field[],
  values: readonly unknown[],
  start: number,
): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {};
  for (let i = 0; i < fields.length; i += 1) {
    const { name, isLong } = fields[i]!;
    const value = values[start + i];
    // ClickHouse writes 64-bit numbers as text, because JSON cannot hold all of them.
    record[name] = isLong && value !== null ? Number(value) : value;
  }
  return record;
}
