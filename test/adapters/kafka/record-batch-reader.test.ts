// Record batches as Java writes them, and what is refused in place of being guessed.

import { describe, expect, test } from 'vitest';
import type { FetchedPartition } from '../../../src/adapters/kafka/fetch-request.ts';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import { OutsideError } from '../../../src/errors.ts';
import {
  batchBytes,
  fetchedOf,
  marker,
  type PlainBatch,
  rowsOf,
  varint,
  withChecksum,
} from './batch-bytes.ts';
import { javaBatches, javaOddBatches, javaRecords } from './java-bytes.ts';

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const record = (delta: number, value = `v${delta}`) => ({ delta, key: `k${delta}`, value });
const valuesOf = (fetched: FetchedPartition, from = 0) =>
  rowsOf(readRecordBatches(fetched, from)).map(({ value }) => value);

describe('batches of Java', () => {
  const expected = javaRecords(12).map(({ at, key, value }, i) => ({
    offset: 1_000 + i,
    seenAt: at,
    key,
    value,
  }));

  for (const [codec, base64] of Object.entries(javaBatches)) {
    test(`${codec}: every record, null keys, tombstones, headers and old times`, () => {
      const batch = readRecordBatches(fetchedOf(bytesOf(base64)), 0);
      expect(rowsOf(batch)).toEqual(expected);
      expect([batch.nextOffset, batch.endOffset]).toEqual([1_012, 9_000]);
    });
  }

  test('stamped by the broker: all have the time of their arrival', () => {
    const batch = readRecordBatches(fetchedOf(bytesOf(javaOddBatches.stamped)), 0);
    expect([...batch.seenAt]).toEqual(Array(6).fill(1_764_036_009_999));
  });

  test('empty: nothing, but the next read starts behind it', () => {
    const batch = readRecordBatches(fetchedOf(bytesOf(javaOddBatches.empty)), 1_004);
    expect([batch.count, batch.nextOffset]).toEqual([0, 1_012]);
  });

  for (const { kind, expect: count } of [
    { kind: 'abort', expect: 0 },
    { kind: 'commit', expect: 12 },
  ] as const) {
    test(`a transaction that ends with ${kind} shows ${count} records`, () => {
      const records = Buffer.concat([bytesOf(javaBatches.none), bytesOf(javaOddBatches[kind])]);
      const aborted = kind === 'abort' ? [{ producerId: 7n, firstOffset: 1_000 }] : [];
      const batch = readRecordBatches(fetchedOf(records, aborted), 0);
      expect([batch.count, batch.nextOffset]).toEqual([count, 1_013]);
    });
  }
});

describe('aborted transactions', () => {
  const of = (producerId: bigint, baseOffset: number, value: string) =>
    batchBytes({
      baseOffset,
      records: [record(0, value)],
      lastDelta: 0,
      producerId,
      isTransactional: true,
    });

  test('a list that is ordered by their ends is taken by their starts', () => {
    const records = Buffer.concat([
      of(1n, 0, 'aborted'),
      of(2n, 1, 'aborted'),
      marker(2, 2n, 'abort'),
      of(2n, 3, 'committed'),
      of(1n, 4, 'aborted'),
      marker(5, 1n, 'abort'),
      of(1n, 6, 'committed too'),
    ]);
    const aborted = [
      { producerId: 2n, firstOffset: 1 },
      { producerId: 1n, firstOffset: 0 },
    ];
    expect(valuesOf(fetchedOf(records, aborted))).toEqual(['committed', 'committed too']);
  });

  test('a record whose key looks like a marker is none', () => {
    const lookalike = { delta: 0, key: '\0\0\0\0', value: 'mine' };
    const records = Buffer.concat([
      of(1n, 0, 'aborted'),
      batchBytes({ baseOffset: 1, records: [lookalike], lastDelta: 0, producerId: 1n }),
      of(1n, 2, 'aborted'),
      marker(3, 1n, 'abort'),
    ]);
    const aborted = [{ producerId: 1n, firstOffset: 0 }];
    expect(valuesOf(fetchedOf(records, aborted))).toEqual(['mine']);
  });
});

describe('bytes', () => {
  const plain = batchBytes({ baseOffset: 0, records: [record(0)], lastDelta: 0 });
  const packed = batchBytes({ baseOffset: 1, records: [record(0)], lastDelta: 0, codec: 'zstd' });

  test('without compression are those of the response', () => {
    const fetched = fetchedOf(Buffer.concat([plain]));
    expect(readRecordBatches(fetched, 0).bytes).toBe(fetched.records);
  });

  test('with some compression are joined', () => {
    expect(valuesOf(fetchedOf(Buffer.concat([plain, packed])))).toEqual(['v0', 'v0']);
    expect(valuesOf(fetchedOf(Buffer.concat([packed])))).toEqual(['v0']);
  });

  test('a batch that is cut off behind a whole one is left for the next fetch', () => {
    const all = Buffer.concat([plain, packed]);
    for (let length = plain.length; length < all.length; length += 1) {
      const batch = readRecordBatches(fetchedOf(all.subarray(0, length)), 0);
      expect([batch.count, batch.nextOffset]).toEqual([1, 1]);
    }
  });

  test('nothing fetched is an empty batch at the position', () => {
    const batch = readRecordBatches(fetchedOf(new Uint8Array(0)), 17);
    expect([batch.count, batch.nextOffset, batch.endOffset]).toEqual([0, 17, 9_000]);
  });
});

