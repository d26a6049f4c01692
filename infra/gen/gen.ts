// npm run gen [-- --check]: everything that is derived from schemas, topics, detectors, hunts and
// settings. With --check nothing is written, and a difference is an error.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AvroRecord, recordTypes, schemaConstants } from './avro.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function generate(): Map<string, string> {
  const files = new Map<string, string>();
  const schemas = readdirSync(join(root, 'schemas'))
    .filter((name) => name.endsWith('.avsc'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')) as AvroRecord);
  files.set('src/generated/records.ts', recordTypes(schemas));
  files.set('src/generated/schemas.ts', schemaConstants(schemas));
  files.set('src/generated/topics.ts', topics());
  return files;
}

function topics(): string {
  const file = readFileSync(join(root, 'infra/kafka/topics.json'), 'utf8');
  const parsed = JSON.parse(file) as { topics: readonly Record<string, unknown>[] };
  const rows = parsed.topics.map((topic) => `  ${JSON.stringify(topic)},`);
  return [
    '// Made by `npm run gen` from infra/kafka/topics.json. DO NOT EDIT.',
    '',
    "import type { TopicPlan } from '../ports.ts';",
    '',
    'export const topics: readonly TopicPlan[] = [',
    ...rows,
    '];',
    '',
  ].join('\n');
}

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of generate()) {
  const file = join(root, path);
  let present = '';
  try {
    present = readFileSync(file, 'utf8');
  } catch {
    // A file that does not exist yet differs from what it will hold: that is the answer.
  }
  if (present === text) continue;
  stale.push(path);
  if (isCheck) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (isCheck && stale.length > 0) {
  console.error(`Not fresh: ${stale.join(', ')}. Run \`npm run gen\` and commit the result.`);
  process.exitCode = 1;
} else if (!isCheck) {
  console.log(stale.length === 0 ? 'Everything was fresh.' : `Wrote ${stale.join(', ')}.`);
}
