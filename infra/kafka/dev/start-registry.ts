// Starts the Apicurio registry, which speaks as Confluent's does. The plain download keeps schemas
// in memory: a restart would hand out the ids of old records to other schemas. Its database is H2,
// so an address of a file makes it keep them; nothing else needs to change. Used by the kafka
// command and by the tests.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findJava } from './java.ts';
import {
  isAlive,
  type JavaProcess,
  killJava,
  lastWordsOf,
  startJava,
  stopJava,
} from './java-process.ts';
import { KafkaTrouble } from './kafka-trouble.ts';
import { freePorts, isAnswering } from './ports.ts';
import { fetchPrograms, registryFolder, registryJar } from './programs.ts';

export type RegistryStart = {
  readonly folder: string;
  readonly root: string;
  /** A free one where undefined. */
  readonly port?: number;
  readonly say?: (line: string) => void;
  readonly onProcess?: (process: JavaProcess) => void;
};

export type RunningRegistry = {
  /** Of the interface that is compatible with Confluent's. */
  readonly url: string;
  readonly process: JavaProcess;
  stop(): Promise<void>;
};

const servingMsMax = 60_000;

export async function startRegistry(start: RegistryStart): Promise<RunningRegistry> {
  const { folder, root, say = () => undefined, onProcess = () => undefined } = start;
  const java = await findJava();
  await fetchPrograms({ root, hasRegistry: true, say });
  const [free = 0] = await freePorts(1);
  const { port = free } = start;
  if (await isAnswering(port)) {
    throw new KafkaTrouble(`Port ${port} is taken: something answers there already.`);
  }
  mkdirSync(folder, { recursive: true });
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  for (let isLast = false; ; isLast = true) {
    const process = startJava({
      java,
      folder,
      logFile: join(folder, 'registry.log'),
      heapMegabytesMax: 256,
      archiveFile: join(registryFolder(root), `classes-${java.version}.jsa`),
      isArchiving: true,
      words: [...registryWords(port, folder), '-jar', registryJar(root)],
    });
    onProcess(process);
    const failure = await whenAnswering(url, process);
    if (failure === undefined) return { url, process, stop: () => stopJava(process) };
    // It gives up over waits of its own, which a busy machine makes too long; once more helps then.
    if (!isLast && !isAlive(process)) {
      say(`the registry ended by itself and is started once more (${lastWordsOf(process)})`);
      continue;
    }
    await killJava(process);
    throw new KafkaTrouble(
      `The registry did not start: ${failure} (see ${process.logFile}). If the machine is busy, ` +
        'run start again when it is less so; if the log speaks of its database, wipe.',
    );
  }
}

function registryWords(port: number, folder: string): string[] {
  const database = `jdbc:h2:file:${join(folder, 'schemas')};WRITE_DELAY=0`;
  return [
    '-Dquarkus.http.host=127.0.0.1',
    `-Dquarkus.http.port=${port}`,
    `-Dquarkus.datasource.jdbc.url=${database}`,
    // Twenty connections at once, to a file, for one person.
    '-Dquarkus.datasource.jdbc.initial-size=1',
    '-Dquarkus.datasource.jdbc.min-size=1',
    // A connection has 5 seconds to come about by default: too few where others use the machine.
    `-Dquarkus.datasource.jdbc.acquisition-timeout=${servingMsMax / 1_000}`,
    '-Dquarkus.log.level=WARN',
  ];
}

/** The reason why it does not answer; undefined when it does. */
async function whenAnswering(url: string, process: JavaProcess): Promise<string | undefined> {
  const until = Date.now() + servingMsMax;
  for (;;) {
    if (!isAlive(process)) return `it ended at once: ${lastWordsOf(process)}`;
    const answer = await fetch(`${url}/subjects`).catch((error: Error) => error);
    if (answer instanceof Response) {
      await answer.arrayBuffer();
      if (answer.ok) return undefined;
    }
    if (Date.now() > until) return `it does not answer after ${servingMsMax / 1000} s`;
    await sleep(60);
  }
}
