// The enrich stage on the local log: restarts, late tickets, ticks, fencing, several sources.

import { afterEach, describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs, paneMs, secondMs } from '../../src/core/time.ts';
import type { AccessEvent, Position, Tick } from '../../src/generated/records.ts';
import type { Log } from '../../src/ports.ts';
import { type EnrichWorld, enrichWorld } from '../support/enrich-world.ts';
import { accessEvent, noon, person, subject, ticket } from '../support/reference-rows.ts';

const raw = { topic: 'db-access' };
const worlds: EnrichWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.log.close();
});

async function open(...options: Parameters<typeof enrichWorld>): Promise<EnrichWorld> {
  const world = await enrichWorld(...options);
  worlds.push(world);
  return world;
}

/** Two hours of events: repeats, late ones, a jump, a split one, one to refuse, no reasons. */
function mixedEvents(): AccessEvent[] {
  return Array.from({ length: 160 }, (_, n) => {
    const at = noon - 4 * dayMs + n * 45_000;
    const event = accessEvent({
      event_id: n % 9 === 8 ? `e${n - 3}` : n % 7 === 0 ? null : `e${n}`,
      at: n % 11 === 10 ? at - 20 * minuteMs : at,
      account: `${['ann', 'bob', 'cleo'][n % 3]}-account`,
      subjects: [`c${n % 5}`, `c${n % 13}`],
    });
    if (n === 40) return { ...event, at: noon };
    if (n === 60) return { ...event, account: '' };
    if (n === 80) {
      return { ...event, subjects: Array.from({ length: 11_000 }, (_, k) => `c${k}`) };
    }
    return event;
  });
}

async function mixedWorld(): Promise<EnrichWorld> {
  const world = await open();
  await world.put({ topic: 'people' }, 'Person', person({ id: 'ann' }), person({ id: 'bob' }));
  await world.put({ topic: 'subjects' }, 'Subject', subject({ id: 'c1', canary: true }));
  const opened_at = noon - 5 * dayMs;
  const open1 = ticket({ id: 't', subject: 'c1', queue: 'billing', opened_at });
  await world.put({ topic: 'tickets' }, 'Ticket', open1);
  for (const event of mixedEvents()) await world.put(raw, 'AccessEvent', event);
  return world;
}

/** All that the stage wrote, byte for byte; of its state what a reader would see. */
async function written(world: EnrichWorld) {
  const state = new Map<string | null, string>();
  for (const { key, value, name } of await world.rows('enrich-state')) {
    if (name === 'tombstone') state.delete(key);
    else state.set(key, value);
  }
  const access = [await world.rows('access', 0), await world.rows('access', 1)];
  return {
    access: access.map((rows) => rows.map(({ key, value }) => `${key} ${value}`)),
    deadLetters: (await world.rows('dead-letter')).map(({ value }) => value),
    // log_id differs from log to log.
    position: { ...(await lastPosition(world)), log_id: '' },
    pending: [...state.keys()].filter((key) => key !== '#position').sort(),
  };
}

async function lastPosition(world: EnrichWorld): Promise<Position> {
  const positions = await world.all('enrich-state', 'Position');
  return positions.at(-1)!;
}

describe('restarts change nothing', () => {
  const batchBytesMax = 300;

  test('stopped gracefully, again and again', async () => {
    const whole = await mixedWorld();
    await whole.drain({ batchBytesMax });
    const expected = await written(whole);
    expect(expected.pending.length).toBeGreaterThan(5);
    const torn = await mixedWorld();
    for (let run = 0; run < 12; run += 1) {
      const stop = new AbortController();
      let commits = 0;
      const onFact = ({ kind }: { kind: string }) => {
        if (kind === 'batch-committed' && ++commits === 1 + (run % 4)) stop.abort();
      };
      await torn.run(stop.signal, { batchBytesMax, onFact });
    }
    await torn.drain({ batchBytesMax });
    const starts = torn.facts.flatMap((fact) =>
      fact.kind === 'partition-taken' ? fact.position : [],
    );
    expect(new Set(starts).size).toBeGreaterThan(8);
    expect(starts.at(-1)).toBeLessThan(160);
    expect(await written(torn)).toEqual(expected);
  });

  for (const when of ['before', 'after'] as const) {
    test(`killed just ${when} a commit reached the log`, async () => {
      const whole = await mixedWorld();
      await whole.drain({ batchBytesMax });
      const torn = await mixedWorld();
      for (const commit of [1, 2, 5, 9, 3]) {
        const log = failing(torn.log, { commit, when });
        await expect(torn.drain({ batchBytesMax, log })).rejects.toThrow('killed');
      }
      await torn.drain({ batchBytesMax });
      expect(await written(torn)).toEqual(await written(whole));
    });
  }

  test('a second drain with nothing new writes nothing', async () => {
    const world = await mixedWorld();
    await world.drain();
    const before = await written(world);
    await world.drain();
    expect(await written(world)).toEqual(before);
  });
});

