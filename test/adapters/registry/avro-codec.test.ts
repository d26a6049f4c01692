// The codec's outcomes as a table: what is wrong with a value, and what the codec calls it.

import { beforeAll, describe, expect, test } from 'vitest';
import { openCodec } from '../../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import type { Codec } from '../../../src/ports.ts';
import { batchFrom, batchOf, wire } from './batches.ts';

const tick = { source_partition: 3, clock: 1_700_000_000_000, sources: 4, state: 'live' };
const foreign = (fields: string): string =>
  `{"type":"record","name":"Tick","namespace":"molecatcher","fields":[${fields}]}`;

let codec: Codec;
let good: Uint8Array;
const registry = openLocalRegistry();
const ids = { newer: 0, incompatible: 0, list: 0, nulls: 0, nonsense: 0 };

beforeAll(async () => {
  codec = await openCodec({ registry, valueBytesMax: 1_000 });
  const output = new OutputBuffer('access', 0);
  codec.encode(output, 'k', 'Tick', tick);
  good = output.bytes.slice(0, output.length);
  const names = ['source_partition', 'sources'].map((name) => `{"name":"${name}","type":"int"}`);
  const own = [
    names[0],
    '{"name":"clock","type":"long"}',
    names[1],
    '{"name":"state","type":"string"}',
  ];
  const extra = '{"name":"extra","type":["null","string"],"default":null}';
  ids.newer = await registry.register('newer', foreign([...own, extra].join()));
  ids.incompatible = await registry.register('bad', foreign('{"name":"clock","type":"string"}'));
  const list = '{"name":"list","type":{"type":"array","items":"string"}}';
  ids.list = await registry.register('list', foreign([...own, list].join()));
  const nulls = '{"name":"nulls","type":{"type":"array","items":"null"}}';
  ids.nulls = await registry.register('nulls', foreign([...own, nulls].join()));
  ids.nonsense = await registry.register('nonsense', 'no schema');
});

async function decodeOne(value: Uint8Array | null) {
  const batch = batchOf([Uint8Array.of(9, 9, 9), value, Uint8Array.of(7, 7, 7)]);
  await codec.prepare(batch);
  const decoded = codec.decode(batch, 1);
  const { kind } = codec.verify(batch, 1);
  expect(kind).toBe(decoded.kind);
  return decoded;
}

/** source_partition 0, clock 0, sources 0, state ''. */
const body = [0, 0, 0, 0];
/** A foreign Tick that holds a Tick that holds a Tick …, 150,000 levels deep. */
const nested = [
  ...Array(150_000)
    .fill([...body, 2])
    .flat(),
  ...body,
  0,
];
const fields =
  '{"name":"source_partition","type":"int"},{"name":"clock","type":"long"},' +
  '{"name":"sources","type":"int"},{"name":"state","type":"string"},';
/** 50 million, as Avro writes a count. */
const fiftyMillion = [0x80, 0xc2, 0xd7, 0x2f];

