// Raw events enriched once more over a frozen log: the same bytes as live, at the same places, and
// with the reference data that each day is given.

import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Log } from '../../src/ports.ts';
import { type AgainOptions, enrichAgain } from '../../src/stages/enrich-again.ts';
import { freeze } from '../../src/stages/frozen-log.ts';
import { type EnrichWorld, enrichWorld } from '../support/enrich-world.ts';
import { accessEvent, noon, person, ticket } from '../support/reference-rows.ts';

const reference = ['people', 'tickets', 'subjects', 'assets'];
const never = new AbortController().signal;

/** Some records of each source on each of three days; the last source has none. */
async function lived(sources: number): Promise<EnrichWorld> {
  const world = await enrichWorld({ sources });
  await world.put({ topic: 'people' }, 'Person', person({ id: 'ann' }), person({ id: 'bob' }));
  await world.put({ topic: 'tickets' }, 'Ticket', ticket({ id: 'T1', assignee: 'ann' }));
  for (let n = 0; n < 3; n += 1) {
    world.time.now = noon + n * dayMs + hourMs;
    for (let partition = 0; partition < Math.max(1, sources - 1); partition += 1) {
      const events = Array.from({ length: 40 }, (_, i) =>
        accessEvent({
          at: noon + n * dayMs + i * 60_000,
          account: i % 2 === 0 ? 'ann-account' : 'bob-account',
          subjects: ['customer', `c${i}`],
        }),
      );
      await world.put({ topic: 'db-access', partition }, 'AccessEvent', ...events);
    }
  }
  world.time.now += dayMs;
  return world;
}

type Again = Partial<AgainOptions> & {
  readonly topics?: readonly string[];
  /** Does something in between. */
  readonly frozen?: () => Promise<void>;
};

async function again(live: EnrichWorld, sources: number, options: Again = {}) {
  const { topics = ['db-access', ...reference], frozen, stop = never, beforeDay } = options;
  const scratch = await enrichWorld({ sources });
  scratch.time.now = live.time.now + 100 * dayMs;
  const log: Log = await freeze({ from: live.log, topics }, scratch.log);
  await frozen?.();
  const { codec } = live;
  const clock = { now: () => live.time.now, sleep: () => new Promise<void>(setImmediate) };
  const ports = { log, codec, clock, telemetry: { emit: () => undefined } };
  await enrichAgain(ports, { sources, users: 2 }, { stop, beforeDay });
  return scratch;
}

async function accesses(world: EnrichWorld) {
  const found = await world.all('access', 'EnrichedAccess');
  const place = (one: (typeof found)[number]) => one.source_partition * 1e6 + one.source_offset;
  return found.sort((a, b) => place(a) - place(b));
}

test('one source: the same bytes as live', async () => {
  const live = await lived(1);
  await live.drain();
  const scratch = await again(live, 1);
  for (const partition of [0, 1]) {
    const rows = await live.rows('access', partition);
    expect(rows.length).toBeGreaterThan(20);
    expect(await scratch.rows('access', partition)).toEqual(rows);
  }
});

test('three sources, one of them empty: the same records, by days or not', async () => {
  const live = await lived(3);
  await live.drain();
  const records = await accesses(live);
  expect(records).toHaveLength(240);
  for (const beforeDay of [undefined, async () => undefined]) {
    const scratch = await again(live, 3, { beforeDay });
    expect(await accesses(scratch)).toEqual(records);
    const ticks = await scratch.all('access', 'Tick');
    const ended = ticks.filter(({ state }) => state === 'end');
    expect(ended.map((tick) => tick.source_partition).sort()).toEqual([0, 0, 1, 1, 2, 2]);
  }
});

test('each day is given its own reference data, before its first event', async () => {
  const live = await lived(2);
  const days: number[] = [];
  const scratch = await enrichWorld({ sources: 2 });
  const log = await freeze({ from: live.log, topics: ['db-access'] }, scratch.log);
  const clock = { now: () => 0, sleep: () => new Promise<void>(setImmediate) };
  const ports = { log, codec: live.codec, clock, telemetry: { emit: () => undefined } };
  const beforeDay = async (end: number) => {
    days.push(end);
    const team = `team-${days.length}`;
    await scratch.put({ topic: 'people' }, 'Person', person({ id: 'ann', team }));
  };
  await enrichAgain(ports, { sources: 2, users: 2 }, { stop: never, beforeDay });
  const midnight = Math.ceil(noon / dayMs) * dayMs;
  expect(days).toEqual([midnight, midnight + dayMs, midnight + 2 * dayMs]);
  const found = (await accesses(scratch)).filter(({ user }) => user === 'ann');
  const teams = new Set(found.map(({ seen_at, team }) => `${team} by ${seen_at}`));
  expect([...teams].sort()).toEqual(
    [0, 1, 2].map((n) => `team-${n + 1} by ${noon + n * dayMs + hourMs}`),
  );
});

test('a reason that came on the next day is none', async () => {
  const live = await enrichWorld({ sources: 1 });
  for (const n of [0, 1]) {
    live.time.now = noon + n * dayMs + hourMs;
    const event = { at: noon + n * dayMs, account: 'ann-account', subjects: [`c${n}`] };
    await live.put({ topic: 'db-access' }, 'AccessEvent', accessEvent(event));
  }
  const scratch = await enrichWorld({ sources: 1 });
  const log = await freeze({ from: live.log, topics: ['db-access'] }, scratch.log);
  const clock = { now: () => 0, sleep: () => new Promise<void>(setImmediate) };
  const ports = { log, codec: live.codec, clock, telemetry: { emit: () => undefined } };
  const beforeDay = async (end: number) => {
    const isFirst = end < noon + dayMs;
    const [id, subject] = isFirst ? ['T1', 'c77'] : ['T9', 'c0'];
    const own = { id, subject, assignee: 'ann', opened_at: noon - hourMs };
    await scratch.put({ topic: 'people' }, 'Person', person({ id: 'ann' }));
    await scratch.put({ topic: 'tickets' }, 'Ticket', ticket(own));
  };
  await enrichAgain(ports, { sources: 1, users: 2 }, { stop: never, beforeDay });
  expect((await accesses(scratch)).map(({ reasons }) => reasons)).toEqual([['none'], ['none']]);
  expect(await scratch.all('access', 'Explained')).toEqual([]);
});

test('what is written after the freezing is not seen', async () => {
  const live = await lived(1);
  await live.drain();
  const records = await accesses(live);
  const scratch = await again(live, 1, {
    frozen: async () => {
      await live.put({ topic: 'db-access' }, 'AccessEvent', accessEvent());
      await live.put({ topic: 'people' }, 'Person', person({ id: 'ann', team: 'other' }));
    },
  });
  expect(await accesses(scratch)).toEqual(records);
});

test('where something fails it fails, and whoever stops it gets what there is', async () => {
  const live = await lived(2);
  const beforeDay = async () => {
    throw new OutsideError('clickhouse-unreachable', 'nobody there');
  };
  await expect(again(live, 2, { beforeDay })).rejects.toThrow('nobody there');
  const stop = new AbortController();
  const scratch = await again(live, 2, {
    stop: stop.signal,
    beforeDay: async (end) => {
      if (end > noon + dayMs) stop.abort();
    },
  });
  expect(await accesses(scratch)).toHaveLength(40);
});
