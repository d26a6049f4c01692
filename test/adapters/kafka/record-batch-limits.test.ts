// What a fetch may cost: batches that open into far more than they are, one after another.

import { expect, test } from 'vitest';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import { batchBytes, fetchedOf } from './batch-bytes.ts';

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
