// Several who write `access` anew at the same time, as two terminals on Kafka may: whoever is held
// up anywhere, and wakes when another is anywhere, removes nothing that is not there once more.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextAccess } from '../../src/stages/settled-access.ts';
import { append, detect, found, steps, type World, world } from '../support/detect-world.ts';
import { dyingLog, heldLog } from '../support/failing-log.ts';
import {
  bothAt,
  byUser,
  endOf,
  findings,
  repartitionOf,
  started,
} from '../support/repartition-world.ts';

const few = steps.slice(0, Math.floor(steps.length / 8));

async function begun(): Promise<World> {
  const one = await world(2);
  await append(one, few);
  await detect(one);
  return one;
}

const undisturbed = await begun();
const accesses = await byUser(undisturbed);
const all = await found(undisturbed, ...findings);

/** Of one that was killed before it had all of it. */
async function halfCopied(): Promise<World> {
  const one = await begun();
  for (let changes = 1; (await one.log.topic(nextAccess)) === undefined; changes += 1) {
    await endOf(repartitionOf(one, 3, dyingLog(one.log, changes)));
  }
  return one;
}

async function expectAll(one: World): Promise<void> {
  expect(await byUser(one)).toEqual(accesses);
  expect(await one.log.topic('access')).toMatchObject({ partitions: 3 });
  expect(await one.log.topic(nextAccess)).toBeUndefined();
  await detect({ ...one, users: 3 });
  expect(await found(one, ...findings)).toEqual(all);
}

describe('two at once', () => {
  for (const [first, second] of [
    // It has still to delete a half copy, and the other has made a whole one.
    ['delete access-next', 'create access'],
    ['ask access-next', 'create access'],
    // It has still to delete the old access, and the other has made the new one.
    ['delete access', 'never'],
    ['commit access-repartition', 'delete access-next'],
  ] as const) {
    test(`one before "${first}", the other before "${second}": the other goes on`, async () => {
      const one = await halfCopied();
      const ends = await bothAt(one, [heldLog(one.log, first), heldLog(one.log, second)]);
      expect(ends).toEqual(['repartition-overtaken', undefined]);
      await expectAll(one);
    });
  }

  test('wherever they are held up: nothing is lost, and one more run ends well', async () => {
    const place = fc.nat(70);
    await fc.assert(
      fc.asyncProperty(place, place, fc.nat(40), async (first, second, kill) => {
        const one = await begun();
        await endOf(repartitionOf(one, 3, dyingLog(one.log, kill)));
        await bothAt(one, [heldLog(one.log, first), heldLog(one.log, second)]);
        // Who is overtaken right before it makes the copy leaves an empty one in the way.
        await repartitionOf(one, 3);
        await expectAll(one);
      }),
      { numRuns: 80 },
    );
  });

  test('one that wakes when the stages work again does not set them back', async () => {
    const later = steps.slice(few.length, few.length * 2);
    const expected = await begun();
    await append(expected, later);
    await detect(expected);
    await fc.assert(
      fc.asyncProperty(fc.nat(70), async (first) => {
        const one = await begun();
        const slow = await started(one, heldLog(one.log, first));
        await repartitionOf(one, 3);
        const grown = { ...one, users: 3 };
        await append(grown, later);
        await detect(grown);
        slow.wake();
        await slow.end;
        await repartitionOf(one, 3);
        await detect(grown);
        expect(await byUser(one)).toEqual(await byUser(expected));
        expect(await found(one, ...findings)).toEqual(await found(expected, ...findings));
      }),
      { numRuns: 40 },
    );
  });
});
