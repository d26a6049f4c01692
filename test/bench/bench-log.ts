// The log and the codec of the Kafka benchmark's own processes: silent, and without patience.

import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openConfluentRegistry } from '../../src/adapters/registry/confluent-registry.ts';
import { systemClock as clock } from '../../src/adapters/system/system-clock.ts';
import type { Codec, Log, Telemetry } from '../../src/ports.ts';

const telemetry: Telemetry = { emit: () => undefined };
const opening = { clock, telemetry, isPatient: false };

export function openBenchLog({ brokers }: { readonly brokers: readonly string[] }): Promise<Log> {
  return openKafkaLog({ ...opening, brokers, compression: 'lz4', replication: 1 });
}

export function openBenchCodec({ registry: url }: { readonly registry: string }): Promise<Codec> {
  return openCodec({ registry: openConfluentRegistry({ ...opening, url }) });
}
