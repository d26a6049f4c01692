// Makes a folder with the parents it lacks, one after the other from the top. Node's own recursive
// mkdir never returns where the system answers "no such file" to the making of a folder whose
// parent is there, as /proc does (seen in Node 24). For whatever makes a folder that a person
// named.

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Throws what the system says of the first folder that cannot be made. */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.push(at);
  for (const one of missing.reverse()) {
    try {
      mkdirSync(one);
    } catch (error) {
      // Somebody else made it in between, which is as good.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  // What is there may be a file: this says so, and makes nothing.
  if (missing.length === 0) mkdirSync(folder, { recursive: true });
}
