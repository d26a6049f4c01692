// Starts Apache Kafka in a folder: one broker, or three that are a cluster, each a controller too.
// Data that is there is used again. What comes back knows the addresses and can stop, kill and
// start single brokers, for tests of what happens then. Used by the kafka command (through
// dev-cluster.ts) and by the tests (through test/support/kafka.ts).

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BrokerPorts,
  brokerSettings,
  type Demands,
  isDemanding,
  propertiesText,
  type SaslMechanism,
} from './broker-settings.ts';
import { clusterIdIn, formatStorage, newKafkaId } from './broker-storage.ts';
import { findJava, type Java } from './java.ts';
import {
  isAlive,
  type JavaProcess,
  killJava,
  lastWordsOf,
  startJava,
  stopJava,
} from './java-process.ts';
import { KafkaTrouble } from './kafka-trouble.ts';
import { makeKeystore } from './keystore.ts';
import { freePorts, isAnswering } from './ports.ts';
import { fetchPrograms, type KafkaVersion, kafkaClassPath, kafkaFolder } from './programs.ts';
import { whenServing } from './serving.ts';

export type KafkaStart = {
  /** Data, settings and what the brokers have to say. */
  readonly folder: string;
  /** Folder of the programs; see programs.ts. */
  readonly root: string;
  readonly brokers?: 1 | 3;
  /** Of the brokers in order; free ones where undefined. */
  readonly ports?: readonly number[];
  readonly kafkaVersion?: KafkaVersion;
  /** Certificate for this host, or named for another one. */
  readonly tls?: { readonly hostName?: string };
  readonly sasl?: {
    readonly mechanisms: readonly SaslMechanism[];
    /** Passwords by user. */
    readonly users: Readonly<Record<string, string>>;
  };
  /** Users of `sasl` may do nothing until it is granted; see `internal`. */
  readonly acls?: boolean;
  /** Further settings of the brokers. */
  readonly overrides?: Readonly<Record<string, string>>;
  readonly say?: (line: string) => void;
  /** Hears of each process as soon as it runs. */
  readonly onProcess?: (process: JavaProcess) => void;
};

export type RunningKafka = {
  /** Where clients connect: host:port of each broker. */
  readonly brokers: readonly string[];
  /** Where no login is asked for and everything is allowed: for setting up what a test needs. */
  readonly internal: readonly string[];
  /** What clients must trust, where TLS is demanded. */
  readonly ca: string | undefined;
  /** As they are now, in order of the brokers. */
  readonly processes: readonly JavaProcess[];
  stop(): Promise<void>;
  /** Ends all at once; for data that nobody needs any more. */
  kill(): Promise<void>;
  /** SIGKILL: nothing is flushed, nothing is said to the others. Brokers count from 0. */
  killBroker(index: number): Promise<void>;
  stopBroker(index: number): Promise<void>;
  /** With the same data and ports; returns when all brokers that should run serve. */
  startBroker(index: number): Promise<void>;
};

type Cluster = {
  readonly start: KafkaStart;
  readonly java: Java;
  readonly version: KafkaVersion;
  readonly ports: readonly BrokerPorts[];
  readonly demands: Demands;
  readonly processes: JavaProcess[];
  readonly clusterId: string;
};

const servingMsMax = 60_000;
const portTries = 3;

export async function startKafka(start: KafkaStart): Promise<RunningKafka> {
  const { folder, root, kafkaVersion: version = '4.4.0', say = () => undefined } = start;
  const java = await findJava();
  await fetchPrograms({ root, kafkaVersion: version, hasRegistry: false, say });
  mkdirSync(folder, { recursive: true });
  const keystore = start.tls && makeKeystore(java, folder, start.tls.hostName);
  const demands: Demands = {
    ...(keystore === undefined ? {} : { keystore }),
    ...(start.sasl === undefined ? {} : start.sasl),
    ...(start.acls === undefined ? {} : { hasAcls: start.acls }),
  };
  const cluster = await launchAll({ start, java, version, demands });
  const { ports } = cluster;
  return {
    brokers: ports.map(({ client }) => `127.0.0.1:${client}`),
    internal: openPorts(cluster).map((port) => `127.0.0.1:${port}`),
    ca: keystore?.ca,
    processes: cluster.processes,
    stop: async () => {
      await Promise.all(cluster.processes.map((process) => stopJava(process)));
    },
    kill: async () => {
      await Promise.all(cluster.processes.map((process) => killJava(process)));
    },
    killBroker: (index) => killJava(processAt(cluster, index)),
    stopBroker: (index) => stopJava(processAt(cluster, index)),
    startBroker: async (index) => {
      launch(cluster, index);
      await serve(cluster);
    },
  };
}

