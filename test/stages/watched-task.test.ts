// Where a log ends is told while a stage is held up, on the real local log. The clock runs a
// thousand times as fast as ours.

import { afterEach, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Clock, Log, PartitionTask } from '../../src/ports.ts';
import { runMembership } from '../../src/stages/membership.ts';
import type { Fact } from '../../src/telemetry.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';

const slow = testClock();
const startedAt = slow.now();
const clock: Clock = {
  now: () => startedAt + (slow.now() - startedAt) * 1_000,
  sleep: (ms, signal) => slow.sleep(ms / 1_000, signal),
};

let log: Log;
let facts: Fact[];
let stop: AbortController;
afterEach(() => log.close());

type Call = PartitionTask['process'];

async function start(process: Call, heldIn: 'process' | 'idle' = 'process') {
  log = openLocalLog({ clock: slow });
  facts = [];
  stop = new AbortController();
  for (const name of ['access', 'people']) {
    await log.createTopic({ name, partitions: 1, cleanup: 'delete' });
    await put(name, 3);
  }
  const task: PartitionTask = {
    positions: new Map([
      ['access', 0],
      ['people', 1],
    ]),
    process: heldIn === 'process' ? process : async () => 'more',
    idle: heldIn === 'idle' ? () => process({} as never) : async () => 'more',
    release: async () => undefined,
  };
  const member = {
    stage: 'archive',
    topics: ['access', 'people'],
    instance: 'me',
    maxBatchBytes: 1_000,
    take: async () => task,
  } as const;
  const telemetry = { emit: (fact: Fact) => facts.push(fact) };
  return runMembership({ log, clock, telemetry }, member, stop.signal);
}

async function put(topic: string, count: number): Promise<void> {
  const output = new OutputBuffer(topic, 0);
  for (let i = 0; i < count; i += 1) output.append('k', Uint8Array.of(i));
  const writer = await log.writer('test');
  await writer.commit([output]);
}

const ends = () =>
  facts.flatMap((fact) =>
    fact.kind === 'end-seen' ? [`${fact.topic} ${fact.position} ${fact.end}`] : [],
  );

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 400) throw new Error('it never happened');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a stage that works tells the end with each batch', async () => {
  const running = start(async () => 'done');
  await running;
  expect(ends()).toEqual(['access 0 3']);
});

for (const heldIn of ['process', 'idle'] as const) {
  test(`a stage that is held up in ${heldIn} tells again how far all its topics are`, async () => {
    const held = Promise.withResolvers<'more'>();
    const running = start(() => held.promise, heldIn);
    await until(() => ends().includes('people 1 3'));
    await put('access', 2);
    await until(() => ends().includes('access 0 5'));
    await put('people', 4);
    await until(() => ends().includes('people 1 7'));
    stop.abort();
    held.resolve('more');
    await running;
    const told = ends().length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(ends()).toHaveLength(told);
  });
}

test('a partition that another process has is released as far as anybody hears', async () => {
  const running = start(async () => {
    throw new OutsideError('fenced', 'somebody else has it');
  });
  await expect(running).rejects.toMatchObject({ code: 'fenced' });
  expect(facts).toContainEqual({ kind: 'partition-released', stage: 'archive', partition: 0 });
});
