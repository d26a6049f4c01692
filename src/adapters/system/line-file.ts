// A file written line by line, such as the rejected rows of an ingest. What lies behind the part
// that was committed is cut off when it is opened again, so that no line comes twice.

import { createWriteStream, statSync, truncateSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { failedWrite, OutsideError } from '../../errors.ts';
import { makeFolder } from './make-folder.ts';

export type LineFile = {
  readonly path: string;
  /** Bytes written so far, with those kept. */
  readonly sizeBytes: number;
  /** Resolves when there is room for more. */
  write(line: string): Promise<void>;
  /** Whole lines, each with its end; nothing may change them until they are written. */
  writeLines(lines: Uint8Array): Promise<void>;
  /** Removes the file where it is empty. */
  close(): Promise<void>;
};

export function openLineFile(path: string, keptBytes: number): LineFile {
  let present = 0;
  try {
    makeFolder(dirname(path));
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) {
      throw new OutsideError('bad-usage', `${path} is a folder: name a file.`);
    }
    present = there?.size ?? 0;
    if (present > keptBytes) truncateSync(path, keptBytes);
  } catch (error) {
    throw error instanceof OutsideError ? error : unwritable(path, error);
  }
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  let failure: unknown;
  stream.on('error', (error) => {
    failure = error;
  });
  let sizeBytes = Math.min(present, keptBytes);
  const writeLines = async (bytes: Uint8Array) => {
    if (failure !== undefined) throw unwritable(path, failure);
    sizeBytes += bytes.length;
    if (stream.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        stream.off('drain', done).off('close', done);
        resolve();
      };
      stream.once('drain', done).once('close', done);
    });
  };
  return {
    path,
    get sizeBytes() {
      return sizeBytes;
    },
    write: (line) => writeLines(Buffer.from(`${line}\n`)),
    writeLines,
    async close() {
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw unwritable(path, error);
      });
      if (sizeBytes === 0) await rm(path, { force: true });
    },
  };
}

function unwritable(path: string, cause: unknown): OutsideError {
  const message = `${path} cannot be written: ${String(cause)}`;
  return new OutsideError(failedWrite(cause), message, { cause });
}
