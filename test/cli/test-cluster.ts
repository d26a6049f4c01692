// A Kafka for tests of words: the local log, which says of itself what the test wants to be wrong
// with a cluster, and a registry that takes everything. What real brokers say is tested with them.

import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { OutsideError } from '../../src/errors.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Log, LogProbe, SchemaRegistry, TopicState } from '../../src/ports.ts';
import { makeTopics, topicSpecs } from '../../src/stages/create-topics.ts';
import { testOutside } from './test-terminal.ts';

export type Ills = {
  readonly probe?: LogProbe;
  /** How topics differ from what was made. */
  readonly topics?: Readonly<Record<string, Partial<TopicState>>>;
  /** Brokers at whose address nobody listens. */
  readonly away?: readonly string[];
  readonly outside?: Partial<Outside>;
};

export type TestCluster = {
  readonly log: Log;
  readonly registry: SchemaRegistry;
  makeTopicsBut(...missing: readonly string[]): Promise<void>;
  run(words: string, ills?: Ills): Promise<{ code: number; output: string; remarks: string }>;
};

export const threeBrokers = ['a:9092', 'b:9092', 'c:9092'].map((address) => ({ address }));
const settings = { sources: 1, users: 1, retentionDays: 400 };
const named = ['--brokers', 'a:9092,b:9092,c:9092', '--registry', 'http://r:8081'];

export function openTestCluster(): TestCluster {
  const log = openLocalLog({ clock: { now: () => 0, sleep: async () => undefined } });
  const registry = openMemoryRegistry();
  return {
    log,
    registry,
    async makeTopicsBut(...missing) {
      const specs = topicSpecs(settings).filter(({ name }) => !missing.includes(name));
      await makeTopics(log, specs);
    },
    async run(words, ills = {}) {
      const heard = { output: '', remarks: '' };
      const base = testOutside(heard);
      const connectProblem = async (address: string) =>
        ills.away?.includes(address) ? 'ECONNREFUSED' : undefined;
      const outside: Outside = {
        ...base,
        machine: { ...base.machine, connectProblem },
        openTelemetry: () => ({ emit: () => undefined, metrics: () => '' }),
        openLog: async () => speaking(log, ills),
        openRegistry: () => registry,
        openCodec: () => openCodec({ registry }),
        openEngine: async () => {
          throw new OutsideError('clickhouse-missing', 'none here');
        },
        ...ills.outside,
      };
      const line = { commands, detectors, environment: {} };
      const code = await runCommandLine([...words.split(' '), ...named], line, outside);
      return { code, ...heard };
    },
  };
}

function speaking(log: Log, { probe, topics = {} }: Ills): Log {
  return {
    ...log,
    kind: 'kafka',
    probe: async () => probe ?? { brokers: threeBrokers, clockAheadMs: 10 },
    topic: async (name) => {
      const found = await log.topic(name);
      return found && { ...found, replicas: 3, replicasMin: 2, ...topics[name] };
    },
    // The next command opens it again.
    close: async () => undefined,
  };
}

function openMemoryRegistry(): SchemaRegistry {
  const subjects = new Map<string, string>();
  const texts: string[] = [];
  const idOf = async (subject: string, text: string) =>
    subjects.get(subject) === text ? texts.indexOf(text) + 1 : undefined;
  return {
    idOf,
    schema: async (id) => texts[id - 1],
    async register(subject, text) {
      subjects.set(subject, text);
      if (!texts.includes(text)) texts.push(text);
      return texts.indexOf(text) + 1;
    },
    objections: async (subject) => (subjects.has(subject) ? [] : undefined),
    level: async () => 'FULL',
    setLevel: async () => undefined,
  };
}
