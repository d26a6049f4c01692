// The walk of a whole record as one straight function: what nearly all fields are (a text, a
// number, null, a list of texts) costs a comparison or two, without a call. What is longer than a
// byte, or another type, is left to the closures of walker.ts, which this must equal.
// Used by the codec only.

import { itemOf, nullableOf, plainName } from './field-readers.ts';
import { type AvroSchema, type FieldWalks, fieldWalks, malformed, type Walk } from './walker.ts';

/** How a record is walked, and where its fields lay in the value walked last. */
export type RecordWalk = {
  readonly walk: Walk;
  readonly fields: readonly RecordField[];
  /** Field i ends at ends[i]; it starts where field i − 1 ends, the first where the walk began. */
  readonly ends: Int32Array;
};

export type RecordField = { readonly name: string; readonly type: AvroSchema };

/** Compiles the walk of a whole record. Throws where the schema is none. */
export function compileRecord(schema: AvroSchema): RecordWalk {
  const { fields, walks, empty } = fieldWalks(schema);
  const ends = new Int32Array(fields.length);
  const walkFields = straight(fields, walks, ends);
  const walk: Walk = (bytes, at, end) => {
    empty.items = 0;
    try {
      return walkFields(bytes, at, end);
    } catch (error) {
      // A schema that contains itself can nest a value deeper than the stack goes.
      if (error instanceof RangeError) return malformed;
      throw error;
    }
  };
  return { walk, fields, ends };
}

function straight(
  fields: readonly RecordField[],
  walks: FieldWalks['walks'],
  ends: Int32Array,
): Walk {
  const steps = fields.map(
    ({ type }, i) => `${fieldCode(type, `walk${i}`)}
    ends[${i}] = at;`,
  );
  const body = `return (bytes, start, end) => {
    let at = start;
    let byte = 0;
    ${steps.join('\n')}
    return at;
  };`;
  const make = new Function('ends', ...walks.map((_, i) => `walk${i}`), body);
  return make(ends, ...walks) as Walk;
}

/** Moves `at` behind the field, or returns a fault; `slow` is the walk of the field. */
function fieldCode(type: AvroSchema, slow: string): string {
  const call = `{ at = ${slow}(bytes, at, end); if (at < 0) return at; }`;
  const nullable = nullableOf(type);
  if (nullable !== undefined) {
    const value = valueCode(nullable);
    if (value === undefined) return call;
    return `byte = at < end ? bytes[at] : 1;
    if (byte === 0) at += 1;
    else if (byte === 2) { ${value('at + 1', call)} }
    else ${call}`;
  }
  const item = itemOf(type);
  if (item !== undefined) {
    const value = valueCode(item);
    return value === undefined ? call : listCode(value, slow);
  }
  return valueCode(type)?.('at', call) ?? call;
}

/**
 * Of a primitive that begins at `from`; `otherwise` does what takes more than a byte, and all that
 * fails, from the beginning of the field.
 */
type ValueCode = (from: string, otherwise: string) => string;

function valueCode(type: AvroSchema): ValueCode | undefined {
  switch (plainName(type)) {
    case 'boolean':
      return (from, otherwise) => `if (${from} < end && bytes[${from}] <= 1) at = ${from} + 1;
      else ${otherwise}`;
    case 'int':
    case 'long':
      return (from, otherwise) => `if (${from} < end && bytes[${from}] < 128) at = ${from} + 1;
      else ${otherwise}`;
    case 'string':
    case 'bytes':
      // An odd byte is a negative length. One of 128 or more is longer than a byte.
      return (from, otherwise) => `byte = ${from} < end ? bytes[${from}] : 1;
      if ((byte & 129) === 0 && (byte >> 1) < end - (${from})) {
        at = ${from} + 1 + (byte >> 1);
      } else ${otherwise}`;
    default:
      return undefined;
  }
}

/** One block of fewer than 64 items and its end, as lists are written; anything else slowly. */
function listCode(value: ValueCode, slow: string): string {
  // The walk of the list starts at a count: it does the list from its beginning.
  const item = value('next', '{ next = -1; break; }').replaceAll(/\bat = /g, 'next = ');
  return `{
    let next = -1;
    byte = at < end ? bytes[at] : 1;
    if (byte === 0) next = at + 1;
    else if ((byte & 129) === 0 && (byte >> 1) <= end - at - 1) {
      next = at + 1;
      for (let left = byte >> 1; left > 0; left -= 1) { ${item} }
      if (next >= 0) next = next < end && bytes[next] === 0 ? next + 1 : -1;
    }
    if (next >= 0) at = next;
    else { at = ${slow}(bytes, at, end); if (at < 0) return at; }
  }`;
}
