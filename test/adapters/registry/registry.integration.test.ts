// The registries that need no broker, held to the contract: the local stand-in, and the one within
// the tests through our adapter and its HTTP.

import { afterAll, beforeAll } from 'vitest';
import { openConfluentRegistry } from '../../../src/adapters/registry/confluent-registry.ts';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';
import type { SchemaRegistry } from '../../../src/ports.ts';
import { describeIds, describeRegistryContract } from '../../contract/registry-contract.ts';
import { openTestRegistry, type TestRegistry } from '../../support/registry.ts';

const local = openLocalRegistry();
let server: TestRegistry;
let registry: SchemaRegistry;

beforeAll(async () => {
  server = await openTestRegistry();
  const clock = { now: () => 0, sleep: async () => undefined };
  const telemetry = { emit: () => undefined };
  registry = openConfluentRegistry({ url: server.url, clock, telemetry, isPatient: false });
});

afterAll(() => server.close());

describeIds('local', () => local);
describeRegistryContract('in the tests', () => registry);
