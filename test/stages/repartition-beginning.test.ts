// `access` by another number of partitions where retention has taken its beginning: detect knew
// those records, and cannot know them any more. Whoever is paged is told what becomes of it.

import { expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import type { EnrichedAccess, Incident, Settings } from '../../src/generated/records.ts';
import type { Log } from '../../src/ports.ts';
import { append, detect, stepsOf, type World, world } from '../support/detect-world.ts';
import { heldLog } from '../support/failing-log.ts';
import { readAll } from '../support/read-all.ts';
import { repartitionOf } from '../support/repartition-world.ts';

const people = ['alice', 'bob', 'carol'];
const usual = people.flatMap((user) => days(20, (day) => workday(day, { user, reads: 12 })));
/** Four days of it, of which the last is kept: a canary is opened on it, which says enough. */
const theft = [20, 21, 22, 23]
  .flatMap((day) =>
    workday(day, { user: 'bob', reads: 400, reason: 'none', firstCustomer: 90_000 + day * 1_000 }),
  )
  .concat(read(23, 18, { user: 'bob', flags: [1] }));
const keptFrom = theft[0]!.at + 3 * dayMs;
const afterwards = [24, 25, 26, 27, 28, 29, 30, 31, 32].flatMap((day) =>
  people.flatMap((user) => workday(day, { user, reads: 12 })),
);

async function lived(): Promise<World> {
  const one = await world(2);
  await append(one, stepsOf([...usual, ...theft]).slice(0, -1));
  await detect(one);
  return one;
}

/** Of the topic that is there now, the records before some time are gone. */
async function expired(one: World): Promise<Log> {
  const { id, partitions } = (await one.log.topic('access'))!;
  const all = await readAll(one, 'access');
  const starts: number[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const kept = all.find(
      (read) =>
        read.partition === partition &&
        read.name === 'EnrichedAccess' &&
        (read.record as EnrichedAccess).at >= keptFrom,
    );
    starts.push(kept?.offset ?? (await one.log.range('access', partition)).end);
  }
  const range: Log['range'] = async (topic, partition) => {
    const there = await one.log.range(topic, partition);
    if (topic !== 'access' || (await one.log.topic(topic))?.id !== id) return there;
    return { ...there, start: starts[partition]! };
  };
  return { ...one.log, range };
}

async function incidentsIn(one: World): Promise<readonly Incident[]> {
  const all = await readAll(one, 'incidents');
  return all.flatMap(({ name, record }) => (name === 'Incident' ? [record as Incident] : []));
}

async function generationsIn(one: World): Promise<readonly number[]> {
  const all = await readAll(one, 'incidents');
  const said = all.filter(({ name }) => name === 'Settings');
  return said.map(({ record }) => (record as Settings).generation);
}

function expectTold(all: readonly Incident[], [told]: readonly Incident[]): void {
  const ids = new Set(all.map(({ id }) => id));
  expect(ids.size).toBe(2);
  for (const id of ids) {
    const own = all.filter((incident) => incident.id === id);
    expect(own[0]).toMatchObject({ state: 'opened', announced: true });
    expect(own.slice(1).map(({ state }) => state)).not.toContain('opened');
    expect(own.at(-1)).toMatchObject({ state: 'closed' });
    const sequences = own.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  }
  const closed = all.find(({ id, state }) => id === told?.id && state === 'closed');
  expect(closed?.headline).toContain('records that are kept');
}

/** Until the old access is gone: where it began stands in the notes alone. */
async function killedMidway(one: World, log: Log): Promise<void> {
  const dying = heldLog(log, 'create access');
  void repartitionOf(one, 3, dying);
  await dying.held;
  expect(await one.log.topic('access')).toBeUndefined();
}

for (const { name, isKilled } of [
  { name: 'at once', isKilled: false },
  { name: 'killed once access is deleted, and gone on with', isKilled: true },
]) {
  test(`an incident that began in what is gone is closed, another opened: ${name}`, async () => {
    const one = await lived();
    const before = await incidentsIn(one);
    expect(new Set(before.map(({ id, state }) => `${id} ${state}`)).size).toBe(2);
    const log = await expired(one);
    if (isKilled) await killedMidway(one, log);
    expect(await repartitionOf(one, 3, log)).toMatchObject({ isBeginningLost: true });
    const grown = { ...one, users: 3 };
    await detect(grown);
    await detect(grown);
    expect(await generationsIn(one)).toEqual([0, 1, 0, 1, 1]);
    await append(grown, stepsOf(afterwards));
    await detect(grown);
    expectTold(await incidentsIn(one), before);
    // From now on all of it is there again.
    expect(await repartitionOf(one, 2)).toMatchObject({ isBeginningLost: false });
  });
}

test('where all of it is there nothing is said', async () => {
  const one = await lived();
  const before = await incidentsIn(one);
  expect(await repartitionOf(one, 3)).toMatchObject({ isBeginningLost: false });
  await detect({ ...one, users: 3 });
  expect(await incidentsIn(one)).toEqual(before);
  expect(await generationsIn(one)).toEqual([0, 0]);
});
