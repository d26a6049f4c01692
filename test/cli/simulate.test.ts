// What `simulate` says beside its figures: that a world is larger than asked for, or not alone.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { victimsFrom } from '../../src/investigate/attribution/victim-list.ts';
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

test.each([
  { words: '--days 40 --victims k=5,often=2', says: "--victims: there is no 'often'." },
  { words: '--days 40 --victims unrelated=2', says: 'unrelated is a number from 0 to 1.' },
  { words: '--days 40 --victims k=1.5', says: 'k is a whole number from 0 to 10000.' },
  { words: '--victims k=5', says: '--victims needs a world of 30 days' },
  {
    words: '--attack low-and-slow,3,0,agent-9999',
    says: "--attack: nobody called 'agent-9999' is employed on day 0.",
  },
])('$words is bad usage', async ({ words, says }) => {
  const cluster = openTestCluster();
  const { code, remarks } = await cluster.run(
    `simulate --to kafka --agents 4 --customers 100 --days 2 ${words}`.replace(
      /--days 2 --days/,
      '--days',
    ),
  );
  expect(code).not.toBe(0);
  expect(remarks).toContain(says);
});

test('a chosen person begins the attack, and customers complain', async () => {
  const cluster = openTestCluster();
  expect((await cluster.run('topics')).code).toBe(0);
  const words = '--agents 8 --customers 500 --days 30 --attack low-and-slow,1,2,agent-0002';
  const { code, remarks, output } = await cluster.run(
    `simulate --to kafka ${words} --victims k=6,unrelated=0.5 --json`,
  );
  expect(code, remarks).toBe(0);
  const { attack, victims } = JSON.parse(output);
  expect(attack.people).toEqual(['agent-0002']);
  expect(victims.list).toHaveLength(6);
});

test('complaints are a file of their own, as an investigator would get them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-simulate-'));
  try {
    const words = '--agents 8 --customers 500 --days 60 --attack low-and-slow,1,2,agent-0002';
    const command = `simulate --to ${folder} ${words} --victims k=6,unrelated=0.5`;
    const outside = { openLines: openLineFile };
    const { code, remarks } = await openTestCluster().run(command, { outside });
    expect(code, remarks).toBe(0);
    const [head, ...lines] = readFileSync(join(folder, 'victims.csv'), 'utf8').trim().split('\n');
    const rows = lines.map((line) => {
      const [customer, reported_at, first_complaint_at] = line.split(',');
      return { customer, reported_at, first_complaint_at };
    });
    expect(head).toBe('customer,reported_at,first_complaint_at');
    const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    const listed = truth.victims.list.map(({ subject }: { subject: string }) => subject);
    const read = victimsFrom(rows, Date.UTC(2030, 0, 1));
    expect(read).toMatchObject({ problems: [], remarks: [] });
    expect(read.victims.filter(({ isUndated }) => isUndated)).toEqual([]);
    expect(read.victims.map(({ id }) => id)).toEqual(listed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
