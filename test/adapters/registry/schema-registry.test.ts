// The local registry: ids are kept for ever, and a broken file is never taken for an empty one.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalRegistry } from '../../../src/adapters/registry/schema-registry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-registry-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the same subject and text have the same id, another text has another', async () => {
  const registry = openLocalRegistry();
  const first = await registry.register('Tick', 'a');
  expect(await registry.register('Tick', 'a')).toBe(first);
  expect(await registry.register('Tick', 'b')).not.toBe(first);
  expect(await registry.schema(first)).toBe('a');
  expect(await registry.schema(99)).toBeUndefined();
});

test('one text under two subjects has one id', async () => {
  const registry = openLocalRegistry();
  expect(await registry.register('a', 'text')).toBe(await registry.register('b', 'text'));
});

test('ids outlive the process, and no draft is left behind', async () => {
  const first = openLocalRegistry({ folder });
  const id = await first.register('Tick', 'a');
  const second = openLocalRegistry({ folder });
  expect(await second.schema(id)).toBe('a');
  expect(await second.register('Norms', 'b')).toBe(id + 1);
  expect(readdirSync(folder)).toEqual(['registry.json']);
});

for (const { name, text } of [
  { name: 'no JSON', text: '{"schemas":[' },
  { name: 'JSON of another kind', text: '{"schemas":[{"id":"1"}]}' },
]) {
  test(`a file with ${name} is damage, not an empty registry`, () => {
    writeFileSync(join(folder, 'registry.json'), text);
    expect(() => openLocalRegistry({ folder })).toThrow(
      expect.objectContaining({ code: 'log-damaged' }),
    );
  });
}

test('a folder that cannot be written is unusable', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => openLocalRegistry({ folder: file })).toThrow(
    expect.objectContaining({ code: 'data-folder-unusable' }),
  );
});
