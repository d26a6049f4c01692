// Ticks of two sources that stand in one order in this partition and in another in that one, as on
// Kafka they may: written anew, the later one is told, and a late event comes in time. So the
// number of a revision may be used twice; what was written last is right.

import { expect, test } from 'vitest';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Access } from '../../src/core/detector.ts';
import { partitionOf } from '../../src/core/hash.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import type { UserWindow } from '../../src/generated/records.ts';
import { append, detect, type World, world } from '../support/detect-world.ts';
import { readAll } from '../support/read-all.ts';
import { repartitionOf } from '../support/repartition-world.ts';

const user = ['alice', 'bob', 'carol', 'dave'].find((name) => partitionOf(name, 2) === 0)!;
const [access] = read(3, 8, { user }) as [Access];

async function accessAt(one: World, ...minutes: readonly number[]): Promise<void> {
  const steps = minutes.map((minute) => {
    const at = access.at + minute * minuteMs;
    return { access: { ...access, at, event_id: `at-${minute}` } };
  });
  await append(one, steps);
}

/** Hours after the first access; into one partition, or into all. */
type Said = { readonly source: number; readonly hours: number; readonly into?: number };

async function tick({ log, codec, users }: World, { source, hours, into }: Said): Promise<void> {
  const clock = access.at + hours * hourMs;
  const outputs = Array.from({ length: users }, (_, n) => new OutputBuffer('access', n));
  const meant = outputs.filter(({ partition }) => into === undefined || partition === into);
  for (const output of meant) {
    const record = { source_partition: source, sources: 2, clock, state: 'live' } as const;
    codec.encode(output, null, 'Tick', record);
  }
  const writer = await log.writer('ticks');
  await writer.commit(meant);
  await writer.close();
}

/** The hour closes at 2 hours; there an access is late, unless source 0 is heard first. */
async function lived(): Promise<World> {
  const one = await world(2);
  for (const source of [0, 1]) await tick(one, { source, hours: 0 });
  await accessAt(one, 10, 20);
  await tick(one, { source: 0, hours: 2.1 });
  await tick(one, { source: 1, hours: 2.1, into: 0 });
  await accessAt(one, 30);
  await tick(one, { source: 0, hours: 2.2, into: 0 });
  await tick(one, { source: 0, hours: 2.2, into: 1 });
  await tick(one, { source: 1, hours: 2.1, into: 1 });
  await tick(one, { source: 1, hours: 2.3 });
  await detect(one);
  return one;
}

async function goOn(one: World): Promise<readonly (readonly [number, number])[]> {
  await accessAt(one, 40);
  for (const source of [0, 1]) await tick(one, { source, hours: 2.4 });
  await detect(one);
  const all = await readAll(one, 'windows');
  return all.flatMap(({ name, record }) => {
    if (name !== 'UserWindow') return [];
    const { revision, events } = record as UserWindow;
    return [[revision, events] as const];
  });
}

test('a revision may be there twice, and what was written last has all events', async () => {
  const undisturbed = await goOn(await lived());
  expect(undisturbed).toEqual([
    [0, 2],
    [1, 3],
    [2, 4],
  ]);
  const one = await lived();
  await repartitionOf(one, 3);
  const grown = { ...one, users: 3 };
  await detect(grown);
  // Nothing is said of it before something comes.
  expect(await goOn(grown)).toEqual([
    [0, 2],
    [1, 3],
    [1, 4],
  ]);
});
