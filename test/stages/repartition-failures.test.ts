// `access` by another number of partitions where things go wrong on the way: killed after any
// change that it makes, or with a log that does not hold what it was given, it loses nothing, and
// run again it comes to the same.

import { describe, expect, test } from 'vitest';
import type { OutputBuffer } from '../../src/core/batch.ts';
import { positionProblems } from '../../src/stages/check-positions.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { existingTopic } from '../../src/stages/existing-topic.ts';
import { nextAccess } from '../../src/stages/settled-access.ts';
import { codeOf } from '../contract/log-steps.ts';
import { append, detect, found, steps, type World, world } from '../support/detect-world.ts';
import { dyingLog, Killed, spoilingLog } from '../support/failing-log.ts';
import {
  archived,
  byUser,
  findings,
  halfLived,
  repartitionOf,
  rest,
  sources,
} from '../support/repartition-world.ts';

const expected = await halfLived(3).then((from) => rest(from, 3));

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
    expect(kills).toBeGreaterThan(25);
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

describe('a copy that is not what was copied', () => {
  const last = (outputs: OutputBuffer[]) => outputs.find(({ count }) => count > 3)!;
  const spoils: Record<string, (outputs: OutputBuffer[]) => void> = {
    'lacks a record': (outputs) => last(outputs).dropLast(),
    'has one twice': (outputs) => outputs.push(last(outputs)),
    'has one with another byte': (outputs) => {
      const output = last(outputs);
      // In the middle of the last value: it can be read still, or it cannot.
      output.bytes[output.length - 30]! ^= 1;
    },
    'has one in another place': (outputs) => {
      const [one, other] = outputs.filter(({ count }) => count > 3);
      if (one === undefined || other === undefined) return;
      const key = one.keys.findLastIndex((name) => name !== null);
      other.append(one.keys[key]!, one.bytes.slice(one.valueEnds[key - 1], one.valueEnds[key]));
    },
  };
  for (const [name, spoil] of Object.entries(spoils)) {
    for (const topic of [nextAccess, 'access']) {
      // Written as it is, one partition goes after the other.
      if (topic === 'access' && name.includes('another place')) continue;
      test(`it ${name}, in ${topic}: nothing is lost, and done again it is right`, async () => {
        const one = await halfLived(2);
        const before = await byUser(one);
        const spoiling = spoilingLog(one.log, topic, spoil);
        expect(await codeOf(repartitionOf(one, 3, spoiling))).toBe('repartition-differs');
        if (topic === nextAccess) expect(await byUser(one)).toEqual(before);
        await repartitionOf(one, 3);
        expect(await byUser(one)).toEqual(before);
        await detect({ ...one, users: 3 });
        expect(await rest(one, 3)).toEqual(expected);
      });
    }
  }
});
