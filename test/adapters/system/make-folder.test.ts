// Folders that a person named, wherever that is.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from '../../../src/adapters/system/make-folder.ts';
import { own } from '../../../src/adapters/system/owner-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is made with its parents, and may be there', () => {
  const deep = join(folder, 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

test('a file in its place is said', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow(/ENOTDIR/);
});

// A folder there is an answer at once: Node's own recursive mkdir tries for ever.
test.runIf(existsSync('/proc/self'))('a folder in /proc is refused at once', () => {
  expect(() => makeFolder('/proc/molecatcher/data')).toThrow(/ENOENT.*\/proc\/molecatcher/);
  expect(() => own('/proc/molecatcher')).toThrow(
    expect.objectContaining({ code: 'data-folder-unusable' }),
  );
});
