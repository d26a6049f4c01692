// What calls of the kafka command know of each other.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  emptyBooks,
  lockBooks,
  readBooks,
  writeBooks,
} from '../../../../infra/kafka/dev/cluster-books.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-books-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('books > what was written is read', () => {
  expect(readBooks(folder)).toEqual(emptyBooks);
  const books = { ...emptyBooks, brokers: ['127.0.0.1:9092'] };
  writeBooks(folder, books);
  expect(readBooks(folder)).toEqual(books);
});

test('books > a broken file is said to be one', () => {
  writeFileSync(join(folder, 'kafka.json'), '{');
  expect(() => readBooks(folder)).toThrow(/cannot be read/);
});

test('lock > a second start waits outside until the first is over', () => {
  const unlock = lockBooks(folder);
  expect(() => lockBooks(folder)).toThrow(/Another start or wipe is under way/);
  unlock();
  lockBooks(folder)();
});

test('lock > one of a process that is gone does not count', () => {
  // Above what any system gives.
  writeFileSync(join(folder, 'kafka.lock'), '999999999');
  lockBooks(folder)();
});
