// Where the Kafka benchmark happens: one broker, one registry, the real program with all stages and
// its embedded ClickHouse, and the reference data, all in a temporary folder that is gone after.
// Used by kafka-bench.ts.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { startRegistry } from '../../infra/kafka/dev/start-registry.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { programsRoot } from '../support/kafka-answer.ts';
import { openWatch } from '../support/kafka-watch.ts';
import { openBenchCodec, openBenchLog } from './bench-log.ts';
import { loadDesk } from './load-desk.ts';
import { childrenOf } from './process-usage.ts';

export type PlaceOptions = {
  readonly sources: number;
  readonly users: number;
  /** Further flags of `run`. */
  readonly flags: readonly string[];
  /** Folder for a profile of the program; undefined: none is taken. */
  readonly profileFolder: string | undefined;
};

export type Place = {
  readonly brokers: readonly string[];
  readonly registry: string;
  readonly log: Log;
  readonly codec: Codec;
  /** Address of the program's own figures. */
  readonly url: string;
  readonly processes: Readonly<Record<ProcessName, number>>;
  /** Rows of a statement, asked as an analyst would. */
  ask(statement: string): Promise<string>;
  /** All that there is once more, beside the program, which has nothing to do. */
  replay(source: string): Promise<Replayed>;
  stop(): Promise<void>;
};

export type Replayed = {
  readonly source: string;
  readonly records: number;
  readonly seconds: number;
};

export type ProcessName = 'program' | 'clickhouse' | 'broker' | 'registry';

const main = fileURLToPath(new URL('../../src/start.ts', import.meta.url));
const startMsMax = 60_000;

export async function openPlace(options: PlaceOptions): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-bench-'));
  // Whatever happens to this process, brokers and folder go with it.
  const watch = openWatch(folder);
  const started = { root: programsRoot, onProcess: watch.add };
  try {
    const [kafka, registry] = await Promise.all([
      startKafka({ ...started, folder: join(folder, 'kafka') }),
      startRegistry({ ...started, folder: join(folder, 'registry') }),
    ]);
    const reach = { brokers: kafka.brokers, registry: registry.url };
    const data = join(folder, 'data');
    mkdirSync(data);
    const flags = flagsOf(reach, data, options);
    await runToEnd(['topics', ...flags]);
    const [log, codec] = await Promise.all([openBenchLog(reach), openBenchCodec(reach)]);
    await loadDesk({ log, codec });
    const program = await startRun([...flags, ...options.flags], options.profileFolder);
    const pid = program.child.pid ?? 0;
    const [clickhouse = 0] = childrenOf(pid);
    const broker = kafka.processes[0]?.pid ?? 0;
    return {
      ...reach,
      log,
      codec,
      url: program.url,
      processes: { program: pid, clickhouse, broker, registry: registry.process.pid },
      ask: (statement) => runToEnd(['sql', statement, '--json', '--data', data]),
      async replay(source) {
        const words = ['replay', '--source', source, '--id', `from-${source}`, '--json'];
        const where = reachFlags(reach, data);
        const { records, seconds } = JSON.parse(await runToEnd([...words, ...where])) as Replayed;
        return { source, records, seconds };
      },
      async stop() {
        await endRun(program.child);
        await log.close();
        await kafka.kill();
        watch.end();
      },
    };
  } catch (error) {
    watch.end();
    throw error;
  }
}

type Reach = { readonly brokers: readonly string[]; readonly registry: string };

function reachFlags({ brokers, registry }: Reach, data: string): string[] {
  return ['--brokers', brokers.join(','), '--registry', registry, '--data', data];
}

function flagsOf(reach: Reach, data: string, options: PlaceOptions): string[] {
  const partitions = ['--sources', `${options.sources}`, '--users', `${options.users}`];
  return [...reachFlags(reach, data), ...partitions];
}

type Run = { readonly child: ChildProcess; readonly url: string };

async function startRun(flags: readonly string[], profileFolder: string | undefined): Promise<Run> {
  const profile =
    profileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileFolder];
  const words = ['run', ...flags, '--port', '0', '--log-level', 'warn'];
  const child = spawn(process.execPath, [...profile, main, ...words], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  child.stderr.setEncoding('utf8').pipe(process.stderr);
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text: string) => {
      said += text;
      const found = /(http:\S+)\/health/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', (code) => reject(new Error(`run ended with ${code}`)));
    setTimeout(() => reject(new Error('run does not start')), startMsMax).unref();
  });
  await untilReady(url);
  return { child, url };
}

async function untilReady(url: string): Promise<void> {
  const until = Date.now() + startMsMax;
  for (;;) {
    const answer = await fetch(`${url}/ready`);
    await answer.text();
    if (answer.ok) return;
    if (Date.now() > until) throw new Error('run does not become ready');
    await new Promise((go) => setTimeout(go, 100));
  }
}

async function endRun(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(impatient);
}

async function runToEnd(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  let [output, remarks] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    remarks += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${words[0]} ended with ${code}: ${remarks}`);
  return output;
}
