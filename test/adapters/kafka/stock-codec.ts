// kafkajs's own encoder and decoder of record batches, which ours stand in for: to compare with,
// and to measure against. It comes with gzip only; the other codecs are plugged in as its manual
// says. For tests and benchmarks.

import { createRequire } from 'node:module';
import {
  type Compression,
  compress,
  compressions,
  decompress,
} from '../../../src/adapters/kafka/compression.ts';

const require = createRequire(import.meta.url);
const { Codecs } = require('kafkajs/src/protocol/message/compression');
const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages');
const Decoder = require('kafkajs/src/protocol/decoder');
const { RecordBatch: encodeBatch } = require('kafkajs/src/protocol/recordBatch/v0');
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0');

for (const [codec, compression] of compressions.entries()) {
  if (compression === 'none' || compression === 'gzip') continue;
  Codecs[codec] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => Buffer.from(compress(compression, buffer)),
    decompress: async (bytes: Buffer) => Buffer.from(decompress(codec, bytes)),
  });
}

export type StockMessage = {
  readonly offset: number;
  readonly at: number;
  readonly key: string | null;
  readonly value: string | null;
};

/** All messages of a fetch; markers are among them. */
export async function stockDecode(records: Uint8Array): Promise<readonly StockMessage[]> {
  const messages: readonly Record<string, Buffer | null>[] = await stockMessages(sized(records));
  return messages.map(({ offset, timestamp, key, value }) => ({
    offset: Number(offset),
    at: Number(timestamp),
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
  }));
}

/** As kafkajs has them, from records with their size before them. */
export function stockMessages(bytes: Buffer): Promise<readonly Record<string, Buffer | null>[]> {
  return decodeMessages(new Decoder(bytes));
}

export function sized(records: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + records.length);
  bytes.writeInt32BE(records.length);
  bytes.set(records, 4);
  return bytes;
}

export type StockBatch = {
  readonly firstOffset: number;
  readonly at: number;
  readonly compression: Compression;
  readonly producerId: number;
  readonly records: readonly {
    readonly key: string | Buffer | null;
    readonly value: string | Buffer | null;
    readonly timeDelta: number;
    readonly headers?: Readonly<Record<string, string>>;
  }[];
};

export async function stockEncode(batch: StockBatch): Promise<Buffer> {
  const { compression, at, records, ...rest } = batch;
  const encoded = await encodeBatch({
    ...rest,
    compression: compressions.indexOf(compression),
    firstTimestamp: at,
    maxTimestamp: at,
    transactional: true,
    lastOffsetDelta: records.length - 1,
    records: records.map(({ timeDelta: timestampDelta, key, value, headers }, offsetDelta) =>
      encodeRecord({ key, value, headers, timestampDelta, offsetDelta }),
    ),
  });
  return encoded.buffer;
}
