// What doctor says about Kafka. The same with real brokers is in kafka-commands.kafka.test.ts.

import { beforeEach, describe, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import { registerSchemas } from '../../src/stages/register-schemas.ts';
import { type Ills, openTestCluster, type TestCluster, threeBrokers } from './test-cluster.ts';

let cluster: TestCluster;
beforeEach(() => {
  cluster = openTestCluster();
});

/** Columns are for people. */
function words(output: string): string {
  return output.replaceAll(/ +/g, ' ');
}

describe('doctor names', () => {
  for (const { name, ills, missing, says } of [
    {
      name: 'each broker that is away',
      ills: { away: ['a:9092', 'c:9092'] },
      says: ['broker a:9092 cannot be reached: ECONNREFUSED', 'broker c:9092 cannot be reached'],
    },
    {
      name: 'a broker under the address that Kafka tells of it',
      ills: { probe: { brokers: [{ address: 'inside:9092', problem: 'ENOTFOUND' }] } },
      says: ['broker inside:9092, as Kafka names it, cannot be reached: ENOTFOUND', 'advertised'],
    },
    {
      name: 'each topic that is missing',
      ills: {},
      missing: ['people', 'norms'],
      says: ['topic people is missing', 'topic norms is missing', 'Run `molecatcher topics`'],
    },
    {
      name: 'topics that are not as planned',
      ills: { topics: { access: { partitions: 9 }, windows: { replicas: 1 } } },
      says: ['topic access: 9 partitions, planned 1', 'topic windows: 1 copy of each partition'],
    },
    {
      name: 'a clock that is far off',
      ills: { probe: { brokers: threeBrokers, clockAheadMs: -90_000 } },
      says: ['clock of Kafka 90.0 s behind ours', 'NTP'],
    },
    {
      name: 'each schema that is not registered',
      ills: {},
      says: ['schema molecatcher.AccessEvent is not registered', 'it registers them'],
    },
  ] as { name: string; ills: Ills; missing?: string[]; says: string[] }[]) {
    test(name, async () => {
      await cluster.makeTopicsBut(...(missing ?? []));
      const { code, output } = await cluster.run('doctor', ills);
      expect(code).toBe(1);
      for (const said of says) expect(words(output)).toContain(said);
    });
  }

  test('a Kafka that lets nobody in, a registry that is away, and what else there is', async () => {
    const openLog = async () => {
      throw new OutsideError('kafka-refused', 'connecting to Kafka: wrong password');
    };
    const idOf = async () => {
      throw new OutsideError('registry-unreachable', 'http://r:8081 does not answer');
    };
    const openRegistry = () => ({ ...cluster.registry, idOf });
    const { code, output } = await cluster.run('doctor', { outside: { openLog, openRegistry } });
    expect(code).toBe(1);
    expect(words(output)).toMatch(
      /FAILED kafka connecting to Kafka: wrong password\n → Check user/,
    );
    expect(words(output)).toMatch(/FAILED registry http:\/\/r:8081 does not answer\n → Check the/);
    expect(words(output)).toContain('FAILED clickhouse');
  });

  test('what is well', async () => {
    await cluster.makeTopicsBut();
    await registerSchemas(cluster.registry);
    const probe = { brokers: threeBrokers, clockAheadMs: 59_000 };
    const { output } = await cluster.run('doctor', { probe });
    expect(words(output)).toContain('ok clock of Kafka 59.0 s ahead of ours');
    expect(words(output)).toContain('ok topics all 15 as planned');
    expect(words(output)).toMatch(/ok schemas all \d+ registered/);
  });
});
