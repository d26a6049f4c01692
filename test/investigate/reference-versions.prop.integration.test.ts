// Reference records → table → versions: each of them comes back, byte for byte, in the order of the
// log and on the day it came in, however often it was inserted; tombstones too.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { isTombstone, OutputBuffer } from '../../src/core/batch.ts';
import { dayMs } from '../../src/core/time.ts';
import {
  keptVersions,
  type ReferenceTopic,
  referenceTopics,
  type VersionRange,
  versionsOf,
} from '../../src/investigate/reference-versions.ts';
import type { AvroInsert } from '../../src/ports.ts';
import { tombstoneRows } from '../../src/stages/archive-tombstones.ts';
import { arbitraryOf } from '../support/arbitraries.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';

const world = embedded();
const codec = await openCodec({ registry: openLocalRegistry() });
const firstDay = Date.UTC(2026, 2, 2);

/** Few keys, so that one insert has several versions of each. */
const row = (name: ReferenceTopic['name']) =>
  fc.record({
    key: fc.constantFrom('a', 'b', 'ü\n"\\', ''),
    record: fc.option(arbitraryOf(name), { freq: 3 }),
  });
type Rows = readonly { readonly key: string; readonly record: unknown }[];

describeEmbedded('versions', () => {
  for (const reference of referenceTopics) {
    const { topic, name } = reference;
    test(`of ${topic} are what was archived, day by day`, { timeout: 60_000 }, async () => {
      const some = fc.array(row(name), { minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(some, fc.integer({ min: 1, max: 40 }), async (rows, perDay) => {
          const logId = await archived(reference, rows, perDay);
          const kept = { next: rows.length, keptSince: 0 };
          expect(await keptVersions(world.warehouse, reference, logId)).toEqual(kept);
          const found: string[] = [];
          for (let n = 0; n * perDay < rows.length; n += 1) {
            const from = n === 0 ? undefined : firstDay + n * dayMs;
            found.push(
              ...(await textsOf(reference, { logId, from, to: firstDay + (n + 1) * dayMs })),
            );
            expect(found).toHaveLength(Math.min(rows.length, (n + 1) * perDay));
          }
          expect(found).toEqual(rows.map(({ key, record }) => textOf(name, key, record)));
        }),
        { numRuns: 8, endOnFailure: true },
      );
    });
  }
});

/** So many a day; inserted twice, as after a crash. */
async function archived(
  { topic, name }: ReferenceTopic,
  rows: Rows,
  perDay: number,
): Promise<string> {
  const time = { now: firstDay };
  const clock = { now: () => time.now, sleep: async () => undefined };
  const log = openLocalLog({ clock });
  const { id: logId } = await log.createTopic({ name: topic, partitions: 1, cleanup: 'compact' });
  const writer = await log.writer('test');
  for (let i = 0; i < rows.length; i += perDay) {
    const output = new OutputBuffer(topic, 0);
    for (const { key, record } of rows.slice(i, i + perDay)) {
      if (record === null) output.append(key, null);
      else codec.encode(output, key, name, record as never);
    }
    await writer.commit([output]);
    time.now += dayMs;
  }
  const batch = await log.read(topic, 0, 0, { maxBytes: 4_000_000, waitMs: 0 });
  await codec.prepare(batch);
  const all = Array.from({ length: batch.count }, (_, i) => i);
  const tombstones = all.filter((i) => isTombstone(batch, i));
  const records = all.filter((i) => !isTombstone(batch, i));
  const range = { logId, topic, partition: 0, first: 0, next: rows.length };
  const common = { table: topic, range, token: '', withKey: true };
  const schemaText = codec.schemaText(codec.schemaId(name));
  const inserts: AvroInsert[] = [
    { ...common, schemaText, batch, indexes: records },
    { ...common, ...tombstoneRows(batch, tombstones) },
  ].filter(({ indexes }) => indexes.length > 0);
  for (const insert of [...inserts, ...inserts]) await world.warehouse.insert(insert);
  await log.close();
  return logId;
}

async function textsOf(reference: ReferenceTopic, range: VersionRange): Promise<string[]> {
  const texts: string[] = [];
  for await (const { key, record } of versionsOf(world.warehouse, reference, range)) {
    texts.push(textOf(reference.name, key, record));
  }
  return texts;
}

function textOf(name: string, key: string, record: unknown): string {
  if (record === null) return `${key} deleted`;
  const output = new OutputBuffer('any', 0);
  codec.encode(output, key, name as 'Person', record as never);
  return `${key} ${Buffer.from(output.bytes.subarray(0, output.length)).toString('hex')}`;
}
