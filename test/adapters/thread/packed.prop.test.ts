// What goes from one thread to another arrives as it was: batches of any layout, outputs, errors.
// And no more of it: a buffer that is larger than what is in it stays where it is.

import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  openBatch,
  type PackedBatch,
  packBatch,
} from '../../../src/adapters/thread/packed-batch.ts';
import { openError, packError } from '../../../src/adapters/thread/packed-error.ts';
import { buffersOf, openOutput, packOutput } from '../../../src/adapters/thread/packed-output.ts';
import { AssertionError } from '../../../src/core/assert.ts';
import { OutputBuffer, partOf, type RecordBatch } from '../../../src/core/batch.ts';
import { OutsideError } from '../../../src/errors.ts';

type Drawn = { readonly key: Uint8Array | null; readonly value: Uint8Array | null };

const some = fc.option(fc.uint8Array({ maxLength: 12 }), { nil: null });
const records = fc.array(fc.record({ key: some, value: some }), { maxLength: 30 });
const gaps = fc.array(fc.nat(1_000), { minLength: 31, maxLength: 31 });

/** As a log lays it out: interleaved as Kafka does, or values before keys; with a margin. */
function laidOut(drawn: readonly Drawn[], gap: readonly number[], isInterleaved: boolean) {
  const margin = new Uint8Array(gap[0]! % 50).fill(0xee);
  const pieces: Uint8Array[] = [margin];
  let end = margin.length;
  const place = (piece: Uint8Array | null): readonly [number, number] => {
    if (piece === null) return [-1, end];
    pieces.push(piece);
    end += piece.length;
    return [end - piece.length, end];
  };
  const both = drawn.map(({ key, value }) => (isInterleaved ? [place(key), place(value)] : []));
  const values = drawn.map(({ value }, i) => both[i]![1] ?? place(value));
  const keys = drawn.map(({ key }, i) => both[i]![0] ?? place(key));
  pieces.push(margin);
  let offset = 0;
  const offsets = drawn.map((_, i) => {
    offset += 1 + gap[i]!;
    return offset;
  });
  return {
    topic: 'access',
    partition: 3,
    count: drawn.length,
    bytes: Buffer.concat(pieces),
    offsets: Float64Array.from(offsets),
    seenAt: Float64Array.from(offsets, (one) => one * 1.5),
    keyStart: Int32Array.from(keys, ([start]) => start),
    keyEnd: Int32Array.from(keys, ([, to]) => to),
    valueStart: Int32Array.from(values, ([start]) => start),
    valueEnd: Int32Array.from(values, ([, to]) => to),
    nextOffset: offset + gap[30]!,
    endOffset: offset + gap[30]! + 7,
  } satisfies RecordBatch;
}

/** Nobody promises that bytes lie in the order of their records. */
function backwards(batch: RecordBatch): RecordBatch {
  return {
    ...batch,
    keyStart: batch.keyStart.toReversed(),
    keyEnd: batch.keyEnd.toReversed(),
    valueStart: batch.valueStart.toReversed(),
    valueEnd: batch.valueEnd.toReversed(),
  };
}

/** Everything that a reader can see of a batch. */
function seen({ topic, partition, count, nextOffset, endOffset, ...batch }: RecordBatch) {
  const piece = (start: number, end: number) =>
    start < 0 ? null : Buffer.from(batch.bytes.subarray(start, end)).toString('hex');
  const lines = Array.from({ length: count }, (_, i) => ({
    offset: batch.offsets[i],
    seenAt: batch.seenAt[i],
    key: piece(batch.keyStart[i]!, batch.keyEnd[i]!),
    value: piece(batch.valueStart[i]!, batch.valueEnd[i]!),
  }));
  return { topic, partition, count, nextOffset, endOffset, lines };
}

function moved<T>(value: T, buffers: readonly ArrayBuffer[]): T {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value, [...buffers]);
  const arrived = receiveMessageOnPort(port2)!.message as T;
  port1.close();
  return arrived;
}

