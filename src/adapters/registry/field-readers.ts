// Reads single fields of a record out of bytes that were walked before, so that counts and ends can
// be trusted. For the types that fields of ours have; a record with others is read by avsc, which
// this must equal. Used by projection.ts.

import { type AvroSchema, readLong } from './walker.ts';
import { Words } from './words.ts';

/** The value between `at` and `end`, which are the field's own. */
export type FieldReader = (bytes: Buffer, at: number, end: number) => unknown;

/** Undefined where the type is none of those. */
export function fieldReader(type: AvroSchema): FieldReader | undefined {
  const nullable = nullableOf(type);
  if (nullable !== undefined) {
    const read = fieldReader(nullable);
    // Index 0 is null; index 1, of one byte as well, stands before the value.
    return read && ((bytes, at, end) => (bytes[at] === 0 ? null : read(bytes, at + 1, end)));
  }
  const item = itemOf(type);
  if (item === 'string') {
    const words = new Words();
    return (bytes, at) => readItems(bytes, at, (from) => readText(bytes, from, words));
  }
  if (item === 'int' || item === 'long') {
    return (bytes, at) =>
      readItems(bytes, at, (from) => ({ item: readLong(bytes, from), end: longEnd(bytes, from) }));
  }
  switch (plainName(type)) {
    case 'string': {
      const words = new Words();
      return (bytes, at, end) => words.read(bytes, longEnd(bytes, at), end);
    }
    case 'int':
    case 'long':
      return (bytes, at) => readLong(bytes, at);
    case 'boolean':
      return (bytes, at) => bytes[at] === 1;
    default:
      return undefined;
  }
}

/** T of ["null", T]. */
export function nullableOf(type: AvroSchema): AvroSchema | undefined {
  if (!Array.isArray(type)) return undefined;
  const [first, second] = type as readonly AvroSchema[];
  return type.length === 2 && first === 'null' ? second : undefined;
}

/** The primitive in an array of primitives. */
export function itemOf(type: AvroSchema): string | undefined {
  if (typeof type !== 'object' || !('type' in type) || type.type !== 'array') return undefined;
  return type.items === undefined ? undefined : plainName(type.items);
}

/** The name of a primitive, with or without attributes such as a logical type. */
export function plainName(type: AvroSchema): string | undefined {
  if (typeof type === 'string') return type;
  return 'type' in type && typeof type.type === 'string' ? type.type : undefined;
}

type Read<T> = { readonly item: T; readonly end: number };

function readItems<T>(bytes: Buffer, start: number, read: (at: number) => Read<T>): T[] {
  const items: T[] = [];
  let at = start;
  for (;;) {
    let count = readLong(bytes, at);
    at = longEnd(bytes, at);
    if (count === 0) return items;
    if (count < 0) {
      // A block that says its size as well.
      count = -count;
      at = longEnd(bytes, at);
    }
    for (; count > 0; count -= 1) {
      const { item, end } = read(at);
      items.push(item);
      at = end;
    }
  }
}

function readText(bytes: Buffer, at: number, words: Words): Read<string> {
  const start = longEnd(bytes, at);
  const end = start + readLong(bytes, at);
  return { item: words.read(bytes, start, end), end };
}

function longEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end]! >= 0x80) end += 1;
  return end + 1;
}
