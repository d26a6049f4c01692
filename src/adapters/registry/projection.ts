// Reads some fields of a record and leaves the others alone: enrich and detect need a third of what
// they read. Used by the codec only.

import { type FieldReader, fieldReader } from './field-readers.ts';
import type { RecordWalk } from './record-walk.ts';

type Part = { readonly name: string; readonly index: number; readonly read: FieldReader };

/** The fields of the value that was walked last, which began at `start`. */
export type Projection = (bytes: Buffer, start: number) => Record<string, unknown>;

/**
 * Undefined where a field is missing in what was written, or of another type than `types` says:
 * then the record must be decoded as a whole, which knows defaults and promotions.
 */
export function project(
  { fields, ends }: RecordWalk,
  types: ReadonlyMap<string, string>,
): Projection | undefined {
  const parts: Part[] = [];
  for (const [name, type] of types) {
    const index = fields.findIndex((field) => field.name === name);
    const field = fields[index];
    if (field === undefined || JSON.stringify(field.type) !== type) return undefined;
    const read = fieldReader(field.type);
    if (read === undefined) return undefined;
    parts.push({ name, index, read });
  }
  return compile(parts, ends);
}

/** One straight function that makes the object as a literal: see extension.ts for why. */
function compile(parts: readonly Part[], ends: Int32Array): Projection {
  const fields = parts.map(({ name, index }, i) => {
    const start = index === 0 ? 'start' : `ends[${index - 1}]`;
    return `${JSON.stringify(name)}: read${i}(bytes, ${start}, ends[${index}])`;
  });
  const make = new Function(
    ...['ends', ...parts.map((_, i) => `read${i}`)],
    `return (bytes, start) => ({ ${fields.join(', ')} });`,
  );
  return make(ends, ...parts.map(({ read }) => read)) as Projection;
}
