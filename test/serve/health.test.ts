// /health and /ready, from facts alone.

import { expect, test } from 'vitest';
import { openHealth } from '../../src/serve/health.ts';
import type { Fact } from '../../src/telemetry.ts';

const started = (stage: 'enrich' | 'detect'): Fact => ({ kind: 'stage-started', stage });
const failed: Fact = {
  kind: 'outside-failed',
  what: 'clickhouse',
  code: 'clickhouse-unreachable',
  message: 'nobody answers',
};

for (const { name, facts, status, ready } of [
  {
    name: 'starting until every stage runs',
    facts: [started('enrich')],
    status: 'starting',
    ready: 503,
  },
  {
    name: 'ok when all run',
    facts: [started('enrich'), started('detect')],
    status: 'ok',
    ready: 200,
  },
  {
    name: 'failing while something outside fails',
    facts: [started('enrich'), started('detect'), failed],
    status: 'failing',
    ready: 503,
  },
  {
    name: 'ok again when it has recovered',
    facts: [
      started('enrich'),
      started('detect'),
      failed,
      { kind: 'outside-recovered', what: 'clickhouse' },
    ],
    status: 'ok',
    ready: 200,
  },
] as { name: string; facts: Fact[]; status: string; ready: number }[]) {
  test(`health > ${name}`, async () => {
    const health = openHealth({ version: '1', stages: ['enrich', 'detect'], metrics: () => '' });
    for (const fact of facts) health.note(fact);
    const answer = await health.answer('/health');
    expect(JSON.parse(answer.body)).toMatchObject({ status });
    expect(answer.status).toBe(status === 'failing' ? 503 : 200);
    expect((await health.answer('/ready')).status).toBe(ready);
  });
}

const reach = { stage: 'enrich', topic: 'db-access', partition: 2 } as const;
const done = { kind: 'batch-committed', ...reach, records: 1, outputs: 1, position: 5 } as const;
const clock = { kind: 'clock-moved', partition: 2, clock: 0 } as const;

test('health > says how far each partition is, which clock it reached, what fails', async () => {
  const health = openHealth({ version: '1', stages: ['enrich'], metrics: () => 'm 1\n' });
  for (const fact of [started('enrich'), { ...done, end: 9 }, failed]) health.note(fact);
  health.note({ ...clock, stage: 'enrich' });
  expect(JSON.parse((await health.answer('/health')).body)).toMatchObject({
    stages: {
      enrich: {
        state: 'running',
        partitions: { 'db-access/2': { position: 5, end: 9, lag: 4 } },
        clocks: { 2: '1970-01-01T00:00:00.000Z' },
      },
    },
    failing: { clickhouse: { code: 'clickhouse-unreachable', message: 'nobody answers' } },
  });
  expect((await health.answer('/metrics')).body).toBe('m 1\n');
  expect((await health.answer('/nothing')).status).toBe(404);
});

const seen = { kind: 'end-seen', ...reach, position: 0 } as const;
const place = 'db-access/2';
const epoch = '1970-01-01T00:00:00.000Z';

for (const { name, facts, partitions, clocks } of [
  {
    name: 'what was handed to a stage that cannot commit is lag',
    facts: [{ ...seen, end: 7 }],
    partitions: { [place]: { position: 0, end: 7, lag: 7 } },
    clocks: {},
  },
  {
    name: 'lag grows from the last commit while the next one does not come',
    facts: [
      { ...done, end: 5 },
      { ...seen, position: 5, end: 7 },
      { ...seen, end: 30 },
    ],
    partitions: { [place]: { position: 5, end: 30, lag: 25 } },
    clocks: {},
  },
  {
    name: 'a commit of a batch that is older than the last look takes no end back',
    facts: [
      { ...seen, end: 30 },
      { ...done, end: 5 },
    ],
    partitions: { [place]: { position: 5, end: 30, lag: 25 } },
    clocks: {},
  },
  {
    name: 'topics of one partition do not hide one another',
    facts: [
      { ...done, end: 9 },
      { ...done, topic: 'people', end: 5 },
    ],
    partitions: {
      [place]: { position: 5, end: 9, lag: 4 },
      'people/2': { position: 5, end: 5, lag: 0 },
    },
    clocks: {},
  },
  {
    name: 'the clocks of two stages do not hide one another',
    facts: [
      { ...clock, stage: 'enrich' },
      { ...clock, stage: 'detect', clock: 1 },
    ],
    partitions: {},
    clocks: { 2: epoch },
  },
  {
    name: 'nothing is left of a partition that another process has',
    facts: [
      { ...done, end: 9 },
      { ...done, topic: 'people', end: 9 },
      { ...done, partition: 12, end: 9 },
      { ...clock, stage: 'enrich' },
      { kind: 'partition-released', stage: 'enrich', partition: 2 },
      { kind: 'partition-released', stage: 'detect', partition: 12 },
    ],
    partitions: { 'db-access/12': { position: 5, end: 9, lag: 4 } },
    clocks: {},
  },
] as { name: string; facts: Fact[]; partitions: object; clocks: object }[]) {
  test(`health > ${name}`, async () => {
    const health = openHealth({ version: '1', stages: ['enrich'], metrics: () => '' });
    for (const fact of [started('enrich'), started('detect'), ...facts]) health.note(fact);
    const { stages } = JSON.parse((await health.answer('/health')).body);
    expect(stages.enrich).toEqual({ state: 'running', partitions, clocks });
  });
}
