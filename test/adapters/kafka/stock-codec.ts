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
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
};

/** All messages of a fetch; markers are among them. */
export function stockDecode(records: Uint8Array): Promise<readonly StockMessage[]> {
  const sized = Buffer.alloc(4 + records.length);
  sized.writeInt32BE(records.length);
  sized.set(records, 4);
  return decodeMessages(new Decoder(sized));
}

export type StockBatch = {
  readonly firstOffset: number;
  readonly at: number;
  readonly compression: Compression;
  readonly producerId: number;
  readonly records: readonly {
    readonly key: string | Buffer | null;
    readonly value: string | Buffer | null;
    readonly timestampDelta: number;
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
    records: records.map((record, offsetDelta) => encodeRecord({ ...record, offsetDelta })),
  });
  return encoded.buffer;
}
