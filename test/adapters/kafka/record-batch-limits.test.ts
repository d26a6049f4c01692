// What a fetch may cost: batches that open into far more than they are, one after another; and the
// largest batches that we write.

import { expect, test } from 'vitest';
import { compressions } from '../../../src/adapters/kafka/compression.ts';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import { writeRecordBatch } from '../../../src/adapters/kafka/record-batch-writer.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import { batchBytes, fetchedOf, rowsOf } from './batch-bytes.ts';

/** Opens into 30 MB each, of a few kilobytes. */
const value = '0'.repeat(30_000_000);
const bombs = [0, 1, 2, 3, 4].map((baseOffset) =>
  batchBytes({
    baseOffset,
    records: [{ delta: 0, key: null, value }],
    lastDelta: 0,
    codec: 'zstd',
  }),
);

test('a fetch of many small bombs is read in several goes, without a gap', () => {
  const seen: number[] = [];
  const goes: number[] = [];
  for (let at = 0; at < bombs.length; ) {
    const batch = readRecordBatches(fetchedOf(Buffer.concat(bombs.slice(at))), at);
    seen.push(...batch.offsets);
    goes.push(batch.count);
    expect(batch.nextOffset).toBe(at + batch.count);
    at = batch.nextOffset;
  }
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  // Three are 90 MB, of which the first two are below the limit.
  expect(goes).toEqual([3, 2]);
});

test('what nobody wants to see is not opened', () => {
  const fetched = fetchedOf(Buffer.concat(bombs));
  const batch = readRecordBatches(fetched, 4);
  expect([batch.count, batch.nextOffset, batch.bytes.length < 31_000_000]).toEqual([1, 5, true]);
});

/** Of a batch that is read where the broker has put it: outside of its checksum. */
const baseOffset = 2 ** 40;
const texts = ['', 'k', 'clé', '数据', '🔑', null];

for (const compression of compressions) {
  test(`10,000 records come through ${compression}, at the offsets given to them`, () => {
    const output = new OutputBuffer('topic', 2);
    const expected = Array.from({ length: 10_000 }, (_, i) => {
      const key = texts[i % 6]!;
      const value = i % 7 === 3 ? null : `${i} ${texts[i % 5]}`.repeat(i % 4);
      output.append(key, value === null ? null : Buffer.from(value));
      return { offset: baseOffset + i, seenAt: 1_764_036_000_000, key, value };
    });
    const bytes = Buffer.from(
      writeRecordBatch(
        output,
        { from: 0, to: output.count },
        {
          producerId: 2n ** 40n,
          epoch: 3,
          baseSequence: 2 ** 31 - 1,
          isTransactional: true,
          compression,
          at: 1_764_036_000_000,
        },
      ),
    );
    bytes.writeBigInt64BE(BigInt(baseOffset), 0);
    const batch = readRecordBatches(fetchedOf(bytes), 0);
    expect(rowsOf(batch)).toEqual(expected);
    expect(batch.nextOffset).toBe(baseOffset + 10_000);
  });
}
