// Scratch logs of killed replays are removed, and nothing else is.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { own, ownerOf } from '../../src/adapters/system/owner-file.ts';
import { closeAll } from '../../src/cli/household.ts';
import { openScratchLog, removeLeftScratch } from '../../src/cli/scratch-log.ts';
import { loadSettings } from '../../src/config.ts';
import { testOutside } from './test-terminal.ts';

let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'molecatcher-scratch-'));
});
afterEach(() => rmSync(data, { recursive: true }));

function world() {
  const heard = { output: '', remarks: '' };
  const places: string[] = [];
  const clock = { now: () => 0, sleep: async () => undefined };
  const outside = testOutside(heard, {
    own,
    ownerOf,
    openLog: async ({ data: folder }) => {
      places.push(folder);
      return openLocalLog({ clock });
    },
  });
  return { heard, outside, places };
}

/** As a process that did not close what it had opened; where it lies. */
async function left(): Promise<string> {
  const { outside, places } = world();
  const settings = { ...loadSettings(), data };
  await openScratchLog({ settings, outside, onClose: () => undefined }, { sources: 1, users: 1 });
  const [folder = ''] = places;
  writeFileSync(join(folder, 'log.sqlite'), 'who looked at whom');
  return folder;
}

/** Rewrites the owner file as that of another process. */
function pretend(folder: string, owner: { readonly pid: number; readonly startedAs?: string }) {
  const path = join(folder, 'owner.json');
  const written = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...written, ...owner }));
}

function startTime(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
}

const isLinux = process.platform === 'linux';

for (const { name, owner, isKept } of [
  { name: 'is gone', owner: () => ({ pid: 2 ** 22 + 1 }), isKept: false },
  {
    name: 'lives: whoever runs these tests',
    owner: () => ({ pid: process.ppid, startedAs: startTime(process.ppid) }),
    isKept: true,
  },
  {
    name: 'is gone, and whose id is used again',
    owner: () => ({ pid: process.ppid, startedAs: 'another start' }),
    isKept: false,
  },
]) {
  test.skipIf(!isLinux)(`of a process that ${name}: ${isKept ? 'kept' : 'removed'}`, async () => {
    const folder = await left();
    pretend(folder, owner());
    removeLeftScratch(data, world().outside);
    expect(existsSync(folder)).toBe(isKept);
  });
}

test('the next one removes what was left, and takes its own along', async () => {
  const folder = await left();
  pretend(folder, { pid: 2 ** 22 + 1 });
  const { outside, places, heard } = world();
  const closing: (() => unknown)[] = [];
  const onClose = (close: () => unknown) => closing.unshift(close);
  const settings = { ...loadSettings(), data };
  await openScratchLog({ settings, outside, onClose }, { sources: 1, users: 1 });
  expect([existsSync(folder), existsSync(places[0]!)]).toEqual([false, true]);
  await closeAll(closing);
  expect([existsSync(places[0]!), heard.remarks]).toEqual([false, '']);
});

test('what a person has named so stays, a data folder whose process was killed too', () => {
  for (const name of ['raw-events', 'raw-demo', 'rawhide']) mkdirSync(join(data, name));
  writeFileSync(join(data, 'raw-events.csv'), 'at,account');
  const hunter = { user: '', password: '' };
  const owner = { command: 'replay', http: '', clickhouse: '', database: '', hunter };
  own(join(data, 'raw-demo')).announce(owner);
  pretend(join(data, 'raw-demo'), { pid: 2 ** 22 + 1 });
  removeLeftScratch(data, world().outside);
  for (const name of ['raw-events', 'raw-demo', 'rawhide', 'raw-events.csv']) {
    expect(existsSync(join(data, name)), name).toBe(true);
  }
});
