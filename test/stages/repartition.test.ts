// `access` by another number of partitions: what is found is what would have been found with that
// number from the start, whoever is killed on the way; and it is refused where it would go wrong.

import { describe, expect, test } from 'vitest';
import { OutputBuffer } from '../../src/core/batch.ts';
import { partitionOf } from '../../src/core/hash.ts';
import { olderGenerations } from '../../src/stages/check-positions.ts';
import { topicSpecs } from '../../src/stages/create-topics.ts';
import { Pacer } from '../../src/stages/enrich-pacer.ts';
import { ReferenceFeed } from '../../src/stages/enrich-reference.ts';
import { takePartition } from '../../src/stages/enrich-take.ts';
import type { firstPosition } from '../../src/stages/position.ts';
import { nextAccess } from '../../src/stages/settled-access.ts';
import { codeOf, Notes } from '../contract/log-steps.ts';
import { append, chosen, detect, found, type World } from '../support/detect-world.ts';
import type { enrichedAccess } from '../support/enriched-access.ts';
import { dyingLog } from '../support/failing-log.ts';
import { readAll } from '../support/read-all.ts';
import {
  archived,
  byUser,
  findings,
  halfLived,
  late,
  note,
  repartitionOf,
  rest,
  sources,
} from '../support/repartition-world.ts';

const expected = await halfLived(3).then((from) => rest(from, 3));
const retentionMs = 400 * 86_400_000;

describe('what is found', () => {
  for (const [from, to] of [
    [2, 3],
    [3, 2],
    [1, 4],
    [4, 1],
  ] as const) {
    test(`with ${from} partitions and then ${to}, as if there had been 3 always`, async () => {
      const one = await halfLived(from);
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
    const one = await halfLived(2);
    for (const users of [3, 2, 4, 3]) {
      await repartitionOf(one, users);
      await detect({ ...one, users });
    }
    expect(await rest(one, 3)).toEqual(expected);
  });

  test('under other settings afterwards it is as with them after no repartition', async () => {
    const settings = { budgets: { question: 5, incident: 1 }, detectors: chosen };
    const [one, other] = [await halfLived(2), await halfLived(3)];
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
    const one = await halfLived(2);
    const before = await byUser(one);
    await repartitionOf(one, 3);
    expect(await byUser(one)).toEqual(before);
    for (const { name, record, partition } of await readAll(one, 'access')) {
      if (name !== 'EnrichedAccess') continue;
      expect(partitionOf((record as typeof enrichedAccess).user, 3)).toBe(partition);
    }
  });
});

describe('archive', () => {
  test('goes on at the end, and its rows of before are known as ours', async () => {
    const one = await halfLived(2);
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
    const one = await halfLived(2);
    await repartitionOf(one, 3);
    expect(await readAll(one, 'archive-state')).toEqual([]);
  });
});

test('a task of enrich that was held up over it does not deal out by the old number', async () => {
  const one = await halfLived(2);
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
    const one = await halfLived(2);
    for (const group of ['enrich', 'detect', 'archive']) {
      const member = { group, instance: 'a', topics: ['db-access'] };
      const membership = await one.log.join(new Notes().member(member));
      expect(await codeOf(repartitionOf(one, 3))).toBe('stages-running');
      await membership.leave();
    }
    expect(await one.log.topic('access')).toMatchObject({ partitions: 2 });
  });

  test('while detect has not read all', async () => {
    const one = await halfLived(2);
    await append(one, late);
    await expect(repartitionOf(one, 3)).rejects.toMatchObject({
      code: 'stages-behind',
      message: 'The stage detect has not read all of access/0, access/1.',
      next: expect.stringContaining('run --drain'),
    });
  });

  test('while archive has not read all, or has begun what it has not finished', async () => {
    const one = await halfLived(2);
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
    const one = await halfLived(2);
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
    const one = await halfLived(2);
    await untilCopied(one);
    expect(await codeOf(repartitionOf(one, 4))).toBe('repartition-unfinished');
    await repartitionOf(one, 3);
    expect(await repartitionOf(one, 3)).toBeUndefined();
  });

  test('and what was copied before somebody wrote on is copied anew', async () => {
    const one = await halfLived(2);
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
    const one = await halfLived(2);
    await repartitionOf(one, 3);
    for (const { name, partitions } of topicSpecs({ sources, users: 3, retentionDays: 400 })) {
      const is = (await one.log.topic(name))?.partitions;
      expect([name, is]).toEqual([name, Math.max(partitions, 2)]);
    }
  });
});
