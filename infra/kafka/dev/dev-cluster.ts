// Kafka and registry as a person keeps them: started, stopped, looked at and wiped by calls that
// know of each other only through a file, kafka.json, which says what was started. Data and ports
// stay from one start to the next. Used by the kafka command and its test.

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Books, emptyBooks, lockBooks, readBooks, writeBooks } from './cluster-books.ts';
import { findJava } from './java.ts';
import { isAlive, type JavaProcess, stopJava } from './java-process.ts';
import { KafkaTrouble } from './kafka-trouble.ts';
import { freePorts, isAnswering, isFree } from './ports.ts';
import { fetchPrograms } from './programs.ts';
import { brokerFolder, startKafka } from './start-kafka.ts';
import { startRegistry } from './start-registry.ts';

export type DevCluster = {
  readonly folder: string;
  /** Folder of the programs. */
  readonly root: string;
  readonly brokers?: 1 | 3;
  /** Of the first broker; the others have the next ones. */
  readonly port?: number;
  readonly registryPort?: number;
  /** Ports to have where nothing is said and nobody else has them. */
  readonly wishes?: { readonly port: number; readonly registryPort: number };
  readonly say: (line: string) => void;
  /** Hears of each process as soon as it runs. */
  readonly onProcess?: (process: JavaProcess) => void;
};

export type Addresses = Pick<Books, 'brokers' | 'registry'>;

export async function startCluster(cluster: DevCluster): Promise<Addresses> {
  mkdirSync(cluster.folder, { recursive: true });
  const unlock = lockBooks(cluster.folder);
  try {
    const books = readBooks(cluster.folder);
    if (books.processes.length > 0 && books.processes.every(({ process }) => isAlive(process))) {
      refuseOther(cluster, books);
      cluster.say('it runs already');
      return books;
    }
    // Of what is left of a start or a run that went wrong nothing may hold the data.
    await stopAll(books);
    return await startAll(cluster, books);
  } finally {
    unlock();
  }
}

/** Whether there was anything to stop. */
export async function stopCluster({ folder }: Pick<DevCluster, 'folder'>): Promise<boolean> {
  const books = readBooks(folder);
  const isRunning = books.processes.some(({ process }) => isAlive(process));
  await stopAll(books);
  if (books.processes.length > 0) writeBooks(folder, { ...books, processes: [] });
  return isRunning;
}

export type ProcessState = {
  readonly name: string;
  readonly pid: number;
  readonly address: string;
  readonly isAlive: boolean;
};

/** What was started and not stopped since. */
export function clusterStates({ folder }: Pick<DevCluster, 'folder'>): readonly ProcessState[] {
  return readBooks(folder).processes.map(({ name, address, process }) => ({
    name,
    pid: process.pid,
    address,
    isAlive: isAlive(process),
  }));
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

async function startAll(cluster: DevCluster, before: Books): Promise<Addresses> {
  const { root, say, onProcess = () => undefined } = cluster;
  const folder = resolve(cluster.folder);
  const brokers = brokersFor(cluster);
  const { ports, registryPort } = await portsFor(cluster, before, brokers);
  // Before minutes of fetching for nothing.
  await findJava();
  await fetchPrograms({ root, kafkaVersion: '4.4.0', hasRegistry: true, say });
  const books: Books = {
    brokers: ports.map((port) => `127.0.0.1:${port}`),
    registry: `http://127.0.0.1:${registryPort}/apis/ccompat/v7`,
    processes: [],
  };
  // Written down at once, so that a start that is broken off can be stopped.
  const keep = (name: string, address: string, process: JavaProcess) => {
    onProcess(process);
    // The registry may be started twice.
    const before = books.processes.findIndex((one) => one.name === name);
    if (before >= 0) books.processes.splice(before, 1);
    books.processes.push({ name, address, process });
    writeBooks(folder, books);
  };
  say(`starting Kafka 4.4.0 with ${brokers === 1 ? 'one broker' : `${brokers} brokers`}`);
  say(`starting the registry`);
  const started = await Promise.allSettled([
    startKafka({
      folder: join(folder, 'kafka'),
      root,
      brokers,
      ports,
      onProcess: (process) => {
        const i = books.processes.filter(({ name }) => name !== 'registry').length;
        keep(`broker ${i + 1}`, books.brokers[i] ?? '', process);
      },
    }).then(() => say('Kafka serves')),
    startRegistry({
      folder: join(folder, 'registry'),
      root,
      port: registryPort,
      say,
      onProcess: (process) => keep('registry', books.registry, process),
    }).then(() => say('the registry serves')),
  ]);
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined) return books;
  await stopCluster(cluster);
  throw failed.reason;
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

type Ports = { readonly ports: readonly number[]; readonly registryPort: number };

/** As given; else as last time; else as wished; else any that are free. */
async function portsFor(cluster: DevCluster, before: Books, brokers: number): Promise<Ports> {
  const { port, registryPort, wishes } = cluster;
  const given = [...(port === undefined ? [] : following(port, brokers)), registryPort ?? 0];
  for (const one of given.filter((one) => one > 0)) {
    if (!(await isAnswering(one))) continue;
    throw new KafkaTrouble(`Port ${one} is taken: something answers there already.`);
  }
  const last = before.brokers.map(portOf);
  const lastRegistry = portOf(before.registry.replace('/apis/ccompat/v7', ''));
  return {
    ports:
      port !== undefined
        ? following(port, brokers)
        : await firstFree([
            ...(last.length === brokers ? [last] : []),
            ...(wishes === undefined ? [] : [following(wishes.port, brokers)]),
            await freePorts(brokers),
          ]),
    registryPort:
      registryPort ??
      (
        await firstFree([
          ...(lastRegistry > 0 ? [[lastRegistry]] : []),
          ...(wishes === undefined ? [] : [[wishes.registryPort]]),
          await freePorts(1),
        ])
      )[0] ??
      0,
  };
}

async function firstFree(choices: readonly (readonly number[])[]): Promise<readonly number[]> {
  for (const ports of choices) {
    const answers = await Promise.all(ports.map(isFree));
    if (answers.every((one) => one)) return ports;
  }
  throw new KafkaTrouble('No free port was found on 127.0.0.1.');
}

function following(port: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => port + i);
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1] ?? 0);
}

function refuseOther({ brokers, port, registryPort }: DevCluster, books: Books): void {
  const isOther =
    (brokers !== undefined && brokers !== books.brokers.length) ||
    (port !== undefined && port !== portOf(books.brokers[0] ?? '')) ||
    (registryPort !== undefined && !books.registry.includes(`:${registryPort}/`));
  if (!isOther) return;
  throw new KafkaTrouble(
    `It runs already, otherwise than asked for (brokers=${books.brokers.join(',')} ` +
      `registry=${books.registry}): stop it first.`,
  );
}

async function stopAll(books: Books = emptyBooks): Promise<void> {
  await Promise.all(books.processes.map(({ process }) => stopJava(process)));
}
