// What the archive inserts is what was encoded: arbitrary records of every kind, odd strings and
// extreme numbers included, go through log, Avro body and table, and come back equal.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import type { RecordName } from '../../../src/generated/records.ts';
import { schemas } from '../../../src/generated/schemas.ts';
import { archivedTopics } from '../../../src/stages/archive-tables.ts';
import { arbitraryOf } from '../../support/arbitraries.ts';
import { describeEmbedded, embedded } from '../../support/embedded.ts';
import { testClock } from '../local-log/test-clock.ts';

type Field = { readonly name: string; readonly type: unknown };

const world = embedded();
const codec = await openCodec({ registry: openLocalRegistry() });
const kinds = Object.values(archivedTopics).flatMap((records) =>
  Object.entries(records).map(([name, table]) => ({ name: name as RecordName, ...table })),
);

describeEmbedded('pass-through', () => {
  for (const { name, table, isReplacing } of kinds) {
    test(`a ${name} in ${table} is what was encoded`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryOf(name), { minLength: 1, maxLength: 60 }),
          async (records) => {
            await world.warehouse.execute(`TRUNCATE TABLE ${table}`);
            const { batch, logId } = await throughLog(name, records);
            await world.warehouse.insert({
              table,
              schemaText: schemas[name],
              range: { logId, topic: 'topic', partition: 3, first: 0, next: batch.nextOffset },
              token: isReplacing ? '' : `${logId}/${codec.schemaId(name)}`,
              batch,
              indexes: records.map((_, index) => index),
              withKey: isReplacing,
            });
            expect(await readBack(name, table)).toEqual(
              records.map((_, index) => {
                const decoded = codec.decode(batch, index);
                if (decoded.kind !== 'record') throw new Error(`record ${index} is lost`);
                return plain(decoded.record as Record<string, unknown>);
              }),
            );
          },
        ),
        // Each run is a round trip to a database; the size of a run makes up for their number. No
        // shrinking: hundreds of round trips would end in a time-out that shows nothing.
        { numRuns: 5, endOnFailure: true },
      );
    });
  }
});

async function throughLog(name: RecordName, records: readonly never[] | readonly unknown[]) {
  const log = openLocalLog({ clock: testClock() });
  const spec = { name: 'topic', partitions: 4, cleanup: 'delete' } as const;
  const { id } = await log.createTopic(spec);
  const output = new OutputBuffer('topic', 3);
  records.forEach((record, index) => {
    codec.encode(output, `key ${index} é`, name, record as never);
  });
  await (await log.writer('test')).commit([output]);
  const batch = await log.read('topic', 3, 0, { maxBytes: 10_000_000, waitMs: 0 });
  await codec.prepare(batch);
  return { batch, logId: id };
}

/** Rows in offset order, with instants as numbers and bytes as hex: exact in JSON. */
async function readBack(name: RecordName, table: string): Promise<unknown[]> {
  const columns = fieldsOf(name).map(({ name: field, type }) => {
    const text = JSON.stringify(type);
    if (text.includes('timestamp-millis'))
      return `toUnixTimestamp64Milli(\`${field}\`) AS \`${field}_\``;
    return text === '"bytes"' ? `hex(\`${field}\`) AS \`${field}_\`` : `\`${field}\``;
  });
  const sql = `SELECT ${columns.join(', ')} FROM ${table} ORDER BY _offset`;
  const rows = await world.warehouse.query(sql);
  return rows.map((row) => {
    const renamed = Object.entries(row).map(([key, value]) => [key.replace(/_$/, ''), value]);
    return plain(Object.fromEntries(renamed));
  });
}

function fieldsOf(name: RecordName): readonly Field[] {
  return (JSON.parse(schemas[name]) as { fields: Field[] }).fields;
}

/** Both sides in one notation: what JSON cannot say apart is the same. */
function plain(record: Record<string, unknown>): unknown {
  const fields = Object.entries(record).map(([key, value]) => [
    key,
    value instanceof Uint8Array ? Buffer.from(value).toString('hex').toUpperCase() : value,
  ]);
  return JSON.parse(
    JSON.stringify(Object.fromEntries(fields), (_, value) => {
      if (value === Number.POSITIVE_INFINITY) return 'inf';
      if (value === Number.NEGATIVE_INFINITY) return '-inf';
      return Object.is(value, -0) ? 0 : value;
    }),
  );
}
