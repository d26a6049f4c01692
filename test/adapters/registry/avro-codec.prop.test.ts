// Laws of the codec: what is encoded comes back, broken bytes never throw, and the walker takes
// nothing that avsc would not read to its very end.

import avro from 'avsc';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openCodec } from '../../../src/adapters/registry/avro-codec.ts';
import { compileRecord } from '../../../src/adapters/registry/record-walk.ts';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import { recordNames } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';
import type { Codec } from '../../../src/ports.ts';
import { arbitraryOf } from '../../support/arbitraries.ts';
import { batchFrom, batchOf } from './batches.ts';

let codec: Codec;
beforeAll(async () => {
  codec = await openCodec({ registry: openLocalRegistry() });
});

/** Bytes changed, cut off, doubled or put in, at places given as shares of the length. */
const damage = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'cut', 'insert', 'flip'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 127, 128, 255)),
  }),
  { minLength: 1, maxLength: 4 },
);
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

function damaged(body: Uint8Array, changes: Damage): Uint8Array {
  const bytes = [...body];
  for (const { kind, at, byte } of changes) {
    const place = Math.floor(at * bytes.length);
    if (kind === 'cut') bytes.splice(place, 1 + (byte % 8));
    else if (kind === 'insert') bytes.splice(place, 0, byte);
    else if (bytes.length > 0) {
      const index = Math.min(place, bytes.length - 1);
      bytes[index] = kind === 'set' ? byte : bytes[index]! ^ (1 << (byte % 8));
    }
  }
  return Uint8Array.from(bytes);
}

for (const name of recordNames) {
  describe(name, () => {
    const arbitrary = arbitraryOf(name);
    const type = avro.Type.forSchema(JSON.parse(schemas[name]), { logicalTypes: {} });
    const { walk } = compileRecord(JSON.parse(schemas[name]));

    test('decode gives back what encode was given', () => {
      fc.assert(
        fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 4 }), (records) => {
          const output = new OutputBuffer('topic', 0, 16);
          for (const record of records) codec.encode(output, 'key', name, record);
          const batch = batchFrom(output);
          records.forEach((record, i) => {
            const decoded = codec.decode(batch, i);
            expect(decoded).toMatchObject({ kind: 'record', name });
            expect(plain(decoded.kind === 'record' && decoded.record)).toEqual(plain(record));
          });
        }),
        { numRuns: 60 },
      );
    });

    test('broken bytes never throw, and what the walker takes avsc reads to its end', () => {
      fc.assert(
        fc.property(arbitrary, damage, (record, changes) => {
          const output = new OutputBuffer('topic', 0);
          codec.encode(output, null, name, record);
          const body = damaged(output.bytes.slice(5, output.length), changes);
          const value = Buffer.concat([output.bytes.subarray(0, 5), body]);
          const batch = batchOf([value, value]);
          const decoded = codec.decode(batch, 0);
          expect(codec.verify(batch, 0).kind).toBe(decoded.kind);
          const isWalked = walk(body, 0, body.length) === body.length;
          expect(isWalked).toBe(decoded.kind === 'record');
          if (decoded.kind === 'record') {
            expect(plain(type.fromBuffer(Buffer.from(body)))).toEqual(plain(decoded.record));
            return;
          }
          expect(decoded.kind).toBe('rejected');
          const reason = decoded.kind === 'rejected' ? decoded.reason : '';
          if (['truncated', 'trailing-bytes'].includes(reason)) {
            // Only what it calls malformed or counts too large may avsc be milder about.
            expect(() => type.fromBuffer(Buffer.from(body))).toThrow();
          }
        }),
        { numRuns: 100 },
      );
    });
  });
}

test('any bytes at all are refused or read, and never throw', () => {
  const ids = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(ids, fc.uint8Array({ maxLength: 200 }), (id, bytes) => {
      const value = Buffer.concat([Uint8Array.of(0, 0, 0, 0, id), bytes]);
      expect(['record', 'rejected']).toContain(codec.decode(batchOf([value]), 0).kind);
    }),
    { numRuns: 2_000 },
  );
});

/** Without avsc's classes and Buffer's: the same values as plain objects. −0 is 0 in integers. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return Object.is(value, -0) ? 0 : value;
}
