// A lock on a folder for as long as one function runs, so that of several processes that find
// nobody in a folder only one moves in. SQLite's lock on an empty file: the system lets go of it
// when its process ends, however that ends, so that nobody who was killed keeps others out; a file
// that says "locked" could not promise that. Used by owner-file.ts.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OutsideError } from '../../errors.ts';

/** What is done under it takes less than a millisecond. */
const waitMsMax = 5_000;

export function underFolderLock<T>(folder: string, work: () => T): T {
  const lock = locked(folder);
  try {
    return work();
  } finally {
    lock.close();
  }
}

function locked(folder: string): DatabaseSync {
  const path = join(folder, 'owner.lock');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: waitMsMax });
    // Nothing is written: the file stays empty.
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const message = `${path} cannot be locked: ${String(cause)}`;
    throw new OutsideError('data-folder-unusable', message, { cause });
  }
}
