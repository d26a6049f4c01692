// What `simulate` says beside its figures: that a world is larger than asked for, or not alone.

import { expect, test } from 'vitest';
import { openTestCluster, type TestCluster } from './test-cluster.ts';

const world = '--agents 4 --customers 100 --days 2 --thief none';

async function simulate(cluster: TestCluster, words: string): Promise<string> {
  const { code, remarks } = await cluster.run(`simulate --to kafka ${world} ${words}`);
  expect(code, remarks).toBe(0);
  return remarks;
}

test('a world that others are in the log with is added to them, and that is said', async () => {
  const cluster = openTestCluster();
  expect((await cluster.run('topics')).code).toBe(0);
  expect(await simulate(cluster, '--seed 1')).not.toContain('holds');
  const { end } = await cluster.log.range('db-access', 0);
  expect(await simulate(cluster, '--seed 2')).toContain(
    `db-access already holds about ${end} records: this world is added to them.`,
  );
  expect((await cluster.log.range('db-access', 0)).end).toBeGreaterThan(end);
});

test('fewer events than people signing in make: what it comes to is said', async () => {
  const cluster = openTestCluster();
  expect((await cluster.run('topics')).code).toBe(0);
  const remarks = await simulate(cluster, '--events 3');
  expect(remarks).toMatch(/--events 3 comes to about \d\d: so much is 4 people .* --days\./);
  expect(await simulate(cluster, '--events 300')).not.toContain('--events');
});
