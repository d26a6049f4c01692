// A real Kafka for tests, in files named `*.kafka.test.ts`. One broker and one registry serve a
// whole run and start when the first file asks; so that files do not meet, each uses names of
// topics, groups and subjects of its own. Files that kill brokers, want three, or logins and
// certificates, start their own. Without Java or Maven the suite is skipped and says so; where CI
// is set, that is a failure.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import {
  type KafkaStart,
  type RunningKafka,
  startKafka,
} from '../../infra/kafka/dev/start-kafka.ts';
import { type KafkaAnswer, programsRoot } from './kafka-answer.ts';
import { openWatch } from './kafka-watch.ts';

export type SharedKafka = {
  readonly brokers: readonly string[];
  /** Of the interface that is compatible with Confluent's. */
  readonly registryUrl: string;
};

export type OwnKafka = Omit<KafkaStart, 'folder' | 'root'>;

/** Brokers alone: those who need no registry do not wait for it. */
export async function sharedBrokers(): Promise<readonly string[]> {
  return addressesOf(await ask('/brokers'));
}

export async function sharedKafka(): Promise<SharedKafka> {
  const [brokers, registry] = await Promise.all([ask('/brokers'), ask('/registry')]);
  const [registryUrl = ''] = addressesOf(registry);
  return { brokers: addressesOf(brokers), registryUrl };
}

/**
 * Brokers that nobody else uses, in a folder of their own. Whoever starts them stops them; where
 * that is forgotten or the process dies, they die with it.
 */
export async function ownKafka(options: OwnKafka = {}): Promise<RunningKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-kafka-'));
  const watch = openWatch(folder);
  try {
    const kafka = await startKafka({
      ...options,
      folder,
      root: programsRoot,
      onProcess: (process) => {
        watch.add(process);
        options.onProcess?.(process);
      },
    });
    return {
      ...kafka,
      stop: async () => {
        await kafka.kill();
        watch.end();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    watch.end();
    throw error;
  }
}

/** A chapter of tests that need Kafka. The body may wait for one: it runs before the tests. */
export async function describeKafka(name: string, body: () => void | Promise<void>): Promise<void> {
  const { trouble } = await ask('/lack');
  if (trouble === undefined) {
    describe(name, body);
    return;
  }
  describe(name, () => {
    test('needs Kafka', (context) => {
      if (isOnDuty()) expect.fail(trouble);
      context.skip(trouble);
    });
  });
}

/** Machines that judge changes have what the tests need, or the judgement is worth nothing. */
function isOnDuty(): boolean {
  const { CI: value = '' } = process.env;
  return value !== '' && value !== 'false' && value !== '0';
}

async function ask(path: string): Promise<KafkaAnswer> {
  const response = await fetch(`${inject('kafkaDesk')}${path}`);
  return (await response.json()) as KafkaAnswer;
}

function addressesOf(answer: KafkaAnswer): readonly string[] {
  if (answer.trouble !== undefined) throw new Error(answer.trouble);
  return answer.addresses;
}
