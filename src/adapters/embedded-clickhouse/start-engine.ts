// Starts ClickHouse inside the data folder, for those who have no server: the pinned library
// @chdb/lib-linux-x64-gnu in a child process, reachable by HTTP on 127.0.0.1 only. What comes back
// is an ordinary address with three users; the stock client talks to it as to any server. main.ts
// uses this; nobody else needs to know that the server is embedded.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import { authorization, configXml, type Login, type Logins, usersXml } from './engine-config.ts';
import { type EngineChild, EngineLife, killEngine, spawnEngine } from './engine-life.ts';
import { engineLogin, keepEngineLogin } from './engine-login.ts';

export type EmbeddedClickHouse = Logins & {
  readonly url: string;
  /** Of the first one. */
  readonly startedAt: Millis;
  /** Another one once it was started again. */
  readonly pid: number;
  stop(): Promise<void>;
};

export type EmbeddedSettings = {
  readonly folder: string;
  /** The one it had, or a free one, where none is given. */
  readonly httpPort?: number;
  /** Database that the hunter may read. */
  readonly database?: string;
  /** Path of libchdb.so; for tests of what happens without it. */
  readonly library?: string | undefined;
};

/** Since its process began. */
const failedWrites =
  'SELECT sum(value) FROM system.events ' +
  "WHERE event = 'WriteBufferFromFileDescriptorWriteFailed'";

/** Starting on two busy cores takes 0.3 to 3 s; a folder with many parts takes longer. */
const startMsMax = 60_000;

export async function startEngine(settings: EmbeddedSettings): Promise<EmbeddedClickHouse> {
  const library = settings.library ?? libraryPath();
  if (!existsSync(library)) throw missing();
  checkFileSizeLimit();
  const folder = resolve(settings.folder);
  const login = await engineLogin(folder, settings.httpPort);
  const { port, writer, hunter, scribe } = login;
  const logins = { writer, hunter, scribe };
  const url = `http://127.0.0.1:${port}`;
  if (await isAnswering(url)) {
    throw new OutsideError('port-in-use', `Port ${port} on 127.0.0.1 is answered by another one.`);
  }
  const engineFolder = join(folder, `engine-${port}`);
  const database = settings.database ?? 'molecatcher';
  writeSettings({ folder, engineFolder, port, database, logins });
  const words = [library, join(folder, 'clickhouse'), join(engineFolder, 'config.xml')];
  const start = async (stop: AbortSignal): Promise<EngineChild> => {
    const child = spawnEngine(words);
    const kill = (): boolean => child.process.kill('SIGKILL');
    stop.addEventListener('abort', kill, { once: true });
    try {
      await untilReady({ child, url, writer, folder });
      return child;
    } catch (error) {
      await killEngine(child);
      throw error;
    } finally {
      stop.removeEventListener('abort', kill);
    }
  };
  let life: EngineLife;
  try {
    life = await EngineLife.begin(start, async () => {
      return Number(await ask(url, writer, failedWrites)) > 0;
    });
    keepEngineLogin(folder, login);
  } catch (error) {
    rmSync(engineFolder, { recursive: true, force: true });
    throw error;
  }
  sweep(folder, engineFolder);
  const uptimeMs = 1_000 * Number(await ask(url, writer, 'SELECT uptime()'));
  return {
    url,
    ...logins,
    startedAt: Date.now() - uptimeMs,
    get pid() {
      return life.pid;
    },
    stop: async () => {
      await life.end();
      rmSync(engineFolder, { recursive: true, force: true });
    },
  };
}

type Start = {
  readonly child: EngineChild;
  readonly url: string;
  readonly writer: Login;
  readonly folder: string;
};

/** Ready: our own password is accepted, and the process that holds the folder is our child. */
async function untilReady(start: Start): Promise<void> {
  const { child, url, writer, folder } = start;
  const deadline = Date.now() + startMsMax;
  while (!(await isAnswering(url))) {
    const { exitCode, signalCode, pid } = child.process;
    if (exitCode !== null || signalCode !== null || pid === undefined) {
      throw startFailure(child.said(), folder);
    }
    if (Date.now() > deadline) throw startFailure('It did not answer in time.', folder);
    await sleep(20);
  }
  const answer = await ask(url, writer, 'SELECT sum(number) FROM numbers(1000)');
  if (answer !== '499500') throw startFailure(`Its first answer was ${answer}.`, folder);
  const status = readFileSync(join(folder, 'clickhouse', 'status'), 'utf8');
  const pid = Number(/^PID: (\d+)/m.exec(status)?.[1]);
  if (pid !== child.process.pid) {
    throw startFailure(`Process ${pid} holds the folder, not our ${child.process.pid}.`, folder);
  }
}

