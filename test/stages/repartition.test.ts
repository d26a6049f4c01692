// `access` by another number of partitions: what is found is what would have been found with that
// number from the start, whoever is killed on the way; and it is refused where it would go wrong.

import { describe, expect, test } from 'vitest';
import { OutputBuffer } from '../../src/core/batch.ts';
import { partitionOf } from '../../src/core/hash.ts';
import type { RecordName } from '../../src/generated/records.ts';
import type { Log } from '../../src/ports.ts';
import { olderGenerations, positionProblems } from '../../src/stages/check-positions.ts';
import { prepareTopics, topicSpecs } from '../../src/stages/create-topics.ts';
import { Pacer } from '../../src/stages/enrich-pacer.ts';
import { ReferenceFeed } from '../../src/stages/enrich-reference.ts';
import { takePartition } from '../../src/stages/enrich-take.ts';
import { existingTopic } from '../../src/stages/existing-topic.ts';
import { firstPosition } from '../../src/stages/position.ts';
import { repartition } from '../../src/stages/repartition.ts';
import { nextAccess } from '../../src/stages/settled-access.ts';
import { codeOf, Notes } from '../contract/log-steps.ts';
import {
  append,
  chosen,
  detect,
  found,
  steps,
  type World,
  world,
} from '../support/detect-world.ts';
import type { enrichedAccess } from '../support/enriched-access.ts';
import { dyingLog, Killed } from '../support/failing-log.ts';
import { readAll } from '../support/read-all.ts';

const half = Math.floor(steps.length / 2);
const endTick = { tick: { clock: 0, state: 'end' } } as const;
const findings: readonly RecordName[] = ['Anomaly', 'Incident', 'UserWindow'];
const sources = 1;

/** Somebody who has drained in the middle, and goes on. */
const early = [...steps.slice(0, half), { tick: { ...lastTick(half), state: 'end' } } as const];
const late = steps.slice(half);

function lastTick(until: number) {
  const ticks = steps.slice(0, until).flatMap((step) => ('tick' in step ? [step.tick] : []));
  return ticks.at(-1) ?? endTick.tick;
}

async function repartitionOf(from: World, users: number, log: Log = from.log) {
  const ports = {
    ...from,
    ...{ log, stop: new AbortController().signal, progress: () => undefined, commitBytes: 20_000 },
  };
  return repartition(ports, { sources, users, retentionDays: 400 });
}

async function half_(users: number): Promise<World> {
  const from = await world(users);
  await append(from, early);
  await detect(from);
  return from;
}

async function rest(from: World, users: number): Promise<string[]> {
  const grown = { ...from, users };
  await append(grown, late);
  await detect(grown);
  return found(grown, ...findings);
}

const expected = await half_(3).then((from) => rest(from, 3));

