// The log on a real Kafka as a subject of the contract suite: how to make Kafka compact and expire
// at once what it would do some day. Used by the tests of the adapter.

import { Kafka, logLevel } from 'kafkajs';
import type { KafkaOptions } from '../../../src/adapters/kafka/kafka-log.ts';
import { openKafkaLog } from '../../../src/adapters/kafka/kafka-log.ts';
import { systemClock } from '../../../src/adapters/system/system-clock.ts';
import type { LogSubject } from '../../contract/log-contract.ts';
import { readAll } from '../../contract/log-steps.ts';

const topicResource = 2;

export const silent = { emit: () => undefined };

export function optionsFor(brokers: readonly string[]): KafkaOptions {
  return {
    brokers,
    compression: 'lz4',
    replication: 0,
    clock: systemClock,
    telemetry: silent,
    isPatient: true,
  };
}

export function plainKafka(brokers: readonly string[]): Kafka {
  return new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 5, initialRetryTime: 20 },
  });
}

export async function openKafkaSubject(brokers: readonly string[]): Promise<LogSubject> {
  const log = await openKafkaLog(optionsFor(brokers));
  const kafka = plainKafka(brokers);
  const admin = kafka.admin();
  await admin.connect();
  return {
    log,
    compact: (topic) => compact({ log, kafka, admin }, topic),
    async expire(topic) {
      const ends = await admin.fetchTopicOffsets(topic);
      const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
      await admin.deleteTopicRecords({ topic, partitions });
    },
    async close() {
      await admin.disconnect();
      await log.close();
    },
  };
}

type Around = {
  readonly log: LogSubject['log'];
  readonly kafka: Kafka;
  readonly admin: ReturnType<Kafka['admin']>;
  /** Goes into the next segment. */
  readonly beforeRolling?: () => Promise<void>;
};

/**
 * Only closed segments are compacted, and a segment closes when something is written to it later:
 * so aborted records, which nobody sees, are written until all that is superseded has gone.
 */
export async function compact(
  { log, kafka, admin, beforeRolling }: Around,
  topic: string,
): Promise<void> {
  // They replace all that were set before.
  const settings = {
    'cleanup.policy': 'compact',
    'segment.ms': '50',
    'segment.bytes': '1048576',
    'min.cleanable.dirty.ratio': '0.001',
    'delete.retention.ms': '0',
  };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: topicResource, name: topic, configEntries }],
  });
  await beforeRolling?.();
  const producer = kafka.producer({ transactionalId: `roll-${topic}`, maxInFlightRequests: 1 });
  await producer.connect();
  for (let tries = 0; !(await isCompact(log, topic)); tries += 1) {
    if (tries > 100) throw new Error(`${topic} was not compacted in time`);
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: '#roll', value: 'x', partition: 0 }] });
    await transaction.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await producer.disconnect();
}

async function isCompact(log: LogSubject['log'], topic: string): Promise<boolean> {
  const lines = await readAll(log, topic);
  const keys = new Set(lines.map(({ key }) => key));
  return keys.size === lines.length && lines.every(({ value }) => value !== null);
}
