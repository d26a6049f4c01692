// What we write is read as it was, by our reader and by kafkajs's; what kafkajs writes, by ours.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressions } from '../../../src/adapters/kafka/compression.ts';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import {
  type BatchOptions,
  writeRecordBatch,
} from '../../../src/adapters/kafka/record-batch-writer.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import { fetchedOf, rowsOf } from './batch-bytes.ts';
import { stockDecode, stockEncode } from './stock-codec.ts';

const texts = fc.option(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ minLength: 60, maxLength: 140 }),
    fc.integer({ min: 8_000, max: 9_000 }).map((length) => 'ab'.repeat(length)),
  ),
  { nil: null },
);
const records = fc.array(fc.record({ key: texts, value: texts }), {
  minLength: 1,
  maxLength: 90,
  size: 'max',
});
const compression = fc.constantFrom(...compressions);
const options: fc.Arbitrary<BatchOptions> = fc.record({
  producerId: fc.bigInt({ min: -1n, max: 2n ** 62n }),
  epoch: fc.integer({ min: -1, max: 32_767 }),
  baseSequence: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
  isTransactional: fc.boolean(),
  compression,
  at: fc.integer({ min: 0, max: 4 * 10 ** 12 }),
});

type Text = { readonly key: string | null; readonly value: string | null };

function outputOf(all: readonly Text[]): OutputBuffer {
  const output = new OutputBuffer('topic', 2, 16);
  for (const { key, value } of all) output.append(key, value === null ? null : Buffer.from(value));
  return output;
}

test('writer > our reader finds the range that was written', () => {
  fc.assert(
    fc.property(records, options, fc.nat(), fc.nat(), (all, settings, first, count) => {
      const from = first % all.length;
      const to = from + 1 + (count % (all.length - from));
      const bytes = writeRecordBatch(outputOf(all), { from, to }, settings);
      const batch = readRecordBatches(fetchedOf(bytes), 0);
      const expected = all.slice(from, to);
      expect(rowsOf(batch)).toEqual(
        expected.map((record, offset) => ({ offset, seenAt: settings.at, ...record })),
      );
      expect(batch.nextOffset).toBe(to - from);
    }),
  );
});

test('writer > kafkajs finds what was written', async () => {
  await fc.assert(
    fc.asyncProperty(records, options, async (all, settings) => {
      const output = outputOf(all);
      const bytes = writeRecordBatch(output, { from: 0, to: all.length }, settings);
      const messages = await stockDecode(bytes);
      const { at } = settings;
      expect(messages).toEqual(all.map((record, offset) => ({ ...record, offset, at })));
    }),
    { numRuns: 40 },
  );
});

test('writer > without compression the bytes are those of kafkajs', async () => {
  await fc.assert(
    fc.asyncProperty(records, fc.nat(), async (all, producerId) => {
      const at = 1_764_036_000_000;
      const stock = await stockEncode({
        firstOffset: 0,
        at,
        compression: 'none',
        producerId,
        records: all.map((record) => ({ ...record, timeDelta: 0 })),
      });
      const bytes = writeRecordBatch(
        outputOf(all),
        { from: 0, to: all.length },
        {
          producerId: BigInt(producerId),
          epoch: 0,
          baseSequence: 0,
          isTransactional: true,
          compression: 'none',
          at,
        },
      );
      // But for the epoch of the leader, which brokers set, and kafkajs's zero there.
      expect(Buffer.from(bytes).readInt32BE(12)).toBe(-1);
      stock.writeInt32BE(-1, 12);
      expect(Buffer.from(bytes).equals(stock)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('reader > finds what kafkajs has written, with headers and times of their own', async () => {
  const own = fc.record({
    key: texts,
    value: texts,
    timeDelta: fc.integer({ min: -(10 ** 9), max: 10 ** 12 }),
    headers: fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), fc.string(), { maxKeys: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(own, { minLength: 1, maxLength: 30 }),
      compression,
      fc.integer({ min: 0, max: 2 ** 40 }),
      async (all, codec, firstOffset) => {
        const batch = { firstOffset, at: 1_764_036_000_000, producerId: 9, records: all };
        const bytes = await stockEncode({ ...batch, compression: codec });
        const expected = all.map(({ key, value, timeDelta }, i) => ({
          offset: firstOffset + i,
          seenAt: batch.at + timeDelta,
          key,
          value,
        }));
        expect(rowsOf(readRecordBatches(fetchedOf(bytes), 0))).toEqual(expected);
        const stock = await stockDecode(bytes);
        expect(stock.map(({ at }) => at)).toEqual(expected.map(({ seenAt }) => seenAt));
      },
    ),
  );
});

test('writer > what compression would make larger stays as it is', () => {
  const output = outputOf([{ key: 'k', value: 'v' }]);
  for (const kind of compressions) {
    const settings = { producerId: 1n, epoch: 0, baseSequence: 0, isTransactional: true, at: 5 };
    const bytes = writeRecordBatch(output, { from: 0, to: 1 }, { ...settings, compression: kind });
    expect(bytes.length).toBe(61 + 9);
    expect(bytes[22]! & 7).toBe(0);
  }
});