/** The same log, whose nth commit of the run is lost or loses its answer. */
function failing(
  log: Log,
  fault: { readonly commit: number; readonly when: 'before' | 'after' },
): Log {
  let commits = 0;
  return {
    ...log,
    async writer(id) {
      const writer = await log.writer(id);
      return {
        ...writer,
        async commit(outputs) {
          commits += 1;
          if (commits === fault.commit && fault.when === 'before') throw new Error('killed');
          await writer.commit(outputs);
          if (commits === fault.commit) throw new Error('killed');
        },
      };
    },
  };
}

describe('a ticket that comes later', () => {
  async function waitingWorld(): Promise<EnrichWorld> {
    const world = await open();
    await world.put({ topic: 'people' }, 'Person', person({ id: 'ann' }));
    await world.put({ topic: 'tickets' }, 'Ticket', ticket({ id: 'feed', subject: 'x' }));
    await world.put(raw, 'AccessEvent', accessEvent({ event_id: 'e', subjects: ['c1', 'c2'] }));
    return world;
  }
  const late = ticket({ id: 'late', subject: 'c2', queue: 'billing', opened_at: noon + minuteMs });
  const explained = { event_id: 'e', user: 'ann', subject_index: 1, subject: 'c2', ticket: 'late' };

  test('explains the touch while the stage runs', async () => {
    const world = await waitingWorld();
    const stop = new AbortController();
    const running = world.run(stop.signal);
    await until(async () => (await world.all('enrich-state', 'PendingTouch')).length === 1);
    await world.put({ topic: 'tickets' }, 'Ticket', late);
    world.time.now += secondMs;
    await until(async () => (await world.all('access', 'Explained')).length === 1);
    stop.abort();
    await running;
    expect(await world.all('access', 'Explained')).toMatchObject([explained]);
    const left = (await world.all('enrich-state', 'PendingTouch')).at(-1);
    expect(left).toMatchObject({ subjects: ['c1'], subject_indexes: [0] });
  });

  test('explains it after a restart, when it came while nobody was there', async () => {
    const world = await waitingWorld();
    await world.drain();
    await world.put({ topic: 'tickets' }, 'Ticket', late);
    expect(await world.all('access', 'Explained')).toEqual([]);
    await world.drain();
    await world.drain();
    expect(await world.all('access', 'Explained')).toMatchObject([explained]);
  });

  for (const { name, settings, waitMs } of [
    { name: 'after 60 minutes of the source clock', settings: {}, waitMs: hourMs },
    { name: 'after the time that was set', settings: { pendingMs: minuteMs }, waitMs: minuteMs },
  ]) {
    test(`does not explain it ${name}`, async () => {
      const world = await waitingWorld();
      world.time.now = noon + 2 * hourMs;
      await world.put(raw, 'AccessEvent', accessEvent({ at: noon + waitMs + 1, subjects: [] }));
      await world.drain(settings);
      await world.put({ topic: 'tickets' }, 'Ticket', late);
      await world.drain(settings);
      expect(await world.all('access', 'Explained')).toEqual([]);
      expect((await world.rows('enrich-state')).at(-1)?.name).not.toBe('PendingTouch');
      const gone = { kind: 'touches-expired', partition: 0, touches: 2, crowdedOut: 0 };
      expect(world.facts).toContainEqual(gone);
    });
  }

  test('still explains it in the last millisecond of the time that was set', async () => {
    const world = await waitingWorld();
    const pendingMs = 2 * hourMs;
    world.time.now = noon + 3 * hourMs;
    await world.put(raw, 'AccessEvent', accessEvent({ at: noon + pendingMs, subjects: [] }));
    await world.drain({ pendingMs });
    await world.put({ topic: 'tickets' }, 'Ticket', late);
    await world.drain({ pendingMs });
    expect(await world.all('access', 'Explained')).toMatchObject([explained]);
  });
});

