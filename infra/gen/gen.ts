// npm run gen [-- --check]: everything that is derived from schemas, topics, detectors, hunts,
// migrations and settings. With --check nothing is written, and a difference is an error: what is
// derived is committed, so that a reader of the repository sees it and a review shows its change.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of await generate(root)) {
  const file = join(root, path);
  if (presentText(file) === text) continue;
  stale.push(path);
  if (isCheck) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (isCheck && stale.length > 0) {
  console.error(`Not fresh: ${stale.join(', ')}. Run \`npm run gen\` and commit the result.`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'Everything was fresh.' : `Wrote ${stale.join(', ')}.`);
}

/** A file that does not exist yet differs from what it will hold. */
function presentText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
