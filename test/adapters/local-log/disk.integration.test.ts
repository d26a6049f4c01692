// What only the disk can do to the log: closing and opening, kills, a second process, a full disk,
// damage. Children are started with the same Node and end with their test.

import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { OutsideError } from '../../../src/errors.ts';
import type { Log } from '../../../src/ports.ts';
import {
  append,
  appendTo,
  codeOf,
  freshTopic,
  output,
  readAll,
  until,
} from '../../contract/log-steps.ts';
import { testClock } from './test-clock.ts';

const child = new URL('committing-child.ts', import.meta.url).pathname;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (at = folder) => openLocalLog({ folder: at, clock: testClock() });

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('closing and opening keeps topics, records, offsets, gaps and epochs', async () => {
  const first = open();
  const [plain, compacted] = [
    await freshTopic(first),
    await freshTopic(first, { cleanup: 'compact' }),
  ];
  await append(first, plain, ['a', 'b']);
  await appendTo(
    first,
    [compacted, 0],
    [
      ['k', '1'],
      ['k', '2'],
      ['l', '1'],
    ],
  );
  await first.clean();
  const writer = await first.writer('stage-0');
  await writer.commit([output(plain, 0, [[null, 'c']])]);
  const topic = await first.topic(plain);
  await first.close();

  const second = open();
  expect(await second.topic(plain)).toEqual(topic);
  expect((await readAll(second, plain)).map(({ value }) => value)).toEqual(['a', 'b', 'c']);
  expect((await readAll(second, compacted)).map(({ offset }) => offset)).toEqual([1, 2]);
  await append(second, plain, ['d']);
  expect(await second.range(plain, 0)).toEqual({ start: 0, end: 4 });
  await second.close();
});

test('after kill -9, every acknowledged commit is there, and every one is whole', async () => {
  const running = spawn(process.execPath, [child, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  running.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await until(() => said.split('\n').length > 40);
  const gone = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGKILL');
  await gone;
  const acknowledged = Number(said.trimEnd().split('\n').at(-1));

  const copy = join(folder, 'copy');
  mkdirSync(copy);
  for (const file of ['log.sqlite', 'log.sqlite-wal']) cpSync(join(folder, file), join(copy, file));
  for (const place of [copy, folder]) {
    const log = open(place);
    const left = (await readAll(log, 'left')).map(({ value }) => Number(value));
    const right = (await readAll(log, 'right')).map(({ value }) => Number(value));
    const commits = left.length / 3;
    expect(commits).toBeGreaterThanOrEqual(acknowledged + 1);
    expect(left).toEqual(Array.from({ length: commits * 3 }, (_, i) => Math.floor(i / 3)));
    expect(right).toEqual(Array.from({ length: commits }, (_, i) => i));
    await log.close();
  }
}, 20_000);

test('a folder in use is refused with the pid of its owner, and free after close', async () => {
  const log = open();
  const error = thrownBy(() => open());
  expect(error).toBeInstanceOf(OutsideError);
  expect(error).toMatchObject({ code: 'data-folder-in-use' });
  expect(String(error)).toContain(`process ${process.pid}`);
  const other = spawnSync(process.execPath, [child, folder], { encoding: 'utf8', timeout: 8_000 });
  expect(other.stderr).toContain('data-folder-in-use');
  await log.close();
  await open().close();
});

test('beyond a file-size limit a commit fails with disk-full; the rest is whole', async () => {
  const limited = spawnSync(
    'bash',
    ['-c', `ulimit -f 3000; exec "$0" "$1" "$2" 60000`, process.execPath, child, folder],
    {
      encoding: 'utf8',
      timeout: 15_000,
    },
  );
  expect(limited.stderr).toContain('disk-full');
  const acknowledged = Number(limited.stdout.trimEnd().split('\n').at(-1));
  const log = open();
  expect((await readAll(log, 'right')).length).toBe(acknowledged + 1);
  expect((await readAll(log, 'left')).length).toBe((acknowledged + 1) * 3);
  await log.close();
}, 20_000);

async function writtenLog(): Promise<string> {
  const log = open();
  const topic = await freshTopic(log);
  for (let i = 0; i < 20; i += 1) await append(log, topic, ['y'.repeat(10_000)]);
  await log.close();
  return topic;
}

async function reading(topic: string): Promise<unknown> {
  let log: Log | undefined;
  try {
    log = open();
    return await readAll(log, topic);
  } finally {
    await log?.close();
  }
}

const damages = [
  { name: 'no database at all', harm: (file: string) => writeFileSync(file, 'x'.repeat(9_000)) },
  { name: 'a file cut short', harm: (file: string) => truncateSync(file, 150_000) },
  {
    name: 'single bytes changed in records',
    harm: (file: string) => {
      const bytes = readFileSync(file);
      for (let at = 0; at < bytes.length; at += 1_000) if (bytes[at] === 0x79) bytes[at] = 0x7a;
      writeFileSync(file, bytes);
    },
  },
];
for (const { name, harm } of damages) {
  test(`${name} is a damaged log`, async () => {
    const topic = await writtenLog();
    harm(join(folder, 'log.sqlite'));
    expect(await codeOf(reading(topic))).toBe('log-damaged');
  });
}

test('a folder that is a file is unusable', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(thrownBy(() => open(file))).toMatchObject({ code: 'data-folder-unusable' });
});
