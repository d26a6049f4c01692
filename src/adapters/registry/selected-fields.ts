// The codec's two short ways: records of which only some fields are read, and records made from
// others by adding fields. Where the way is not open (another version wrote the record, a text is
// not ASCII) they go the long one, through whole records. Used by the codec only.

import { assert } from '../../core/assert.ts';
import type { RecordBatch } from '../../core/batch.ts';
import type { RecordName } from '../../generated/records.ts';
import type { Codec, Decoded, Undecodable } from '../../ports.ts';
import { headerBytes, type Views, writeHeader } from './encoder.ts';
import { type Extension, extend } from './extension.ts';
import { type Projection, project } from './projection.ts';
import { decodeAt, fieldsOf, type Reading } from './reading.ts';

export type Walked = { readonly kind: 'walked'; readonly id: number; readonly reading: Reading };
export type Tombstone = { readonly kind: 'tombstone' };

/** What the codec does for them. */
export type LongWay = Pick<Codec, 'encode' | 'schemaId'> & {
  readonly views: Views;
  readonly walk: (batch: RecordBatch, index: number) => Walked | Tombstone | Undecodable;
};

export function openReader(
  { views, walk }: LongWay,
  name: RecordName,
  fields: readonly string[],
): (batch: RecordBatch, index: number) => Decoded {
  const types = new Map<string, string>();
  for (const field of fieldsOf(name)) {
    if (fields.includes(field.name)) types.set(field.name, JSON.stringify(field.type));
  }
  const projectionOf = remembering((reading): Projection | undefined =>
    reading.name === name ? project(reading.layout, types) : undefined,
  );
  return (batch, index) => {
    const walked = walk(batch, index);
    if (walked.kind !== 'walked') return walked;
    const view = views.of(batch.bytes);
    const at = batch.valueStart[index]! + headerBytes;
    const projection = projectionOf(walked.reading);
    if (projection === undefined) return decodeAt(walked.reading, view, at);
    return { kind: 'record', name, record: projection(view, at) } as unknown as Decoded;
  };
}

export function openExtender(
  { encode, schemaId, views, walk }: LongWay,
  name: RecordName,
  fields: readonly string[],
): ReturnType<Codec['extender']> {
  const added = new Set(fields);
  const id = schemaId(name);
  const extensionOf = remembering((reading): Extension | undefined =>
    extend(reading.layout, fieldsOf(name), added, views),
  );
  return (output, key, { batch, index }, values) => {
    const walked = walk(batch, index);
    assert(walked.kind === 'walked', 'what is extended can be read');
    const start = batch.valueStart[index]! + headerBytes;
    output.reserve(headerBytes);
    writeHeader(views.of(output.bytes), output.length, id);
    output.length += headerBytes;
    const extension = extensionOf(walked.reading);
    if (extension?.(output, { bytes: batch.bytes, start }, values)) return output.finish(key);
    output.length -= headerBytes;
    const decoded = decodeAt(walked.reading, views.of(batch.bytes), start);
    assert(decoded.kind === 'record', 'what is extended can be decoded');
    encode(output, key, name, { ...decoded.record, ...values } as never);
  };
}

/** Once for each schema that records were written with: there are few. */
function remembering<T>(make: (reading: Reading) => T): (reading: Reading) => T {
  const known = new Map<Reading, T>();
  let [last, value]: [Reading | undefined, T | undefined] = [undefined, undefined];
  return (reading) => {
    if (reading === last) return value as T;
    last = reading;
    value = known.has(reading) ? known.get(reading) : make(reading);
    known.set(reading, value as T);
    return value as T;
  };
}
