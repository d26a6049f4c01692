// What archive says, and to whom it lays it, while somebody it needs is away. Its ClickHouse takes
// every row and forgets it; log, codec and stage are the real ones.

import { afterEach, expect, test } from 'vitest';
import type { RecordBatch } from '../../src/core/batch.ts';
import { type OutsideCode, OutsideError } from '../../src/errors.ts';
import type { Log, Warehouse } from '../../src/ports.ts';
import { runArchive } from '../../src/stages/archive.ts';
import { archiveDefaults } from '../../src/stages/archive-settings.ts';
import type { Fact } from '../../src/telemetry.ts';
import { type ArchiveInput, openArchiveInput } from './archive-input.ts';

let input: ArchiveInput;
afterEach(() => input.log.close());

const forgetful: Warehouse = {
  engine: async () => ({ version: '26.7.1.1', startedAt: 0 }),
  isDamaged: async () => false,
  insert: async () => undefined,
  count: async () => 0,
  offsets: async () => [],
  query: async () => [],
  stream: () => {
    throw new Error('nobody asks');
  },
  streamBytes: () => {
    throw new Error('nobody asks');
  },
  execute: async () => undefined,
  close: async () => undefined,
};

type Given = { readonly warehouse?: Warehouse; readonly log?: Log };

/** Drains what is there, and returns what was said of the world outside. */
async function drain(given: Given, facts: Fact[] = []): Promise<readonly string[]> {
  const telemetry = { emit: (fact: Fact) => facts.push(fact) };
  const ports = { ...input, warehouse: forgetful, ...given, telemetry };
  const settings = { ...archiveDefaults, drain: AbortSignal.abort() };
  await runArchive(ports, settings, new AbortController().signal);
  return said(facts);
}

function said(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap((fact) => {
    if (fact.kind === 'outside-recovered') return [`${fact.what} recovered`];
    if (fact.kind !== 'outside-failed') return [];
    return [`${fact.what} ${fact.code} ${fact.retryInMs}`];
  });
}

/** Fails the first so many times for each partition. */
function failing(times: number, code: OutsideCode) {
  const failed = new Map<number, number>();
  return async ({ partition }: { readonly partition: number }): Promise<void> => {
    const before = failed.get(partition) ?? 0;
    failed.set(partition, before + 1);
    if (before < times) throw new OutsideError(code, 'nobody there');
  };
}

function outage(times: number): Warehouse {
  const fail = failing(times, 'clickhouse-unreachable');
  return { ...forgetful, insert: ({ range }) => fail(range) };
}

test('an outage is said once per pause, though every partition runs into it', async () => {
  input = await openArchiveInput();
  await input.writeAccesses(0, 10);
  await input.writeAccesses(1, 10);
  expect(await drain({ warehouse: outage(2) })).toEqual([
    'clickhouse clickhouse-unreachable 100',
    'clickhouse clickhouse-unreachable 200',
    'clickhouse recovered',
  ]);
});

test('what ClickHouse has acknowledged is not there while its writes fail', async () => {
  input = await openArchiveInput();
  await input.writeAccesses(0, 10);
  let asked = 0;
  const positions: unknown[] = [];
  const isDamaged = async (): Promise<boolean> => {
    positions.push((await input.position())?.next_offset);
    asked += 1;
    return asked === 2 || asked === 3;
  };
  expect(await drain({ warehouse: { ...forgetful, isDamaged } })).toEqual([
    'clickhouse clickhouse-damaged 100',
    'clickhouse clickhouse-damaged 200',
    'clickhouse recovered',
  ]);
  expect(positions).toEqual([undefined, 0, 0, 0, 0]);
  expect(await input.position()).toMatchObject({ next_offset: 10, declared_next: null });
});

test('a registry that is away is not laid to ClickHouse', async () => {
  input = await openArchiveInput();
  await input.writeAccesses(0, 10);
  const fail = failing(1, 'registry-unreachable');
  const prepare = input.codec.prepare.bind(input.codec);
  Object.assign(input.codec, {
    prepare: async (batch: RecordBatch) => {
      await fail(batch);
      await prepare(batch);
    },
  });
  expect(await drain({})).toEqual(['registry registry-unreachable 100', 'registry recovered']);
});

for (const code of ['kafka-unreachable', 'replicas-missing'] as const) {
  test(`a commit that fails with ${code} ends the task: its runner waits for Kafka`, async () => {
    input = await openArchiveInput();
    await input.writeAccesses(0, 10);
    const log: Log = {
      ...input.log,
      async writer(id) {
        const writer = await input.log.writer(id);
        const commit = () => Promise.reject(new OutsideError(code, 'nobody there'));
        return { ...writer, commit };
      },
    };
    const facts: Fact[] = [];
    await expect(drain({ log }, facts)).rejects.toMatchObject({ code });
    expect(said(facts)).toEqual([]);
    expect(await drain({})).toEqual([]);
    expect(await input.position()).toMatchObject({ next_offset: 10, declared_next: null });
  });
}

test('while ClickHouse is away, lag is what it has not got', async () => {
  input = await openArchiveInput();
  await input.writeAccesses(0, 10);
  const facts: Fact[] = [];
  await drain({ warehouse: outage(1) }, facts);
  const kinds = facts.flatMap((fact) =>
    'end' in fact ? [`${fact.kind} ${fact.topic} ${fact.position} ${fact.end}`] : [],
  );
  expect(kinds).toEqual(['end-seen access 0 10', 'batch-committed access 10 10']);
  const failedAt = facts.findIndex(({ kind }) => kind === 'outside-failed');
  expect(facts.findIndex(({ kind }) => kind === 'end-seen')).toBeLessThan(failedAt);
});
