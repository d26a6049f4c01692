// What doctor and topics say about Kafka, over a log that says of itself what is wrong with it.
// The same with real brokers is in kafka.kafka.test.ts.

import { beforeEach, describe, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { OutsideError } from '../../src/errors.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Log, LogProbe, TopicState } from '../../src/ports.ts';
import { makeTopics, topicSpecs } from '../../src/stages/create-topics.ts';
import { testOutside } from './test-terminal.ts';

type Cluster = {
  readonly probe?: LogProbe;
  /** How topics differ from what was made. */
  readonly topics?: Readonly<Record<string, Partial<TopicState>>>;
  /** Brokers at whose address nobody listens. */
  readonly away?: readonly string[];
};

const settings = { sources: 1, users: 1, retentionDays: 400 };
const named = ['--brokers', 'a:9092,b:9092,c:9092', '--registry', 'http://r:8081'];
const three = ['a:9092', 'b:9092', 'c:9092'].map((address) => ({ address }));

let log: Log;
beforeEach(async () => {
  log = openLocalLog({ clock: { now: () => 0, sleep: async () => undefined } });
});

async function makeAllBut(...missing: readonly string[]): Promise<void> {
  const specs = topicSpecs(settings).filter(({ name }) => !missing.includes(name));
  await makeTopics(log, specs);
}

/** The local log, speaking of itself as the cluster would. */
function clusterLog({ probe = { brokers: three, clockAheadMs: 10 }, topics = {} }: Cluster): Log {
  return {
    ...log,
    kind: 'kafka',
    probe: async () => probe,
    topic: async (name) => {
      const found = await log.topic(name);
      return found && { ...found, replicas: 3, replicasMin: 2, ...topics[name] };
    },
    close: async () => undefined,
  };
}

async function run(words: readonly string[], cluster: Cluster, given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const base = testOutside(heard);
  const outside: Outside = {
    ...base,
    machine: {
      ...base.machine,
      connectProblem: async (address) =>
        cluster.away?.includes(address) ? 'ECONNREFUSED' : undefined,
    },
    openTelemetry: () => ({ emit: () => undefined, metrics: () => '' }),
    openLog: async () => clusterLog(cluster),
    openEngine: async () => {
      throw new OutsideError('clickhouse-missing', 'none here');
    },
    ...given,
  };
  const line = { commands, detectors, environment: {} };
  const code = await runCommandLine([...words, ...named], line, outside);
  return { code, ...heard };
}

describe('doctor names', () => {
  for (const { name, cluster, missing, says } of [
    {
      name: 'each broker that is away',
      cluster: { away: ['a:9092', 'c:9092'] },
      says: ['broker a:9092 cannot be reached: ECONNREFUSED', 'broker c:9092 cannot be reached'],
    },
    {
      name: 'a broker under the address that Kafka tells of it',
      cluster: { probe: { brokers: [{ address: 'inside:9092', problem: 'ENOTFOUND' }] } },
      says: ['broker inside:9092, as Kafka names it, cannot be reached: ENOTFOUND', 'advertised'],
    },
    {
      name: 'each topic that is missing',
      cluster: {},
      missing: ['people', 'norms'],
      says: ['topic people is missing', 'topic norms is missing', 'Run `molecatcher topics`'],
    },
    {
      name: 'topics that are not as planned',
      cluster: { topics: { access: { partitions: 9 }, windows: { replicas: 1 } } },
      says: ['topic access: 9 partitions, planned 1', 'topic windows: 1 copy of each partition'],
    },
    {
      name: 'a clock that is far off',
      cluster: { probe: { brokers: three, clockAheadMs: -90_000 } },
      says: ['clock of Kafka 90.0 s behind ours', 'NTP'],
    },
  ] as { name: string; cluster: Cluster; missing?: string[]; says: string[] }[]) {
    test(name, async () => {
      await makeAllBut(...(missing ?? []));
      const { code, output } = await run(['doctor'], cluster);
      expect(code).toBe(1);
      for (const said of says) expect(output.replaceAll(/ +/g, ' ')).toContain(said);
    });
  }

  test('a Kafka that lets nobody in, and goes on to the rest', async () => {
    const openLog = async () => {
      throw new OutsideError('kafka-refused', 'connecting to Kafka: wrong password');
    };
    const { code, output } = await run(['doctor'], {}, { openLog });
    expect(code).toBe(1);
    expect(output).toMatch(/FAILED +kafka +connecting to Kafka: wrong password\n +→ Check user/);
    expect(output).toMatch(/FAILED +clickhouse/);
  });

  test('a clock within a minute, and topics as planned, are well', async () => {
    await makeAllBut();
    const { output } = await run(['doctor'], { probe: { brokers: three, clockAheadMs: 59_000 } });
    expect(output).toMatch(/ok +clock of Kafka +59\.0 s ahead of ours/);
    expect(output).toMatch(/ok +topics +all 15 as planned/);
  });
});
