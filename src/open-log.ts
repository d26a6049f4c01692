// How what the settings name is opened: the log, its registry, its codec. For the two composition
// roots, main.ts and stage-thread.ts.

import { join } from 'node:path';
import { openLocalLog } from './adapters/local-log/local-log.ts';
import { openCodec } from './adapters/registry/avro-codec.ts';
import { openConfluentRegistry } from './adapters/registry/confluent-registry.ts';
import { openLocalRegistry } from './adapters/registry/schema-registry.ts';
import { kafkaConnection } from './cli/kafka-connection.ts';
import type { Outside } from './cli/outside.ts';
import { topics } from './generated/topics.ts';
import type { Clock } from './ports.ts';

export type LogOpening = Pick<Outside, 'openLog' | 'openRegistry' | 'openCodec'>;

/** `stop` is aborted when the process is to end: nobody is then waited for any longer. */
export function logOpening(clock: Clock, stop: AbortSignal): LogOpening {
  const openRegistry: LogOpening['openRegistry'] = (settings, options) => {
    const { registry: url, registryUser, registryPassword: password } = settings;
    const login = registryUser === '' ? {} : { user: registryUser, password };
    return openConfluentRegistry({ url, ...login, ...options, clock, signal: stop });
  };
  return {
    openRegistry,
    async openLog(settings, options) {
      const { brokers, data, kafkaCompression: compression, replication } = settings;
      if (brokers.length === 0) return openLocalLog({ folder: logFolder(data), clock });
      const plainTopics = new Set(topics.filter(({ plain }) => plain).map(({ name }) => name));
      const written = { compression, plainTopics, replication };
      const kafka = { ...kafkaConnection(settings), ...written };
      // Only where there are brokers: loading it is a sixth of a start.
      const { openKafkaLog } = await import('./adapters/kafka/kafka-log.ts');
      return openKafkaLog({ ...kafka, ...options, clock, stop });
    },
    openCodec(settings, options) {
      const { brokers, data } = settings;
      const isLocal = brokers.length === 0;
      const local = () => openLocalRegistry({ folder: logFolder(data) });
      return openCodec({ registry: isLocal ? local() : openRegistry(settings, options), clock });
    },
  };
}

function logFolder(data: string): string {
  return join(data, 'log');
}
