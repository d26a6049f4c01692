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
    return (bytes, at) => readTexts(bytes, at, words);
  }
  if (item === 'int' || item === 'long') return readNumbers;
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

function readTexts(bytes: Buffer, start: number, words: Words): string[] {
  const texts: string[] = [];
  let at = start;
  for (let count = countAt(bytes, at); count > 0; count = countAt(bytes, at)) {
    at = itemsAt(bytes, at);
    for (; count > 0; count -= 1) {
      const from = longEnd(bytes, at);
      const end = from + readLong(bytes, at);
      texts.push(words.read(bytes, from, end));
      at = end;
    }
  }
  return texts;
}

function readNumbers(bytes: Buffer, start: number): number[] {
  const numbers: number[] = [];
  let at = start;
  for (let count = countAt(bytes, at); count > 0; count = countAt(bytes, at)) {
    at = itemsAt(bytes, at);
    for (; count > 0; count -= 1) {
      numbers.push(readLong(bytes, at));
      at = longEnd(bytes, at);
    }
  }
  return numbers;
}

/** Items of the block of a list that begins at `at`; 0 ends the list. */
function countAt(bytes: Uint8Array, at: number): number {
  return Math.abs(readLong(bytes, at));
}

/** A block with a negative count says its size as well. */
function itemsAt(bytes: Uint8Array, at: number): number {
  const after = longEnd(bytes, at);
  return readLong(bytes, at) < 0 ? longEnd(bytes, after) : after;
}

function longEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end]! >= 0x80) end += 1;
  return end + 1;
}
