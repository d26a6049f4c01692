// What kafkajs's own consumer reads, for the tests that show what it gets wrong.

import { plainKafka } from './kafka-subject.ts';

/** Values that kafkajs's consumer reads as committed, until nothing new came for `quietMs`. */
export async function readWithKafkajs(
  brokers: readonly string[],
  topic: string,
  { quietMs }: { readonly quietMs: number },
): Promise<readonly (string | null)[]> {
  const consumer = plainKafka(brokers).consumer({
    groupId: `stock-${topic}`,
    readUncommitted: false,
    maxWaitTimeInMs: 100,
  });
  const values: (string | null)[] = [];
  let newest = Date.now();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      values.push(...batch.messages.map(({ value }) => value?.toString() ?? null));
      newest = Date.now();
    },
  });
  while (Date.now() - newest < quietMs) await new Promise((resolve) => setTimeout(resolve, 50));
  await consumer.disconnect();
  return values;
}
