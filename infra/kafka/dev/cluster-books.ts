// What one call of the kafka command leaves for the next: addresses, and which processes were
// started. One file, kafka.json, and a lock so that two starts in one folder, or a start and a
// wipe, do not cross. Used by dev-cluster.ts.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isThere, type JavaProcess } from './java-process.ts';
import { KafkaTrouble } from './kafka-trouble.ts';

export type Books = {
  readonly brokers: readonly string[];
  readonly registry: string;
  readonly processes: {
    readonly name: string;
    readonly address: string;
    readonly process: JavaProcess;
  }[];
};

export type Entry = Books['processes'][number];

/** All others are brokers. */
export function isRegistry({ name }: Entry): boolean {
  return name === 'registry';
}

export const emptyBooks: Books = { brokers: [], registry: '', processes: [] };

export function readBooks(folder: string): Books {
  const file = join(folder, 'kafka.json');
  if (!existsSync(file)) return emptyBooks;
  try {
    return { ...emptyBooks, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Books>) };
  } catch (cause) {
    throw new KafkaTrouble(
      `${file} cannot be read: end what still runs by hand and remove the file.`,
      { cause },
    );
  }
}

/** In one go: a reader sees the old file or the new one. */
export function writeBooks(folder: string, books: Books): void {
  const file = join(folder, 'kafka.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(books, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Gives the call that ends it. A lock of a process that is gone does not count. */
export function lockBooks(folder: string): () => void {
  const file = join(folder, 'kafka.lock');
  const take = () => writeFileSync(file, String(process.pid), { flag: 'wx' });
  try {
    take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(file, 'utf8'));
    if (isThere(owner)) {
      throw new KafkaTrouble(`Another start or wipe is under way here (process ${owner}).`, {
        cause: error,
      });
    }
    rmSync(file, { force: true });
    take();
  }
  return () => rmSync(file, { force: true });
}
