// What is watched of sources that others read ends with the stage: whoever drains closes the log
// right after, and a watch that reads on would report that as a failure.

import { afterEach, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import type { Log } from '../../src/ports.ts';
import { type EnrichWorld, enrichWorld } from '../support/enrich-world.ts';
import { accessEvent } from '../support/reference-rows.ts';

let world: EnrichWorld;
afterEach(() => world.log.close());

test('nothing is said of a log that is closed after a drain of several sources', async () => {
  world = await enrichWorld({ sources: 3 });
  await world.put({ topic: 'db-access', partition: 1 }, 'AccessEvent', accessEvent({}));
  let isClosed = false;
  let readsAfter = 0;
  const log: Log = {
    ...world.log,
    read: async (...what) => {
      if (!isClosed) return world.log.read(...what);
      readsAfter += 1;
      throw new OutsideError('kafka-unreachable', 'write after end');
    },
  };
  await world.drain({ log });
  isClosed = true;
  // Far longer than anything sleeps in this world.
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(readsAfter).toBe(0);
  expect(world.facts.filter(({ kind }) => kind === 'outside-failed')).toEqual([]);
});
