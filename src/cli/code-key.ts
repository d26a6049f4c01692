// One hash over the code that decides what an evaluation comes to: a world that was lived by other
// code is lived again. A version would not do, because those who change detectors evaluate between
// two of them. For evaluate-worlds.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash128 } from '../core/hash.ts';

const folders = ['core', 'detectors', 'lab', 'generated'] as const;

export function codeKey(): string {
  const root = join(import.meta.dirname, '..');
  const hashes = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => `${path.slice(root.length)} ${hash128(readFileSync(path, 'utf8'))}`),
  );
  return hash128(hashes.join('\n'));
}
