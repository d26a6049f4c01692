// Produce, version 7: the same bytes as kafkajs sends, every partition with its own outcome.

import { expect, test } from 'vitest';
import { produceRequest } from '../../../src/adapters/kafka/produce-request.ts';
import { writeRecordBatch } from '../../../src/adapters/kafka/record-batch-writer.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import { answerOf, encoded, parsed, stock, stockEncoded } from './answers.ts';

const at = 1_764_036_000_000;
const places = [
  { topic: 'access', partition: 3 },
  { topic: 'positions', partition: 0 },
  { topic: 'access', partition: 1 },
];
const request = produceRequest({
  transactionalId: 'enrich-3',
  timeoutMs: 9_000,
  partitions: places.map((place) => ({ ...place, records: batchFor(place) })),
});

function batchFor({ topic, partition }: { topic: string; partition: number }): Uint8Array {
  const output = new OutputBuffer(topic, partition);
  output.append('k', Buffer.from(`${topic} ${partition}`));
  const settings = { producerId: 77n, epoch: 2, baseSequence: 12, isTransactional: true };
  const batch = writeRecordBatch(
    output,
    { from: 0, to: 1 },
    { ...settings, compression: 'none', at },
  );
  // What kafkajs writes as epoch of the leader.
  Buffer.from(batch.buffer, batch.byteOffset).writeInt32BE(0, 12);
  return batch;
}

test('produce > sends what kafkajs does', async () => {
  const theirs = stock('protocol/requests/produce/v7/request')({
    acks: -1,
    timeout: 9_000,
    transactionalId: 'enrich-3',
    producerId: 77,
    producerEpoch: 2,
    compression: 0,
    topicData: ['access', 'positions'].map((name) => ({
      topic: name,
      partitions: places
        .filter(({ topic }) => topic === name)
        .map(({ topic, partition }) => ({
          partition,
          firstSequence: 12,
          messages: [{ key: 'k', value: `${topic} ${partition}`, timestamp: at }],
        })),
    })),
  });
  const { apiKey, apiVersion, apiName } = theirs;
  expect(request.request).toMatchObject({ apiKey, apiVersion, apiName });
  expect((await encoded(request)).toString('hex')).toBe(
    (await stockEncoded(theirs)).toString('hex'),
  );
});

test('produce > errors are told by partition, in any order', async () => {
  const payload = answerOf((writer) => {
    writer.int32(2);
    writer.string('positions').int32(1);
    writer
      .int32(0)
      .int16(0)
      .int64(2 ** 40)
      .int64(at)
      .int64(3);
    writer.string('access').int32(2);
    writer.int32(1).int16(47).int64(-1).int64(-1).int64(-1);
    writer.int32(3).int16(0).int64(9).int64(-1).int64(0);
    writer.int32(120);
  });
  expect(await parsed(request, payload)).toEqual([
    { topic: 'positions', partition: 0, errorCode: 0, baseOffset: 2 ** 40, appendTime: at },
    { topic: 'access', partition: 1, errorCode: 47, baseOffset: -1, appendTime: -1 },
    { topic: 'access', partition: 3, errorCode: 0, baseOffset: 9, appendTime: -1 },
  ]);
  expect((await request.response.decode(payload)).clientSideThrottleTime).toBe(120);
});
