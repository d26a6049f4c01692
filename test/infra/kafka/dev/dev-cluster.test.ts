// What the kafka command does where nothing runs, or where something is just being started.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyBooks, lockBooks, writeBooks } from '../../../../infra/kafka/dev/cluster-books.ts';
import {
  clusterStates,
  stopCluster,
  wipeCluster,
} from '../../../../infra/kafka/dev/dev-cluster.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-cluster-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a cluster > where nothing was started nothing runs, is stopped or wiped', async () => {
  const nowhere = join(folder, 'nowhere');
  expect(clusterStates({ folder: nowhere })).toEqual([]);
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
  expect(clusterStates({ folder })).toMatchObject([{ name: 'broker 1', isAlive: false }]);
  expect(await stopCluster({ folder })).toBe(false);
});

test('a cluster > a broken record of it ends the stop before anything is signalled', async () => {
  writeFileSync(join(folder, 'kafka.json'), '{');
  await expect(stopCluster({ folder })).rejects.toThrow(/cannot be read/);
});