describe('refused', () => {
  const fine: PlainBatch = { baseOffset: 5, records: [record(0), record(1)], lastDelta: 1 };
  const bodyOf = (...fields: Buffer[]) => {
    const body = Buffer.concat(fields);
    return Buffer.concat([varint(body.length), body]);
  };
  const changed = (change: (bytes: Buffer) => void, isSummed = true) => {
    const bytes = batchBytes(fine);
    change(bytes);
    return isSummed ? withChecksum(bytes) : bytes;
  };
  const damaged = 'log-damaged';

  for (const { name, bytes, code = damaged } of [
    { name: 'format 1', bytes: changed((b) => b.writeInt8(1, 16)), code: 'kafka-unsupported' },
    { name: 'format 0', bytes: oldMessage(0), code: 'kafka-unsupported' },
    { name: 'format 3', bytes: changed((b) => b.writeInt8(3, 16)), code: 'kafka-unsupported' },
    { name: 'a first batch that is not whole', bytes: batchBytes(fine).subarray(0, 80) },
    { name: 'a wrong checksum', bytes: changed((b) => b.writeInt32BE(7, 17), false) },
    { name: 'a length below the header', bytes: changed((b) => b.writeInt32BE(30, 8)) },
    { name: 'a negative length', bytes: changed((b) => b.writeInt32BE(-30, 8)) },
    { name: 'a negative number of records', bytes: changed((b) => b.writeInt32BE(-1, 57)) },
    { name: 'two billion records', bytes: changed((b) => b.writeInt32BE(2 ** 31 - 1, 57)) },
    { name: 'more records than there are', bytes: changed((b) => b.writeInt32BE(3, 57)) },
    { name: 'fewer records than there are', bytes: changed((b) => b.writeInt32BE(1, 57)) },
    { name: 'an end before the start', bytes: changed((b) => b.writeInt32BE(-2, 23)) },
    { name: 'an end before the last record', bytes: changed((b) => b.writeInt32BE(0, 23)) },
    { name: 'an offset below zero', bytes: changed((b) => b.writeInt32BE(-1, 0)) },
    { name: 'an offset beyond exactness', bytes: changed((b) => b.writeInt32BE(2 ** 30, 0)) },
    {
      name: 'records in disorder',
      bytes: batchBytes({ ...fine, records: [record(1), record(1)] }),
    },
    {
      name: 'batches in disorder',
      bytes: Buffer.concat([batchBytes(fine), batchBytes({ ...fine, baseOffset: 6 })]),
    },
    {
      name: 'a key beyond its record',
      bytes: batchBytes({
        ...fine,
        count: 1,
        body: bodyOf(Buffer.alloc(1), varint(0), varint(0), varint(90), Buffer.alloc(9)),
      }),
    },
    {
      name: 'a value beyond its record',
      bytes: batchBytes({
        ...fine,
        count: 1,
        body: bodyOf(
          Buffer.alloc(1),
          varint(0),
          varint(0),
          varint(-1),
          varint(90),
          Buffer.alloc(9),
        ),
      }),
    },
    {
      name: 'a number that never ends',
      bytes: batchBytes({ ...fine, count: 1, body: Buffer.alloc(20, 0xff) }),
    },
    {
      name: 'a time that never ends',
      bytes: batchBytes({
        ...fine,
        count: 1,
        body: bodyOf(Buffer.alloc(1), Buffer.alloc(30, 0xff)),
      }),
    },
    {
      name: 'compressed records that are none',
      bytes: batchBytes({ ...fine, codec: 'zstd', count: 1, body: Buffer.alloc(20, 7) }),
    },
    {
      name: 'a marker without a key',
      bytes: batchBytes({ ...fine, records: [{ ...record(0), key: null }], isControl: true }),
    },
  ]) {
    test(name, () => {
      const failure = failureOf(() => readRecordBatches(fetchedOf(bytes), 0));
      expect(failure.code).toBe(code);
      expect(failure.message, 'says where').toContain('topic/2');
    });
  }

  function failureOf(act: () => unknown): OutsideError {
    try {
      act();
    } catch (error) {
      if (error instanceof OutsideError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  }
});

/** An entry of the formats before batches: offset, size, CRC, format, attributes, key, value. */
function oldMessage(magic: number): Buffer {
  const message = Buffer.alloc(12 + 14);
  message.writeInt32BE(14, 8);
  message.writeInt8(magic, 16);
  return message;
}
