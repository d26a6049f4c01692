// The batch store on disk: one SQLite file, one row per batch of records.
//
// Why so: node:sqlite is built in, and one value per batch instead of per record is what makes
// 300,000 records a second possible. It writes ahead: a transaction is written when `apply`
// returns, and on the disk when `synced` resolves. SQLite itself (synchronous=FULL) would hold up
// the whole process for each of them.
// `position` is partition id · 2⁴⁰ + first offset: within one integer key, batches of a partition
// lie side by side in offset order. The exclusive lock on the file dies with its process, however
// it dies; a second process cannot even read. Used by local-log only.

import { closeSync, fdatasync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { assert } from '../../core/assert.ts';
import { OutsideError } from '../../errors.ts';
import type { TopicState } from '../../ports.ts';
import type { BatchPlace, BatchStore, PartitionState, StoreChange } from './batch-store.ts';
import { BlobCache } from './blob-cache.ts';
import { SharedSync } from './shared-sync.ts';
import { outsideError } from './sqlite-errors.ts';

const offsetsPerPartition = 2 ** 40;
const formatVersion = 1;
/** Batches read or written last: whoever reads at the end of the log needs no disk. */
const cacheBytes = 32 * 1024 * 1024;

const layout = `
  CREATE TABLE IF NOT EXISTS topics (name TEXT PRIMARY KEY, state TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, newest REAL NOT NULL,
    cleaned_to INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS writers (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS batches (
    position INTEGER PRIMARY KEY, next INTEGER NOT NULL, newest REAL NOT NULL,
    size INTEGER NOT NULL, bytes BLOB NOT NULL);
`;

/** Brings what was written to an open file onto the disk. */
export type SyncFile = (handle: number) => Promise<void>;

export function openSqliteStore(
  folder: string,
  syncFile: SyncFile = promisify(fdatasync),
): BatchStore {
  const ownerFile = join(folder, 'log.pid');
  const { db, ahead } = openFiles(folder, ownerFile);
  writeFileSync(ownerFile, `${process.pid}\n`);
  const statements = prepareAll(db);
  const cache = new BlobCache(cacheBytes);
  const sync = new SharedSync(() => syncFile(ahead));
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw outsideError(error, folder);
    }
  };
  const assertWell = () => {
    if (sync.failure !== undefined) throw outsideError(sync.failure.cause, folder);
  };
  return {
    load: () => guarded(() => loadAll(db)),
    assertWell,
    apply(change) {
      // What would follow could be lost with what the failed sync has lost.
      assertWell();
      guarded(() => applyChange({ db, statements, cache }, change));
      sync.noteWrite();
    },
    async synced() {
      try {
        await sync.done();
      } catch (error) {
        throw outsideError(error, folder);
      }
    },
    find: (partitionId, offset) => guarded(() => findBatch(statements, partitionId, offset)),
    read(place) {
      const position = positionOf(place);
      const cached = cache.get(position);
      if (cached !== undefined) return cached;
      const row = guarded(() => statements.read.get(position));
      if (row === undefined) throw new OutsideError('log-damaged', `${folder} lost a batch`);
      const bytes = row['bytes'] as Uint8Array;
      cache.set(position, bytes);
      return bytes;
    },
    sizeBytes(partitionId, offset) {
      const from = partitionId * offsetsPerPartition + offset;
      const row = guarded(() => statements.size.get(from, (partitionId + 1) * offsetsPerPartition));
      return Number(row?.['size'] ?? 0);
    },
    close() {
      rmSync(ownerFile, { force: true });
      db.close();
      closeSync(ahead);
    },
  };
}

type OpenFiles = {
  readonly db: DatabaseSync;
  /** Of the file that SQLite writes ahead. No lock lies on it, which closing it could drop. */
  readonly ahead: number;
};

function openFiles(folder: string, ownerFile: string): OpenFiles {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(join(folder, 'log.sqlite'));
    // Exclusive before the first access: the wal index then lives in memory, without a third file.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 32768;');
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA checkpoint_fullfsync = ON;',
    );
    db.exec('PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864;');
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > formatVersion) throw newerFormat(folder, version);
    db.exec(`BEGIN IMMEDIATE; ${layout} PRAGMA user_version = ${formatVersion}; COMMIT;`);
    makeDurable(db);
    return { db, ahead: openSync(join(folder, 'log.sqlite-wal'), 'r+') };
  } catch (error) {
    db?.close();
    throw outsideError(error, folder, ownerOf(ownerFile));
  }
}

/**
 * What a process before us has left is on the disk after this: it may have been in memory only,
 * also where a sync of it failed. From then on SQLite syncs where a checkpoint needs it, and we
 * wherever somebody waits.
 */
function makeDurable(db: DatabaseSync): void {
  const found = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  assert(found?.['busy'] === 0, 'nobody else holds the log');
  db.exec('PRAGMA synchronous = NORMAL;');
}

function newerFormat(folder: string, version: number): OutsideError {
  return new OutsideError(
    'data-folder-unusable',
    `the log in ${folder} has format ${version}; this version reads up to ${formatVersion}`,
  );
}

