// The straight walk of a record equals the walks of its fields, one after the other: where fields
// end, and which fault is found in bytes that are none.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRecord } from '../../../src/adapters/registry/record-walk.ts';
import { type AvroSchema, fieldWalks } from '../../../src/adapters/registry/walker.ts';
import { recordNames } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';

const kinds: AvroSchema[] = ['boolean', 'int', 'long', 'string', 'bytes', 'double', 'null'];
const lists: AvroSchema[] = kinds.map((items) => ({ type: 'array', items }));
const nullables = [...kinds.slice(0, 6), lists[3]!].map((kind): AvroSchema => ['null', kind]);
const types: AvroSchema[] = [
  ...kinds,
  ...lists,
  ...nullables,
  ['string', 'null'],
  { type: 'map', values: 'long' },
  { type: 'long', logicalType: 'timestamp-millis' } as AvroSchema,
];

/** Bytes as records have them: mostly small numbers, lengths and ends of lists. */
const bytes = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.nat(255)), {
    maxLength: 60,
  })
  .map((all) => Uint8Array.from(all));

function expectSame(schema: AvroSchema, value: Uint8Array): void {
  const { walk, ends } = compileRecord(schema);
  const { walks, empty } = fieldWalks(schema);
  empty.items = 0;
  let at = 0;
  const places: number[] = [];
  for (const field of walks) {
    at = field(value, at, value.length);
    if (at < 0) break;
    places.push(at);
  }
  expect(walk(value, 0, value.length)).toBe(at);
  expect([...ends.subarray(0, places.length)]).toEqual(places);
}

test('a record walk > of any types over any bytes', () => {
  const fields = fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fields, bytes, (chosen, value) => {
      const named = chosen.map((type, i) => ({ name: `field${i}`, type }));
      expectSame({ type: 'record', name: 'Any', fields: named }, value);
    }),
    { numRuns: 5_000 },
  );
});

test.each(recordNames)('a record walk > of %s over any bytes', (name) => {
  const schema = JSON.parse(schemas[name]) as AvroSchema;
  fc.assert(
    fc.property(bytes, (value) => expectSame(schema, value)),
    { numRuns: 300 },
  );
});
