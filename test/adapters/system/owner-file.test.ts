// Who owns a data folder: a living process, not a file that one left behind.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neighbourAt, own, ownerOf } from '../../../src/adapters/system/owner-file.ts';
import { until } from '../../support/program.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-owner-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = {
  command: 'run',
  http: 'http://127.0.0.1:8686',
  clickhouse: 'http://127.0.0.1:9000',
  database: 'molecatcher',
  hunter: { user: 'hunter', password: 'secret' },
};

/** Rewrites the owner file as that of another process. */
function pretend(change: object): void {
  const path = join(folder, 'owner.json');
  rmSync(path, { force: true });
  own(folder).announce(record);
  const written = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...written, ...change }));
}

function startTime(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

test('the file is for its owner only, and goes with it', () => {
  const mine = own(folder);
  mine.announce(record);
  const path = join(folder, 'owner.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ ...record, pid: process.pid });
  mine.release();
  expect(() => statSync(path)).toThrow(/ENOENT/);
});

const isLinux = process.platform === 'linux';

test.skipIf(!isLinux)('a living owner is found, and nobody else gets in', async () => {
  const other = spawn('sleep', ['20']);
  try {
    await new Promise((resolve) => other.once('spawn', resolve));
    pretend({ pid: other.pid, startedAs: startTime(other.pid!) });
    expect(ownerOf(folder)).toMatchObject(record);
    expect(() => own(folder)).toThrow(/in use by `molecatcher run` at http:..127.0.0.1:8686/);
    pretend({ pid: other.pid, startedAs: 'another start of another process' });
    expect(ownerOf(folder), 'an id that is used again is nobody').toBeUndefined();
  } finally {
    other.kill('SIGKILL');
  }
});

test.skipIf(!isLinux)(
  'whoever only asks keeps out who would start a ClickHouse, and no other',
  () => {
    const asking = { pid: process.ppid, startedAs: startTime(process.ppid), isBrief: true };
    pretend({ ...asking, command: 'sql' });
    expect(ownerOf(folder)).toBeUndefined();
    const mine = own(folder);
    const message =
      `\`molecatcher sql\` (process ${process.ppid}) has the ClickHouse in ${folder} ` +
      'for its own question.';
    const refused = expect.objectContaining({ code: 'data-folder-asked', message });
    expect(() => mine.announce(record)).toThrow(refused);
    pretend({ ...asking, startedAs: 'it was killed' });
    mine.announce(record);
    mine.release();
  },
);

test('whoever moves in waits for another one who does, but for none who was killed', async () => {
  const file = new URL('../../../src/adapters/system/folder-lock.ts', import.meta.url).pathname;
  const hold = (whileHeld: string) => {
    const code = `
      import { writeFileSync } from 'node:fs';
      import { underFolderLock } from ${JSON.stringify(file)};
      const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      process.chdir(${JSON.stringify(folder)});
      underFolderLock('.', () => { writeFileSync('held', ''); ${whileHeld} });`;
    return spawn(process.execPath, ['--input-type=module', '-e', code]);
  };
  const there = (name: string) => existsSync(join(folder, name));
  const moving = hold("sleep(500); writeFileSync('moved', '');");
  await until(() => there('held'));
  const mine = own(folder);
  mine.announce(record);
  expect(there('moved')).toBe(true);
  rmSync(join(folder, 'held'));
  moving.kill('SIGKILL');
  const other = hold('sleep(60_000);');
  await until(() => there('held'));
  other.kill('SIGKILL');
  await once(other, 'exit');
  const before = Date.now();
  mine.announce(record);
  expect(Date.now() - before).toBeLessThan(1_000);
});

const writer = { user: 'writer', password: 'secret' };

for (const { name, change, code, message } of [
  {
    name: 'is still starting',
    change: { isStarting: true },
    code: 'clickhouse-starting',
    message: '`molecatcher run` in FOLDER is still starting.',
  },
  {
    name: 'has none',
    change: {},
    code: 'clickhouse-unreachable',
    message: '`molecatcher run` has no ClickHouse of its own in FOLDER.',
  },
]) {
  test.skipIf(!isLinux)(`the ClickHouse of a neighbour that ${name}`, () => {
    // Whoever runs these tests lives, and is not us.
    pretend({ pid: process.ppid, startedAs: startTime(process.ppid), ...change });
    const said = message.replace('FOLDER', folder);
    expect(() => neighbourAt(folder)).toThrow(expect.objectContaining({ code, message: said }));
    pretend({ pid: process.ppid, startedAs: startTime(process.ppid), writer });
    expect(neighbourAt(folder)).toMatchObject({ clickhouse: record.clickhouse, writer });
  });
}

for (const { name, content } of [
  { name: 'there is no file', content: undefined },
  { name: 'the file was cut off', content: '{"pid": 1' },
  { name: 'its process is gone', content: JSON.stringify({ pid: 2 ** 22 + 1, startedAs: '1' }) },
]) {
  test(`nobody owns the folder where ${name}`, () => {
    if (content !== undefined) writeFileSync(join(folder, 'owner.json'), content);
    expect(ownerOf(folder)).toBeUndefined();
    expect(() => own(folder)).not.toThrow();
  });
}

test('a file that is given as the folder is called one, and left alone', () => {
  const path = join(folder, 'notes.txt');
  writeFileSync(path, 'mine');
  for (const take of [own, ownerOf]) {
    expect(() => take(path)).toThrow(
      expect.objectContaining({ code: 'data-folder-unusable', message: `${path} is a file.` }),
    );
  }
  expect(readFileSync(path, 'utf8')).toBe('mine');
});
