// Laws of the two short ways through the codec: a reader gives what decode gives, less the other
// fields; an extender writes what encode would. Whoever wrote the record, and whatever is in it.

import avro from 'avsc';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openCodec } from '../../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer, valueBytes } from '../../../src/core/batch.ts';
import { accessFields } from '../../../src/core/detector.ts';
import { eventFields, type Findings, findingFields } from '../../../src/core/enrich.ts';
import type { AccessEvent, EnrichedAccess } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';
import type { Codec } from '../../../src/ports.ts';
import { arbitraryOf } from '../../support/arbitraries.ts';
import { batchFrom, batchOf } from './batches.ts';

type Field = { readonly name: string; readonly type: unknown; readonly default?: unknown };
type Schema = { readonly fields: readonly Field[] };

const eventSchema = JSON.parse(schemas.AccessEvent) as Schema;
/** As another version would write it: one field more, one less, one promoted, another order. */
const foreignSchema = {
  ...eventSchema,
  fields: [
    { name: 'news', type: 'string', default: '' },
    ...eventSchema.fields
      .filter(({ name }) => name !== 'program')
      .map((field) => (field.name === 'rows' ? { ...field, type: 'int' } : field))
      .toReversed(),
  ],
};
const registry = openLocalRegistry();
let codec: Codec;
let foreignId: number;
beforeAll(async () => {
  codec = await openCodec({ registry });
  foreignId = await registry.register('foreign', JSON.stringify(foreignSchema));
});

const findings = (from: EnrichedAccess): Findings =>
  Object.fromEntries(findingFields.map((field) => [field, from[field]])) as Findings;

function encodedEvent(event: AccessEvent) {
  const output = new OutputBuffer('db-access', 0);
  codec.encode(output, null, 'AccessEvent', event);
  return output.bytes.slice(0, output.length);
}

/** In one block that says its size, as the Java and Go writers do it. */
function foreignEvent(event: AccessEvent): Uint8Array {
  const type = avro.Type.forSchema(foreignSchema as avro.Schema, { logicalTypes: {} });
  const rows = Math.min(event.rows, 1_000_000) | 0;
  const body = type.toBuffer({ ...event, rows, news: 'never seen' });
  const header = Buffer.alloc(5);
  header.writeUInt32BE(foreignId, 1);
  return Buffer.concat([header, body]);
}

function only<T extends object>(record: T, fields: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(fields.map((field) => [field, record[field]])) as Partial<T>;
}

describe('a reader', () => {
  test('gives of an event what decode gives', () => {
    const reader = codec.reader('AccessEvent', eventFields);
    fc.assert(
      fc.property(fc.array(arbitraryOf('AccessEvent'), { minLength: 1 }), (events) => {
        const batch = batchOf(events.map(encodedEvent));
        events.forEach((_, i) => {
          const whole = codec.decode(batch, i);
          const read = reader(batch, i);
          if (whole.kind !== 'record' || whole.name !== 'AccessEvent') throw new Error(whole.kind);
          expect(read).toEqual({ ...whole, record: only(whole.record, eventFields) });
        });
      }),
    );
  });

  test('gives of an access what decode gives', () => {
    const reader = codec.reader('EnrichedAccess', accessFields);
    fc.assert(
      fc.property(arbitraryOf('EnrichedAccess'), (access) => {
        const output = new OutputBuffer('access', 0);
        codec.encode(output, null, 'EnrichedAccess', access);
        const batch = batchFrom(output);
        const whole = codec.decode(batch, 0);
        if (whole.kind !== 'record' || whole.name !== 'EnrichedAccess') throw new Error(whole.kind);
        const expected = { ...whole, record: only(whole.record, accessFields) };
        // Twice: texts that were read before come from a memory.
        expect(reader(batch, 0)).toEqual(expected);
        expect(reader(batch, 0)).toEqual(expected);
      }),
    );
  });

  test('of another version gives at least its fields, by the rules of that version', async () => {
    const reader = codec.reader('AccessEvent', eventFields);
    const event = fc.sample(arbitraryOf('AccessEvent'), 1)[0]!;
    const batch = batchOf([foreignEvent(event)]);
    await codec.prepare(batch);
    const whole = codec.decode(batch, 0);
    if (whole.kind !== 'record' || whole.name !== 'AccessEvent') throw new Error(whole.kind);
    const read = reader(batch, 0);
    expect(read).toMatchObject({ ...whole, record: only(whole.record, eventFields) });
  });

  test('hands on records of other names whole, and what is broken as decode does', () => {
    const reader = codec.reader('AccessEvent', ['at']);
    const tick = { source_partition: 0, clock: 7, sources: 1, state: 'live' } as const;
    const output = new OutputBuffer('access', 0);
    codec.encode(output, null, 'Tick', tick);
    const batch = batchOf([output.bytes.slice(0, output.length), Uint8Array.of(7), null]);
    for (let i = 0; i < 3; i += 1) expect(reader(batch, i)).toEqual(codec.decode(batch, i));
  });
});

describe('an extender writes what encode would', () => {
  const events = arbitraryOf('AccessEvent');
  const accesses = arbitraryOf('EnrichedAccess');

  function extended(value: Uint8Array, added: Findings): Uint8Array {
    const output = new OutputBuffer('access', 0, 16);
    output.append('before', Uint8Array.of(1, 2, 3));
    const batch = batchOf([new Uint8Array(3), value]);
    codec.extender('EnrichedAccess', findingFields)(output, 'k', { batch, index: 1 }, added);
    expect(output.keys).toEqual(['before', 'k']);
    return valueBytes(batchFrom(output), 1);
  }

  function encoded(value: Uint8Array, added: Findings): Uint8Array {
    const batch = batchOf([value]);
    const decoded = codec.decode(batch, 0);
    if (decoded.kind !== 'record') throw new Error(decoded.kind);
    const output = new OutputBuffer('access', 0);
    const record = { ...decoded.record, ...added } as EnrichedAccess;
    codec.encode(output, 'k', 'EnrichedAccess', record);
    return output.bytes.slice(0, output.length);
  }

  test('over events of this version', () => {
    fc.assert(
      fc.property(events, accesses, (event, access) => {
        const [value, added] = [encodedEvent(event), findings(access)];
        expect(Buffer.from(extended(value, added))).toEqual(Buffer.from(encoded(value, added)));
      }),
      { numRuns: 300 },
    );
  });

  test('over events of another version', () => {
    fc.assert(
      fc.property(events, accesses, (event, access) => {
        const [value, added] = [foreignEvent(event), findings(access)];
        expect(Buffer.from(extended(value, added))).toEqual(Buffer.from(encoded(value, added)));
      }),
    );
  });

  test('over events whose texts are broken, or beyond ASCII, or long', () => {
    const event = fc.sample(events, 1)[0]!;
    const added = findings(fc.sample(accesses, 1)[0]!);
    for (const host of ['büro', '日本', 'h'.repeat(63), 'h'.repeat(64), 'h'.repeat(9_000), '']) {
      const value = encodedEvent({ ...event, host });
      expect(Buffer.from(extended(value, added))).toEqual(Buffer.from(encoded(value, added)));
    }
    const value = encodedEvent({ ...event, host: 'abcdefgh' });
    const place = Buffer.from(value).indexOf('abcdefgh');
    value[place + 3] = 0xff;
    const read = Buffer.from(extended(value, added));
    expect(read).toEqual(Buffer.from(encoded(value, added)));
    expect(read.includes('abc\ufffdefgh')).toBe(true);
  });
});
