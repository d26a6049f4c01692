// SQLite's result codes (https://www.sqlite.org/rescode.html), and the system's where we sync
// ourselves, as failures of the outside world.
// Used by the SQLite store only.

import { failedWrite, type OutsideCode, OutsideError } from '../../errors.ts';

const codes: Readonly<Record<number, OutsideCode>> = {
  5: 'data-folder-in-use', // SQLITE_BUSY: the exclusive lock of another process
  8: 'data-folder-unusable', // SQLITE_READONLY
  10: 'disk-failed', // SQLITE_IOERR
  11: 'log-damaged', // SQLITE_CORRUPT
  13: 'disk-full', // SQLITE_FULL
  14: 'data-folder-unusable', // SQLITE_CANTOPEN
  23: 'data-folder-unusable', // SQLITE_AUTH
  26: 'log-damaged', // SQLITE_NOTADB
};

/** SQLITE_IOERR_WRITE and _TRUNCATE: so ends a write beyond a file-size limit or a quota. */
const failedWrites = [778, 1546];

export function outsideError(error: unknown, folder: string, owner?: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const message = `${sentences[code]?.(folder, owner)}: ${String(error)}`;
  return new OutsideError(code, message, { cause: error });
}

/** Undefined: it is no failure of the outside world. */
function codeOf(error: unknown): OutsideCode | undefined {
  const { errcode, syscall } = error as { errcode?: number; syscall?: string };
  if (errcode === undefined) return syscall === undefined ? undefined : failedWrite(error);
  if (failedWrites.includes(errcode)) return 'disk-full';
  return codes[errcode & 0xff] ?? 'data-folder-unusable';
}

const sentences: Partial<Record<OutsideCode, (folder: string, owner?: string) => string>> = {
  'data-folder-in-use': (folder, owner) =>
    `the data folder ${folder} is in use by ${owner ? `process ${owner}` : 'another process'}`,
  'disk-full': (folder) => `no room left to write in ${folder}`,
  'disk-failed': (folder) => `the disk failed under ${folder}`,
  'log-damaged': (folder) => `the log in ${folder} is damaged`,
  'data-folder-unusable': (folder) => `the log in ${folder} cannot be used`,
};
