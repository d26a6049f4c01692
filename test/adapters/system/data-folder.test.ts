// What is emptied, and above all what is not.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freeBytes, renewDemoFolder } from '../../../src/adapters/system/data-folder.ts';
import { openLineFile } from '../../../src/adapters/system/line-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the demo empties the folder it made, again and again', () => {
  const demo = join(folder, 'a', 'demo');
  renewDemoFolder(demo);
  mkdirSync(join(demo, 'clickhouse', 'store'), { recursive: true });
  renewDemoFolder(demo);
  expect(existsSync(join(demo, 'clickhouse'))).toBe(false);
});

test('a folder that the demo did not make is not touched', () => {
  writeFileSync(join(folder, 'thesis.txt'), 'years');
  const said = expect.stringContaining('was not made by the demo');
  expect(() => renewDemoFolder(folder)).toThrow(
    expect.objectContaining({ code: 'data-folder-foreign', message: said }),
  );
  expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('years');
});

test('free space is asked of a folder that is not there yet', async () => {
  expect(await freeBytes(join(folder, 'not', 'yet'))).toBeGreaterThan(0);
});

test('a file that is written faster than the disk takes it costs no listeners', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  const lines = openLineFile(join(folder, 'many.jsonl'), 0);
  for (let i = 0; i < 2_000; i += 1) await lines.write('x'.repeat(1_000));
  await lines.close();
  process.off('warning', hear);
  expect(lines.sizeBytes).toBe(2_002_000);
  expect(warnings).toEqual([]);
});

test('lines behind what was committed are cut off, an empty file is not left', async () => {
  const path = join(folder, 'rejected', 'a.jsonl');
  const first = openLineFile(path, 0);
  await first.write('kept');
  const keptBytes = first.sizeBytes;
  await first.write('not committed');
  await first.close();
  const second = openLineFile(path, keptBytes);
  await second.write('ü');
  expect(second.sizeBytes).toBe(keptBytes + 3);
  await second.close();
  expect(readFileSync(path, 'utf8')).toBe('kept\nü\n');
  await openLineFile(path, 0).close();
  expect(existsSync(path)).toBe(false);
});
