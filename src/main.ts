// The composition root: the file that knows both the stages (through the commands) and the
// adapters; beside it stage-thread.ts does, for the one stage that may have a thread of its own.
// It builds what the commands need of the outside world and hands it to them, and it owns the
// process: its signals, its streams, its exit code.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname, userInfo } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { migrate, migrationStates } from './adapters/clickhouse/migrations.ts';
import { openWarehouse } from './adapters/clickhouse/open-warehouse.ts';
import { hasEmbeddedClickHouse, startEngine } from './adapters/embedded-clickhouse/start-engine.ts';
import { listen } from './adapters/http/listen.ts';
import { openInput } from './adapters/input/open-input.ts';
import { openRecordFile } from './adapters/input/record-file.ts';
import * as system from './adapters/system/system.ts';
import { openTelemetry } from './adapters/telemetry/open-telemetry.ts';
import { runInThread } from './adapters/thread/run-in-thread.ts';
import { failureText, runCommandLine } from './cli/command-line.ts';
import { commands } from './cli/commands.ts';
import type { Engine, EngineOptions, Login, Outside, Terminal } from './cli/outside.ts';
import type { Settings } from './config.ts';
import { detectors } from './generated/detectors.ts';
import { migrations } from './generated/migrations.ts';
import { logOpening } from './open-log.ts';
import type { Warehouse } from './ports.ts';
import { isFolder } from './setting-kinds.ts';

const migrationFiles = migrations.map(({ name, text }) => ({ name: `${name}.sql`, sql: text }));

const own = import.meta.url;
/** In a checkout it is TypeScript, as this file is; once built, JavaScript. */
const stageThread = new URL('stage-thread.ts'.replace(/\.ts$/, extname(own)), own);

/** A graceful stop takes one batch; what takes longer hangs. */
const stopMsMax = 9_500;

// Most of the heap stays: people, customers, tickets. By itself V8 walks all of it again whenever
// a tenth has come; this is whenever it has tripled. It took a tenth of the processor.
setFlagsFromString('--heap-growing-percent=200');

const stop = new AbortController();
const terminal = system.openTerminal({
  output: process.stdout,
  error: process.stderr,
  onGone: () => stop.abort(),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice has no patience left; the log is made for that too.
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
    setTimeout(() => process.exit(1), stopMsMax).unref();
  });
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    terminal.remark(failureText(error));
    process.exit(1);
  });
}

const outside = outsideWorld({ terminal, stop: stop.signal });
const line = { commands, detectors };
const code = await runCommandLine(process.argv.slice(2), line, outside);
// What was written last must be out before the process is; sockets and timers need not.
const failure = await terminal.end();
if (failure !== undefined && code === 0) terminal.remark(failureText(failure));
process.exit(code || (failure === undefined ? 0 : 1));

type WorldOptions = { readonly terminal: Terminal; readonly stop: AbortSignal };

function outsideWorld({ terminal, stop }: WorldOptions): Outside {
  const clock = system.systemClock;
  const outside: Outside = {
    version: versionOf(),
    clock,
    terminal,
    stop,
    machine: {
      nodeVersion: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      hasEmbeddedClickHouse: hasEmbeddedClickHouse(),
      cores: availableParallelism(),
      user: `${userInfo().username}@${hostname()}`,
      connectProblem: system.connectProblem,
      placeOf: (folder) => `${hostname()}:${resolve(folder)}`,
      hasData: (data) => existsSync(join(data, 'clickhouse')),
      freeBytes: system.freeBytes,
      writeProblem: system.writeProblem,
    },
    ...logOpening(clock, stop),
    runDetectApart: (order, { log, telemetry, ...signals }) =>
      runInThread({
        entry: stageThread,
        order,
        // On Kafka it has connections of its own.
        log: log.kind === 'local' ? log : undefined,
        telemetry,
        signals: { ...signals, interrupt: stop },
      }),
    openEngine,
    connect: ({ clickhouse: url, database, hunter, scribe, writer = hunter }) =>
      openWarehouse({ url, database, writer, hunter, scribe }),
    openTelemetry,
    listen,
    ownerOf: system.ownerOf,
    own: system.own,
    openInput,
    openLines: system.openLineFile,
    openRecords: openRecordFile,
    renewDemoFolder: system.renewDemoFolder,
  };
  return outside;
}

function versionOf(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function openEngine(settings: Settings, options?: EngineOptions): Promise<Engine> {
  if (settings.clickhouse === '') return embedded(settings);
  return isFolder(settings.clickhouse) ? neighbour(settings) : server(settings, options);
}

async function embedded({ data, database }: Settings): Promise<Engine> {
  const running = await startEngine({ folder: data, database });
  const { url, writer, hunter, scribe } = running;
  const place = { url, database, writer, hunter, scribe };
  try {
    const warehouse = await openWarehouse(place);
    return engineOf(warehouse, { ...place, isEmbedded: true, end: running.stop });
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function server(settings: Settings, options?: EngineOptions): Promise<Engine> {
  const { clickhouse: url, database, hunterPassword } = settings;
  const writing = { user: settings.clickhouseUser, password: settings.clickhousePassword };
  const hunter = loginOf(settings.hunterUser, hunterPassword);
  const scribe = loginOf(settings.scribeUser, settings.scribePassword || hunterPassword);
  // Whoever only asks may have no password of the writer: that one is for hunt_log then, at most.
  const isHunter = options?.isAsking === true && hunter !== undefined;
  const writer = isHunter ? hunter : writing;
  const logins = { writer, hunter, scribe: scribe ?? writing };
  const warehouse = await openWarehouse({ url, database, ...logins });
  return engineOf(warehouse, notOurs({ url, database, writer, hunter: hunter ?? writer, scribe }));
}

function loginOf(user: string, password: string): Login | undefined {
  return user === '' ? undefined : { user, password };
}

/** The embedded engine of another process, which lives in the folder that is named. */
async function neighbour({ clickhouse: folder }: Settings): Promise<Engine> {
  const { clickhouse: url, database, writer, hunter, scribe } = system.neighbourAt(folder);
  const place = { url, database, writer, hunter, scribe };
  return engineOf(await openWarehouse(place), notOurs(place));
}

function notOurs(place: Omit<Running, 'isEmbedded' | 'end'>): Running {
  return { ...place, isEmbedded: false, end: async () => undefined };
}

type Running = {
  readonly url: string;
  readonly database: string;
  readonly writer: Login;
  readonly hunter: Login;
  readonly scribe: Login | undefined;
  readonly isEmbedded: boolean;
  end(): Promise<unknown>;
};

function engineOf(warehouse: Warehouse, running: Running): Engine {
  const { url, database, writer, hunter, scribe, isEmbedded, end } = running;
  return {
    warehouse,
    url,
    writer,
    hunter,
    scribe,
    isEmbedded,
    async empty() {
      await warehouse.execute(`DROP DATABASE IF EXISTS ${database} SYNC`);
      await warehouse.execute(`CREATE DATABASE ${database} ENGINE = Atomic`);
    },
    migrate: () => migrate(warehouse, migrationFiles),
    async missingMigrations() {
      const states = await migrationStates(warehouse, migrationFiles);
      return states.filter((one) => !one.isApplied).map((one) => one.name);
    },
    async stop() {
      // The engine waits for connections that are open, so the client goes first.
      await warehouse.close();
      await end();
    },
  };
}
