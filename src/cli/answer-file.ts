// Where an answer may be written: into a file of its kind that is there, or beside what is there.
// A slip in a name costs nobody a hunt of their own or a list. For --parquet and --report; asked
// before the question is, which may take a minute.

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { OutsideError } from '../errors.ts';

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
