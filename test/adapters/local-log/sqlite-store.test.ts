// The SQLite store by itself: a change is all or nothing, and cached batches never outlive theirs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type BatchStore,
  emptyPartition,
  type StoredBatch,
} from '../../../src/adapters/local-log/batch-store.ts';
import { openSqliteStore } from '../../../src/adapters/local-log/sqlite-store.ts';

let folder: string;
let store: BatchStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-store-'));
  store = openSqliteStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const batch = (first: number, next: number, byte: number): StoredBatch => ({
  partitionId: 3,
  first,
  next,
  newest: 1,
  bytes: Uint8Array.of(byte),
});

test('a change that fails leaves nothing behind, and the next one goes through', () => {
  store.apply({ adds: [batch(10, 20, 1)] });
  expect(() => store.apply({ adds: [batch(20, 30, 2), batch(10, 20, 3)] })).toThrow();
  expect(store.find(3, 20)).toBeUndefined();
  store.apply({ adds: [batch(20, 30, 4)] });
  expect([...store.read(batch(20, 30, 0))]).toEqual([4]);
  expect([...store.read(batch(10, 20, 0))]).toEqual([1]);
});

test('a batch is found by any offset of its own, and else by the next that there is', () => {
  store.apply({ adds: [batch(10, 20, 1), batch(30, 40, 2)] });
  const found = [0, 10, 19, 20, 30, 39, 40].map((offset) => store.find(3, offset)?.first);
  expect(found).toEqual([10, 10, 10, 30, 30, 30, undefined]);
  expect(store.find(2, 0)).toBeUndefined();
  expect(store.find(4, 0)).toBeUndefined();
});

test('a topic that goes takes its partitions and batches along, and none of another', () => {
  const state = { name: 't', partitions: 1, cleanup: 'delete', id: 'x' } as const;
  const partitions = [emptyPartition(3, 't', 0)];
  store.apply({ topic: { ...state, isAppendTime: true }, partitions, adds: [batch(10, 20, 1)] });
  store.apply({ adds: [{ ...batch(0, 5, 7), partitionId: 4 }] });
  store.apply({ goneTopic: { name: 't', partitionIds: [3] } });
  expect(store.load()).toMatchObject({ topics: [], partitions: [] });
  expect(store.find(3, 0)).toBeUndefined();
  expect(store.find(4, 0)).toMatchObject({ first: 0, next: 5 });
});

test('a batch that replaces another is read in its place', () => {
  store.apply({ adds: [batch(10, 20, 1)] });
  expect([...store.read(batch(10, 20, 0))]).toEqual([1]);
  store.apply({ drops: [batch(10, 20, 0)], adds: [batch(10, 30, 9)] });
  expect([...store.read(batch(10, 30, 0))]).toEqual([9]);
  expect(store.sizeBytes(3, 0)).toBe(1);
});
