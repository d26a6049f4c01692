// What must not be asked, asked: every evasion is refused before it runs, with a reason that fits
// it. And what the read-only user alone would have stopped, so that both are known to hold.
// `TEST_CLICKHOUSE=http://hunter:PASSWORD@HOST:8123 npx vitest run test/investigate/evasions`
// asks a server as its hunter; its database is called molecatcher.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import { requireSelect } from '../../src/investigate/sql-guard.ts';
import type { Warehouse } from '../../src/ports.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { evasions, secretFile } from '../support/evasions.ts';

const world = embedded();
const secret = 'nobody may read this';
const server = process.env['TEST_CLICKHOUSE'];

/** What it says in place of an answer; undefined: it has answered. */
function refusal(asked: Promise<unknown>): Promise<string | undefined> {
  return asked.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

test('there are many evasions, and none twice', () => {
  const all = evasions.flatMap(({ statements }) => statements.map(([sql]) => sql));
  expect(all.length).toBeGreaterThan(150);
  expect(all.filter((sql, at) => all.indexOf(sql) !== at)).toEqual([]);
});

describeEmbedded('evasions on the embedded engine', () => {
  const own = (sql: string) => sql.replaceAll('/secret', join(world.folder, 'secret'));
  beforeAll(() => {
    mkdirSync(join(world.folder, 'secret'));
    writeFileSync(own(secretFile), secret);
  });

  for (const { tries, says, statements } of evasions) {
    for (const [sql, alone] of statements) {
      test(`${tries}: ${sql}`, async () => {
        const asked = own(sql);
        expect(await refusal(requireSelect(world.warehouse, asked))).toMatch(says);
        const answered = await refusal(world.warehouse.query(asked, { as: 'hunter' }));
        expect(answered === undefined ? 'answers' : 'refused', answered).toBe(alone);
      });
    }
  }

  test('the check is needed: the read-only user alone reads the file', async () => {
    const sql = own(`SELECT * APPLY(file) FROM (SELECT '${secretFile}' AS t)`);
    expect(JSON.stringify(await world.warehouse.query(sql, { as: 'hunter' }))).toContain(secret);
  });

  test('nothing was written, and the engine answers', async () => {
    const rows = await world.warehouse.query('SELECT count() AS n FROM people', { as: 'hunter' });
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('a user with more than reading is held by the check as well', async () => {
    const { url, writer } = world.engine;
    const guest = await openWarehouse({ url, database: 'molecatcher', writer });
    for (const { says, statements } of evasions) {
      for (const [sql] of statements) {
        expect(await refusal(requireSelect(guest, own(sql))), sql).toMatch(says);
      }
    }
    await guest.close();
  });
});

describe('evasions on a server', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    if (server === undefined) return;
    const { username, password, origin } = new URL(server);
    const writer = { user: username, password };
    warehouse = await openWarehouse({
      url: origin,
      database: 'molecatcher',
      writer,
      hunter: writer,
    });
  });
  afterAll(() => warehouse?.close());

  for (const { tries, says, statements } of evasions) {
    test(tries, async (context) => {
      context.skip(server === undefined, 'TEST_CLICKHOUSE names no server');
      for (const [sql] of statements) {
        expect(await refusal(requireSelect(warehouse, sql)), sql).toMatch(says);
      }
    });
  }
});
