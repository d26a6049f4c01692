// What the kafka command does where nothing runs, or where something is just being started.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyBooks, lockBooks, writeBooks } from '../../../../infra/kafka/dev/cluster-books.ts';
import {
  clusterStates,
  startCluster,
  stopCluster,
  wipeCluster,
} from '../../../../infra/kafka/dev/dev-cluster.ts';
import { freePorts } from '../../../../infra/kafka/dev/ports.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-cluster-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a cluster > where nothing was started nothing runs, is stopped or wiped', async () => {
  const nowhere = join(folder, 'nowhere');
  expect(await clusterStates({ folder: nowhere })).toEqual([]);
  expect(await stopCluster({ folder: nowhere })).toBe(false);
  await wipeCluster({ folder: nowhere });
  expect(existsSync(nowhere)).toBe(false);
});

test('a cluster > is not wiped while it is being started', async () => {
  writeBooks(folder, { ...emptyBooks, registry: 'http://127.0.0.1:1/apis/ccompat/v7' });
  const unlock = lockBooks(folder);
  await expect(wipeCluster({ folder })).rejects.toThrow(/under way/);
  expect(existsSync(join(folder, 'kafka.json'))).toBe(true);
  unlock();
  await wipeCluster({ folder });
  expect(existsSync(join(folder, 'kafka.json'))).toBe(false);
});

test('a cluster > a process that got the id of a broker is left alone', async () => {
  // Ours: were it signalled, there would be no test any more.
  const stranger = { pid: process.pid, marker: 'molecatcher-of-a-broker', logFile: '' };
  const entry = { name: 'broker 1', address: '127.0.0.1:1', process: stranger };
  writeBooks(folder, { ...emptyBooks, processes: [entry] });
  expect(await clusterStates({ folder })).toMatchObject([{ name: 'broker 1', state: 'ended' }]);
  expect(await stopCluster({ folder })).toBe(false);
});

test('a cluster > what lives and does not answer yet is starting, not running', async () => {
  const marker = `molecatcher-${Math.random().toString(36).slice(2)}`;
  const living = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', marker]);
  try {
    const [port = 0] = await freePorts(1);
    const entry = { pid: living.pid ?? 0, marker, logFile: '' };
    writeBooks(folder, {
      ...emptyBooks,
      processes: [{ name: 'registry', address: `http://127.0.0.1:${port}/x`, process: entry }],
    });
    expect(await clusterStates({ folder })).toMatchObject([{ state: 'starts' }]);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await clusterStates({ folder })).toMatchObject([{ state: 'runs' }]);
    server.close();
  } finally {
    living.kill('SIGKILL');
  }
});

test.runIf(existsSync('/proc/self'))('a cluster > in /proc is refused at once', async () => {
  const cluster = { folder: '/proc/molecatcher/x', root: folder, say: () => undefined };
  await expect(startCluster(cluster)).rejects.toThrow(/cannot be made .* --folder/);
});

test('a cluster > a broken record of it ends the stop before anything is signalled', async () => {
  writeFileSync(join(folder, 'kafka.json'), '{');
  await expect(stopCluster({ folder })).rejects.toThrow(/cannot be read/);
});
