// What a question may cost: endless and greedy ones pass the check, because reading them does not
// tell, and end by the limits of the user who asks. The engine then answers the next one.

import { expect, test } from 'vitest';
import { requireSelect } from '../../src/investigate/sql-guard.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';

const world = embedded();

describeEmbedded('limits of the hunter', () => {
  test('are those of docs/hunting/ad-hoc-sql.md', async () => {
    const sql = `SELECT name, value FROM system.settings WHERE changed AND name IN
      ('readonly', 'max_execution_time', 'max_memory_usage', 'max_result_rows',
      'max_concurrent_queries_for_user', 'result_overflow_mode',
      'max_bytes_before_external_group_by', 'max_bytes_before_external_sort',
      'max_temporary_data_on_disk_size_for_query') ORDER BY name`;
    const rows = await world.warehouse.query(sql, { as: 'hunter' });
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      ...{ max_concurrent_queries_for_user: '8', max_execution_time: '60' },
      ...{ max_memory_usage: '2000000000', max_result_rows: '1000000' },
      ...{ max_bytes_before_external_group_by: '600000000' },
      ...{ max_bytes_before_external_sort: '600000000' },
      ...{ max_temporary_data_on_disk_size_for_query: '10000000000' },
      ...{ readonly: '1', result_overflow_mode: 'throw' },
    });
  });

  const endless = 'SELECT count() AS n FROM numbers(1000000000000000000) WHERE number % 7 = 9';
  for (const { name, sql, says } of [
    {
      name: 'a list without end',
      sql: 'SELECT groupArray(number) FROM numbers(1000000000000)',
      says: /memory limit exceeded/,
    },
    {
      name: 'long rows',
      sql: "SELECT repeat('x', 1000000) FROM numbers(1000000)",
      says: /memory limit exceeded/,
    },
    {
      name: 'many rows',
      sql: 'SELECT number FROM numbers(1000000000000)',
      says: /Limit for result exceeded, max rows: 1\.00 million/,
    },
    {
      name: 'rows that make rows',
      sql: 'SELECT arrayJoin(range(500000000)) FROM numbers(1000)',
      says: /(Memory|memory) limit|Limit for result/,
    },
    {
      name: 'a recursion without end',
      sql: 'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count() FROM t',
      says: /recursive CTE evaluation depth \(1000\) exceeded/,
    },
    {
      name: 'lists in lists',
      sql: 'SELECT arraySum(x -> arraySum(y -> x * y, range(100000)), range(100000))',
      says: /memory limit exceeded/,
    },
  ]) {
    test(`end ${name}`, async () => {
      await requireSelect(world.warehouse, sql);
      const asked = world.warehouse.query(sql, { as: 'hunter' });
      await expect(asked).rejects.toMatchObject({
        ...{ code: 'clickhouse-query', message: expect.stringMatching(says) },
      });
      const next = await world.warehouse.query('SELECT 1 AS one', { as: 'hunter' });
      expect(next).toEqual([{ one: 1 }]);
    });
  }

  test('on time are held by this engine: a second, where a second is allowed', async () => {
    await requireSelect(world.warehouse, endless);
    const asked = world.warehouse.query(`${endless} SETTINGS max_execution_time = 1`);
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/Timeout exceeded: elapsed 1\d\d\d\.\d+ ms, maximum: 1000 ms/),
    });
  });
});
