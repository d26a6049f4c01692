// The embedded engine as its users meet it: starting, stopping, dying with its parent, sharing a
// folder, missing.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorization } from '../../../src/adapters/embedded-clickhouse/engine-config.ts';
import { startEngine } from '../../../src/adapters/embedded-clickhouse/start-engine.ts';
import { describeEmbedded, hasLibrary } from '../../support/embedded.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeEmbedded('embedded engine', () => {
  test('keeps data, address and login over a stop, sweeps what a killed one left', async () => {
    const stale = join(folder, 'engine-1');
    mkdirSync(stale);
    writeFileSync(join(stale, 'users.xml'), '');
    const first = await startEngine({ folder });
    expect(existsSync(stale)).toBe(false);
    expect(Math.abs(Date.now() - first.startedAt)).toBeLessThan(20_000);
    await ask(first, 'CREATE DATABASE kept ENGINE = Atomic');
    await ask(first, 'CREATE TABLE kept.t (x Int8) ENGINE = MergeTree ORDER BY x');
    await ask(first, 'INSERT INTO kept.t VALUES (7)');
    const stoppedAt = Date.now();
    await first.stop();
    expect(Date.now() - stoppedAt).toBeLessThan(5_000);
    expect(isAlive(first.pid)).toBe(false);

    const second = await startEngine({ folder });
    expect([second.url, second.writer]).toEqual([first.url, first.writer]);
    expect(statSync(join(folder, 'engine.json')).mode & 0o777).toBe(0o600);
    expect(await ask(second, 'SELECT x FROM kept.t')).toBe('7');
    await second.stop();
    await second.stop();
    expect(readdirSync(folder).filter((name) => name.startsWith('engine-'))).toEqual([]);
  });

  test('a folder from before there was a scribe is given one, and keeps its users', async () => {
    const login = (user: string) => ({ user, password: `of ${user}` });
    const before = { port: 0, writer: login('writer'), hunter: login('hunter') };
    writeFileSync(join(folder, 'engine.json'), JSON.stringify(before));
    const engine = await startEngine({ folder });
    expect(engine).toMatchObject({ writer: before.writer, hunter: before.hunter });
    expect(await ask(engine, 'SELECT currentUser()', engine.scribe)).toBe('scribe');
    await engine.stop();
    const after = JSON.parse(readFileSync(join(folder, 'engine.json'), 'utf8'));
    expect(after.scribe).toEqual(engine.scribe);
  });

  test('one that was killed is started again, at the same address, with what it had', async () => {
    const engine = await startEngine({ folder });
    await ask(engine, 'CREATE DATABASE kept ENGINE = Atomic');
    await ask(engine, 'CREATE TABLE kept.t (x Int8) ENGINE = MergeTree ORDER BY x');
    await ask(engine, 'INSERT INTO kept.t VALUES (7)');
    for (let round = 0; round < 2; round += 1) {
      const { pid } = engine;
      process.kill(pid, 'SIGKILL');
      for (let i = 0; i < 200 && engine.pid === pid; i += 1) await sleep(50);
      expect(await ask(engine, 'SELECT x FROM kept.t')).toBe('7');
      expect(isAlive(engine.pid)).toBe(true);
    }
    await engine.stop();
    expect(isAlive(engine.pid)).toBe(false);
  });

  test('a second one on the same folder is refused, and the first lives on', async () => {
    const first = await startEngine({ folder });
    const second = startEngine({ folder });
    await expect(second).rejects.toMatchObject({ code: 'data-folder-in-use' });
    expect(await ask(first, 'SELECT 1')).toBe('1');
    await first.stop();
  });

  test('dies with its parent, however that ends', async () => {
    const script = new URL('./starting-child.ts', import.meta.url).pathname;
    const parent = spawn(process.execPath, ['--no-warnings', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    for (let i = 0; i < 100 && isAlive(pid); i += 1) await sleep(50);
    expect(isAlive(pid)).toBe(false);
  });
});

test('without the library the message names the way out', async () => {
  const started = startEngine({ folder, library: join(folder, 'none.so') });
  await expect(started).rejects.toMatchObject({
    code: 'clickhouse-missing',
    message: expect.stringContaining('--clickhouse URL'),
  });
});

test('a taken port is named', async (context) => {
  context.skip(!hasLibrary, '@chdb/lib-linux-x64-gnu is not installed');
  const server = createServer((_, response) => response.end('mine')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const httpPort = typeof address === 'object' && address !== null ? address.port : 0;
  const started = startEngine({ folder, httpPort });
  await expect(started).rejects.toMatchObject({ code: 'port-in-use' });
  server.close();
});

type Engine = Awaited<ReturnType<typeof startEngine>>;

async function ask(engine: Engine, sql: string, login = engine.writer): Promise<string> {
  const headers = { authorization: authorization(login), connection: 'close' };
  const response = await fetch(engine.url, { method: 'POST', body: sql, headers });
  return (await response.text()).trim();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // No such process: that is the answer.
  }
}
