// How Kafka is, for doctor: which brokers answer, and what their clock says. Used by kafka-log.ts.

import { OutputBuffer } from '../../core/batch.ts';
import { OutsideError } from '../../errors.ts';
import type { Clock, LogProbe } from '../../ports.ts';
import { kafkaCodes } from './failures.ts';
import type { ProducerIdentity } from './kafkajs.ts';
import type { Links } from './links.ts';
import { produceRequest } from './produce-request.ts';
import { writeRecordBatch } from './record-batch-writer.ts';
import type { TopicMap } from './topic-map.ts';
import { TransactionCoordinator } from './transaction-coordinator.ts';

export type ProbeOptions = {
  readonly links: Links;
  readonly topics: TopicMap;
  readonly clock: Clock;
  readonly brokers: readonly string[];
};

const transactionalId = 'molecatcher-doctor';
const probeMsMax = 10_000;

export async function probeKafka(options: ProbeOptions, topic: string): Promise<LogProbe> {
  const { links } = options;
  try {
    await links.connect();
  } catch (error) {
    const problem = (error as Error).message;
    return { brokers: options.brokers.map((address) => ({ address, problem })) };
  }
  const brokers = await Promise.all(
    links.cluster.getNodeIds().map((nodeId) => probeBroker(links, nodeId)),
  );
  return { brokers, clockAheadMs: await clockAheadMs(options, topic) };
}

async function probeBroker(links: Links, nodeId: string): Promise<LogProbe['brokers'][number]> {
  const { host, port } = links.cluster.brokerPool.brokers[nodeId]!.connectionPool;
  const address = `${host}:${port}`;
  try {
    await links.cluster.findBroker({ nodeId });
    return { address };
  } catch (error) {
    return { address, problem: (error as Error).message };
  }
}

/**
 * No request of Kafka tells the time, but a record that is appended is stamped with it. The record
 * is aborted, so nobody reads it. Undefined where it cannot be written.
 */
async function clockAheadMs(
  { links, topics, clock }: ProbeOptions,
  topic: string,
): Promise<number | undefined> {
  try {
    const leader = await topics.leaderOf(topic, 0);
    const options = { links, clock, transactionMs: probeMsMax };
    const coordinator = await TransactionCoordinator.fence(options, transactionalId);
    await coordinator.add([{ topic, partition: 0 }]);
    const before = clock.now();
    const [answer] = await links.send(leader, recordFor(topic, coordinator.identity, before));
    const after = clock.now();
    await coordinator.abort();
    if (answer?.errorCode !== kafkaCodes.none || answer.appendTime < 0) return undefined;
    return answer.appendTime - (before + after) / 2;
  } catch (error) {
    if (error instanceof OutsideError) return undefined;
    throw error;
  }
}

function recordFor(topic: string, identity: ProducerIdentity, at: number) {
  const output = new OutputBuffer(topic, 0);
  output.append('#probe', new Uint8Array(0));
  const records = writeRecordBatch(
    output,
    { from: 0, to: 1 },
    {
      producerId: BigInt(identity.producerId.toString()),
      epoch: identity.producerEpoch,
      baseSequence: 0,
      isTransactional: true,
      compression: 'none',
      at,
    },
  );
  return produceRequest({
    transactionalId,
    timeoutMs: probeMsMax,
    partitions: [{ topic, partition: 0, records }],
  });
}
