// Runs infra/clickhouse/*.sql in the order of their numbers, each once. A migration that was
// applied is never edited: its SHA-256 is kept, and a difference stops the run, because two
// installations would otherwise have different tables under the same number.
//
// A file holds several statements, each ending with `;` at the end of a line. Statements are
// written so that running them twice does no harm (IF NOT EXISTS): ClickHouse has no transaction
// over DDL, and a crash in the middle of a file repeats it.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutsideError } from '../../errors.ts';
import type { Warehouse } from '../../ports.ts';

export type Migration = {
  readonly name: string;
  readonly sql: string;
};

export type MigrationState = Migration & { readonly isApplied: boolean };

const ledger = `CREATE TABLE IF NOT EXISTS migrations
(
  name String,
  sha256 String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree ORDER BY name`;

/** The migrations in a folder, in order. */
export function readMigrations(folder: string): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}

/** Applies what is missing; returns the names of what it applied. */
export async function migrate(
  warehouse: Warehouse,
  files: readonly Migration[],
): Promise<readonly string[]> {
  await warehouse.execute(ledger);
  const missing = (await migrationStates(warehouse, files)).filter((file) => !file.isApplied);
  for (const file of missing) {
    for (const statement of statements(file.sql)) await warehouse.execute(statement);
    await warehouse.execute(
      'INSERT INTO migrations (name, sha256) VALUES ({name:String}, {sha256:String})',
      { name: file.name, sha256: sha256(file.sql) },
    );
  }
  return missing.map((file) => file.name);
}

/** Which migrations are applied; fails where an applied one was changed since. */
export async function migrationStates(
  warehouse: Warehouse,
  files: readonly Migration[],
): Promise<readonly MigrationState[]> {
  const [has] = await warehouse.query('EXISTS TABLE migrations');
  const rows =
    has?.['result'] === 1 ? await warehouse.query('SELECT name, sha256 FROM migrations') : [];
  const applied = new Map(rows.map((row) => [String(row['name']), String(row['sha256'])]));
  return files.map((file) => {
    const known = applied.get(file.name);
    if (known !== undefined && known !== sha256(file.sql)) {
      throw new OutsideError(
        'migration-changed',
        `${file.name} was applied to this ClickHouse with another content.`,
      );
    }
    return { ...file, isApplied: known !== undefined };
  });
}

/** The statements of a file, without the comments between them. */
export function statements(sql: string): readonly string[] {
  return sql
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('--'))
    .join('\n')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.length > 0);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
