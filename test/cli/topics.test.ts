// The command topics: makes what is missing, changes nothing that is there, says what differs.

import { beforeEach, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import { topics as plans } from '../../src/generated/topics.ts';
import { openTestCluster, type TestCluster } from './test-cluster.ts';

let cluster: TestCluster;
beforeEach(() => {
  cluster = openTestCluster();
});

type Row = { kind: string; name: string; state: string; found: string; next: string };

async function rowsOf(words: string, ills = {}) {
  const { code, output } = await cluster.run(`${words} --json`, ills);
  const rows = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  return { code, rows, states: new Set(rows.map(({ state }) => state)) };
}

test('--check makes nothing and names all that is missing', async () => {
  const { code, rows, states } = await rowsOf('topics --check');
  expect([code, [...states]]).toEqual([1, ['missing']]);
  expect(rows.filter(({ kind }) => kind === 'topic')).toHaveLength(plans.length);
  expect(await cluster.log.topic('access')).toBeUndefined();
  expect(rows.every(({ next }) => next.includes('`molecatcher topics`'))).toBe(true);
});

test('makes and registers all, once', async () => {
  const first = await rowsOf('topics');
  expect([first.code, [...first.states]]).toEqual([0, ['made']]);
  expect(await cluster.log.topic('access')).toMatchObject({ partitions: 1 });
  const second = await rowsOf('topics');
  expect([second.code, [...second.states]]).toEqual([0, ['ok']]);
});

test('what differs is said, one line each, and the rest is made', async () => {
  await cluster.makeTopicsBut('norms');
  const topics = {
    people: { cleanup: 'delete' as const },
    access: { replicasMin: 1, partitions: 3 },
  };
  const { code, output } = await cluster.run('topics', { topics });
  expect(code).toBe(1);
  const lines = output.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(lines).toContainEqual(
    'DIFFERS topic people cleanup is delete, planned is compact → kafka-configs.sh ' +
      '--bootstrap-server a:9092 --alter --entity-type topics --entity-name people ' +
      '--add-config cleanup.policy=compact',
  );
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^DIFFERS topic access 3 partitions, planned 1, as set by users → Set users to 3/,
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^DIFFERS topic access a record counts/));
  expect(lines).toContainEqual('made topic norms 1 partition, kept, 30 days');
  expect(lines.filter((line) => line.startsWith('ok'))).toHaveLength(plans.length - 3);
});

test('while access is written anew nothing is made', async () => {
  await cluster.log.createTopic({ name: 'access-next', partitions: 3, cleanup: 'delete' });
  const { code, output, remarks } = await cluster.run('topics');
  expect([code, output]).toEqual([1, '']);
  expect(remarks).toMatch(/access is being given other partitions\.\nRun `molecatcher access rep/);
  expect(await cluster.log.topic('access')).toBeUndefined();
});

test('a registry that is away is said before any topic is made', async () => {
  const registry = { ...cluster.registry, level: fail };
  const { code, output, remarks } = await cluster.run('topics', {
    outside: { openRegistry: () => registry },
  });
  expect([code, output]).toEqual([1, '']);
  expect(remarks).toContain('nobody there');
  expect(await cluster.log.topic('db-access')).toBeUndefined();
});

test('what is made before something fails is printed', async () => {
  const registry = { ...cluster.registry, register: fail };
  const { code, output } = await cluster.run('topics', {
    outside: { openRegistry: () => registry },
  });
  expect(code).toBe(1);
  expect(output.match(/^made /gm)).toHaveLength(plans.length);
});

async function fail(): Promise<never> {
  throw new OutsideError('registry-unreachable', 'nobody there');
}
