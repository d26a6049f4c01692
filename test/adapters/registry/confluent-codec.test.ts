// The codec on a registry over HTTP: whose schema others evolve, and which may not be there.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCodec } from '../../../src/adapters/registry/avro-codec.ts';
import { openConfluentRegistry } from '../../../src/adapters/registry/confluent-registry.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import { schemaSubject } from '../../../src/core/schema-subject.ts';
import { recordNames } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';
import type { SchemaRegistry } from '../../../src/ports.ts';
import { openTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { batchFrom, batchOf, wire } from './batches.ts';

const subject = schemaSubject('Tick');
const tick = { source_partition: 3, clock: 1_700_000_000_000, sources: 4, state: 'live' };
const { fields, ...head } = JSON.parse(schemas.Tick) as {
  fields: { name: string; type: unknown; doc?: string }[];
};
/** source_partition 3, clock 0, sources 4, state "", as Avro writes them. */
const body = [6, 0, 8, 0];

let server: TestRegistry;
let registry: SchemaRegistry;

beforeEach(async () => {
  server = await openTestRegistry();
  registry = openConfluentRegistry({
    url: server.url,
    clock: { now: () => 0, sleep: async () => undefined },
    telemetry: { emit: () => undefined },
    isPatient: true,
  });
});
afterEach(() => server.close());

async function registerOurs(): Promise<void> {
  await Promise.all(
    recordNames.map((name) => registry.register(schemaSubject(name), schemas[name])),
  );
}

function schemaOf(...own: unknown[]): string {
  return JSON.stringify({ ...head, fields: own });
}

async function decode(id: number, value: readonly number[]) {
  const codec = await openCodec({ registry });
  const batch = batchOf([wire(id, [...value])]);
  await codec.prepare(batch);
  return codec.decode(batch, 0);
}

test('without registered schemas it names all that are missing, and registers none', async () => {
  await expect(openCodec({ registry })).rejects.toMatchObject({
    code: 'schema-missing',
    retriable: false,
    message: expect.stringContaining(recordNames.join(', ')),
    next: expect.stringContaining('molecatcher topics'),
  });
  expect(server.asked).toHaveLength(recordNames.length);
  expect(server.asked.filter((asked) => !/^POST .subjects.[\w.]+$/.test(asked))).toEqual([]);
});

test('what it encodes carries the id of the registry, and comes back', async () => {
  await registry.register('foreign', schemaOf(...fields, { name: 'x', type: 'string' }));
  await registerOurs();
  const codec = await openCodec({ registry });
  const output = new OutputBuffer('access', 0);
  codec.encode(output, 'k', 'Tick', tick);
  const id = await registry.idOf(subject, schemas.Tick);
  expect(id).toBeGreaterThan(1);
  expect(Buffer.from(output.bytes.buffer).readUInt32BE(1)).toBe(id);
  expect(codec.decode(batchFrom(output), 0)).toMatchObject({ kind: 'record', record: tick });
});

for (const { name, own, value, record } of [
  {
    name: 'a newer version, without its new field',
    own: [...fields, { name: 'extra', type: ['null', 'string'], default: null }],
    value: [...body, 2, 2, 65],
    record: { source_partition: 3, sources: 4 },
  },
  {
    name: 'the same with its fields in another order',
    own: [...fields].reverse(),
    value: [...body].reverse(),
    record: { source_partition: 3, sources: 4 },
  },
  {
    name: 'the same with other docs and attributes in another order',
    own: fields.map(({ name, type }) => ({ type, doc: 'Other words.', name })),
    value: body,
    record: { source_partition: 3, sources: 4 },
  },
]) {
  test(`it reads ${name}`, async () => {
    await registerOurs();
    const id = await registry.register('elsewhere', schemaOf(...own));
    expect(id).not.toBe(await registry.idOf(subject, schemas.Tick));
    const decoded = await decode(id, value);
    expect(decoded).toMatchObject({ kind: 'record', name: 'Tick', record });
    expect(decoded).not.toMatchObject({ record: { extra: expect.anything() } });
  });
}

for (const { name, text, says } of [
  {
    name: 'of other types',
    text: schemaOf(...fields.map((field) => ({ ...field, type: 'bytes' }))),
    says: /bytes/,
  },
  { name: 'that lacks a field', text: schemaOf(fields[0]), says: /clock/ },
  {
    name: 'of no record of ours',
    text: '{"type":"record","name":"Invoice","fields":[]}',
    says: /Invoice/,
  },
  { name: 'that is no record', text: '"string"', says: /undefined|string/ },
]) {
  test(`a schema ${name} makes its records incompatible, with the reason`, async () => {
    await registerOurs();
    const id = await registry.register('elsewhere', text);
    expect(await decode(id, body)).toMatchObject({
      kind: 'rejected',
      reason: 'incompatible-schema',
      detail: expect.stringMatching(says),
    });
  });
}

for (const { name, answer } of [
  {
    name: 'a Protobuf schema',
    answer: '{"schemaType":"PROTOBUF","schema":"syntax = \\"proto3\\";"}',
  },
  { name: 'an empty one', answer: '{"schema":""}' },
]) {
  test(`the id of ${name} makes its records incompatible`, async () => {
    await registerOurs();
    const codec = await openCodec({ registry });
    server.disturb((response) => response.end(answer));
    const batch = batchOf([wire(999, body)]);
    await codec.prepare(batch);
    expect(codec.decode(batch, 0)).toMatchObject({ reason: 'incompatible-schema' });
  });
}

test('ids nobody knows are asked for once a minute each, and make no hot loop', async () => {
  await registerOurs();
  let now = 0;
  const codec = await openCodec({ registry, clock: { now: () => now } });
  const before = server.asked.length;
  const batch = batchOf([wire(998, body), wire(999, body), wire(998, body), wire(2 ** 31, body)]);
  for (let i = 0; i < 100; i += 1) await codec.prepare(batch);
  expect(server.asked.slice(before)).toEqual(['GET /schemas/ids/998', 'GET /schemas/ids/999']);
  expect(codec.decode(batch, 3)).toMatchObject({ reason: 'unknown-schema' });
  now = 60_000;
  await codec.prepare(batch);
  expect(server.asked).toHaveLength(before + 4);
});

test('a registry that is away while a batch waits loses nothing', async () => {
  await registerOurs();
  const id = await registry.register('elsewhere', schemaOf(...[...fields].reverse()));
  let isAway = true;
  const waiting = openConfluentRegistry({
    url: server.url,
    clock: {
      now: () => 0,
      sleep: async () => {
        if (isAway) server.disturb(undefined);
        isAway = false;
      },
    },
    telemetry: { emit: () => undefined },
    isPatient: true,
  });
  const codec = await openCodec({ registry: waiting });
  server.disturb((response) => response.destroy());
  const batch = batchOf([wire(id, [...body].reverse())]);
  await codec.prepare(batch);
  expect(isAway).toBe(false);
  expect(codec.decode(batch, 0)).toMatchObject({ kind: 'record', name: 'Tick' });
});

test('what begins with another byte than 0 is no record: no id of it is asked for', async () => {
  await registerOurs();
  const codec = await openCodec({ registry });
  const asked = server.asked.length;
  const batch = batchOf([new TextEncoder().encode('{"event_id":"e1"}')]);
  await codec.prepare(batch);
  expect(server.asked).toHaveLength(asked);
  expect(codec.decode(batch, 0)).toMatchObject({ reason: 'wrong-magic' });
});
