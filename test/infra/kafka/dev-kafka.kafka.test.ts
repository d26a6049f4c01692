// The Kafka that `npm run kafka` and the tests start is a Kafka: what is written is read, what was
// written is there after a restart, and the registry answers as Confluent's does.

import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from 'vitest';
import { describeKafka, ownKafka, sharedKafka } from '../../support/kafka.ts';

await describeKafka('a Kafka of one broker', async () => {
  const shared = await sharedKafka();

  test('keeps what was written over a restart', async () => {
    const own = await ownKafka();
    try {
      await writeAll(own.brokers, 'kept', ['one', 'two']);
      await own.stopBroker(0);
      await own.startBroker(0);
      expect(await readAll(own.brokers, 'kept', 2)).toEqual(['one', 'two']);
    } finally {
      await own.stop();
    }
  });

  test('registers a schema', async () => {
    const subject = 'dev-kafka-value';
    const response = await fetch(`${shared.registryUrl}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: '"string"' }),
    });
    const { id } = (await response.json()) as { id: number };
    const found = await fetch(`${shared.registryUrl}/schemas/ids/${id}`);
    expect(await found.json()).toMatchObject({ schema: '"string"' });
  });
});

async function writeAll(brokers: readonly string[], topic: string, values: readonly string[]) {
  const kafka = plainKafka(brokers);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}

async function readAll(brokers: readonly string[], topic: string, count: number) {
  const consumer = plainKafka(brokers).consumer({ groupId: `${topic}-readers` });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        values.push(String(message.value));
        if (values.length === count) resolve();
      },
    });
  });
  await consumer.disconnect();
  return values;
}

function plainKafka(brokers: readonly string[]): Kafka {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
}
