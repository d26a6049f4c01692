// Compaction leaves the last batch of a producer behind, empty. At the end of a segment kafkajs
// asks for it for ever; ours takes the next offset from the header of the batch.

import type { Kafka } from 'kafkajs';
import { expect, test } from 'vitest';
import { openKafkaLog } from '../../../src/adapters/kafka/kafka-log.ts';
import { appendTo, freshTopic, readAll } from '../../contract/log-steps.ts';
import { describeKafka, sharedBrokers } from '../../support/kafka.ts';
import { compact, optionsFor, plainKafka } from './kafka-subject.ts';
import { readWithKafkajs } from './stock-kafkajs.ts';

/** Two of them are more than a segment takes, so that cleaning does not merge their segments. */
const large = 'x'.repeat(600_000);

await describeKafka('empty batches of a compacted topic', () => {
  test('are passed by ours, and hold up kafkajs for ever', async () => {
    const brokers = await sharedBrokers();
    const log = await openKafkaLog({ ...optionsFor(brokers), compression: 'none' });
    const plain = plainKafka(brokers);
    const admin = plain.admin();
    await admin.connect();
    const topic = await freshTopic(log, { cleanup: 'compact' });
    await appendTo(log, [topic, 0], [['first', large]]);
    await writeTombstone(plain, topic);
    const append = () => appendTo(log, [topic, 0], [['second', large]]);
    await compact({ log, kafka: plain, admin, beforeRolling: append }, topic);
    await admin.disconnect();
    const keys = (await readAll(log, topic)).map(({ key }) => key);
    expect(keys).toEqual(['first', 'second']);
    await log.close();

    const stock = await readWithKafkajs(brokers, topic, { quietMs: 4_000 });
    expect(stock).toEqual([large]);
  });
});

/** Without a transaction, so that its batch, emptied, is the last of its segment. */
async function writeTombstone(kafka: Kafka, topic: string): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  await producer.send({ topic, messages: [{ key: 'gone', value: null, partition: 0 }] });
  await producer.disconnect();
}
