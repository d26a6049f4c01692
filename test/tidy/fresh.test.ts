// What is derived is committed, and is what its sources give now.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { generate } from '../../infra/gen/generate.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

test('gen > every derived file is fresh: if not, npm run gen', async () => {
  const stale: string[] = [];
  for (const [path, text] of await generate(root)) {
    if (readFileSync(join(root, path), 'utf8') !== text) stale.push(path);
  }
  expect(stale).toEqual([]);
});
