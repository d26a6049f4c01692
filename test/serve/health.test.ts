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

test('health > says how far each partition is, which clock it reached, what fails', async () => {
  const health = openHealth({ version: '1', stages: ['enrich'], metrics: () => 'm 1\n' });
  const committed = {
    stage: 'enrich',
    partition: 2,
    records: 1,
    outputs: 1,
    position: 5,
    end: 9,
  } as const;
  health.note(started('enrich'));
  health.note({ kind: 'batch-committed', ...committed });
  health.note({ kind: 'clock-moved', partition: 2, clock: 0 });
  health.note(failed);
  expect(JSON.parse((await health.answer('/health')).body)).toMatchObject({
    stages: { enrich: { state: 'running', partitions: { 2: { position: 5, end: 9, lag: 4 } } } },
    clocks: { 2: '1970-01-01T00:00:00.000Z' },
    failing: { clickhouse: { code: 'clickhouse-unreachable', message: 'nobody answers' } },
  });
  expect((await health.answer('/metrics')).body).toBe('m 1\n');
  expect((await health.answer('/nothing')).status).toBe(404);
});