describe('a batch', () => {
  test('arrives as it was, whatever lies around it, and is still here', () => {
    fc.assert(
      fc.property(records, gaps, fc.boolean(), fc.nat(), (drawn, gap, isInterleaved, cut) => {
        const whole = laidOut(drawn, gap, isInterleaved);
        const from = cut % (drawn.length + 1);
        const part = partOf(whole, { from, to: drawn.length });
        for (const batch of [whole, part, backwards(whole)]) {
          const before = seen(batch);
          const packed: PackedBatch = packBatch(batch);
          expect(seen(openBatch(moved(packed, [packed.buffer])))).toEqual(before);
          expect(seen(batch)).toEqual(before);
        }
      }),
    );
  });

  test('takes nothing along but its records', () => {
    const drawn = Array.from({ length: 100 }, () => ({ key: null, value: new Uint8Array(10) }));
    const gap = Array.from({ length: 100 }, () => 0);
    const part = partOf(laidOut(drawn, gap, false), { from: 50, to: 52 });
    expect(packBatch(part).buffer.byteLength).toBe(2 * 32 + 2 * 10);
  });
});

test('an output arrives as it was, and its buffer goes on being used here', () => {
  const key = fc.option(fc.string({ unit: 'binary', maxLength: 8 }), { nil: null });
  const entries = fc.array(fc.record({ key, value: some }), { maxLength: 30 });
  fc.assert(
    fc.property(entries, entries, (first, second) => {
      const output = new OutputBuffer('incidents', 2, 4_096);
      for (const drawn of [first, second]) {
        output.clear();
        for (const one of drawn) output.append(one.key, one.value);
        const packed = packOutput(output);
        expect(packed.bytes.buffer.byteLength).toBe(output.length);
        const opened = openOutput(moved(packed, buffersOf(packed)));
        const used = output.bytes.slice(0, output.length);
        expect({ ...opened }).toEqual({ ...output, bytes: used });
        expect(opened).toBeInstanceOf(OutputBuffer);
      }
    }),
  );
});

describe('an error', () => {
  const crossed = (error: unknown) => {
    const packed = packError(error);
    return openError(moved(packed, [])) as Error & { readonly cause: Error };
  };

  test('of the outside keeps class, code, advice and causes', () => {
    const disk = Object.assign(new Error('no space'), { code: 'ENOSPC', errno: -28 });
    const cause = new OutsideError('disk-full', 'cannot write', { cause: disk });
    const arrived = crossed(new OutsideError('kafka-failed', 'refused', { cause }));
    expect(arrived).toBeInstanceOf(OutsideError);
    expect(arrived).toMatchObject({
      name: 'OutsideError',
      message: 'refused',
      code: 'kafka-failed',
      retriable: true,
      next: 'Look into the logs of the broker.',
    });
    expect(arrived.cause).toBeInstanceOf(OutsideError);
    expect(arrived.cause).toMatchObject({ code: 'disk-full', retriable: false });
    expect(arrived.cause.cause).toMatchObject({ message: 'no space', code: 'ENOSPC', errno: -28 });
  });

  const others: readonly Error[] = [
    new AssertionError('a bug'),
    new TypeError('no function'),
    new RangeError('too long'),
    new Error('any'),
  ];
  for (const error of others) {
    test(`of the class ${error.constructor.name} keeps it, and where it came from`, () => {
      const arrived = crossed(error);
      expect(arrived.constructor).toBe(error.constructor);
      expect([arrived.name, arrived.message]).toEqual([error.name, error.message]);
      expect(arrived.stack).toBe(error.stack);
    });
  }

  test('of an unknown class keeps its name', () => {
    class Odd extends Error {
      override readonly name = 'OddError';
    }
    expect(crossed(new Odd('odd'))).toMatchObject({ name: 'OddError', message: 'odd' });
  });

  test('that causes itself ends somewhere, and what is no error is told as text', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(crossed(circle).message).toBe('round');
    expect(crossed('only words')).toBe('only words');
  });
});
