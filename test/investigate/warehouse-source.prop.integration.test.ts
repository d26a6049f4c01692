// Avro → table → Avro: whatever went into the archive comes out of it, byte for byte, in the order
// of the log, nulls as nulls and odd strings as they were.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer, type RecordBatch, valueBytes } from '../../src/core/batch.ts';
import { openWarehouseSource } from '../../src/investigate/warehouse-source.ts';
import { arbitraryOf } from '../support/arbitraries.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';

const world = embedded();
const codec = await openCodec({ registry: openLocalRegistry() });
const names = ['EnrichedAccess', 'Explained', 'Tick', 'Norms'] as const;
const control = 'access_control';
const tables = { EnrichedAccess: 'access', Explained: control, Tick: control, Norms: control };
const partition = 3;

/** By its state a Tick is told from others in their table: it always has one. */
const tick = arbitraryOf('Tick').map((record) => ({ ...(record as object), state: 'live' }));
/** Norms by their key. An object of JSON has its own order for keys that look like numbers. */
const norms = arbitraryOf('Norms').map(({ norms: numbers, ...norm }) => {
  const finite = Object.entries(numbers).filter(([, value]) => Number.isFinite(value));
  const named = finite.map(([name, value]) => [`of ${name}`, value] as const);
  return { ...norm, key: `hour/${norm.key}`, norms: Object.fromEntries(named) };
});
const special: Partial<Record<(typeof names)[number], fc.Arbitrary<unknown>>> = {
  Tick: tick,
  Norms: norms,
};
const record = fc.oneof(
  ...names.map((name) => {
    const value: fc.Arbitrary<unknown> = special[name] ?? arbitraryOf(name);
    return value.map((one) => ({ name, value: one }));
  }),
);

/** Without a Tick nobody could tell whose letter it is. */
const someRecords = fc
  .tuple(fc.array(record, { minLength: 1, maxLength: 80 }), tick)
  .map(([first, value]) => [...first, { name: 'Tick' as const, value }]);

describeEmbedded('the archive as a source', () => {
  test('gives back what was archived, byte for byte', { timeout: 60_000 }, async () => {
    let run = 0;
    let before: Archived | undefined;
    await fc.assert(
      fc.asyncProperty(someRecords, async (records) => {
        run += 1;
        const logId = `round-${run}`;
        const batch = batchOf(records, run);
        await codec.prepare(batch);
        // ClickHouse could not take some of them.
        const refused = records.map((_, i) => i % 3 === 1 && i < records.length - 1);
        for (const name of names) await insert(batch, { name, logId, refused });
        await refuse(batch, refused);
        const values = records.map((_, i) => Buffer.from(valueBytes(batch, i)).toString('hex'));
        const archived = { logId, values };
        await expectArchived(archived);
        // Its topic was made anew since, and of that one too some were refused.
        if (before !== undefined) await expectArchived(before);
        before = archived;
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});

type Archived = { readonly logId: string; readonly values: readonly string[] };

async function expectArchived({ logId, values: expected }: Archived): Promise<void> {
  const source = await openWarehouseSource(world.warehouse, { logId, isWhole: true, codec });
  expect(source.ranges.map((range) => range.partition)).toEqual([partition]);
  const values: string[] = [];
  for await (const entries of source.read(source.ranges[0]!, [])) {
    for (const { read } of entries) {
      const output = new OutputBuffer('access', partition);
      if (read === undefined || !('record' in read)) throw new Error('a record is lost');
      codec.encode(output, null, read.name, read.record as never);
      values.push(Buffer.from(output.bytes.subarray(0, output.length)).toString('hex'));
    }
  }
  expect(values).toEqual(expected);
}

type Some = readonly { readonly name: (typeof names)[number]; readonly value: unknown }[];

/** Offsets with gaps, as transactions leave them. */
function batchOf(records: Some, run: number): RecordBatch {
  const output = new OutputBuffer('access', partition);
  for (const { name, value } of records) codec.encode(output, null, name, value as never);
  const { count, length, valueEnds } = output;
  const next = records.length * 2 + 5;
  return {
    topic: 'access',
    partition,
    count,
    bytes: output.bytes.subarray(0, length),
    offsets: Float64Array.from({ length: count }, (_, i) => 5 + i * 2),
    seenAt: new Float64Array(count).fill(1_700_000_000_000 + run),
    keyStart: new Int32Array(count).fill(-1),
    keyEnd: new Int32Array(count),
    valueStart: Int32Array.from({ length: count }, (_, i) => (i === 0 ? 0 : valueEnds[i - 1]!)),
    valueEnd: Int32Array.from(valueEnds),
    nextOffset: next,
    endOffset: next,
  };
}

type Insert = {
  readonly name: (typeof names)[number];
  readonly logId: string;
  readonly refused: readonly boolean[];
};

/** As archive's dead letters. */
async function refuse(batch: RecordBatch, refused: readonly boolean[]): Promise<void> {
  for (const [i, isRefused] of refused.entries()) {
    if (!isRefused) continue;
    await world.warehouse.execute(
      `INSERT INTO dead_letters
         (reason, stage, topic, partition, offset, seen_at, value, _offset)
       VALUES ('refused-by-clickhouse', 'archive', 'access', {partition:Int32}, {offset:Int64},
         fromUnixTimestamp64Milli({at:Int64}), unhex({value:String}), {at:Int64})`,
      {
        partition,
        offset: batch.offsets[i],
        at: batch.seenAt[i],
        value: Buffer.from(valueBytes(batch, i)).toString('hex'),
      },
    );
  }
}

async function insert(batch: RecordBatch, { name, logId, refused }: Insert): Promise<void> {
  const schemaId = codec.schemaId(name);
  const indexes = Array.from({ length: batch.count }, (_, i) => i).filter((i) => {
    const verified = codec.verify(batch, i);
    return verified.kind === 'record' && verified.schemaId === schemaId && !refused[i];
  });
  if (indexes.length === 0) return;
  await world.warehouse.insert({
    table: tables[name],
    schemaText: codec.schemaText(schemaId),
    range: { logId, topic: 'access', partition, first: 0, next: batch.nextOffset },
    token: `${logId}/${name}`,
    batch,
    indexes,
  });
}
