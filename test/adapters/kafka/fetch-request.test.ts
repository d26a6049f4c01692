// Fetch, version 11: the same bytes as kafkajs sends, every partition with its own outcome.

import { expect, test } from 'vitest';
import { fetchRequest } from '../../../src/adapters/kafka/fetch-request.ts';
import type { ByteWriter } from '../../../src/adapters/kafka/wire-request.ts';
import { answerOf, encoded, parsed, stock, stockEncoded } from './answers.ts';

const partitions = [
  { topic: 'access', partition: 3, offset: 2 ** 33, maxBytes: 1_000 },
  { topic: 'people', partition: 0, offset: 0, maxBytes: 2_000 },
  { topic: 'access', partition: 1, offset: 7, maxBytes: 3_000 },
];
const limits = { maxWaitMs: 100, minBytes: 1, maxBytes: 50_000 };
const request = fetchRequest({ ...limits, partitions });

test('fetch > asks as kafkajs does', async () => {
  const theirs = stock('protocol/requests/fetch/v11/request')({
    replicaId: -1,
    maxWaitTime: 100,
    minBytes: 1,
    maxBytes: 50_000,
    topics: ['access', 'people'].map((name) => ({
      topic: name,
      partitions: partitions
        .filter(({ topic }) => topic === name)
        .map(({ partition, offset, maxBytes }) => ({ partition, fetchOffset: offset, maxBytes })),
    })),
  });
  const { apiKey, apiVersion, apiName } = theirs;
  expect(request.request).toMatchObject({ apiKey, apiVersion, apiName });
  expect((await encoded(request)).equals(await stockEncoded(theirs))).toBe(true);
  expect(request.requestTimeout).toBeGreaterThan(limits.maxWaitMs);
});

const nothing = { highWatermark: -1, lastStableOffset: -1, logStart: -1, aborted: [] };
const noRecords = new Uint8Array(0);

function partitionOf(writer: ByteWriter, partition: number, errorCode: number): ByteWriter {
  return writer.int32(partition).int16(errorCode);
}

test('fetch > every partition has its offsets, its aborted transactions and a view', async () => {
  const payload = answerOf((writer) => {
    writer.int32(40).int16(0).int32(0).int32(2);
    writer.string('access').int32(2);
    partitionOf(writer, 3, 0)
      .int64(2 ** 40)
      .int64(2 ** 39)
      .int64(5);
    writer
      .int32(2)
      .int64(8)
      .int64(2 ** 34)
      .int64(9)
      .int64(6);
    writer.int32(-1).bytes(Buffer.from('batches'));
    partitionOf(writer, 1, 6).int64(-1).int64(-1).int64(-1).int32(-1).int32(-1).int32(-1);
    writer.string('people').int32(1);
    partitionOf(writer, 0, 0).int64(4).int64(4).int64(0).int32(0).int32(-1).int32(0);
  });
  const found = await parsed(request, payload);
  expect(found).toEqual([
    {
      topic: 'access',
      partition: 3,
      errorCode: 0,
      highWatermark: 2 ** 40,
      lastStableOffset: 2 ** 39,
      logStart: 5,
      aborted: [
        { producerId: 8n, firstOffset: 2 ** 34 },
        { producerId: 9n, firstOffset: 6 },
      ],
      records: new Uint8Array(Buffer.from('batches')),
    },
    { topic: 'access', partition: 1, errorCode: 6, ...nothing, records: noRecords },
    {
      topic: 'people',
      partition: 0,
      errorCode: 0,
      ...{ highWatermark: 4, lastStableOffset: 4, logStart: 0, aborted: [] },
      records: noRecords,
    },
  ]);
  const { records } = found[0]!;
  expect([records.constructor, records.buffer]).toEqual([Uint8Array, payload.buffer]);
  expect((await request.response.decode(payload)).clientSideThrottleTime).toBe(40);
});

for (const { name, code, expect: errorCode } of [
  { name: 'an error of the whole answer is that of each partition', code: 71, expect: 71 },
  { name: 'a partition that the answer leaves out has failed', code: 0, expect: -1 },
]) {
  test(`fetch > ${name}`, async () => {
    const payload = answerOf((writer) => writer.int32(0).int16(code).int32(0).int32(0));
    const found = await parsed(request, payload);
    expect(found).toEqual(
      partitions.map(({ topic, partition }) => ({
        topic,
        partition,
        errorCode,
        ...nothing,
        records: noRecords,
      })),
    );
  });
}

test('fetch > kafkajs reads the same from the same bytes', async () => {
  const payload = answerOf((writer) => {
    writer.int32(0).int16(0).int32(0).int32(1).string('access').int32(1);
    partitionOf(writer, 3, 0).int64(90).int64(80).int64(5).int32(1).int64(8).int64(70);
    writer.int32(-1).int32(0);
  });
  const { responses } = await stock('protocol/requests/fetch/v11/response').decode(payload);
  const [{ partitions: theirs }] = responses;
  const [ours] = await parsed(request, payload);
  expect(theirs[0]).toMatchObject({
    highWatermark: String(ours!.highWatermark),
    lastStableOffset: String(ours!.lastStableOffset),
    lastStartOffset: String(ours!.logStart),
    abortedTransactions: ours!.aborted.map(({ producerId, firstOffset }) => ({
      producerId: String(producerId),
      firstOffset: String(firstOffset),
    })),
  });
});
