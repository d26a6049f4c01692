// Kafka and the registry as Maven artifacts: the one place from which both come without Docker,
// checked by Maven against their checksums and kept in its own cache. docs/decisions/
// kafka-from-maven.md tells what else there was. Used by programs.ts.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KafkaTrouble } from './kafka-trouble.ts';

export type Artifact = {
  /** group:name:version[:type:classifier] */
  readonly id: string;
  /** With what it depends on; otherwise the file alone. */
  readonly isWhole: boolean;
};

/** A slow line takes minutes for 190 MB; Maven itself would wait for ever. */
const fetchMsMax = 900_000;

/** By its full name: the short one costs a look-up, and means another version to each Maven. */
const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

const advice = 'Look at the network, or at proxy and mirror in ~/.m2/settings.xml, and try again.';

/** Looks for it only: to ask Maven itself takes half a second of Java. */
export function hasMaven(path = process.env['PATH'] ?? ''): boolean {
  return path.split(delimiter).some((folder) => existsSync(join(folder, 'mvn')));
}

/** Puts the files of the artifacts into a folder. */
export async function fetchArtifacts(
  artifacts: readonly Artifact[],
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const pom = join(folder, 'pom.xml');
  writeFileSync(pom, pomOf(artifacts));
  const words = [
    ...['-q', '-B', '-f', pom],
    ...[goal, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
  ];
  await new Promise<void>((resolve, reject) => {
    const limits = { timeout: fetchMsMax, maxBuffer: 64 * 1024 * 1024 };
    execFile('mvn', words, limits, (error, output, remarks) => {
      if (error === null) resolve();
      else reject(troubleOf(error, `${output}\n${remarks}`));
    });
  });
}

/** A project of nothing but what it depends on. */
export function pomOf(artifacts: readonly Artifact[]): string {
  const project =
    '<modelVersion>4.0.0</modelVersion>' +
    '<groupId>molecatcher</groupId><artifactId>molecatcher-kafka</artifactId><version>1</version>';
  return [
    `<project>${project}<dependencies>`,
    ...artifacts.map(dependencyOf),
    '</dependencies></project>',
    '',
  ].join('\n');
}

function dependencyOf({ id, isWhole }: Artifact): string {
  const [groupId, artifactId, version, type, classifier] = id.split(':');
  const parts = Object.entries({ groupId, artifactId, version, type, classifier })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${value}</${name}>`);
  const all = '<groupId>*</groupId><artifactId>*</artifactId>';
  const alone = `<exclusions><exclusion>${all}</exclusion></exclusions>`;
  return `<dependency>${parts.join('')}${isWhole ? '' : alone}</dependency>`;
}

function troubleOf(error: Error & { code?: unknown; killed?: boolean }, said: string): Error {
  if (error.code === 'ENOENT') {
    return new KafkaTrouble(
      'No Maven: mvn is not on the PATH. Install it (Debian and Ubuntu: apt install maven; ' +
        'macOS: brew install maven).',
      { cause: error },
    );
  }
  const reason = error.killed === true ? 'it took too long' : firstErrorIn(said);
  return new KafkaTrouble(`Maven could not fetch Kafka: ${reason}. ${advice}`, { cause: error });
}

/**
 * Maven says the reason first and then, over many lines, where to read about it. The reason names
 * all who needed the file before it comes to the file and what was wrong with that.
 */
export function firstErrorIn(said: string): string {
  const line = said.split('\n').find((one) => one.includes('[ERROR]')) ?? said.trim();
  const whole = line.replace(/^.*?\[ERROR\]\s*/, '').split(' -> [Help')[0] ?? '';
  const text = /Could not (?:transfer|find) artifact.*/.exec(whole)?.[0] ?? whole;
  return text.slice(0, 600).replace(/[.\s]+$/, '') || 'it did not say why';
}
