// What doctor says about Kafka. The same with real brokers is in kafka-commands.kafka.test.ts.

import { beforeEach, describe, expect, test } from 'vitest';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import type { Engine } from '../../src/cli/outside.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { OutsideError } from '../../src/errors.ts';
import { topics as plans } from '../../src/generated/topics.ts';
import { positionKeyOf } from '../../src/stages/archive-task.ts';
import { firstPosition, positionKey } from '../../src/stages/position.ts';
import { registerSchemas } from '../../src/stages/register-schemas.ts';
import { type Ills, openTestCluster, type TestCluster, threeBrokers } from './test-cluster.ts';
import { testOutside } from './test-terminal.ts';

let cluster: TestCluster;
beforeEach(() => {
  cluster = openTestCluster();
});

/** Columns are for people. */
function words(output: string): string {
  return output.replaceAll(/ +/g, ' ');
}

describe('doctor and ClickHouse', () => {
  /** A server whose tables all hold rows of these logs. */
  function serverWith(given: { missing?: string[]; logs?: readonly string[] }): Ills {
    const { missing = [], logs = [] } = given;
    const query = async (sql: string) =>
      sql.includes('_log') ? logs.map((log) => ({ log })) : [{ now: 0 }];
    const execute = async () => undefined;
    const warehouse = { engine: async () => ({ version: '26.7', startedAt: 0 }), query, execute };
    const stop = async () => undefined;
    const engine = { warehouse, stop, missingMigrations: async () => missing };
    return { outside: { openEngine: async () => engine as unknown as Engine } };
  }

  test('migrations that are not applied yet are no failure', async () => {
    await cluster.makeTopicsBut();
    const { output } = await cluster.run('doctor', serverWith({ missing: ['0009_reference'] }));
    expect(words(output)).toContain('ok migrations not applied yet: 0009_reference');
  });

  test('rows of another log are a warning', async () => {
    await cluster.makeTopicsBut();
    await registerSchemas(cluster.registry);
    const { code, output } = await cluster.run('doctor', serverWith({ logs: ['old'] }));
    expect(words(output)).toMatch(/WARNING rows rows of another log .* in access, access_control,/);
    expect(code).toBe(0);
  });

  test('rows of this log are none', async () => {
    await cluster.makeTopicsBut();
    const { id } = (await cluster.log.topic('access'))!;
    const topics = Object.fromEntries(plans.map(({ name }) => [name, { id }]));
    const { output } = await cluster.run('doctor', { ...serverWith({ logs: [id] }), topics });
    expect(words(output)).toContain('ok migrations all applied');
    expect(output).not.toContain('WARNING');
  });
});

test('a data folder that cannot be used is a finding among the others', async () => {
  await cluster.makeTopicsBut();
  const own = () => {
    throw new OutsideError('data-folder-unusable', 'Cannot make the folder.');
  };
  const { machine } = testOutside({ output: '', remarks: '' });
  const given = {
    own,
    machine: { ...machine, writeProblem: () => 'EACCES' },
  };
  const { code, output } = await cluster.run('doctor', { outside: given });
  expect(code).toBe(1);
  expect(words(output)).toContain('FAILED data folder EACCES');
  expect(words(output)).toContain('ok topics all 20 as planned');
});

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
      name: 'people that carry the time of their producer',
      ills: { topics: { people: { isAppendTime: false } } },
      says: ['topic people: records carry the time of their producer', '=LogAppendTime'],
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

  test('a topic that was made anew under a stage, with what says how far it was read', async () => {
    await cluster.makeTopicsBut();
    await registerSchemas(cluster.registry);
    const { log, registry } = cluster;
    for (const [stage, topic] of [
      ['enrich', 'db-access'],
      ['archive', 'people'],
    ] as const) {
      const state = new OutputBuffer(`${stage}-state`, 0);
      const key = stage === 'archive' ? positionKeyOf(topic) : positionKey;
      const position = firstPosition({ topic, partition: 0, logId: 'gone', nextOffset: 0 });
      (await openCodec({ registry })).encode(state, key, 'Position', position);
      await (await log.writer('test')).commit([state]);
    }
    const { code, output } = await cluster.run('doctor');
    expect(code).toBe(1);
    expect(words(output)).toContain(
      'FAILED position enrich cannot go on: db-access/0 was made anew: this is not the topic ' +
        'that was processed. What was read of it stands in enrich-state.',
    );
    expect(words(output)).toMatch(
      /archive cannot go on: people\/0 .* stands in archive-state\.\n → On/,
    );
    expect(output).not.toContain('detect cannot');
  });

  test('what is well', async () => {
    await cluster.makeTopicsBut();
    await registerSchemas(cluster.registry);
    const probe = { brokers: threeBrokers, clockAheadMs: 59_000 };
    const { output } = await cluster.run('doctor', { probe });
    expect(words(output)).toContain('ok clock of Kafka 59.0 s ahead of ours');
    expect(words(output)).toContain('ok topics all 20 as planned');
    expect(words(output)).toContain('ok positions every stage can go on');
    expect(words(output)).toMatch(/ok schemas all \d+ registered/);
  });
});
