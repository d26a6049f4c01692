// SQLite's result codes (https://www.sqlite.org/rescode.html), and the system's where we sync
// ourselves, as failures of the outside world.
// Used by the SQLite store only.

import { type OutsideCode, OutsideError } from '../../errors.ts';

const codes: Readonly<Record<number, OutsideCode>> = {
  5: 'data-folder-in-use', // SQLITE_BUSY: the exclusive lock of another process
  8: 'data-folder-unusable', // SQLITE_READONLY
  11: 'log-damaged', // SQLITE_CORRUPT
  13: 'disk-full', // SQLITE_FULL
  14: 'data-folder-unusable', // SQLITE_CANTOPEN
  23: 'data-folder-unusable', // SQLITE_AUTH
  26: 'log-damaged', // SQLITE_NOTADB
};

/** SQLITE_IOERR_WRITE and _TRUNCATE: so ends a write beyond a file-size limit or a quota. */
const failedWrites = [778, 1546];

export function outsideError(error: unknown, folder: string, owner?: string): unknown {
  const { errcode: result, syscall, code: name } = error as FailedCall;
  if (typeof result !== 'number' && syscall === undefined) return error;
  const isFull = name === 'ENOSPC' || failedWrites.includes(result ?? 0);
  const code = isFull ? 'disk-full' : codes[(result ?? 0) & 0xff];
  return new OutsideError(
    code ?? 'data-folder-unusable',
    `${sentences[code ?? 'data-folder-unusable']?.(folder, owner)}: ${String(error)}`,
    { cause: error },
  );
}

type FailedCall = { readonly errcode?: number; readonly syscall?: string; readonly code?: string };

const sentences: Partial<Record<OutsideCode, (folder: string, owner?: string) => string>> = {
  'data-folder-in-use': (folder, owner) =>
    `the data folder ${folder} is in use by ${owner ? `process ${owner}` : 'another process'}`,
  'disk-full': (folder) => `no room left to write in ${folder}`,
  'log-damaged': (folder) => `the log in ${folder} is damaged`,
  'data-folder-unusable': (folder) => `the log in ${folder} cannot be used`,
};
