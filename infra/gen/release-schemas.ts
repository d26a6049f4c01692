// npm run release-schemas: freezes today's schemas as the next released version of each record that
// changed. A released file is never edited again; a schema that is not compatible with every
// released version, both ways, is refused.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { incompatibilities, releasedSchemas } from './compatibility.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const files = new Map<string, string>();
for (const entry of readdirSync(join(root, 'schemas'), { recursive: true, encoding: 'utf8' })) {
  if (!entry.endsWith('.avsc')) continue;
  files.set(`schemas/${entry}`, readFileSync(join(root, 'schemas', entry), 'utf8'));
}

const problems = incompatibilities(files);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  const written = release();
  console.log(written.length === 0 ? 'Nothing changed.' : `Released ${written.join(', ')}.`);
}

function release(): string[] {
  const written: string[] = [];
  for (const [path, text] of files) {
    const record = /^schemas\/([a-z-]+)\.avsc$/.exec(path)?.[1];
    if (record === undefined) continue;
    const versions = releasedSchemas(files).filter((one) => one.record === record);
    const newest = versions.toSorted((a, b) => a.version - b.version).at(-1);
    if (newest !== undefined && isSame(newest.text, text)) continue;
    const next = `schemas/released/${record}/${(newest?.version ?? 0) + 1}.avsc`;
    mkdirSync(dirname(join(root, next)), { recursive: true });
    writeFileSync(join(root, next), text);
    written.push(next);
  }
  return written;
}

function isSame(one: string, other: string): boolean {
  return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}
