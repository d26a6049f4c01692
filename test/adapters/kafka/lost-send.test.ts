// A leader moves, during a send, to a broker that has already answered for another partition.
// kafkajs does not ask that broker again: its send succeeds, and what went to the partition is
// lost. Ours is done only when each partition has confirmed by name.

import { expect, test } from 'vitest';
import { openKafkaLog } from '../../../src/adapters/kafka/kafka-log.ts';
import { output } from '../../contract/log-steps.ts';
import { optionsFor, plainKafka } from './kafka-subject.ts';
import { openScriptedCluster, topic } from './scripted-cluster.ts';

test('a send while a leader moves > ours writes both partitions, once each', async () => {
  const cluster = await openScriptedCluster();
  const log = await openKafkaLog(optionsFor(cluster.brokers));
  const writer = await log.writer('ours');
  await writer.commit([output(topic, 0, [['k', 'first']]), output(topic, 1, [['k', 'second']])]);
  expect([...cluster.written].sort()).toEqual([0, 1]);
  expect(cluster.isCommitted()).toBe(true);
  await log.close();
  await cluster.close();
});

test('a send while a leader moves > kafkajs commits, and one partition is lost', async () => {
  const cluster = await openScriptedCluster();
  const producer = plainKafka(cluster.brokers).producer({
    transactionalId: 'stock',
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  const messages = [0, 1].map((partition) => ({ value: `${partition}`, partition }));
  await transaction.send({ topic, messages });
  await transaction.commit();
  expect(cluster.isCommitted()).toBe(true);
  expect(cluster.written).toEqual([0]);
  await producer.disconnect();
  await cluster.close();
});
