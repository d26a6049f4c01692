// Reference records → table → versions: each of them comes back, byte for byte, in the order of the
// log and on the day it came in, however often it was inserted; tombstones too. Where stamps are
// wrong, they displace as many others at most.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { isTombstone, OutputBuffer } from '../../src/core/batch.ts';
import { dayMs } from '../../src/core/time.ts';
import {
  keptVersions,
  knownAt,
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
          const stamps = rows.map((_, i) => firstDay + Math.floor(i / perDay) * dayMs);
          const logId = await archived(reference, rows, stamps);
          const kept = { next: rows.length, keptSince: 0 };
          expect(await keptVersions(world.warehouse, reference, logId)).toEqual(kept);
          const found: string[] = [];
          let first: number | undefined;
          for (let n = 0; n * perDay < rows.length; n += 1) {
            const at = firstDay + (n + 1) * dayMs;
            const known = { logId, first: first ?? 0, at };
            const next = await knownAt(world.warehouse, reference, known);
            found.push(...(await textsOf(reference, { logId, first, next })));
            expect(found).toHaveLength(Math.min(rows.length, (n + 1) * perDay));
            first = next;
          }
          expect(found).toEqual(rows.map(({ key, record }) => textOf(name, key, record)));
        }),
        { numRuns: 8, endOnFailure: true },
      );
    });
  }

  test('of which some have wrong stamps displace as many others', { timeout: 60_000 }, async () => {
    const day = fc.record({ day: fc.nat(5), wrong: fc.option(fc.nat(400), { freq: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 40 }), async (some) => {
        const days = some.map((one) => one.day).sort((a, b) => a - b);
        const said = days.map((own, i) => (some[i]!.wrong === null ? own : some[i]!.wrong - 200));
        const stamps = said.map((one) => firstDay + one * dayMs);
        const isWrong = days.map((own, i) => said[i] !== own);
        const count = isWrong.filter((one) => one).length;
        for (const places of await displaced(referenceTopics[0], { stamps, days })) {
          expect(places.filter((i) => !isWrong[i]).length).toBeLessThanOrEqual(count);
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});

/** For each day the places that are known by its end and came later, or the other way round. */
async function displaced(
  reference: ReferenceTopic,
  { stamps, days }: { readonly stamps: readonly number[]; readonly days: readonly number[] },
): Promise<readonly (readonly number[])[]> {
  const rows = days.map((_, i) => ({ key: `${i}`, record: null }));
  const logId = await archived(reference, rows, stamps);
  const found: number[][] = [];
  let first = 0;
  for (let n = 0; n <= Math.max(...days); n += 1) {
    const at = firstDay + (n + 1) * dayMs;
    first = await knownAt(world.warehouse, reference, { logId, first, at });
    const known = first;
    found.push(rows.flatMap((_, i) => (i < known === days[i]! <= n ? [] : i)));
  }
  return found;
}

/** Inserted twice, as after a crash. */
async function archived(
  { topic, name }: ReferenceTopic,
  rows: Rows,
  stamps: readonly number[],
): Promise<string> {
  const log = openLocalLog({ clock: { now: () => firstDay, sleep: async () => undefined } });
  const { id: logId } = await log.createTopic({ name: topic, partitions: 1, cleanup: 'compact' });
  const writer = await log.writer('test');
  const output = new OutputBuffer(topic, 0);
  for (const { key, record } of rows) {
    if (record === null) output.append(key, null);
    else codec.encode(output, key, name, record as never);
  }
  await writer.commit([output]);
  const batch = await log.read(topic, 0, 0, { maxBytes: 4_000_000, waitMs: 0 });
  batch.seenAt.set(stamps);
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
