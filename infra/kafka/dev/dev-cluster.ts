// Kafka and registry as a person keeps them: started, stopped, looked at and wiped by calls that
// know of each other only through a file, kafka.json, which says what was started. Data and ports
// stay from one start to the next. Used by the kafka command and its test.

import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../../src/adapters/system/make-folder.ts';
import {
  type Books,
  type Entry,
  isRegistry,
  lockBooks,
  readBooks,
  writeBooks,
} from './cluster-books.ts';
import { type PortWishes, portOf, portsFor, type Running } from './cluster-ports.ts';
import { findJava } from './java.ts';
import { isAlive, type JavaProcess, stopJava } from './java-process.ts';
import { KafkaTrouble } from './kafka-trouble.ts';
import { isAnswering } from './ports.ts';
import { fetchPrograms } from './programs.ts';
import { brokerFolder, startKafka } from './start-kafka.ts';
import { startRegistry } from './start-registry.ts';

export type DevCluster = PortWishes & {
  readonly folder: string;
  /** Folder of the programs. */
  readonly root: string;
  readonly brokers?: 1 | 3;
  readonly say: (line: string) => void;
  /** Hears of each process as soon as it runs. */
  readonly onProcess?: (process: JavaProcess) => void;
};

export type Addresses = Pick<Books, 'brokers' | 'registry'>;

export async function startCluster(cluster: DevCluster): Promise<Addresses> {
  prepareFolder(cluster.folder);
  const unlock = lockBooks(cluster.folder);
  try {
    const books = readBooks(cluster.folder);
    const running = runningIn(books);
    refuseOther(cluster, books, running);
    if (running.hasKafka && running.hasRegistry) {
      cluster.say('it runs already');
      return books;
    }
    if (running.hasKafka) cluster.say('Kafka runs already');
    if (running.hasRegistry) cluster.say('the registry runs already');
    // Of what is left of a start or a run that went wrong nothing may hold the data.
    const { kept, left } = partedBy(running, books);
    await stopAll(left);
    return await startMissing(cluster, { ...books, processes: kept }, running);
  } finally {
    unlock();
  }
}

function runningIn({ brokers, processes }: Books): Running {
  const alive = processes.filter(({ process }) => isAlive(process));
  const registries = alive.filter(isRegistry).length;
  return {
    hasKafka: brokers.length > 0 && alive.length - registries === brokers.length,
    hasRegistry: registries > 0,
  };
}

function partedBy({ hasKafka, hasRegistry }: Running, { processes }: Books) {
  const isKept = (entry: Entry) => (isRegistry(entry) ? hasRegistry : hasKafka);
  return { kept: processes.filter(isKept), left: processes.filter((entry) => !isKept(entry)) };
}

function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    const { message } = cause as Error;
    throw new KafkaTrouble(
      `The folder ${folder} cannot be made (${message}): choose another with --folder.`,
      { cause },
    );
  }
}

/** Whether there was anything to stop. */
export async function stopCluster({ folder }: Pick<DevCluster, 'folder'>): Promise<boolean> {
  const books = readBooks(folder);
  const isRunning = books.processes.some(({ process }) => isAlive(process));
  await stopAll(books.processes);
  if (books.processes.length > 0) writeBooks(folder, { ...books, processes: [] });
  return isRunning;
}

export type ProcessState = {
  readonly name: string;
  readonly pid: number;
  readonly address: string;
  /** `starts`: it lives, but whoever started it has not seen it serve yet. */
  readonly state: 'runs' | 'starts' | 'ended';
};

/** What was started and not stopped since. */
export async function clusterStates({
  folder,
}: Pick<DevCluster, 'folder'>): Promise<readonly ProcessState[]> {
  const states: ProcessState[] = [];
  for (const { name, address, process } of readBooks(folder).processes) {
    const { pid } = process;
    const isServing = isAlive(process) && (await isAnswering(portOf(address)));
    const state = isServing ? 'runs' : isAlive(process) ? 'starts' : 'ended';
    states.push({ name, pid, address, state });
  }
  return states;
}

