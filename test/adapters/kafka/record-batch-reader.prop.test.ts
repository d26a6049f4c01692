// Random logs against a naive model that looks at every record; and bytes that were damaged on
// the way: an error, or fewer batches, never another record.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import type { RecordBatch } from '../../../src/core/batch.ts';
import { OutsideError } from '../../../src/errors.ts';
import { batchBytes, fetchedOf, type Row, rowsOf, withChecksum } from './batch-bytes.ts';
import { fetchFrom, logOf, steps, visibleRows } from './random-log.ts';

test('reader > sees what is committed, wherever it starts and fetches end', () => {
  fc.assert(
    fc.property(
      steps,
      fc.nat(1_000),
      fc.infiniteStream(fc.oneof(fc.nat(400), fc.constant(1e6))),
      (all, start, sizes) => {
        const log = logOf(all);
        const from = start % (log.stableEnd + 2);
        const seen: Row[] = [];
        let at = from;
        for (const size of sizes) {
          const batch = readRecordBatches(fetchFrom(log, at, size), at);
          expect(batch.endOffset).toBe(log.stableEnd);
          const rows = rowsOf(batch);
          expect(rows).toEqual(visibleRows(log, at, batch.nextOffset));
          seen.push(...rows);
          if (batch.nextOffset === at) break;
          at = batch.nextOffset;
        }
        expect(seen).toEqual(visibleRows(log, from, log.stableEnd));
        // At the end of what is stable, or in the gap before it.
        expect(log.pieces.some(({ last }) => last >= at && last < log.stableEnd)).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});

test('reader > the order of the list of aborted transactions does not matter', () => {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat(1_000)), (all, draws) => {
      const fetched = fetchFrom(logOf(all), 0, 1e6);
      const drawn = fetched.aborted.map((one) => ({ one, draw: draws.next().value! }));
      const aborted = drawn.sort((a, b) => a.draw - b.draw).map(({ one }) => one);
      const shuffled = readRecordBatches({ ...fetched, aborted }, 0);
      expect(rowsOf(shuffled)).toEqual(rowsOf(readRecordBatches(fetched, 0)));
    }),
  );
});

const damagedLog = [
  { offset: 1_000, codec: 'none' as const },
  { offset: 1_010, codec: 'lz4' as const },
  { offset: 1_020, codec: 'gzip' as const },
].map(({ offset, codec }) => ({
  offset,
  bytes: batchBytes({
    baseOffset: offset,
    records: [0, 1, 2].map((delta) => ({ delta, key: `k${delta}`, value: `value ${delta}` })),
    lastDelta: 2,
    codec,
  }),
}));
const whole = Buffer.concat(damagedLog.map(({ bytes }) => bytes));
const truth = rowsOf(readRecordBatches(fetchedOf(whole), 0));

/** The rows, or undefined for a refusal; everything else is passed on. */
function read(bytes: Buffer): RecordBatch | undefined {
  try {
    return readRecordBatches(fetchedOf(bytes), 0);
  } catch (error) {
    if (error instanceof OutsideError) return undefined;
    throw error;
  }
}

/** Base offset and epoch of the leader: outside of the checksum, as the broker sets them. */
function isUnchecked(position: number): 'offset' | 'epoch' | undefined {
  let start = 0;
  for (const { bytes } of damagedLog) {
    const at = position - start;
    if (at >= 0 && at < 8) return 'offset';
    if (at >= 12 && at < 16) return 'epoch';
    start += bytes.length;
  }
  return undefined;
}

test('reader > any bit that is turned over is an error, or ends the read early', () => {
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const position = bit >> 3;
    const bytes = Buffer.from(whole);
    bytes[position]! ^= 1 << (bit & 7);
    const batch = read(bytes);
    if (batch === undefined) continue;
    const rows = rowsOf(batch);
    const unchecked = isUnchecked(position);
    if (unchecked === 'epoch') expect(rows).toEqual(truth);
    // Only the neighbours limit an offset; what it belongs to is untouched.
    else if (unchecked === 'offset') expect(contents(rows)).toEqual(contents(truth));
    else expect(rows).toEqual(truth.slice(0, rows.length));
    if (unchecked === undefined) expect(rows.length).toBeLessThan(truth.length);
  }
});

function contents(rows: readonly Row[]): unknown[] {
  return rows.map(({ key, value, seenAt }) => ({ key, value, seenAt }));
}

test('reader > a cut leaves whole batches, and an error if there is none', () => {
  for (let length = 1; length < whole.length; length += 1) {
    const batch = read(whole.subarray(0, length));
    expect(batch === undefined).toBe(length < damagedLog[0]!.bytes.length);
    if (batch === undefined) continue;
    expect(rowsOf(batch)).toEqual(truth.slice(0, batch.count));
    expect(batch.count % 3).toBe(0);
    expect(batch.nextOffset).toBe(1_003 + 10 * (batch.count / 3 - 1));
  }
});

test('reader > whatever is under a right checksum, columns stay inside the bytes', () => {
  fc.assert(
    fc.property(
      fc.nat(2),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (index, changes, isHeader) => {
        const bytes = Buffer.from(damagedLog[index]!.bytes);
        const first = isHeader ? 21 : 61;
        for (const [place, byte] of changes) {
          bytes[first + (place % (bytes.length - first))] = byte;
        }
        const batch = read(withChecksum(bytes));
        if (batch === undefined) return;
        for (let i = 0; i < batch.count; i += 1) {
          for (const [start, end] of [
            [batch.keyStart[i]!, batch.keyEnd[i]!],
            [batch.valueStart[i]!, batch.valueEnd[i]!],
          ] as const) {
            expect(start).toBeGreaterThanOrEqual(-1);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(batch.bytes.length);
          }
          expect(batch.offsets[i]).toBeLessThan(batch.nextOffset);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
