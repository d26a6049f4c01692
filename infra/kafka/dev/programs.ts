// The programs that run here, under one folder: Kafka's jars and the registry's, each fetched once.
// A fetch works in a folder of its own and moves the result into place, so that two at the same
// time, or one that was broken off, leave nothing half done. Used by what starts them and by the
// tests, which must know whether Maven is needed.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isThere } from './java-process.ts';
import { type Artifact, fetchArtifacts } from './maven.ts';

export const kafkaVersions = ['4.4.0', '3.9.2'] as const;
export type KafkaVersion = (typeof kafkaVersions)[number];

/** The last line of Apicurio that runs on Java 17. */
export const registryVersion = '2.6.13.Final';

export type Programs = {
  /** Folder that holds them all. */
  readonly root: string;
  readonly kafkaVersion?: KafkaVersion;
  readonly hasRegistry: boolean;
  readonly say?: (line: string) => void;
};

export function kafkaFolder(root: string, version: KafkaVersion): string {
  return join(root, `kafka-${version}`);
}

export function registryFolder(root: string): string {
  return join(root, `apicurio-registry-${registryVersion}`);
}

export function registryJar(root: string): string {
  return join(registryFolder(root), `apicurio-registry-app-${registryVersion}-runner.jar`);
}

/** In a fixed order: an archive of loaded classes fits only the same class path. */
export function kafkaClassPath(root: string, version: KafkaVersion): string {
  const folder = join(kafkaFolder(root, version), 'jars');
  const jars = readdirSync(folder).filter((name) => name.endsWith('.jar'));
  return jars
    .sort()
    .map((name) => join(folder, name))
    .join(delimiter);
}

export function isFetched({ root, kafkaVersion, hasRegistry }: Programs): boolean {
  const hasKafka = kafkaVersion === undefined || existsSync(kafkaFolder(root, kafkaVersion));
  return hasKafka && (!hasRegistry || existsSync(registryFolder(root)));
}

/** One run of Maven for all that is missing; none where nothing is. */
export async function fetchPrograms(programs: Programs): Promise<void> {
  if (isFetched(programs)) return;
  const { root, kafkaVersion, say = () => undefined } = programs;
  const kafka = kafkaVersion === undefined ? undefined : kafkaFolder(root, kafkaVersion);
  const isKafkaMissing = kafka !== undefined && !existsSync(kafka);
  const isRegistryMissing = programs.hasRegistry && !existsSync(registryFolder(root));
  const artifacts = [
    ...(isKafkaMissing ? kafkaArtifacts(kafkaVersion ?? '4.4.0') : []),
    ...(isRegistryMissing ? registryArtifacts() : []),
  ];
  sweepWork(root);
  const work = join(root, `fetching-${process.pid}-${Math.random().toString(36).slice(2)}`);
  say(`fetching ${wordsFor(artifacts)} through Maven`);
  try {
    const jars = join(work, 'jars');
    await fetchArtifacts(artifacts, jars);
    if (isRegistryMissing) unpackRegistry(work, registryFolder(root));
    if (isKafkaMissing) {
      mkdirSync(join(work, 'kafka'));
      renameSync(jars, join(work, 'kafka', 'jars'));
      moveInto(join(work, 'kafka'), kafka);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What fetches that were killed have left. */
function sweepWork(root: string): void {
  if (!existsSync(root)) return;
  for (const name of readdirSync(root)) {
    const pid = /^fetching-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isThere(Number(pid))) continue;
    rmSync(join(root, name), { recursive: true, force: true });
  }
}

function kafkaArtifacts(version: KafkaVersion): readonly Artifact[] {
  return [
    { id: `org.apache.kafka:kafka_2.13:${version}`, isWhole: true },
    // Its log goes to the standard error stream, and only what is wrong.
    { id: 'org.slf4j:slf4j-simple:1.7.36', isWhole: true },
  ];
}

function registryArtifacts(): readonly Artifact[] {
  return [
    { id: `io.apicurio:apicurio-registry-app:${registryVersion}:tar.gz:all`, isWhole: false },
  ];
}

function wordsFor(artifacts: readonly Artifact[]): string {
  const hasKafka = artifacts.some(({ isWhole }) => isWhole);
  const hasRegistry = artifacts.some(({ isWhole }) => !isWhole);
  return [
    ...(hasKafka ? ['Kafka (45 MB)'] : []),
    ...(hasRegistry ? ['the Apicurio registry (140 MB)'] : []),
  ].join(' and ');
}

function unpackRegistry(work: string, target: string): void {
  const name = `apicurio-registry-app-${registryVersion}-all.tar.gz`;
  const file = join(work, 'jars', name);
  const unpacked = join(work, 'registry');
  mkdirSync(unpacked);
  execFileSync('tar', ['xzf', file, '-C', unpacked]);
  rmSync(file);
  moveInto(unpacked, target);
}

/** Somebody else may have got there first: theirs is as good. */
function moveInto(folder: string, target: string): void {
  try {
    renameSync(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
