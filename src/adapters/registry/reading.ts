// How this build reads what was written with some schema: by the record of its own that has the
// same name, through Avro's rules of resolution where the two differ. Used by the codec only.

import avro from 'avsc';
import { type RecordName, recordNames } from '../../generated/records.ts';
import { schemas } from '../../generated/schemas.ts';
import type { Decoded, Undecodable } from '../../ports.ts';
import { compileRecord, type RecordField, type RecordWalk } from './record-walk.ts';
import { type AvroSchema, countTooLarge, malformed, truncated } from './walker.ts';

export type Reading = {
  readonly name: RecordName;
  readonly layout: RecordWalk;
  readonly type: avro.Type;
  /** Undefined where both are the same. */
  readonly resolver: avro.Resolver | undefined;
};

export function readingOf(text: string): Reading | Undecodable {
  try {
    const written = typeOf(text);
    const name = written.name?.split('.').at(-1) as RecordName;
    const type = ownTypes.get(name);
    if (type === undefined) return rejected('incompatible-schema', `no record ${written.name}`);
    const isSame = type.fingerprint().equals(written.fingerprint());
    const resolver = isSame ? undefined : type.createResolver(written);
    const layout = compileRecord(JSON.parse(text) as AvroSchema);
    return { name, layout, type, resolver };
  } catch (error) {
    return rejected('incompatible-schema', String(error));
  }
}

/** The whole record at `at`, which was walked before. */
export function decodeAt({ name, type, resolver }: Reading, bytes: Buffer, at: number): Decoded {
  try {
    const { value } = type.decode(bytes, at, resolver);
    return { kind: 'record', name, record: value } as Decoded;
  } catch (error) {
    return rejected('malformed', String(error));
  }
}

export function fieldsOf(name: RecordName): readonly RecordField[] {
  return (JSON.parse(schemas[name]) as { readonly fields: readonly RecordField[] }).fields;
}

/** What a walk that did not come to the `end` of a value says of it. */
export function faultOf(at: number, end: number): Undecodable {
  switch (at) {
    case truncated:
      return rejected('truncated', 'the value ends before its schema does');
    case countTooLarge:
      return rejected('count-too-large', 'a list or map claims more items than there are bytes');
    case malformed:
      return rejected('malformed', 'a number, index or size is outside of its range');
    default:
      return rejected('trailing-bytes', `${end - at} bytes follow the value`);
  }
}

export function rejected(reason: Undecodable['reason'], detail: string): Undecodable {
  return { kind: 'rejected', reason, detail };
}

/** A type for itself: names of one schema mean nothing in another. Times stay plain numbers. */
function typeOf(text: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(text) as avro.Schema, { registry: {}, logicalTypes: {} });
}

const ownTypes: ReadonlyMap<string, avro.Type> = new Map(
  recordNames.map((name) => [name, typeOf(schemas[name])]),
);
