// The folder of a broker before its first start. Kafka's own tool formats one in a second or two of
// Java; the result is kept as a template, and a copy with fresh ids is what a new broker gets.
// Where users log in by SCRAM their passwords are part of what is formatted, so those go without.
// Used by start-kafka.ts.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brokerSettings, type Demands, propertiesText } from './broker-settings.ts';
import type { Java } from './java.ts';
import { KafkaTrouble } from './kafka-trouble.ts';
import { type KafkaVersion, kafkaClassPath, kafkaFolder } from './programs.ts';

export type Storage = {
  readonly java: Java;
  readonly root: string;
  readonly version: KafkaVersion;
  readonly clusterId: string;
  readonly demands: Demands;
};

const facts = 'meta.properties';

/** Sixteen random bytes as Kafka writes them; it refuses ids that begin with a dash. */
export function newKafkaId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newKafkaId() : id;
}

/** Of a folder that has been formatted; undefined where it has not. */
export function clusterIdIn(logFolder: string): string | undefined {
  const file = join(logFolder, facts);
  if (!existsSync(file)) return undefined;
  return /^cluster\.id=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}

export async function formatStorage(storage: Storage, id: number, logFolder: string) {
  const scram = scramWords(storage.demands);
  const template =
    scram.length === 0 ? await templateOf(storage) : await formatted(storage, logFolder, scram);
  if (template !== logFolder) cpSync(template, logFolder, { recursive: true });
  writeFileSync(
    join(logFolder, facts),
    propertiesText({
      version: '1',
      'cluster.id': storage.clusterId,
      'node.id': String(id),
      'directory.id': newKafkaId(),
    }),
  );
}

async function templateOf(storage: Storage): Promise<string> {
  const template = join(kafkaFolder(storage.root, storage.version), 'template');
  if (existsSync(template)) return template;
  const work = `${template}-${newKafkaId()}`;
  await formatted(storage, work, []);
  try {
    renameSync(work, template);
  } catch (error) {
    // Another start has made it meanwhile.
    if (!existsSync(template)) throw error;
    rmSync(work, { recursive: true, force: true });
  }
  return template;
}

async function formatted(
  { java, root, version }: Storage,
  logFolder: string,
  words: readonly string[],
): Promise<string> {
  mkdirSync(logFolder, { recursive: true });
  // For the tool any broker will do: ids and ports are not in what it writes.
  const settings = brokerSettings({
    id: 1,
    ports: [{ client: 9092, controller: 9093 }],
    logFolder,
  });
  const file = `${logFolder}.properties`;
  writeFileSync(file, propertiesText(settings));
  const tool = [
    ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
    ...['-cp', kafkaClassPath(root, version), 'kafka.tools.StorageTool'],
    ...['format', '-t', newKafkaId(), '-c', file, ...words],
  ];
  try {
    await promisify(execFile)(java.command, tool, { timeout: 60_000 });
  } catch (cause) {
    throw new KafkaTrouble(`Kafka could not format ${logFolder}: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    rmSync(file, { force: true });
  }
  return logFolder;
}

function scramWords({ mechanisms = [], users = {} }: Demands): string[] {
  return mechanisms
    .filter((mechanism) => mechanism !== 'PLAIN')
    .flatMap((mechanism) =>
      Object.entries(users).flatMap(([user, password]) => [
        '--add-scram',
        `${mechanism}=[name=${user},password=${password}]`,
      ]),
    );
}
