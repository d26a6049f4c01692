// Records of aborted transactions stay unseen where transactions of two producers interleave on one
// partition. kafkajs's own filter lets them through: it is run beside ours.

import type { Producer, Transaction } from 'kafkajs';
import { expect, test } from 'vitest';
import { openKafkaLog } from '../../../src/adapters/kafka/kafka-log.ts';
import { freshTopic, readAll } from '../../contract/log-steps.ts';
import { describeKafka, sharedBrokers } from '../../support/kafka.ts';
import { optionsFor, plainKafka } from './kafka-subject.ts';
import { readWithKafkajs } from './stock-kafkajs.ts';

await describeKafka('aborted transactions', () => {
  test('are dropped by ours, and leak through kafkajs where they interleave', async () => {
    const brokers = await sharedBrokers();
    const log = await openKafkaLog(optionsFor(brokers));
    const topic = await freshTopic(log);
    const producers = await Promise.all(
      ['early', 'late'].map((name) => openProducer(brokers, `${topic}-${name}`)),
    );
    const [early, late] = producers as [Producer, Producer];
    const committed: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      // Begins first and ends last: the broker lists aborted transactions by their end.
      const outer = await early.transaction();
      await send(outer, topic, `aborted outer ${round}`);
      const inner = await late.transaction();
      await send(inner, topic, `aborted inner ${round}`);
      await inner.abort();
      await send(outer, topic, `aborted outer again ${round}`);
      await outer.abort();
      const kept = await late.transaction();
      await send(kept, topic, `committed ${round}`);
      await kept.commit();
      committed.push(`committed ${round}`);
    }
    await Promise.all(producers.map((producer) => producer.disconnect()));
    await expect.poll(async () => valuesOf(log, topic), { timeout: 5_000 }).toEqual(committed);
    await log.close();

    const stock = await readWithKafkajs(brokers, topic, { quietMs: 1_500 });
    expect(stock.filter((value) => value?.startsWith('aborted')).length).toBeGreaterThan(0);
  });
});

async function openProducer(brokers: readonly string[], id: string): Promise<Producer> {
  const producer = plainKafka(brokers).producer({ transactionalId: id, maxInFlightRequests: 1 });
  await producer.connect();
  return producer;
}

async function send(transaction: Transaction, topic: string, value: string): Promise<void> {
  await transaction.send({ topic, messages: [{ value, partition: 0 }] });
}

async function valuesOf(log: Parameters<typeof readAll>[0], topic: string): Promise<unknown> {
  return (await readAll(log, topic)).map(({ value }) => value);
}
