// Finds a Java that can run Kafka and the registry. 17 is the least that Kafka 4 accepts, and what
// the long-term releases of the distributions have. Used by whatever starts a Java program here.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { KafkaTrouble } from './kafka-trouble.ts';

export type Java = {
  readonly command: string;
  /** keytool of the same Java. */
  readonly keytool: string;
  /** In full (17.0.15): archives of loaded classes fit one build only. */
  readonly version: string;
};

export const javaMajorMin = 17;

const advice =
  `Install Java ${javaMajorMin} or newer (Debian and Ubuntu: apt install ` +
  `openjdk-17-jre-headless; macOS: brew install openjdk@17) or point JAVA_HOME to it.`;

export async function findJava(home = process.env['JAVA_HOME']): Promise<Java> {
  const folder = home === undefined || home === '' ? '' : join(home, 'bin');
  const command = join(folder, 'java');
  const said = await heard(command, ['-version']);
  if (said === undefined) throw new KafkaTrouble(`No Java: ${command} does not start. ${advice}`);
  const version = javaVersionIn(said);
  if (version === undefined || majorOf(version) < javaMajorMin) {
    throw new KafkaTrouble(`Java ${version ?? 'of unknown version'} is too old. ${advice}`);
  }
  return { command, keytool: join(folder, 'keytool'), version };
}

/** `openjdk version "17.0.15" 2025-04-15` and its kin; before 9 it was called 1.8. */
export function javaVersionIn(said: string): string | undefined {
  return /version "([^"]+)"/.exec(said)?.[1];
}

export function majorOf(version: string): number {
  const [first = '', second = ''] = version.split(/[.\-+_]/);
  return Number(first === '1' ? second : first);
}

/** What the command wrote to either stream; undefined where it cannot be started. */
function heard(command: string, words: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, words, { timeout: 30_000 }, (error, output, remarks) =>
      resolve(error === null ? `${output}${remarks}` : undefined),
    );
  });
}
