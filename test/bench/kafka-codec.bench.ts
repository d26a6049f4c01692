// Records on their way to and from Kafka: our reader and writer of record batches against
// kafkajs's, then what each codec makes of a thousand enriched events, at which price. The codec
// that we write is chosen by these figures (docs/decisions/kafka-data-path.md).

import {
  type Compression,
  compress,
  compressions,
  decompress,
} from '../../src/adapters/kafka/compression.ts';
import { readRecordBatches } from '../../src/adapters/kafka/record-batch-reader.ts';
import { writeRecordBatch } from '../../src/adapters/kafka/record-batch-writer.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { fetchedOf } from '../adapters/kafka/batch-bytes.ts';
import { sized, stockEncode, stockMessages } from '../adapters/kafka/stock-codec.ts';
import { enrichedEvents } from './enriched-events.ts';
import type { Bench } from './measure.ts';

const batchBytes = 900_000;
const batches = 8;
const at = 1_764_036_000_000;

function outputOf(valueBytes: number): OutputBuffer {
  const output = new OutputBuffer('topic', 0);
  const value = new Uint8Array(valueBytes);
  for (let i = 0; i < batchBytes / valueBytes; i += 1) {
    for (let j = 0; j < valueBytes; j += 1) value[j] = (i * 31 + j * 7) & 0xff;
    output.append(`agent-${i % 1_000}`, value);
  }
  return output;
}

function written(output: OutputBuffer, compression: Compression): Uint8Array {
  const settings = { producerId: 5n, epoch: 1, baseSequence: 0, isTransactional: true, at };
  return writeRecordBatch(output, { from: 0, to: output.count }, { ...settings, compression });
}

function fetchOf(output: OutputBuffer, compression: Compression): Buffer {
  const one = written(output, compression);
  const all = Buffer.concat(Array.from({ length: batches }, () => one));
  for (let i = 0; i < batches; i += 1) {
    all.writeBigInt64BE(BigInt(i * output.count), i * one.length);
  }
  return all;
}

function records(valueBytes: number): readonly Bench[] {
  const output = outputOf(valueBytes);
  const { count } = output;
  const fetched = fetchOf(output, 'none');
  const what = `records of ${valueBytes.toLocaleString('en')} bytes`;
  return [
    {
      name: `read ${what}`,
      operations: count * batches,
      open: () => ({ run: () => readRecordBatches(fetchedOf(fetched), 0).count }),
    },
    {
      name: `read ${what}, kafkajs`,
      operations: count * batches,
      open: () => {
        const bytes = sized(fetched);
        return { run: async () => (await stockMessages(bytes)).length };
      },
    },
    {
      name: `write ${what}`,
      operations: count * batches,
      open: () => ({ run: () => repeated(() => written(output, 'none').length) }),
    },
    {
      name: `write ${what}, kafkajs`,
      operations: count,
      open: () => {
        const batch = { firstOffset: 0, at, compression: 'none', producerId: 5 } as const;
        const all = output.keys.map((key, i) => ({
          key,
          value: Buffer.from(output.bytes.subarray(i * valueBytes, (i + 1) * valueBytes)),
          timeDelta: 0,
        }));
        return { run: async () => (await stockEncode({ ...batch, records: all })).length };
      },
    },
  ];
}

function repeated(run: () => number): number {
  let total = 0;
  for (let i = 0; i < batches; i += 1) total += run();
  return total;
}

function codecs(events: OutputBuffer): readonly Bench[] {
  const plain = written(events, 'none').subarray(61);
  return compressions.flatMap((compression, codec) => {
    const packed = compress(compression, plain);
    const share = `${((100 * packed.length) / plain.length).toFixed(1)} % of ${plain.length} bytes`;
    const fetched = fetchedOf(fetchOf(events, compression));
    const operations = events.count * batches;
    return [
      {
        name: `${compression}: compress, ${share}`,
        operations,
        open: () => ({ run: () => repeated(() => compress(compression, plain).length) }),
      },
      {
        name: `${compression}: decompress`,
        operations,
        open: () => ({ run: () => repeated(() => decompress(codec, packed).length) }),
      },
      {
        name: `${compression}: write a batch of them`,
        operations,
        open: () => ({ run: () => repeated(() => written(events, compression).length) }),
      },
      {
        name: `${compression}: read a fetch of them`,
        operations,
        open: () => ({ run: () => readRecordBatches(fetched, 0).count }),
      },
    ];
  });
}

export const benches: readonly Bench[] = [
  ...records(250),
  ...records(1_000),
  ...codecs(await enrichedEvents(1_000)),
];
