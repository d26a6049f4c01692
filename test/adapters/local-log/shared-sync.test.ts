// Who waits for the disk, and with whom.

import { expect, test } from 'vitest';
import { SharedSync } from '../../../src/adapters/local-log/shared-sync.ts';

/** A disk that finishes a sync when it is told to. */
function openDisk() {
  const syncs: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const sync = new SharedSync(() => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    syncs.push({ resolve, reject });
    return promise;
  });
  const done: string[] = [];
  const wait = async (name: string) => {
    sync.noteWrite();
    await sync.done().then(
      () => done.push(name),
      () => done.push(`not ${name}`),
    );
  };
  /** Lets all that can go on do so. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { sync, syncs, done, wait, settle };
}

test('whoever writes while a sync is under way waits for the next, together', async () => {
  const { syncs, done, wait, settle } = openDisk();
  void wait('first');
  void wait('second');
  void wait('third');
  await settle();
  // The first one began before the others were written.
  expect(syncs).toHaveLength(1);
  syncs[0]!.resolve();
  await settle();
  expect(done).toEqual(['first']);
  expect(syncs).toHaveLength(2);
  syncs[1]!.resolve();
  await settle();
  expect(done).toEqual(['first', 'second', 'third']);
  expect(syncs).toHaveLength(2);
});

test('where nothing was written since, nobody waits', async () => {
  const { sync, syncs, wait, settle } = openDisk();
  await sync.done();
  void wait('first');
  await settle();
  syncs[0]!.resolve();
  await settle();
  await sync.done();
  expect(syncs).toHaveLength(1);
});

test('after a sync that failed nothing counts as written any more', async () => {
  const { syncs, done, wait, settle } = openDisk();
  void wait('first');
  void wait('second');
  await settle();
  syncs[0]!.reject(new Error('EIO'));
  await settle();
  void wait('third');
  await settle();
  expect(done).toEqual(['not first', 'not second', 'not third']);
  expect(syncs).toHaveLength(1);
});
