// The data folder: log/, clickhouse/, rejected/, owner.json. The demo wipes its own at each start,
// and only that: a folder without the demo's mark is refused, because `--data ~` must never cost
// anybody their home.

import { accessSync, constants, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OutsideError } from '../../errors.ts';
import { makeFolder } from './make-folder.ts';

const demoMark = 'molecatcher-demo';

/** Empties a folder that the demo made, or makes it; refuses any other that is not empty. */
export function renewDemoFolder(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length > 0 && !names.includes(demoMark)) {
    const message = `${folder} is not empty and was not made by the demo: it is not wiped.`;
    throw new OutsideError('data-folder-foreign', message);
  }
  try {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
    makeFolder(folder);
    writeFileSync(join(folder, demoMark), 'The demo empties this folder at each start.\n');
  } catch (cause) {
    throw new OutsideError('data-folder-unusable', `${folder} cannot be renewed.`, { cause });
  }
}

/** Why nothing can be written into the folder, or undefined where it can. */
export function writeProblem(folder: string): string | undefined {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

export async function freeBytes(folder: string): Promise<number> {
  let present = resolve(folder);
  while (!existsSync(present)) present = dirname(present);
  const { bavail, bsize } = await statfs(present);
  return bavail * bsize;
}
