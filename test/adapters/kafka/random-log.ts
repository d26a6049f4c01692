// A partition of Kafka made from random steps: some producers whose transactions interleave, end,
// or never end; records outside of transactions; compaction. With the naive answer beside it:
// record by record, who sees what. For the property tests of the reader.

import fc from 'fast-check';
import type { Compression } from '../../../src/adapters/kafka/compression.ts';
import type { FetchedPartition } from '../../../src/adapters/kafka/fetch-request.ts';
import { batchBytes, fetchedOf, marker, type PlainRecord, type Row } from './batch-bytes.ts';

type Kept = { readonly isKept: boolean; readonly record: Omit<PlainRecord, 'delta'> };

export type Step =
  | {
      readonly kind: 'write';
      readonly producer: number;
      readonly isTransactional: boolean;
      readonly codec: Compression;
      readonly appendTime: number | undefined;
      readonly records: readonly Kept[];
    }
  | { readonly kind: 'abort' | 'commit'; readonly producer: number }
  /** Offsets that nobody has any more. */
  | { readonly kind: 'gap'; readonly length: number };

const producers = fc.integer({ min: 0, max: 2 });
const texts = fc.option(fc.oneof(fc.string({ maxLength: 8 }), fc.string({ minLength: 60 })), {
  nil: null,
});
const kept = fc.record({
  isKept: fc.boolean().chain((isSure) => (isSure ? fc.constant(true) : fc.boolean())),
  record: fc.record({
    key: texts,
    value: texts,
    timeDelta: fc.oneof(fc.constant(0), fc.integer({ min: -(10 ** 9), max: 10 ** 12 })),
    headers: fc.array(fc.tuple(fc.string({ maxLength: 4 }), texts), { maxLength: 2 }),
  }),
});

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        producer: producers,
        isTransactional: fc.integer({ min: 0, max: 4 }).map((draw) => draw > 0),
        codec: fc.constantFrom<Compression>('none', 'none', 'gzip', 'snappy', 'lz4', 'zstd'),
        appendTime: fc.option(fc.integer({ min: 1, max: 2 * 10 ** 12 }), { nil: undefined }),
        records: fc.array(kept, { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('abort' as const, 'commit' as const),
        producer: producers,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('gap' as const),
        length: fc.integer({ min: 1, max: 300 }),
      }),
    },
  ),
  { maxLength: 40, size: 'max' },
);

type Piece = { readonly first: number; readonly last: number; readonly bytes: Buffer };
type Fate = { outcome: 'open' | 'abort' | 'commit'; readonly firstOffset: number };
type Ended = { readonly producerId: bigint; readonly firstOffset: number; readonly end: number };

export type RandomLog = {
  readonly pieces: readonly Piece[];
  readonly rows: readonly (Row & { readonly fate: Fate | undefined })[];
  readonly aborted: readonly Ended[];
  /** The first offset of a transaction that is still open, else the end. */
  readonly stableEnd: number;
};

const baseTime = 1_700_000_000_000;

export function logOf(all: readonly Step[]): RandomLog {
  const pieces: Piece[] = [];
  const rows: RandomLog['rows'][number][] = [];
  const aborted: Ended[] = [];
  const open = new Map<number, Fate>();
  let offset = 0;
  for (const step of all) {
    if (step.kind === 'gap') {
      offset += step.length;
      continue;
    }
    const { producer } = step;
    const producerId = 4_000_000_000n + BigInt(producer);
    const first = offset;
    if (step.kind !== 'write') {
      const fate = open.get(producer);
      if (fate === undefined) continue;
      fate.outcome = step.kind;
      open.delete(producer);
      if (step.kind === 'abort') {
        aborted.push({ producerId, firstOffset: fate.firstOffset, end: first });
      }
      pieces.push({ first, last: first, bytes: marker(first, producerId, step.kind) });
      offset += 1;
      continue;
    }
    const { isTransactional, codec, appendTime } = step;
    const fate = open.get(producer) ?? { outcome: 'open', firstOffset: first };
    if (isTransactional) open.set(producer, fate);
    const records: PlainRecord[] = [];
    step.records.forEach(({ isKept, record }, delta) => {
      if (!isKept) return;
      records.push({ ...record, delta });
      rows.push({
        offset: first + delta,
        seenAt: appendTime ?? baseTime + (record.timeDelta ?? 0),
        key: record.key,
        value: record.value,
        fate: isTransactional ? fate : undefined,
      });
    });
    const lastDelta = step.records.length - 1;
    const head = { baseOffset: first, lastDelta, producerId, isTransactional, baseTime, codec };
    const bytes = batchBytes({
      ...head,
      records,
      ...(appendTime === undefined ? {} : { appendTime }),
    });
    pieces.push({ first, last: first + lastDelta, bytes });
    offset = first + lastDelta + 1;
  }
  const stableEnd = Math.min(offset, ...[...open.values()].map(({ firstOffset }) => firstOffset));
  return { pieces, rows, aborted, stableEnd };
}

/** What a read-committed reader should see between two offsets. */
export function visibleRows({ rows }: RandomLog, from: number, to: number): Row[] {
  return rows
    .filter(({ fate }) => fate === undefined || fate.outcome === 'commit')
    .filter(({ offset }) => offset >= from && offset < to)
    .map(({ fate: _, ...row }) => row);
}

/** What a broker answers: whole batches up to the stable end, the last perhaps cut off. */
export function fetchFrom(log: RandomLog, from: number, sizeMax: number): FetchedPartition {
  const pieces = log.pieces.filter(({ first, last }) => last >= from && first < log.stableEnd);
  const all = Buffer.concat(pieces.map(({ bytes }) => bytes));
  const whole = pieces[0]?.bytes.length ?? 0;
  const records = all.subarray(0, Math.max(whole, Math.min(sizeMax, all.length)));
  // By their end, as brokers list them.
  const aborted = log.aborted.filter(({ end }) => end >= from);
  return { ...fetchedOf(records, aborted), lastStableOffset: log.stableEnd };
}
