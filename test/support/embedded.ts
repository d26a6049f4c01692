// An embedded ClickHouse with our tables, for integration tests: one for each test file, in a
// temporary folder that goes when the file ends. Where the library is not installed the tests are
// skipped, and say why.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { migrate, readMigrations } from '../../src/adapters/clickhouse/migrations.ts';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import {
  type EmbeddedClickHouse,
  startEngine,
} from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import type { Warehouse } from '../../src/ports.ts';

export const migrationsFolder = fileURLToPath(new URL('../../infra/clickhouse', import.meta.url));

export const hasLibrary = isInstalled();

/** Like describe; without the library its tests are skipped, with the reason. */
export function describeEmbedded(name: string, body: () => void): void {
  describe(name, () => {
    beforeEach((context) => context.skip(!hasLibrary, '@chdb/lib-linux-x64-gnu is not installed'));
    body();
  });
}

export type Embedded = {
  readonly folder: string;
  engine: EmbeddedClickHouse;
  warehouse: Warehouse;
  /** Kills the engine as a crash would, and starts another on the same folder. */
  crash(): Promise<void>;
};

export function embedded(): Embedded {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-clickhouse-'));
  const it = { folder, crash } as Embedded;
  async function start(): Promise<void> {
    it.engine = await startEngine({ folder });
    it.warehouse = await open(it.engine);
  }
  async function crash(): Promise<void> {
    process.kill(it.engine.pid, 'SIGKILL');
    await it.engine.stop();
    await it.warehouse.close();
    await start();
  }
  beforeAll(async () => {
    if (!hasLibrary) return;
    await start();
    await migrate(it.warehouse, readMigrations(migrationsFolder));
  });
  afterAll(async () => {
    if (hasLibrary) {
      await it.warehouse.close();
      await it.engine.stop();
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return it;
}

export function open(engine: EmbeddedClickHouse): Promise<Warehouse> {
  const { url, writer, hunter, scribe } = engine;
  return openWarehouse({ url, database: 'molecatcher', writer, hunter, scribe });
}

function isInstalled(): boolean {
  try {
    const { resolve } = createRequire(import.meta.url);
    return existsSync(resolve('@chdb/lib-linux-x64-gnu/package.json'));
  } catch {
    return false; // Not resolvable: that is the answer.
  }
}