/**
 * A port that was free can be somebody's before the broker listens on it: where ports were not
 * asked for by number, others are tried then.
 */
async function launchAll(
  plan: Omit<Cluster, 'ports' | 'processes' | 'clusterId'>,
): Promise<Cluster> {
  const { start, demands } = plan;
  for (let triesLeft = portTries - 1; ; triesLeft--) {
    const ports = await portsFor(start, isDemanding(demands));
    const clusterId = await formatMissing({ ...plan, ports });
    const cluster: Cluster = { ...plan, ports, clusterId, processes: [] };
    for (const index of ports.keys()) launch(cluster, index);
    try {
      await serve(cluster);
      return cluster;
    } catch (error) {
      await Promise.all(cluster.processes.map((process) => killJava(process)));
      const isLost = error instanceof KafkaTrouble && /address already in use/i.test(error.message);
      if (!isLost || triesLeft === 0 || start.ports !== undefined) throw error;
      start.say?.('somebody took a port meanwhile; others are tried');
    }
  }
}

export function brokerFolder(folder: string, id: number): string {
  return join(folder, `broker-${id}`);
}

async function portsFor(start: KafkaStart, isDemanding: boolean): Promise<BrokerPorts[]> {
  const count = start.brokers ?? 1;
  const { ports: given = [] } = start;
  for (const port of given) {
    if (await isAnswering(port)) {
      throw new KafkaTrouble(`Port ${port} is taken: something answers there already.`);
    }
  }
  const free = await freePorts(count * 3);
  return Array.from({ length: count }, (_, i) => {
    const [client = 0, controller = 0, internal = 0] = free.slice(i * 3);
    const ports = { client: given[i] ?? client, controller };
    return isDemanding ? { ...ports, internal } : ports;
  });
}

/** Returns the id of the cluster. */
async function formatMissing({
  start,
  java,
  version,
  ports,
  demands,
}: Omit<Cluster, 'processes' | 'clusterId'>): Promise<string> {
  const logFolders = ports.map((_, i) => join(brokerFolder(start.folder, i + 1), 'data'));
  const clusterId = logFolders.map(clusterIdIn).find((id) => id !== undefined) ?? newKafkaId();
  const storage = { java, root: start.root, version, clusterId, demands };
  for (const [i, logFolder] of logFolders.entries()) {
    if (clusterIdIn(logFolder) === undefined) await formatStorage(storage, i + 1, logFolder);
  }
  return clusterId;
}

function launch({ start, java, version, ports, demands, processes }: Cluster, index: number): void {
  const { root, overrides = {}, onProcess = () => undefined } = start;
  const folder = brokerFolder(start.folder, index + 1);
  const file = join(folder, 'server.properties');
  const logFolder = join(folder, 'data');
  const plan = { id: index + 1, ports, logFolder, demands, overrides };
  writeFileSync(file, propertiesText(brokerSettings(plan)));
  const archive = join(kafkaFolder(root, version), `classes-${java.version}.jsa`);
  const process = startJava({
    java,
    folder,
    logFile: join(folder, 'broker.log'),
    heapMegabytesMax: 384,
    // Of several brokers one is enough to make it.
    archiveFile: archive,
    isArchiving: index === 0,
    words: [
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
      ...['-cp', kafkaClassPath(root, version), 'kafka.Kafka', file],
    ],
  });
  processes[index] = process;
  onProcess(process);
}

async function serve(cluster: Cluster): Promise<void> {
  const { processes, clusterId } = cluster;
  const failure = await whenServing({
    ports: openPorts(cluster),
    clusterId,
    msMax: servingMsMax,
    failure: () => {
      const ended = processes.find((process) => !isAlive(process));
      return ended && `it ended at once: ${lastWordsOf(ended)}`;
    },
  });
  if (failure === undefined) return;
  const [{ logFile = '' } = {}] = processes;
  throw new KafkaTrouble(`Kafka did not start: ${failure} (see ${logFile}).`);
}

function openPorts({ ports }: Cluster): number[] {
  return ports.map(({ client, internal }) => internal ?? client);
}

function processAt({ processes }: Cluster, index: number): JavaProcess {
  const process = processes[index];
  if (process === undefined) throw new RangeError(`there is no broker ${index}`);
  return process;
}
