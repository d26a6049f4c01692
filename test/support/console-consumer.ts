// Kafka's own console consumer, as an independent judge of what is committed. It comes from a Maven
// artifact beside the broker's and is fetched when the first test asks.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchArtifacts } from '../../infra/kafka/dev/maven.ts';
import { programsRoot } from './kafka-answer.ts';

const version = '4.4.0';
const folder = join(programsRoot, `kafka-tools-${version}`);

export type PrintedRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  /** As far as it is text. */
  readonly value: string;
};

export type ConsoleOptions = {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** It ends when nothing came for so long. */
  readonly quietMs: number;
};

/** Everything that it prints from the beginning of a topic, read committed, in its order. */
export async function printTopic(options: ConsoleOptions): Promise<readonly PrintedRecord[]> {
  await fetchTools();
  const flags = [
    ...['--bootstrap-server', options.brokers.join(','), '--topic', options.topic],
    ...['--from-beginning', '--isolation-level', 'read_committed'],
    ...['--timeout-ms', String(options.quietMs)],
    ...['partition', 'offset', 'key'].flatMap((name) => [
      '--formatter-property',
      `print.${name}=true`,
    ]),
  ];
  const words = [
    ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(folder, '*')],
    ...['org.apache.kafka.tools.consumer.ConsoleConsumer', ...flags],
  ];
  const limits = { maxBuffer: 256_000_000, timeout: options.quietMs + 60_000 };
  const { stdout } = await promisify(execFile)('java', words, limits);
  return stdout.split('\n').flatMap(recordIn);
}

/** `Partition:0 <tab> Offset:12 <tab> key <tab> value`; lines of other kinds are remarks. */
function recordIn(line: string): PrintedRecord[] {
  // A value of bytes may hold anything but the line end, carriage returns too.
  const found = /^Partition:(\d+)\tOffset:(\d+)\t([^\t]*)\t([\s\S]*)$/.exec(line);
  if (found === null) return [];
  const [, partition, offset, key = '', value = ''] = found;
  return [{ partition: Number(partition), offset: Number(offset), key, value }];
}

async function fetchTools(): Promise<void> {
  if (existsSync(folder)) return;
  const work = mkdtempSync(join(programsRoot, 'fetching-tools-'));
  try {
    const artifacts = [`org.apache.kafka:kafka-tools:${version}`, 'org.slf4j:slf4j-nop:1.7.36'];
    await fetchArtifacts(
      artifacts.map((id) => ({ id, isWhole: true })),
      work,
    );
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