describe('what is found', () => {
  for (const [from, to] of [
    [2, 3],
    [3, 2],
    [1, 4],
    [4, 1],
  ] as const) {
    test(`with ${from} partitions and then ${to}, as if there had been 3 always`, async () => {
      const one = await half_(from);
      const before = await found(one, ...findings);
      const done = await repartitionOf(one, to);
      expect(done).toMatchObject({ from, users: to });
      await detect({ ...one, users: to });
      expect(await found(one, ...findings)).toEqual(before);
      expect(await rest(one, to)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(100);
      expect(await one.log.topic(nextAccess)).toBeUndefined();
      expect(await one.log.topic('access')).toMatchObject({ partitions: to, retentionMs });
    });
  }

  test('growing, shrinking and growing again', async () => {
    const one = await half_(2);
    for (const users of [3, 2, 4, 3]) {
      await repartitionOf(one, users);
      await detect({ ...one, users });
    }
    expect(await rest(one, 3)).toEqual(expected);
  });

  test('under other settings afterwards it is as with them after no repartition', async () => {
    const settings = { riskToOpen: 0.2, detectors: chosen };
    const [one, other] = [await half_(2), await half_(3)];
    await repartitionOf(one, 3);
    for (const each of [one, other]) {
      const grown = { ...each, users: 3 };
      await detect(grown, settings);
      await append(grown, late);
      await detect(grown, settings);
    }
    expect(await found(one, ...findings)).toEqual(await found(other, ...findings));
  });

  test('everybody is where enrich would put them, with what was theirs, in its order', async () => {
    const one = await half_(2);
    const before = await byUser(one);
    await repartitionOf(one, 3);
    expect(await byUser(one)).toEqual(before);
    for (const { name, record, partition } of await readAll(one, 'access')) {
      if (name !== 'EnrichedAccess') continue;
      expect(partitionOf((record as typeof enrichedAccess).user, 3)).toBe(partition);
    }
  });
});

const retentionMs = 400 * 86_400_000;

async function byUser(one: World): Promise<Record<string, unknown[]>> {
  const users: Record<string, unknown[]> = {};
  for (const { name, record } of await readAll(one, 'access')) {
    if (name !== 'EnrichedAccess') continue;
    const { user } = record as typeof enrichedAccess;
    users[user] ??= [];
    users[user].push(record);
  }
  return users;
}

describe('killed on the way', () => {
  // Each kill needs a world of its own: that of a quarter of the month will do.
  const few = steps.slice(0, Math.floor(steps.length / 4));

  async function begun(): Promise<World> {
    const one = await world(2);
    await append(one, few);
    await detect(one);
    await archived(one);
    return one;
  }

  test('after any change that it makes, the same again comes to the same', async () => {
    const [whole, like] = [await begun(), await begun()];
    await repartitionOf(whole, 3);
    const accesses = await byUser(whole);
    const all = await found(whole, ...findings);
    const oldId = (await like.log.topic('access'))!.id;
    let isThrough = false;
    let kills = 0;
    for (; !isThrough; kills += 1) {
      const one = kills === 0 ? like : await begun();
      isThrough = await repartitionOf(one, 3, dyingLog(one.log, kills)).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          return false;
        },
      );
      if (!isThrough) await expectLocked(one);
      if (!isThrough) await repartitionOf(one, 3);
      expect(await byUser(one)).toEqual(accesses);
      await detect({ ...one, users: 3 });
      expect(await found(one, ...findings)).toEqual(all);
      expect(await positionProblems(one)).toEqual([]);
      expect(await one.log.topic(nextAccess)).toBeUndefined();
    }
    expect(kills).toBeGreaterThan(40);
    expect(oldId).not.toBe((await like.log.topic('access'))?.id);
  }, 120_000);

  test('again and again, each time a little later, it comes to its end', async () => {
    const one = await begun();
    const before = await byUser(one);
    for (let kills = 0; ; kills += 1) {
      try {
        await repartitionOf(one, 3, dyingLog(one.log, kills));
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
    expect(await byUser(one)).toEqual(before);
    expect(await one.log.topic('access')).toMatchObject({ partitions: 3 });
  });

  /** Whoever would use what is there of access is refused, or it is the old one, untouched. */
  async function expectLocked(one: World): Promise<void> {
    const settings = { sources, users: 2, retentionDays: 400 };
    if ((await one.log.topic(nextAccess)) === undefined) {
      const partitions = (await one.log.topic('access'))?.partitions;
      expect([2, 3]).toContain(partitions);
      return;
    }
    expect(await codeOf(prepareTopics(one.log, settings))).toBe('repartition-unfinished');
    expect(await codeOf(existingTopic(one.log, 'access'))).toBe('repartition-unfinished');
    const codes = ['repartition-unfinished', 'topic-missing'];
    expect(codes).toContain(await codeOf(detect(one)));
  }
});

/** As archive leaves it where it has read all. */
async function archived(one: World): Promise<void> {
  const { id: logId, partitions } = (await one.log.topic('access'))!;
  for (let partition = 0; partition < partitions; partition += 1) {
    const { end: nextOffset } = await one.log.range('access', partition);
    await note(one, partition, { logId, nextOffset });
  }
}

async function note(
  { log, codec }: World,
  partition: number,
  {
    declared_next = null,
    ...at
  }: { logId: string; nextOffset: number; declared_next?: number | null },
): Promise<void> {
  const output = new OutputBuffer('archive-state', partition);
  const position = { ...firstPosition({ topic: 'access', partition, ...at }), declared_next };
  codec.encode(output, '#position/access', 'Position', position);
  const writer = await log.writer(`archive-${partition}`);
  await writer.commit([output]);
}

describe('archive', () => {
  test('goes on at the end, and its rows of before are known as ours', async () => {
    const one = await half_(2);
    await archived(one);
    const { id } = (await one.log.topic('access'))!;
    await repartitionOf(one, 3);
    expect([...(await olderGenerations(one))]).toEqual([id]);
    const access = (await one.log.topic('access'))!;
    const positions = await readAll(one, 'archive-state');
    for (let partition = 0; partition < 3; partition += 1) {
      const { end } = await one.log.range('access', partition);
      const own = { log_id: access.id, partition, next_offset: end, declared_next: null };
      expect(positions.map(({ record }) => record)).toContainEqual(expect.objectContaining(own));
    }
  });

  test('that has never begun begins with the first record', async () => {
    const one = await half_(2);
    await repartitionOf(one, 3);
    expect(await readAll(one, 'archive-state')).toEqual([]);
  });
});

test('a task of enrich that was held up over it does not deal out by the old number', async () => {
  const one = await half_(2);
  await repartitionOf(one, 3);
  const ports = { ...one, telemetry: { emit: () => undefined } };
  const { signal: leave } = new AbortController();
  const feed = new ReferenceFeed(ports);
  const place = { topic: 'db-access', partition: 0, feed, pacer: new Pacer(one.clock, 2), leave };
  const taken = takePartition(ports, { sources: 2, users: 2 }, place);
  expect(await codeOf(taken)).toBe('bad-settings');
});

describe('refused', () => {
  test('while somebody is in a group', async () => {
    const one = await half_(2);
    for (const group of ['enrich', 'detect', 'archive']) {
      const member = { group, instance: 'a', topics: ['db-access'] };
      const membership = await one.log.join(new Notes().member(member));
      expect(await codeOf(repartitionOf(one, 3))).toBe('stages-running');
      await membership.leave();
    }
    expect(await one.log.topic('access')).toMatchObject({ partitions: 2 });
  });

  test('while detect has not read all', async () => {
    const one = await half_(2);
    await append(one, late);
    await expect(repartitionOf(one, 3)).rejects.toMatchObject({
      code: 'stages-behind',
      message: 'The stage detect has not read all of access/0, access/1.',
      next: expect.stringContaining('run --drain'),
    });
  });

  test('while archive has not read all, or has begun what it has not finished', async () => {
    const one = await half_(2);
    await archived(one);
    const { id: logId } = (await one.log.topic('access'))!;
    const { end } = await one.log.range('access', 1);
    await note(one, 1, { logId, nextOffset: end - 3 });
    await expect(repartitionOf(one, 3)).rejects.toThrow(/archive has not read all of access\/1\.$/);
    await note(one, 1, { logId, nextOffset: end, declared_next: end });
    expect(await codeOf(repartitionOf(one, 3))).toBe('stages-behind');
    await note(one, 1, { logId, nextOffset: end });
    await repartitionOf(one, 3);
  });

  test('while settings are said in some partitions only', async () => {
    const one = await half_(2);
    const { record } = (await readAll(one, 'detect-state')).findLast(
      ({ name, partition }) => name === 'Position' && partition === 1,
    )!;
    const output = new OutputBuffer('detect-state', 1);
    const other = { ...(record as ReturnType<typeof firstPosition>), settings: 'another' };
    one.codec.encode(output, '#position', 'Position', other);
    await (await one.log.writer('detect-1')).commit([output]);
    expect(await codeOf(repartitionOf(one, 3))).toBe('stages-behind');
  });

  test('with another number than it was begun with, once the copy is whole', async () => {
    const one = await half_(2);
    await untilCopied(one);
    expect(await codeOf(repartitionOf(one, 4))).toBe('repartition-unfinished');
    await repartitionOf(one, 3);
    expect(await repartitionOf(one, 3)).toBeUndefined();
  });

  test('and what was copied before somebody wrote on is copied anew', async () => {
    const one = await half_(2);
    await untilCopied(one);
    expect(await one.log.topic('access')).toMatchObject({ partitions: 2 });
    await append(one, late);
    expect(await codeOf(repartitionOf(one, 3))).toBe('stages-behind');
    // That has thrown the copy away, so that the stages may run again.
    await detect(one);
    await repartitionOf(one, 3);
    await detect({ ...one, users: 3 });
    expect(await found(one, ...findings)).toEqual(expected);
  });

  /** Killed after the note that the copy is whole: access is there yet, and goes next. */
  async function untilCopied(one: World): Promise<void> {
    for (let changes = 1; ; changes += 1) {
      await repartitionOf(one, 3, dyingLog(one.log, changes)).catch(() => undefined);
      if ((await one.log.topic(nextAccess)) === undefined) continue;
      if ((await one.log.range(nextAccess, 3)).end > 0) return;
    }
  }

  test('a topic beside it that is too small is grown, and no other is touched', async () => {
    const one = await half_(2);
    await repartitionOf(one, 3);
    for (const { name, partitions } of topicSpecs({ sources, users: 3, retentionDays: 400 })) {
      const is = (await one.log.topic(name))?.partitions;
      expect([name, is]).toEqual([name, Math.max(partitions, 2)]);
    }
  });
});
