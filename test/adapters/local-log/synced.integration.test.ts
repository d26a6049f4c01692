// What a commit promises when it resolves: that the loss of power cannot take it back. With a disk
// that is held up, that fails, and that is cut off.

import { cpSync, existsSync, fdatasync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import type { SyncFile } from '../../../src/adapters/local-log/sqlite-store.ts';
import type { Log, LogWriter } from '../../../src/ports.ts';
import { append, codeOf, freshTopic, output, readAll } from '../../contract/log-steps.ts';
import { testClock } from './test-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-synced-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (at: string, syncFile?: SyncFile) =>
  openLocalLog({ folder: at, clock: testClock(), ...(syncFile === undefined ? {} : { syncFile }) });

type House = { readonly log: Log; readonly topic: string; readonly writer: LogWriter };

const turns = async (count = 5) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A disk that holds up whoever waits for it, while it is told to. */
function slowDisk() {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  return {
    sync: () => gate.promise,
    hold: () => {
      gate = Promise.withResolvers<void>();
    },
    release: () => gate.resolve(),
  };
}

describe('while the disk is held up', () => {
  for (const [what, begin] of [
    ['a commit', ({ writer, topic }) => writer.commit([output(topic, 0, [[null, 'a']])])],
    ['a new topic', ({ log }) => log.createTopic({ name: 't', partitions: 1, cleanup: 'delete' })],
    ['another partition', ({ log, topic }) => log.growTopic(topic, 2)],
    ['a writer, who takes over what was written,', ({ log }) => log.writer('w')],
  ] as [string, (house: House) => Promise<unknown>][]) {
    test(`${what} waits for it`, async () => {
      const disk = slowDisk();
      const log = open(folder, disk.sync);
      const topic = await freshTopic(log);
      const writer = await log.writer('before');
      await writer.commit([output(topic, 0, [[null, 'before']])]);
      disk.hold();
      if (what.startsWith('a writer'))
        void writer.commit([output(topic, 0, [[null, 'on its way']])]);
      let isDone = false;
      const doing = begin({ log, topic, writer }).then(() => {
        isDone = true;
      });
      await turns();
      expect(isDone).toBe(false);
      disk.release();
      await doing;
      await log.close();
    });
  }

  test('a commit can be read, and the writer of another one goes on', async () => {
    const disk = slowDisk();
    const log = open(folder, disk.sync);
    const topic = await freshTopic(log);
    const [one, two] = [await log.writer('one'), await log.writer('two')];
    disk.hold();
    const commits = [one, two].map((w, i) => w.commit([output(topic, 0, [[null, `${i}`]])]));
    await turns();
    expect((await readAll(log, topic)).map(({ value }) => value)).toEqual(['0', '1']);
    disk.release();
    await Promise.all(commits);
    await log.close();
  });
});

describe('a writer that is one ahead of the disk', () => {
  const isOneAhead = true;

  test('goes on while the disk has its last commit in hand, and waits with the next', async () => {
    const disk = slowDisk();
    const log = open(folder, disk.sync);
    const topic = await freshTopic(log);
    const writer = await log.writer('w', { isOneAhead });
    disk.hold();
    await writer.commit([output(topic, 0, [[null, 'first']])]);
    const tellDone: string[] = [];
    const second = writer
      .commit([output(topic, 0, [[null, 'second']])])
      .then(() => tellDone.push('second'));
    const other = (await readAll(log, topic)).map(({ value }) => value);
    expect(other).toEqual(['first', 'second']);
    await turns();
    expect(tellDone).toEqual([]);
    disk.release();
    await second;
    await log.close();
  });

  test('has all on the disk once it is closed', async () => {
    const disk = slowDisk();
    const log = open(folder, disk.sync);
    const topic = await freshTopic(log);
    const writer = await log.writer('w', { isOneAhead });
    disk.hold();
    await writer.commit([output(topic, 0, [[null, 'last']])]);
    let isClosed = false;
    const closing = writer.close().then(() => {
      isClosed = true;
    });
    await turns();
    expect(isClosed).toBe(false);
    disk.release();
    await closing;
    await log.close();
  });

  test('whoever is told something later is told after what came before it', async () => {
    const disk = slowDisk();
    const log = open(folder, disk.sync);
    const topic = await freshTopic(log);
    const [ahead, told] = [await log.writer('ahead', { isOneAhead }), await log.writer('told')];
    disk.hold();
    await ahead.commit([output(topic, 0, [[null, 'read by the other one']])]);
    let isTold = false;
    const telling = told.commit([output(topic, 0, [[null, 'made of it']])]).then(() => {
      isTold = true;
    });
    await turns();
    expect(isTold).toBe(false);
    disk.release();
    await telling;
    await log.close();
  });

  for (const [what, after] of [
    ['its next commit', (writer, topic) => writer.commit([output(topic, 0, [[null, 'next']])])],
    ['its end', (writer) => writer.close()],
  ] as [string, (writer: LogWriter, topic: string) => Promise<void>][]) {
    test(`hears by ${what} that the disk has failed`, async () => {
      let isFailing = false;
      const log = open(folder, async () => {
        if (isFailing) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' });
      });
      const topic = await freshTopic(log);
      const writer = await log.writer('w', { isOneAhead });
      isFailing = true;
      await writer.commit([output(topic, 0, [[null, 'lost']])]);
      await turns();
      expect(await codeOf(after(writer, topic))).toBe('disk-failed');
      expect(await codeOf(log.close())).toBe('disk-failed');
    });
  }
});

test('a task that has nothing more to write hears that the disk has failed', async () => {
  let isFailing = false;
  const log = open(folder, async () => {
    if (isFailing) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' });
  });
  const [from, to] = [await freshTopic(log), await freshTopic(log)];
  const writer = await log.writer('w', { isOneAhead: true });
  await append(log, from, ['first']);
  isFailing = true;
  const { finished } = await log.join({
    ...{ group: 'g', topics: [from], instance: 'i', maxBatchBytes: 1_000 },
    take: async () => ({
      positions: new Map([[from, 0]]),
      async process() {
        await writer.commit([output(to, 0, [[null, 'last']])]);
        return 'more';
      },
      idle: async () => 'more',
      release: () => writer.close(),
    }),
  });
  expect(await codeOf(finished)).toBe('disk-failed');
  expect(await codeOf(log.close())).toBe('disk-failed');
});

describe('once the disk has failed', () => {
  for (const [code, expected] of [
    ['EIO', 'disk-failed'],
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
  ] as const) {
    test(`${code}: nothing more is taken, and the folder can be opened again`, async () => {
      let isFailing = false;
      const log = open(folder, async () => {
        if (isFailing) throw Object.assign(new Error(code), { code, syscall: 'fdatasync' });
      });
      const topic = await freshTopic(log);
      const writer = await log.writer('w');
      await writer.commit([output(topic, 0, [[null, 'told']])]);
      isFailing = true;
      expect(await codeOf(writer.commit([output(topic, 0, [[null, 'lost']])]))).toBe(expected);
      isFailing = false;
      const { end } = await log.range(topic, 0);
      expect(await codeOf(writer.commit([output(topic, 0, [[null, 'late']])]))).toBe(expected);
      expect(await codeOf(log.writer('w2'))).toBe(expected);
      expect((await log.range(topic, 0)).end).toBe(end);
      expect(await codeOf(log.close())).toBe(expected);
      expect(existsSync(join(folder, 'log.pid'))).toBe(false);
      const again = open(folder);
      expect((await readAll(again, topic)).map(({ value }) => value)).toContain('told');
      await again.close();
    });
  }
});

test('all that was told is on the disk as it was when its sync began', async () => {
  const really = promisify(fdatasync);
  const finished: { readonly at: string; readonly told: string[] }[] = [];
  let count = 0;
  const log = open(folder, async (handle) => {
    // What a cut just now would leave of the file, at worst.
    const at = `${folder}-cut-${count}`;
    count += 1;
    cpSync(folder, at, { recursive: true });
    await really(handle);
    finished.push({ at, told: [] });
  });
  const topic = await freshTopic(log);
  const works = ['a', 'b', 'c'].map(async (name) => {
    // What c was told of last is the commit before.
    const isOneAhead = name === 'c';
    const writer = await log.writer(name, { isOneAhead });
    for (let i = 0; i < 12; i += 1) {
      const last = i - (isOneAhead ? 1 : 0);
      await writer.commit([output(topic, 0, [[null, `${name}${i}`]])]);
      if (last >= 0) finished.at(-1)!.told.push(`${name}${last}`);
    }
    await writer.close();
    if (isOneAhead) finished.at(-1)!.told.push('c11');
  });
  await Promise.all(works);
  const all = (await readAll(log, topic)).map(({ value }) => value);
  const told = finished.flatMap((one) => one.told);
  expect(new Set(told).size).toBe(36);
  // Three share a sync, more or less.
  expect(count).toBeLessThan(36);
  for (const one of finished) {
    if (one.told.length > 0) {
      const cut = open(one.at);
      const left = (await readAll(cut, topic)).map(({ value }) => value);
      expect(left).toEqual(expect.arrayContaining(one.told));
      // Of all writers together it is a beginning.
      expect(all.slice(0, left.length)).toEqual(left);
      await cut.close();
    }
    rmSync(one.at, { recursive: true, force: true });
  }
  await log.close();
});

test('opening brings onto the disk what a killed process has left', async () => {
  const log = open(folder);
  const topic = await freshTopic(log);
  await append(log, topic, ['a', 'b']);
  const left = `${folder}-left`;
  cpSync(folder, left, { recursive: true });
  expect(statSync(join(left, 'log.sqlite-wal')).size).toBeGreaterThan(0);
  const again = open(left);
  // All of it lies in the database now, which was synced for it.
  expect(statSync(join(left, 'log.sqlite-wal')).size).toBe(0);
  expect((await readAll(again, topic)).map(({ value }) => value)).toEqual(['a', 'b']);
  await Promise.all([log.close(), again.close()]);
  rmSync(left, { recursive: true, force: true });
});

test('closing twice at once closes once', async () => {
  const log = open(folder);
  await freshTopic(log);
  await Promise.all([log.close(), log.close()]);
  await log.close();
});
