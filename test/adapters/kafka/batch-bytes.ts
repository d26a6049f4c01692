// Record batches for tests, written slowly and plainly from Kafka's description of them, with all
// that our writer never writes: gaps, headers, markers, times of their own, empty batches.
// https://kafka.apache.org/documentation/#recordbatch

import { crc32c } from '@node-rs/crc32';
import { compress, compressions } from '../../../src/adapters/kafka/compression.ts';
import type { FetchedPartition } from '../../../src/adapters/kafka/fetch-request.ts';
import { keyOf, type RecordBatch, valueBytes } from '../../../src/core/batch.ts';

export type PlainRecord = {
  readonly delta: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timeDelta?: number;
  readonly headers?: readonly (readonly [string, string | null])[];
};

export type PlainBatch = {
  readonly baseOffset: number;
  readonly records: readonly PlainRecord[];
  /** Of the last record that there was, kept or not. */
  readonly lastDelta: number;
  readonly codec?: (typeof compressions)[number];
  readonly producerId?: bigint;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  readonly baseTime?: number;
  /** The broker's time, on topics that have it. */
  readonly appendTime?: number;
  /** Instead of the records as they are. */
  readonly body?: Uint8Array;
  readonly count?: number;
};

export function batchBytes(batch: PlainBatch): Buffer {
  const { baseOffset, records, lastDelta, codec = 'none', baseTime = 1_000 } = batch;
  const plain = Buffer.concat(records.map(recordBytes));
  const isEmpty = records.length === 0 && batch.body === undefined;
  const body = batch.body ?? (isEmpty ? plain : compress(codec, plain));
  const header = Buffer.alloc(61);
  header.writeBigInt64BE(BigInt(baseOffset), 0);
  header.writeInt32BE(49 + body.length, 8);
  header.writeInt32BE(3, 12);
  header.writeInt8(2, 16);
  const bits = [
    compressions.indexOf(codec),
    batch.appendTime === undefined ? 0 : 0x08,
    batch.isTransactional ? 0x10 : 0,
    batch.isControl ? 0x20 : 0,
  ];
  header.writeInt16BE(bits[0]! | bits[1]! | bits[2]! | bits[3]!, 21);
  header.writeInt32BE(lastDelta, 23);
  header.writeBigInt64BE(BigInt(baseTime), 27);
  header.writeBigInt64BE(BigInt(batch.appendTime ?? baseTime), 35);
  header.writeBigInt64BE(batch.producerId ?? -1n, 43);
  header.writeInt16BE(0, 51);
  header.writeInt32BE(0, 53);
  header.writeInt32BE(batch.count ?? records.length, 57);
  return withChecksum(Buffer.concat([header, body]));
}

/** A transaction's end, as the coordinator writes it. */
export function marker(baseOffset: number, producerId: bigint, kind: 'abort' | 'commit'): Buffer {
  const key = kind === 'abort' ? '\0\0\0\0' : '\0\0\0\u0001';
  const records = [{ delta: 0, key, value: '\0\0\0\0\0\u0009' }];
  const isMarker = { isTransactional: true, isControl: true };
  return batchBytes({ baseOffset, records, lastDelta: 0, producerId, ...isMarker });
}

export function withChecksum(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

function recordBytes({ delta, key, value, timeDelta = 0, headers = [] }: PlainRecord): Buffer {
  const record = Buffer.concat([
    Buffer.alloc(1),
    varint(timeDelta),
    varint(delta),
    sized(key),
    sized(value),
    varint(headers.length),
    ...headers.flatMap(([name, text]) => [sized(name), sized(text)]),
  ]);
  return Buffer.concat([varint(record.length), record]);
}

function sized(text: string | null): Buffer {
  if (text === null) return varint(-1);
  return Buffer.concat([varint(Buffer.byteLength(text)), Buffer.from(text)]);
}

/** By BigInt, so that it shares nothing with what it tests. */
export function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

export function fetchedOf(
  records: Uint8Array,
  aborted: FetchedPartition['aborted'] = [],
): FetchedPartition {
  const ends = { highWatermark: 9_000, lastStableOffset: 9_000, logStart: 0 };
  return { topic: 'topic', partition: 2, errorCode: 0, ...ends, aborted, records };
}

export type Row = { offset: number; seenAt: number; key: string | null; value: string | null };

export function rowsOf(batch: RecordBatch): Row[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    offset: batch.offsets[i]!,
    seenAt: batch.seenAt[i]!,
    key: keyOf(batch, i),
    value: batch.valueStart[i]! < 0 ? null : Buffer.from(valueBytes(batch, i)).toString(),
  }));
}
