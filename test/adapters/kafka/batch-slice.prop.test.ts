// Parts of a batch, one after another, are the whole batch: nothing twice, nothing lost.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstOf } from '../../../src/adapters/kafka/batch-slice.ts';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import { batchBytes, fetchedOf, type Row, rowsOf } from './batch-bytes.ts';

const texts = fc.option(fc.string({ maxLength: 12 }), { nil: null });
/** With gaps before the records, and behind the last one. */
const batches = fc
  .record({
    baseOffset: fc.nat(1_000),
    records: fc.array(fc.record({ key: texts, value: texts, gap: fc.nat(3) }), { maxLength: 30 }),
    gapAtEnd: fc.nat(3),
  })
  .map(({ baseOffset, records, gapAtEnd }) => {
    let delta = -1;
    const placed = records.map(({ gap, ...record }) => {
      delta += 1 + gap;
      return { ...record, delta };
    });
    const bytes = batchBytes({ baseOffset, records: placed, lastDelta: delta + 1 + gapAtEnd });
    return readRecordBatches(fetchedOf(bytes), 0);
  });

function sizeOf({ key, value }: Row): number {
  return Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? '');
}

test('parts of any sizes, from any offset on, are the rest of the batch', () => {
  fc.assert(
    fc.property(
      batches,
      fc.nat(1_200),
      fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }),
      (batch, start, limits) => {
        const expected = rowsOf(batch).filter(({ offset }) => offset >= start);
        const seen: Row[] = [];
        let at = start;
        for (let i = 0; ; i += 1) {
          const part = firstOf(batch, at, limits[i % limits.length]!);
          if (part.count === 0) break;
          expect(part.nextOffset).toBeGreaterThan(part.offsets.at(-1)!);
          seen.push(...rowsOf(part));
          at = part.nextOffset;
          expect(at, 'no record is skipped').toBeLessThanOrEqual(
            expected[seen.length]?.offset ?? batch.nextOffset,
          );
        }
        expect(seen).toEqual(expected);
        if (expected.length > 0) expect(at).toBe(batch.nextOffset);
      },
    ),
  );
});

test('a part is as long as its limit lets it be, but has one record at least', () => {
  fc.assert(
    fc.property(batches, fc.nat(1_200), fc.nat(100), (batch, start, limit) => {
      const rest = rowsOf(batch).filter(({ offset }) => offset >= start);
      const { count } = firstOf(batch, start, limit);
      const sizeUpTo = (end: number) =>
        rest.slice(0, end).reduce((sum, row) => sum + sizeOf(row), 0);
      if (count > 1) expect(sizeUpTo(count)).toBeLessThanOrEqual(limit);
      if (count < rest.length) expect(sizeUpTo(count + 1)).toBeGreaterThan(limit);
      expect(count === 0).toBe(rest.length === 0);
    }),
  );
});

test('all of it is the batch itself, with the bytes where they were', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      expect(firstOf(batch, 0, 1e9)).toBe(batch);
      expect(firstOf(batch, 0, 1).bytes).toBe(batch.bytes);
    }),
  );
});
