// A fast-check arbitrary for every record, made by walking schemas/*.avsc: a new field is fuzzed
// on the day it appears. For tests only.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { RecordName, Records } from '../../src/generated/records.ts';

type AvroType =
  | string
  | readonly AvroType[]
  | {
      readonly type: AvroType;
      readonly name?: string;
      readonly fields?: readonly { readonly name: string; readonly type: AvroType }[];
      readonly items?: AvroType;
      readonly values?: AvroType;
    };

const folder = new URL('../../schemas/', import.meta.url);

// A plain object cannot hold this key, and no name of ours is it.
const mapKey = fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__');

const arbitraries = new Map<string, fc.Arbitrary<unknown>>(
  readdirSync(folder)
    .filter((file) => file.endsWith('.avsc'))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
    .map((schema: { name: string } & AvroType) => [schema.name, arbitraryOfType(schema)]),
);

/** Records as their schema allows them, odd strings and extreme numbers included. */
export function arbitraryOf<N extends RecordName>(name: N): fc.Arbitrary<Records[N]> {
  const arbitrary = arbitraries.get(name);
  if (arbitrary === undefined) throw new Error(`no schema ${name} in schemas/`);
  return arbitrary as fc.Arbitrary<Records[N]>;
}

function arbitraryOfType(type: AvroType): fc.Arbitrary<unknown> {
  if (typeof type === 'string') return primitive(type);
  if (isUnion(type)) return fc.oneof(...type.map(arbitraryOfType));
  switch (type.type) {
    case 'record':
      return fc.record(
        Object.fromEntries(
          (type.fields ?? []).map((field) => [field.name, arbitraryOfType(field.type)]),
        ),
        { noNullPrototype: true },
      );
    case 'array':
      return fc.array(arbitraryOfType(type.items ?? 'items'), { maxLength: 8 });
    case 'map':
      return fc.dictionary(mapKey, arbitraryOfType(type.values ?? 'values'), {
        maxKeys: 8,
        noNullPrototype: true,
      });
    default:
      return arbitraryOfType(type.type);
  }
}

function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type);
}

function primitive(name: string): fc.Arbitrary<unknown> {
  switch (name) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'int':
      return fc.integer();
    case 'long':
      // avsc is exact between these: it folds the sign into the lowest bit of a double.
      return fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 53 - 2 }));
    case 'double':
      return fc.double({ noNaN: true });
    case 'string':
      return fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ minLength: 60, maxLength: 200 }),
      );
    case 'bytes':
      return fc.uint8Array({ maxLength: 64 });
    default:
      throw new Error(`no arbitrary for Avro's ${name}: teach test/support/arbitraries.ts`);
  }
}
