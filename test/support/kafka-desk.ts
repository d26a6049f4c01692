// Where test files, each in a process of its own, get the one Kafka of their run: a door on the
// loopback address in vitest's main process, which starts broker and registry when somebody asks
// for the first time, and stops them when the run is over. vitest.config.ts names it as its global
// setup; kafka.ts asks it.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findJava } from '../../infra/kafka/dev/java.ts';
import { KafkaTrouble } from '../../infra/kafka/dev/kafka-trouble.ts';
import { hasMaven } from '../../infra/kafka/dev/maven.ts';
import { isFetched, type KafkaVersion, kafkaVersions } from '../../infra/kafka/dev/programs.ts';
import { startKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { startRegistry } from '../../infra/kafka/dev/start-registry.ts';
import { type KafkaAnswer, programsRoot } from './kafka-answer.ts';
import { openWatch, type Watch } from './kafka-watch.ts';

/** What the run has started so far; the door opens once, and each of these at most once. */
type Desk = {
  folder?: string;
  watch?: Watch;
  lack?: Promise<KafkaAnswer>;
  brokers?: Promise<KafkaAnswer>;
  registry?: Promise<KafkaAnswer>;
  readonly stops: (() => Promise<void>)[];
};

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const desk: Desk = { stops: [] };
  const server = createServer((request, response) => {
    void answer(desk, request.url ?? '', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  project.provide('kafkaDesk', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    await Promise.all([desk.brokers, desk.registry]);
    await Promise.all(desk.stops.map((stop) => stop()));
    desk.watch?.end();
    if (desk.folder !== undefined) rmSync(desk.folder, { recursive: true, force: true });
  };
}

async function answer(desk: Desk, path: string, response: ServerResponse): Promise<void> {
  const body = await (path === '/lack' ? lackOf(desk) : started(desk, path));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

/** Why there can be no Kafka here, as far as it can be said without trying. */
function lackOf(desk: Desk): Promise<KafkaAnswer> {
  desk.lack ??= answered(async () => {
    await findJava();
    const isHere = isFetched({ root: programsRoot, kafkaVersion: wanted(), hasRegistry: true });
    if (!isHere && !hasMaven()) throw new KafkaTrouble('No Maven: mvn is not on the PATH.');
    return [];
  });
  return desk.lack;
}

function started(desk: Desk, path: string): Promise<KafkaAnswer> {
  desk.folder ??= mkdtempSync(join(tmpdir(), 'molecatcher-kafka-'));
  desk.watch ??= openWatch(desk.folder);
  const { folder, watch } = desk;
  const place = { root: programsRoot, onProcess: watch.add };
  if (path === '/registry') {
    desk.registry ??= answered(async () => {
      const registry = await startRegistry({ ...place, folder: join(folder, 'registry') });
      desk.stops.push(registry.stop);
      return [registry.url];
    });
    return desk.registry;
  }
  desk.brokers ??= answered(async () => {
    const kafka = await startKafka({ ...place, folder, kafkaVersion: wanted() });
    desk.stops.push(kafka.stop);
    return kafka.brokers;
  });
  return desk.brokers;
}

/** TEST_KAFKA names the version that the shared broker is to have. */
function wanted(): KafkaVersion {
  const { TEST_KAFKA: named = kafkaVersions[0] } = process.env;
  const version = kafkaVersions.find((known) => known === named);
  if (version !== undefined) return version;
  throw new KafkaTrouble(`TEST_KAFKA is one of ${kafkaVersions.join(', ')}.`);
}

async function answered(body: () => Promise<readonly string[]>): Promise<KafkaAnswer> {
  try {
    return { addresses: await body() };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
