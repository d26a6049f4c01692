// Where an answer may be written: into a file of its kind that is there, or beside what is there.
// A slip in a name costs nobody a hunt of their own or a list; that is asked before the question
// is, which may take a minute. And how it is: what was broken off is no file. For --parquet and
// --report.

import { realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { failedWrite, OutsideError } from '../errors.ts';
import { requireUnstopped } from './asking.ts';
import type { LineFile, Outside } from './outside.ts';

/** `endings`: of files that may be written over. */
export function requireAnswerFile(
  flag: string,
  path: string | undefined,
  endings: readonly [string, ...string[]],
): void {
  if (path === undefined) return;
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new OutsideError('bad-usage', `--${flag} ${path}: there is no folder ${folder}.`);
  }
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) {
    throw new OutsideError('bad-usage', `--${flag} ${path} is a folder: name a file.`);
  }
  const isOurs = endings.some((ending) => path.toLowerCase().endsWith(ending));
  if (there?.isFile() !== true || isOurs) return;
  const said = `--${flag} would write over ${path}, which is there and does not end in`;
  throw new OutsideError('bad-usage', `${said} ${endings[0]}.`);
}

/**
 * The file has its name once it is whole. What was there before stays until then, and where the
 * chunks fail or somebody stops it; whoever is killed leaves a `.part`.
 */
export async function writeAnswerFile(
  outside: Pick<Outside, 'openLines' | 'stop'>,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const there = statSync(path, { throwIfNoEntry: false });
  // A pipe or a device is there for whoever reads it now: no other file can take its place.
  const isFile = there === undefined || there.isFile();
  const whole = there === undefined ? path : realpathSync(path);
  const part = isFile ? `${whole}.part` : path;
  let written: LineFile | undefined;
  try {
    for await (const chunk of chunks) {
      requireUnstopped(outside);
      // Not before: what ClickHouse refuses leaves no file.
      written ??= outside.openLines(part, 0);
      await written.writeLines(chunk);
    }
    await written?.close();
  } catch (error) {
    // That it cannot be closed either says no more.
    if (written !== undefined) await Promise.allSettled([written.close()]);
    if (isFile) rmSync(part, { force: true });
    throw error;
  }
  if (written !== undefined && isFile) takePlace(part, whole);
}

function takePlace(part: string, whole: string): void {
  try {
    renameSync(part, whole);
  } catch (cause) {
    const said = `${whole} cannot be written: all of it is in ${part}.`;
    throw new OutsideError(failedWrite(cause), said, { cause });
  }
}
