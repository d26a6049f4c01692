// The few things that the tests here do to a broker, with kafkajs as it is: what they try is the
// broker, not our client.

import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';

export function plainKafka(brokers: readonly string[], more: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 2, initialRetryTime: 50 },
    ...more,
  });
}

export async function makeTopic(kafka: Kafka, topic: string, copies = 1): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: 1, replicationFactor: copies }],
    waitForLeaders: true,
  });
  await admin.disconnect();
}

export async function writeAll(kafka: Kafka, topic: string, values: readonly string[]) {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
}

export async function readAll(kafka: Kafka, topic: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-readers` });
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

export async function topicsOf(kafka: Kafka): Promise<string[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}