/** The pid that the owner wrote down, if it can be read. */
function ownerOf(ownerFile: string): string | undefined {
  try {
    return readFileSync(ownerFile, 'utf8').trim();
  } catch (error) {
    // Only the message becomes poorer: the owner may be just starting, or of another user.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

type Statements = ReturnType<typeof prepareAll>;

function prepareAll(db: DatabaseSync) {
  return {
    topic: db.prepare('INSERT OR REPLACE INTO topics VALUES (?, ?)'),
    partition: db.prepare('INSERT OR REPLACE INTO partitions VALUES (?, ?, ?, ?, ?, ?, ?)'),
    noTopic: db.prepare('DELETE FROM topics WHERE name = ?'),
    noPartition: db.prepare('DELETE FROM partitions WHERE id = ?'),
    noBatches: db.prepare('DELETE FROM batches WHERE position >= ? AND position < ?'),
    writer: db.prepare('INSERT OR REPLACE INTO writers VALUES (?, ?)'),
    add: db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?)'),
    drop: db.prepare('DELETE FROM batches WHERE position = ?'),
    read: db.prepare('SELECT bytes FROM batches WHERE position = ?'),
    before: db.prepare(
      `SELECT position, next, newest FROM batches
       WHERE position >= ? AND position <= ? ORDER BY position DESC LIMIT 1`,
    ),
    after: db.prepare(
      `SELECT position, next, newest FROM batches
       WHERE position > ? AND position < ? ORDER BY position LIMIT 1`,
    ),
    size: db.prepare('SELECT sum(size) AS size FROM batches WHERE position >= ? AND position < ?'),
  };
}

type Writing = {
  readonly db: DatabaseSync;
  readonly statements: Statements;
  readonly cache: BlobCache;
};

function applyChange({ db, statements, cache }: Writing, change: StoreChange): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    write(statements, change);
    db.exec('COMMIT');
  } catch (error) {
    // After a full disk SQLite has rolled back by itself already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
  for (const place of change.drops ?? []) cache.delete(positionOf(place));
  for (const batch of change.adds ?? []) cache.set(positionOf(batch), batch.bytes);
}

function write(statements: Statements, change: StoreChange): void {
  if (change.topic) statements.topic.run(change.topic.name, JSON.stringify(change.topic));
  if (change.goneTopic) removeTopic(statements, change.goneTopic);
  if (change.epoch) statements.writer.run(change.epoch.transactionalId, change.epoch.epoch);
  for (const place of change.drops ?? []) statements.drop.run(positionOf(place));
  for (const batch of change.adds ?? []) {
    const { next, newest, bytes } = batch;
    statements.add.run(positionOf(batch), next, newest, bytes.length, bytes);
  }
  for (const { id, topic, partition, start, end, newest, cleanedTo } of change.partitions ?? []) {
    statements.partition.run(id, topic, partition, start, end, newest, cleanedTo);
  }
}

/** The file keeps its size: what is written next goes into the room that was freed. */
function removeTopic(
  { noTopic, noPartition, noBatches }: Statements,
  { name, partitionIds }: NonNullable<StoreChange['goneTopic']>,
): void {
  noTopic.run(name);
  for (const id of partitionIds) {
    noPartition.run(id);
    noBatches.run(id * offsetsPerPartition, (id + 1) * offsetsPerPartition);
  }
}

function findBatch(
  statements: Statements,
  partitionId: number,
  offset: number,
): BatchPlace | undefined {
  const base = partitionId * offsetsPerPartition;
  const before = statements.before.get(base, base + offset);
  if (before !== undefined && Number(before['next']) > offset) return placeOf(before);
  const after = statements.after.get(base + offset, base + offsetsPerPartition);
  return after === undefined ? undefined : placeOf(after);
}

function placeOf(row: Record<string, unknown>): BatchPlace {
  const position = Number(row['position']);
  return {
    partitionId: Math.floor(position / offsetsPerPartition),
    first: position % offsetsPerPartition,
    next: Number(row['next']),
    newest: Number(row['newest']),
  };
}

function positionOf(place: BatchPlace): number {
  return place.partitionId * offsetsPerPartition + place.first;
}

function loadAll(db: DatabaseSync) {
  const topics = db.prepare('SELECT state FROM topics').all();
  const partitions = db.prepare('SELECT * FROM partitions ORDER BY id').all();
  const writers = db.prepare('SELECT id, epoch FROM writers').all();
  return {
    topics: topics.map((row) => JSON.parse(String(row['state'])) as TopicState),
    partitions: partitions.map(
      (row): PartitionState => ({
        id: Number(row['id']),
        topic: String(row['topic']),
        partition: Number(row['partition']),
        start: Number(row['start']),
        end: Number(row['end']),
        newest: Number(row['newest']),
        cleanedTo: Number(row['cleaned_to']),
      }),
    ),
    epochs: new Map(writers.map((row) => [String(row['id']), Number(row['epoch'])])),
  };
}
