// Who asked what is added by a user of its own, who can do nothing else: not look at it, not change
// it, not say that it was at another time.

import { expect, test } from 'vitest';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import { keptMax } from '../../src/cli/kept-asked.ts';
import { logQuestion } from '../../src/investigate/hunt-log.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { scribeDenied, scribeTries } from '../support/scribe-tries.ts';

const world = embedded();

const all = 'SELECT *, abs(at - now()) < 60 AS is_now FROM hunt_log ORDER BY at';

describeEmbedded('hunt_log', () => {
  test('is added to without the writer, and ClickHouse says when', async () => {
    const { url, hunter, scribe } = world.engine;
    const logins = { writer: hunter, hunter, scribe };
    const asking = await openWarehouse({ url, database: 'molecatcher', ...logins });
    const asked = { command: 'sql', question: 'SELECT 1', parameters: { limit: '20' } };
    await logQuestion(asking, 'kim@desk', asked);
    await asking.close();
    const rows = await world.warehouse.query(all, { as: 'hunter' });
    expect(rows).toMatchObject([{ author: 'kim@desk', ...asked, is_now: 1 }]);
  });

  test('takes the longest question, and thousands of customers', async () => {
    const letters = 'é'.repeat(keptMax);
    const asked = { command: 'sql', question: letters, parameters: { customers: letters } };
    await logQuestion(world.warehouse, 'kim@desk', asked);
    const sql = `SELECT lengthUTF8(question) AS question,
      lengthUTF8(parameters['customers']) AS customers FROM hunt_log ORDER BY at DESC LIMIT 1`;
    const kept = [{ question: keptMax, customers: keptMax }];
    expect(await world.warehouse.query(sql)).toEqual(kept);
  });

  for (const [tries, sql] of scribeTries) {
    test(`the scribe may not ${tries}`, async () => {
      const before = await world.warehouse.query(all);
      await expect(world.warehouse.execute(sql, {}, { as: 'scribe' })).rejects.toMatchObject({
        code: 'clickhouse-query',
        message: expect.stringMatching(scribeDenied),
      });
      expect(await world.warehouse.query(all)).toEqual(before);
    });
  }

  test('beside it the hunter cannot keep a question out of a server’s query_log', async () => {
    for (const setting of ['log_queries = 0', 'log_queries_probability = 0']) {
      const asked = world.warehouse.query(`SELECT 1 SETTINGS ${setting}`, { as: 'hunter' });
      await expect(asked).rejects.toThrow(/Cannot modify 'log_queries.*in readonly mode/);
    }
  });

  test('cannot be used to fill the disk: an hour has its bytes', async () => {
    const rows = "INSERT INTO hunt_log (author) SELECT repeat('x', 600) FROM numbers(150000)";
    const until = async () => {
      for (let round = 0; round < 30; round += 1) {
        await world.warehouse.execute(rows, {}, { as: 'scribe' });
      }
    };
    await expect(until()).rejects.toThrow(/Quota for user `scribe` for 3600s has been exceeded/);
  }, 60_000);
});