function startFailure(said: string, folder: string): OutsideError {
  if (/Code: 76|another server instance/i.test(said)) {
    return new OutsideError(
      'data-folder-in-use',
      `Another ClickHouse is running in ${join(folder, 'clickhouse')}.`,
    );
  }
  return new OutsideError(
    'clickhouse-unreachable',
    `The embedded ClickHouse did not start in ${folder}: ${said.trim() || 'it said nothing'}`,
  );
}

type Files = {
  readonly folder: string;
  readonly engineFolder: string;
  readonly port: number;
  readonly database: string;
  readonly logins: Logins;
};

function writeSettings(files: Files): void {
  const { folder, engineFolder, logins } = files;
  const usersFile = join(engineFolder, 'users.xml');
  try {
    mkdirSync(engineFolder, { recursive: true, mode: 0o700 });
    mkdirSync(join(folder, 'clickhouse'), { recursive: true });
    const mode = { mode: 0o600 };
    writeFileSync(usersFile, usersXml(files.database, logins), mode);
    const logFile = join(folder, 'clickhouse.log');
    const httpPort = files.port;
    const settings = { usersFile, httpPort, logFile, ...logins };
    writeFileSync(join(engineFolder, 'config.xml'), configXml(settings), mode);
  } catch (cause) {
    throw new OutsideError('data-folder-unusable', `Cannot write into ${folder}.`, { cause });
  }
}

/** Removes what killed engines have left. Only after ours holds the folder: no other one lives. */
function sweep(folder: string, ours: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith('engine-') && path !== ours) rmSync(path, { recursive: true, force: true });
  }
}

function libraryPath(): string {
  const { resolve: find } = createRequire(import.meta.url);
  try {
    return join(dirname(find('@chdb/lib-linux-x64-gnu/package.json')), 'libchdb.so');
  } catch (cause) {
    throw missing(cause);
  }
}

/** Whether this installation brought the library along. */
export function hasEmbeddedClickHouse(): boolean {
  try {
    return existsSync(libraryPath());
  } catch (error) {
    if (error instanceof OutsideError) return false;
    throw error;
  }
}

/** Largest part that merges make: the default of max_bytes_to_merge_at_max_space_in_pool. */
const partBytesMax = 150 * 2 ** 30;

/**
 * The library acknowledges inserts whose writes failed (seen with 26.7: the file is cut at the
 * limit, the rows are lost at the next start). Under a limit on files it would be killed and
 * started again for ever, so it is not started under one.
 */
function checkFileSizeLimit(): void {
  const limits = '/proc/self/limits';
  if (!existsSync(limits)) return;
  const limit = /^Max file size +(\d+)/m.exec(readFileSync(limits, 'utf8'))?.[1];
  if (limit === undefined || Number(limit) >= partBytesMax) return;
  throw new OutsideError(
    'file-size-limit',
    `Files may have at most ${limit} bytes here: the embedded ClickHouse would lose rows.`,
  );
}

function missing(cause?: unknown): OutsideError {
  return new OutsideError(
    'clickhouse-missing',
    `The embedded ClickHouse is not installed (this is ${process.platform} ${process.arch}). ` +
      'Name a server with --clickhouse URL.',
    { cause },
  );
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    // A kept-alive connection would make the engine's end wait for it.
    await (await fetch(`${url}/ping`, { headers: { connection: 'close' } })).text();
    return true;
  } catch {
    return false; // Nobody listens there: that is the answer.
  }
}

async function ask(url: string, login: Login, sql: string): Promise<string> {
  const headers = { authorization: authorization(login), connection: 'close' };
  const response = await fetch(url, { method: 'POST', body: sql, headers });
  const text = (await response.text()).trim();
  if (!response.ok) throw new OutsideError('clickhouse-unreachable', text.slice(0, 500));
  return text;
}
