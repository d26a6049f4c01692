// The contract of registries on Apicurio, through our adapter.

import { openConfluentRegistry } from '../../../src/adapters/registry/confluent-registry.ts';
import { describeRegistryContract } from '../../contract/registry-contract.ts';
import { describeKafka, sharedKafka } from '../../support/kafka.ts';

await describeKafka('a registry', async () => {
  const { registryUrl: url } = await sharedKafka();
  const clock = { now: () => 0, sleep: async () => undefined };
  const telemetry = { emit: () => undefined };
  const registry = openConfluentRegistry({ url, clock, telemetry, isPatient: false });
  describeRegistryContract('Apicurio', () => registry);
});
