// Rows out of the ClickHouse of a data folder, for tests that look at what is there: of the process
// that lives in it, else of one that is started and ended again. The command `sql` would tell the
// same, and has tests of its own; each question by it would be one more start of the program, and
// tests that wait for something ask many times.

import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { ownerOf } from '../../src/adapters/system/owner-file.ts';

type Place = {
  readonly url: string;
  /** The one who may only read. */
  readonly hunter: { readonly user: string; readonly password: string };
};

export async function ask<T>(data: string, statement: string): Promise<T[]> {
  const owner = ownerOf(data);
  if (owner !== undefined) return askAt({ ...owner, url: owner.clickhouse }, statement);
  const engine = await startEngine({ folder: data });
  try {
    return await askAt(engine, statement);
  } finally {
    await engine.stop();
  }
}

async function askAt<T>({ url, hunter }: Place, statement: string): Promise<T[]> {
  if (url === '') throw new Error('Its owner has no ClickHouse yet.');
  const login = Buffer.from(`${hunter.user}:${hunter.password}`).toString('base64');
  const response = await fetch(`${url}/?database=molecatcher&default_format=JSONEachRow`, {
    method: 'POST',
    body: statement,
    // The engine waits for connections that are open.
    headers: { authorization: `Basic ${login}`, connection: 'close' },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${statement}:\n${text}`);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line, number) as T);
}

/** 64-bit counts come as text, because JSON has no such numbers. */
function number(_: string, value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}