export async function wipeCluster({ folder }: Pick<DevCluster, 'folder'>): Promise<void> {
  if (!existsSync(folder)) return;
  // A start that is under way would go on in folders that are gone.
  const unlock = lockBooks(folder);
  try {
    await stopCluster({ folder });
    for (const name of ['kafka', 'registry', 'kafka.json']) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  } finally {
    unlock();
  }
}

async function startMissing(
  cluster: DevCluster,
  before: Books,
  running: Running,
): Promise<Addresses> {
  const { root, say } = cluster;
  const brokers = brokersFor(cluster);
  const { ports, registryPort } = await portsFor(cluster, before, { brokers, running });
  // Before minutes of fetching for nothing.
  await findJava();
  await fetchPrograms({ root, kafkaVersion: '4.4.0', hasRegistry: true, say });
  const books: Books = {
    brokers: ports.map((port) => `127.0.0.1:${port}`),
    registry: `http://127.0.0.1:${registryPort}/apis/ccompat/v7`,
    processes: [...before.processes],
  };
  const started = await Promise.allSettled([
    ...(running.hasKafka ? [] : [startBrokers(cluster, books, ports)]),
    ...(running.hasRegistry ? [] : [startSchemas(cluster, books, registryPort)]),
  ]);
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return books;
  // What ran before goes on.
  await stopAll(partedBy(running, books).left);
  writeBooks(resolve(cluster.folder), before);
  throw failed.reason;
}

async function startBrokers(
  cluster: DevCluster,
  books: Books,
  ports: readonly number[],
): Promise<void> {
  const { root, say } = cluster;
  const brokers = ports.length === 1 ? 1 : 3;
  say(`starting Kafka 4.4.0 with ${brokers === 1 ? 'one broker' : `${brokers} brokers`}`);
  await startKafka({
    folder: join(resolve(cluster.folder), 'kafka'),
    root,
    brokers,
    ports,
    onProcess: (process) => {
      const i = books.processes.filter((entry) => !isRegistry(entry)).length;
      keep(cluster, books, { name: `broker ${i + 1}`, address: books.brokers[i] ?? '', process });
    },
  });
  say('Kafka serves');
}

async function startSchemas(cluster: DevCluster, books: Books, port: number): Promise<void> {
  const { root, say } = cluster;
  say('starting the registry');
  await startRegistry({
    folder: join(resolve(cluster.folder), 'registry'),
    root,
    port,
    say,
    onProcess: (process) =>
      keep(cluster, books, { name: 'registry', address: books.registry, process }),
  });
  say('the registry serves');
}

/** Written down at once, so that a start that is broken off can be stopped. */
function keep({ folder, onProcess }: DevCluster, books: Books, entry: Entry): void {
  onProcess?.(entry.process);
  // The registry may be started twice.
  const before = books.processes.findIndex(({ name }) => name === entry.name);
  if (before >= 0) books.processes.splice(before, 1);
  books.processes.push(entry);
  writeBooks(resolve(folder), books);
}

/** Data belong to so many brokers; with another number their copies would be elsewhere. */
function brokersFor({ folder, brokers }: DevCluster): 1 | 3 {
  const home = join(folder, 'kafka');
  const present = [1, 2, 3].filter((id) => existsSync(brokerFolder(home, id))).length;
  if (present === 0) return brokers ?? 1;
  const made = present === 1 ? 1 : 3;
  if (brokers === undefined || brokers === made) return made;
  throw new KafkaTrouble(
    `The data in ${home} were made with --brokers ${made}: start with that, or wipe them first.`,
  );
}

function refuseOther(
  { brokers, port, registryPort }: DevCluster,
  books: Books,
  { hasKafka, hasRegistry }: Running,
): void {
  const isOther =
    (hasKafka && brokers !== undefined && brokers !== books.brokers.length) ||
    (hasKafka && port !== undefined && port !== portOf(books.brokers[0] ?? '')) ||
    (hasRegistry && registryPort !== undefined && registryPort !== portOf(books.registry));
  if (!isOther) return;
  throw new KafkaTrouble(
    `It runs already, otherwise than asked for (brokers=${books.brokers.join(',')} ` +
      `registry=${books.registry}): stop it first.`,
  );
}

async function stopAll(entries: readonly Entry[]): Promise<void> {
  await Promise.all(entries.map(({ process }) => stopJava(process)));
}
