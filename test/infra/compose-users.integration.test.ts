// The users of the ClickHouse in docker-compose.yml, on a real engine: the embedded one reads the
// very file that the container mounts, beside the users it needs for itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from '../../src/adapters/clickhouse/migrations.ts';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import { configXml, usersXml } from '../../src/adapters/embedded-clickhouse/engine-config.ts';
import { logQuestion } from '../../src/investigate/hunt-log.ts';
import type { Warehouse } from '../../src/ports.ts';
import { describeEmbedded, hasLibrary, migrationsFolder } from '../support/embedded.ts';
import { scribeDenied, scribeTries } from '../support/scribe-tries.ts';
import { type Container, compose, pathOf, settingsOf, textOf } from './compose-file.ts';

const usersFile = 'infra/clickhouse/compose-users.xml';
const settings = settingsOf(compose.services['archive'] as Container);
const login = (who: 'CLICKHOUSE' | 'HUNTER' | 'SCRIBE') => ({
  user: settings[`MOLECATCHER_${who}_USER`] ?? '',
  password: settings[`MOLECATCHER_${who}_PASSWORD`] ?? '',
});
const writer = login('CLICKHOUSE');
const hunter = login('HUNTER');
const scribe = login('SCRIBE');

const nobody = (user: string) => ({ user, password: 'unused' });
const nobodies = (user: string) => ({
  writer: nobody(`${user}_writer`),
  hunter: nobody(`${user}_hunter`),
  scribe: nobody(`${user}_scribe`),
});

test('compose users > the hunter has the limits of the embedded engine, and no others', () => {
  const own = limitsOf(usersXml('molecatcher', nobodies('any')), 'hunter');
  expect(own).toContain('readonly=1');
  expect(limitsOf(textOf(usersFile), 'molecatcher_hunter')).toEqual(own);
});

test('compose users > the scribe has its limits there, fixed as there, its quota and grant', () => {
  const own = usersXml('molecatcher', nobodies('any'));
  const composed = textOf(usersFile);
  for (const part of [
    /<(?:molecatcher_)?scribe>(<http_max.*?)<\/(?:molecatcher_)?scribe>/,
    /<(?:molecatcher_)?scribe>(<interval>.*?)<\/(?:molecatcher_)?scribe>/,
    /<query>(GRANTINSERT.*?)<\/query>/,
  ]) {
    const [there, here] = [own, composed].map((xml) => part.exec(bare(xml))?.[1]);
    expect(there).toMatch(/\d|hunt_log/);
    expect(here).toBe(there);
  }
});

describeEmbedded('compose users', () => {
  let warehouse: Warehouse;
  let end = async () => undefined as unknown;

  beforeAll(async () => {
    if (!hasLibrary) return;
    const engine = await startWithUsers();
    end = engine.stop;
    const { url } = engine;
    warehouse = await openWarehouse({ url, database: 'molecatcher', writer, hunter, scribe });
  });
  afterAll(async () => {
    await warehouse?.close();
    await end();
  });

  const insert = "INSERT INTO migrations (name, sha256) VALUES ('x', 'y')";

  test('the writer may make the database, all tables, and write into them', async () => {
    const applied = await migrate(warehouse, readMigrations(migrationsFolder));
    expect(applied.length).toBeGreaterThan(8);
    await warehouse.execute(insert);
    expect(await warehouse.isDamaged()).toBe(false);
  });

  test('the hunter reads our tables', async () => {
    const sql = 'SELECT count() AS rows FROM access';
    expect(await warehouse.query(sql, { as: 'hunter' })).toEqual([{ rows: 0 }]);
  });

  for (const { name, sql, because } of [
    { name: 'write', sql: insert, because: /readonly|privileges/i },
    { name: 'lift a limit', sql: 'SELECT 1 SETTINGS max_execution_time = 0', because: /readonly/i },
    { name: 'read a file', sql: "SELECT * FROM file('x.csv')", because: /readonly|privileges/i },
    { name: 'see who else there is', sql: 'SELECT * FROM system.users', because: /privileges/i },
  ]) {
    test(`the hunter may not ${name}`, async () => {
      const refused = warehouse.query(sql, { as: 'hunter' });
      await expect(refused).rejects.toMatchObject({
        code: 'clickhouse-query',
        cause: expect.objectContaining({ message: expect.stringMatching(because) }),
      });
    });
  }

  test('the scribe adds a question to hunt_log, and ClickHouse says when', async () => {
    const asked = { command: 'sql', question: 'SELECT 1', parameters: { limit: '20' } };
    await logQuestion(warehouse, 'kim@desk', asked);
    const sql = 'SELECT *, abs(at - now()) < 60 AS is_now FROM hunt_log';
    const [row] = await warehouse.query(sql, { as: 'hunter' });
    expect(row).toMatchObject({ author: 'kim@desk', ...asked, is_now: 1 });
  });

  for (const [name, sql] of scribeTries) {
    test(`the scribe may not ${name}`, async () => {
      const refused = warehouse.execute(sql, {}, { as: 'scribe' });
      await expect(refused).rejects.toMatchObject({
        code: 'clickhouse-query',
        cause: expect.objectContaining({ message: expect.stringMatching(scribeDenied) }),
      });
    });
  }

  test('the writer has no business in other databases', async () => {
    await expect(warehouse.execute('CREATE DATABASE other')).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringMatching(/privileges/i) }),
    });
  });
});

/** Without comments and the spaces between and in words. */
function bare(xml: string): string {
  return xml.replaceAll(/<!--.*?-->|\s+/gs, '');
}

/** Settings of a profile, as `name=value`, in the order of their names. */
function limitsOf(xml: string, profile: string): readonly string[] {
  const body = new RegExp(`<${profile}>(.*?)</${profile}>`, 's').exec(xml)?.[1] ?? '';
  const pairs = [...body.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
  return pairs.map(([, name, value]) => `${name}=${value}`).sort();
}

async function startWithUsers() {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-compose-'));
  mkdirSync(join(folder, 'users.d'));
  mkdirSync(join(folder, 'clickhouse'));
  // Others than ours, for the engine itself.
  const base = usersXml('none', nobodies('engine'));
  writeFileSync(join(folder, 'users.xml'), base);
  copyFileSync(pathOf(usersFile), join(folder, 'users.d', 'molecatcher.xml'));
  const httpPort = await freePort();
  const config = configXml({
    usersFile: join(folder, 'users.xml'),
    logFile: join(folder, 'clickhouse.log'),
    httpPort,
    writer,
    hunter,
    scribe,
  });
  writeFileSync(join(folder, 'config.xml'), config);
  const { resolve } = createRequire(import.meta.url);
  const library = join(dirname(resolve('@chdb/lib-linux-x64-gnu/package.json')), 'libchdb.so');
  const script = pathOf('src/adapters/embedded-clickhouse/engine-child.ts');
  const words = [library, join(folder, 'clickhouse'), join(folder, 'config.xml')];
  const child = spawn(process.execPath, ['--no-warnings', script, ...words], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    env: { ...process.env, ...settings },
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${httpPort}`;
  await untilAnswering(url);
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilAnswering(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      await (await fetch(`${url}/ping`, { headers: { connection: 'close' } })).text();
      return;
    } catch (cause) {
      if (Date.now() > deadline) throw new Error('The engine did not start.', { cause });
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}