describe('ticks', () => {
  const ticksOf = async (world: EnrichWorld, partition = 0) =>
    (await world.rows('access', partition))
      .filter(({ name }) => name === 'Tick')
      .map(({ record }) => record as Tick)
      .map((tick) => `${tick.source_partition} ${tick.state} ${(tick.clock - noon) / paneMs}`);

  test('come before what enters a pane, into every partition, and skip empty panes', async () => {
    const world = await open();
    world.time.now = noon + hourMs;
    const times = [0, 1, paneMs, paneMs - 1, 9 * paneMs].map((ms) =>
      accessEvent({ at: noon + ms }),
    );
    await world.put(raw, 'AccessEvent', ...times);
    await world.drain();
    const expected = ['0 live 0', '0 live 1', '0 live 9', '0 end 9'];
    expect([await ticksOf(world, 0), await ticksOf(world, 1)]).toEqual([expected, expected]);
    const names = (await world.rows('access', await partitionWithEvents(world))).map(
      ({ name }) => name,
    );
    const [tick, access] = ['Tick', 'EnrichedAccess'];
    expect(names).toEqual([tick, access, access, tick, access, access, tick, access, tick]);
  });

  test('revive a source that had ended, in the same pane too', async () => {
    const world = await open();
    await world.put(raw, 'AccessEvent', accessEvent());
    await world.drain();
    await world.put(raw, 'AccessEvent', accessEvent({ at: noon + 1 }));
    await world.drain();
    expect(await ticksOf(world)).toEqual([
      '0 live 0',
      '0 end 0',
      `0 live ${1 / paneMs}`,
      `0 end ${1 / paneMs}`,
    ]);
  });

  test('say once that a source is empty, and follow the clock where it is silent', async () => {
    const world = await open({ sources: 2 });
    await world.put(
      { topic: 'db-access', partition: 1 },
      'AccessEvent',
      accessEvent({ at: noon - dayMs }),
    );
    world.time.now = noon + 2 * paneMs;
    for (let run = 0; run < 2; run += 1) {
      const stop = new AbortController();
      const running = world.run(stop.signal);
      await until(async () => (await ticksOf(world)).length >= 3);
      stop.abort();
      await running;
    }
    const yesterday = -dayMs / paneMs;
    expect((await ticksOf(world)).toSorted()).toEqual([
      `0 empty ${-noon / paneMs}`,
      `1 live ${yesterday + 2}`,
      `1 live ${yesterday}`,
    ]);
  });
});

describe('a partition', () => {
  test('that another worker took over is given up without a trace', async () => {
    const world = await open();
    await world.put(raw, 'AccessEvent', accessEvent({ event_id: 'first' }));
    const stop = new AbortController();
    const running = world.run(stop.signal);
    await until(async () => (await world.all('access', 'EnrichedAccess')).length === 1);
    await world.log.writer('enrich-0');
    const fenced = expect(running).rejects.toMatchObject({ code: 'fenced' });
    await world.put(raw, 'AccessEvent', accessEvent({ event_id: 'second' }));
    await fenced;
    expect(await world.all('access', 'EnrichedAccess')).toHaveLength(1);
  });

  test('of a topic with another number of partitions is refused', async () => {
    const world = await open();
    await expect(world.drain({ users: 3 })).rejects.toMatchObject({ code: 'bad-settings' });
  });
});

test('sources that catch up stay within three hours of one another', async () => {
  const world = await open({ sources: 2 });
  const start = noon - 10 * dayMs;
  const every = (ms: number) =>
    Array.from({ length: dayMs / ms }, (_, n) => accessEvent({ at: start + n * ms }));
  // Source 1 has twelve events for each of source 0, which would be a day ahead at once.
  await world.put({ topic: 'db-access', partition: 0 }, 'AccessEvent', ...every(hourMs));
  await world.put({ topic: 'db-access', partition: 1 }, 'AccessEvent', ...every(5 * minuteMs));
  const clocks = [start, start];
  let aheadMs = 0;
  const onFact = (fact: { kind: string; partition?: number; clock?: number }) => {
    if (fact.kind !== 'clock-moved') return;
    clocks[fact.partition!] = fact.clock!;
    aheadMs = Math.max(aheadMs, clocks[0]! - clocks[1]!);
  };
  await world.drain({ batchBytesMax: 100, onFact });
  expect(aheadMs).toBe(3 * hourMs);
  expect(await world.all('access', 'EnrichedAccess')).toHaveLength(24 + 24 * 12);
});

async function partitionWithEvents(world: EnrichWorld): Promise<number> {
  const rows = await world.rows('access', 0);
  return rows.some(({ name }) => name === 'EnrichedAccess') ? 0 : 1;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isDone()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never happened');
}