describe('decode refuses', () => {
  const cases: readonly { name: string; value: () => Uint8Array; reason: string }[] = [
    { name: 'an empty value', value: () => Uint8Array.of(), reason: 'empty-value' },
    {
      name: 'a first byte that is not 0',
      value: () => Buffer.from('{"a":1}'),
      reason: 'wrong-magic',
    },
    { name: 'less than a header', value: () => good.subarray(0, 3), reason: 'truncated' },
    { name: 'a header alone', value: () => good.subarray(0, 5), reason: 'truncated' },
    {
      name: 'a body cut short',
      value: () => good.subarray(0, good.length - 1),
      reason: 'truncated',
    },
    {
      name: 'a byte too many',
      value: () => Buffer.concat([good, good.subarray(0, 1)]),
      reason: 'trailing-bytes',
    },
    {
      name: 'an id nobody registered',
      value: () => wire(4_000_000_000, body),
      reason: 'unknown-schema',
    },
    { name: 'a value over the limit', value: () => new Uint8Array(1_001), reason: 'too-large' },
    {
      name: 'a schema of other types',
      value: () => wire(ids.incompatible, [0]),
      reason: 'incompatible-schema',
    },
    {
      name: 'a schema that is none',
      value: () => wire(ids.nonsense, [0]),
      reason: 'incompatible-schema',
    },
    {
      name: 'a list of 50 million',
      value: () => wire(ids.list, [...body, ...fiftyMillion]),
      reason: 'count-too-large',
    },
    {
      name: 'a list of 50 million nulls',
      value: () => wire(ids.nulls, [...body, ...fiftyMillion]),
      reason: 'count-too-large',
    },
    {
      name: 'many blocks of nulls',
      value: () => wire(ids.nulls, [...body, ...Array(20).fill([0x80, 0x20]).flat(), 0]),
      reason: 'count-too-large',
    },
    {
      name: 'a block of a wrong size',
      value: () => wire(ids.list, [...body, 1, 6, 2, 65, 0]),
      reason: 'malformed',
    },
    {
      name: 'a negative length',
      value: () => wire(ids.list, [0, 0, 0, 1, 0]),
      reason: 'malformed',
    },
    {
      name: 'a union index without a branch',
      value: () => wire(ids.newer, [...body, 4]),
      reason: 'malformed',
    },
    {
      name: 'an int of 40 bits',
      value: () => wire(codec.schemaId('Tick'), [255, 255, 255, 255, 255, 1, 0, 0, 0]),
      reason: 'malformed',
    },
    {
      name: 'a long beyond 2⁵³',
      value: () => wire(codec.schemaId('Tick'), [0, 255, 255, 255, 255, 255, 255, 255, 127, 0, 0]),
      reason: 'malformed',
    },
    {
      name: 'a number without end',
      value: () => wire(codec.schemaId('Tick'), Array(30).fill(255)),
      reason: 'malformed',
    },
  ];
  for (const { name, value, reason } of cases) {
    test(`${name} as ${reason}`, async () => {
      expect(await decodeOne(value())).toMatchObject({ kind: 'rejected', reason });
    });
  }

  test('a value nested deeper than the stack goes, as malformed', async () => {
    const deep = await openCodec({ registry, valueBytesMax: 1_000_000 });
    const next = '{"name":"next","type":["null","Tick"]}';
    const batch = batchOf([
      wire(await registry.register('deep', foreign(`${fields}${next}`)), nested),
    ]);
    await deep.prepare(batch);
    expect(deep.decode(batch, 0)).toMatchObject({ kind: 'rejected', reason: 'malformed' });
  });

  test('a claim of 50 million items within microseconds', async () => {
    const batch = batchOf([wire(ids.list, [...body, ...fiftyMillion])]);
    await codec.prepare(batch);
    const before = performance.now();
    for (let i = 0; i < 1_000; i += 1) codec.decode(batch, 0);
    expect(performance.now() - before).toBeLessThan(250);
  });
});

describe('decode takes', () => {
  test('what encode wrote, in the middle of other bytes', async () => {
    expect(await decodeOne(good)).toMatchObject({ kind: 'record', name: 'Tick', record: tick });
  });

  test('a tombstone', async () => {
    expect(await decodeOne(null)).toEqual({ kind: 'tombstone' });
  });

  test('a record of a newer schema, without its new field', async () => {
    const decoded = await decodeOne(wire(ids.newer, [...body, 2, 2, 65]));
    const record = { source_partition: 0, clock: 0, sources: 0, state: '' };
    expect(decoded).toMatchObject({ kind: 'record', name: 'Tick', record });
    expect(decoded.kind === 'record' && 'extra' in decoded.record).toBe(false);
  });

  test('a list in a block that tells its size', async () => {
    expect(await decodeOne(wire(ids.list, [...body, 1, 4, 2, 65, 0]))).toMatchObject({
      name: 'Tick',
    });
  });
});

describe('schemas', () => {
  test('an unknown id is asked for once a minute, and used as soon as it is there', async () => {
    let now = 0;
    const asked: number[] = [];
    const known = new Map<number, string>();
    const codec = await openCodec({
      registry: {
        idOf: registry.idOf,
        schema: async (id) => {
          asked.push(id);
          return known.get(id);
        },
      },
      clock: { now: () => now },
    });
    const batch = batchOf([wire(700, body), wire(700, body)]);
    for (let i = 0; i < 3; i += 1) await codec.prepare(batch);
    expect(asked).toEqual([700]);
    expect(codec.decode(batch, 0)).toMatchObject({ reason: 'unknown-schema' });
    known.set(700, codec.schemaText(codec.schemaId('Tick')));
    now = 60_000;
    await codec.prepare(batch);
    expect(codec.decode(batch, 0)).toMatchObject({ kind: 'record', name: 'Tick' });
    expect(codec.schemaText(700)).toBe(known.get(700));
  });

  test('a record that is none is a bug, and leaves the buffer as it was', () => {
    const output = new OutputBuffer('access', 0);
    codec.encode(output, 'a', 'Tick', tick);
    const before = { length: output.length, count: output.count };
    const broken = { ...tick, clock: 'noon' } as unknown as typeof tick;
    expect(() => codec.encode(output, 'b', 'Tick', broken)).toThrow();
    expect({ length: output.length, count: output.count }).toEqual(before);
    codec.encode(output, 'c', 'Tick', tick);
    expect(codec.decode(batchFrom(output), 1)).toMatchObject({ record: tick });
  });
});
