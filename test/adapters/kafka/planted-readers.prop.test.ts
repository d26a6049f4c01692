// Readers with the mistakes that others have made with aborted transactions: random logs must
// catch each of them, or the property of record-batch-reader.prop.test.ts is worth nothing.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FetchedPartition } from '../../../src/adapters/kafka/fetch-request.ts';
import { readRecordBatches } from '../../../src/adapters/kafka/record-batch-reader.ts';
import { type Row, rowsOf, withChecksum } from './batch-bytes.ts';
import { fetchFrom, logOf, steps, visibleRows } from './random-log.ts';

type Answer = { readonly rows: readonly Row[]; readonly nextOffset: number };
type Read = (fetched: FetchedPartition, from: number) => Answer;

type Mistake =
  | 'trusts order'
  | 'one at a time'
  | 'never ends'
  | 'drops nothing'
  | 'next is behind what is shown';

/** The runs that the true reader has to pass. */
const numRuns = 300;

function seesWhatIsCommitted(read: Read) {
  const sizes = fc.oneof(fc.nat(400), fc.constant(1e6));
  return fc.property(steps, fc.nat(1_000), sizes, (all, start, size) => {
    const log = logOf(all);
    const from = start % (log.stableEnd + 2);
    const { rows, nextOffset } = read(fetchFrom(log, from, size), from);
    expect(rows).toEqual(visibleRows(log, from, nextOffset));
    // Whoever asks from there on, and for everything, gets the rest.
    const rest = read(fetchFrom(log, nextOffset, 1e6), nextOffset);
    expect(rest.rows).toEqual(visibleRows(log, nextOffset, log.stableEnd));
    const isMore = log.pieces.some(({ last }) => last >= from && last < log.stableEnd);
    if (isMore) expect(nextOffset, 'goes on').toBeGreaterThan(from);
  });
}

/** Filters batch by batch, and leaves to ours no more than the opening of single ones. */
function planted(mistake?: Mistake): Read {
  return (fetched, from) => {
    const waiting = [...fetched.aborted];
    if (mistake !== 'trusts order') waiting.sort((a, b) => a.firstOffset - b.firstOffset);
    const active = new Set<bigint>();
    const rows: Row[] = [];
    let nextOffset = from;
    for (const batch of wholeBatches(fetched.records)) {
      const baseOffset = Number(batch.readBigInt64BE(0));
      const lastOffset = baseOffset + batch.readInt32BE(23);
      const producerId = batch.readBigInt64BE(43);
      const [isTransactional, isControl] = [0x10, 0x20].map(
        (bit) => (batch.readInt16BE(21) & bit) !== 0,
      );
      while (waiting[0] !== undefined && waiting[0].firstOffset <= lastOffset) {
        active.add(waiting.shift()!.producerId);
        if (mistake === 'one at a time') break;
      }
      const inside = rowsOf(readRecordBatches({ ...fetched, records: asData(batch) }, 0));
      const isAbort = isControl && inside[0]?.key === '\0\0\0\0';
      if (isAbort && mistake !== 'never ends') active.delete(producerId);
      const isAborted = isTransactional && active.has(producerId);
      const isDropped = isAborted && mistake !== 'drops nothing';
      const shown = isControl || isDropped ? [] : inside.filter(({ offset }) => offset >= from);
      rows.push(...shown);
      if (mistake !== 'next is behind what is shown') nextOffset = Math.max(from, lastOffset + 1);
      else nextOffset = (shown.at(-1)?.offset ?? nextOffset - 1) + 1;
    }
    return { rows, nextOffset };
  };
}

function* wholeBatches(records: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(records);
  for (let at = 0; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    if (end <= bytes.length) yield bytes.subarray(at, end);
    at = end;
  }
}

/** Neither a marker nor of a transaction, so that ours shows all that is in it. */
function asData(batch: Buffer): Buffer {
  const bytes = Buffer.from(batch);
  bytes.writeInt16BE(bytes.readInt16BE(21) & ~0x30, 21);
  return withChecksum(bytes);
}

test('the reader that mistakes are planted into is right without one', () => {
  fc.assert(seesWhatIsCommitted(planted()), { numRuns });
});

for (const mistake of [
  'trusts order',
  'one at a time',
  'never ends',
  'drops nothing',
  'next is behind what is shown',
] as const) {
  test(`random logs catch a reader with this mistake: ${mistake}`, () => {
    const { failed, errorInstance } = fc.check(seesWhatIsCommitted(planted(mistake)), {
      numRuns,
      seed: 4,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
    // It shows wrong records or stands still; it does not break.
    expect((errorInstance as Error).name).toBe('AssertionError');
  });
}
