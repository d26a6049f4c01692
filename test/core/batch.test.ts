// OutputBuffer as stages and encoders use it, and the readers of RecordBatch.

import { describe, expect, test } from 'vitest';
import {
  isTombstone,
  keyOf,
  OutputBuffer,
  partOf,
  type RecordBatch,
  valueBytes,
} from '../../src/core/batch.ts';

describe('OutputBuffer', () => {
  test('values lie one after the other, however often it has to grow', () => {
    const output = new OutputBuffer('topic', 1, 2);
    for (let i = 0; i < 100; i += 1) output.append(`k${i}`, Uint8Array.of(i, i, i));
    expect(output).toMatchObject({ topic: 'topic', partition: 1, count: 100, length: 300 });
    expect([...output.bytes.subarray(147, 153)]).toEqual([49, 49, 49, 50, 50, 50]);
    expect(output.valueEnds[49]).toBe(150);
  });

  test('a tombstone has no bytes and differs from an empty value', () => {
    const output = new OutputBuffer('topic', 0);
    output.append('k', null);
    output.append(null, new Uint8Array(0));
    expect(output).toMatchObject({ length: 0, keys: ['k', null], isTombstone: [true, false] });
  });

  test('reserve keeps what is there, and finish closes what was written in place', () => {
    const output = new OutputBuffer('topic', 0, 4);
    output.append('a', Uint8Array.of(1, 2));
    output.reserve(50);
    output.bytes[output.length] = 9;
    output.length += 1;
    output.finish('b');
    expect([...output.bytes.subarray(0, output.length)]).toEqual([1, 2, 9]);
    expect(output.valueEnds).toEqual([2, 3]);
  });

  test('clear empties it and keeps its room', () => {
    const output = new OutputBuffer('topic', 0, 4);
    output.append('a', new Uint8Array(1_000));
    const room = output.bytes.length;
    output.clear();
    expect(output).toMatchObject({ count: 0, length: 0, keys: [], valueEnds: [], isTombstone: [] });
    expect(output.bytes).toHaveLength(room);
  });
});

const batch: RecordBatch = {
  topic: 'topic',
  partition: 0,
  count: 3,
  bytes: Uint8Array.of(107, 1, 2, 195, 169),
  offsets: Float64Array.of(5, 7, 8),
  seenAt: new Float64Array(3),
  keyStart: Int32Array.of(0, -1, 3),
  keyEnd: Int32Array.of(1, 0, 5),
  valueStart: Int32Array.of(1, 1, -1),
  valueEnd: Int32Array.of(3, 1, 0),
  nextOffset: 9,
  endOffset: 9,
};

test('keys, values and tombstones are read by their columns', () => {
  expect([0, 1, 2].map((i) => keyOf(batch, i))).toEqual(['k', null, 'é']);
  expect([0, 1, 2].map((i) => [...valueBytes(batch, i)])).toEqual([[1, 2], [], []]);
  expect([0, 1, 2].map((i) => isTombstone(batch, i))).toEqual([false, false, true]);
});

test('a part has its records, and says where the next one begins', () => {
  expect(partOf(batch, { from: 0, to: 3 })).toBe(batch);
  const [first, rest] = [partOf(batch, { from: 0, to: 1 }), partOf(batch, { from: 1, to: 3 })];
  expect(first).toMatchObject({ count: 1, nextOffset: 7, endOffset: 9 });
  expect(rest).toMatchObject({ count: 2, nextOffset: 9, endOffset: 9 });
  expect([...rest.offsets]).toEqual([7, 8]);
  expect([keyOf(first, 0), keyOf(rest, 0), keyOf(rest, 1)]).toEqual(['k', null, 'é']);
  expect([isTombstone(rest, 0), isTombstone(rest, 1)]).toEqual([false, true]);
});
