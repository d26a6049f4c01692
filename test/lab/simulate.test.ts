// The laboratory's world: the same for the same seed, in the order of time, without memory of its
// past, and with a truth that is found again in its events.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import type { AccessEvent, Person } from '../../src/generated/records.ts';
import { theftModes } from '../../src/lab/simulate-settings.ts';
import { digestOf, isHuman, smallSettings, worldOf } from './worlds.ts';

describe('determinism', () => {
  const digest = digestOf(worldOf({}));

  test('the same settings give the same bytes', () => {
    expect(digestOf(worldOf({}))).toBe(digest);
  });

  test('a world can be walked twice', () => {
    const world = worldOf({});
    digestOf(world);
    expect(digestOf(world)).toBe(digest);
  });

  test('another seed gives another world', () => {
    expect(digestOf(worldOf({ seed: 8 }))).not.toBe(digest);
  });

  test('without the thief the honest world is the same, event for event', () => {
    const guilty = worldOf({});
    const events = [...guilty.events()];
    const stolen = new Set(guilty.truth().thief!.events);
    const honest = events.filter(({ event_id }) => !stolen.has(event_id!));
    expect(stolen.size).toBeGreaterThan(0);
    expect([...worldOf({ thief: 'none' }).events()]).toEqual(honest);
  });
});

describe('stream', () => {
  test('events come in the order of time, each with its own id, within the world', () => {
    const { start, days } = smallSettings;
    let before = start;
    let count = 0;
    const ids = new Set<string>();
    for (const { at, event_id } of worldOf({}).events()) {
      expect(at).toBeGreaterThanOrEqual(before);
      ids.add(event_id!);
      count += 1;
      before = at;
    }
    expect(ids.size).toBe(count);
    expect(before).toBeLessThan(start + days * dayMs);
    expect(before).toBeGreaterThan(start + (days - 1) * dayMs);
  });

  test('events that went by can be collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const world = worldOf({ days: 30, thief: 'none' });
    const early: WeakRef<AccessEvent>[] = [];
    const events = world.events()[Symbol.iterator]();
    const walk = (count: number, visit?: (event: AccessEvent) => void) => {
      for (let i = 0; i < count; i += 1) {
        const next = events.next();
        if (next.done !== true) visit?.(next.value);
      }
    };
    walk(2_000, (event) => early.push(new WeakRef(event)));
    walk(10_000);
    // A weak reference holds its target until the running job ends.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    const held = early.filter((event) => event.deref() !== undefined).length;
    expect(held).toBeLessThan(20);
  });

  for (const events of [5_000, 40_000]) {
    test(`about ${events} events where so many are asked for`, () => {
      const world = worldOf({ events, thief: 'none' });
      let count = 0;
      for (const _ of world.events()) count += 1;
      expect(Math.abs(count / events - 1)).toBeLessThan(0.15);
      expect(world.truth().events).toBe(count);
    });
  }

  for (const mode of theftModes) {
    test(`at the least about as many as are announced, with a thief by ${mode}`, () => {
      const thief = { startDay: 3, pacePerDay: 50, mode };
      const world = worldOf({ events: 1, thief });
      let count = 0;
      for (const _ of world.events()) count += 1;
      expect(Math.abs(count / world.fewestEvents() - 1)).toBeLessThan(0.2);
    });
  }

  test('of two seeds no event has the id of another', () => {
    const ids = new Set<string | null>();
    let count = 0;
    for (const seed of [1, 11]) {
      for (const { event_id } of worldOf({ days: 2, seed, thief: 'none' }).events()) {
        ids.add(event_id);
        count += 1;
      }
    }
    expect(ids.size).toBe(count);
  });
});

describe('clocks', () => {
  const start = Date.UTC(2026, 2, 2);
  const world = worldOf({ agents: 150, start, days: 35, thief: 'none' });

  test('a leave is a version of its own, on whose days nobody works', () => {
    const leaves = world.people.filter(({ employment }) => employment === 'leave');
    expect(leaves.length).toBeGreaterThan(50);
    const starts = new Map<string, number>();
    for (const { accounts, valid_from } of leaves) {
      // Clocks may change in it.
      if (!starts.has(accounts[0]!)) starts.set(accounts[0]!, valid_from!);
    }
    for (const { account, at } of world.events()) {
      const from = starts.get(account) ?? Number.POSITIVE_INFINITY;
      expect(at >= from && at < from + 5 * dayMs, `${account} at ${at}`).toBe(false);
    }
    const back = leaves.filter(({ id, valid_from }) =>
      world.people.some((one) => one.id === id && (one.valid_from ?? 0) > valid_from!),
    );
    expect(back.length).toBeGreaterThan(leaves.length / 2);
  });

  test('where they change, people have another version from then on', () => {
    const versions = world.people.filter(({ site }) => site === 'berlin');
    const changed = Date.UTC(2026, 2, 29, 1);
    for (const { valid_from, utc_offset_minutes } of versions) {
      expect(utc_offset_minutes).toBe((valid_from ?? 0) >= changed ? 120 : 60);
    }
    const atChange = versions.filter(({ valid_from }) => valid_from === changed);
    expect(new Set(versions.map(({ id }) => id)).size).toBe(atChange.length);
    const inTokyo = world.people.filter(({ site }) => site === 'tokyo');
    expect(inTokyo.some(({ valid_from }) => valid_from === changed)).toBe(false);
    for (const _ of world.events());
    expect(world.truth().people).toBe(new Set(world.people.map(({ id }) => id)).size);
  });

  test('shifts follow them: by their own clock people work as before', () => {
    const people = new Map<string, Person[]>();
    for (const person of world.people) {
      for (const account of person.accounts) {
        people.set(account, [...(people.get(account) ?? []), person]);
      }
    }
    let outside = 0;
    for (const event of world.events()) {
      if (!isHuman(event) || event.operation !== 'login') continue;
      const then = people
        .get(event.account)!
        .findLast(({ valid_from: from }) => event.at >= from!)!;
      const minutes = event.at / 60_000 + then.utc_offset_minutes;
      const begins = Number(then.shift!.slice(0, 2)) * 60;
      if (minutes % 1_440 < begins || minutes % 1_440 > begins + 5) outside += 1;
    }
    expect(outside).toBe(0);
  });
});

describe('truth', () => {
  test('nobody stole where there is no thief', () => {
    const world = worldOf({ thief: 'none' });
    for (const _ of world.events());
    expect(world.truth().thief).toBeNull();
  });

  test('a theft of so many days is the beginning of the same one without an end', () => {
    const thief = { startDay: 5, pacePerDay: 30, mode: 'no-ticket' } as const;
    const [goesOn, stops] = [thief, { ...thief, days: 6 }].map((one) => {
      const world = worldOf({ days: 21, thief: one });
      for (const _ of world.events());
      return world.truth().thief!;
    });
    const end = smallSettings.start + 11 * dayMs;
    // A shift may begin before the day of the world does, by the zone of the site, and end after.
    expect(stops!.taken.every(({ at }) => at < end + dayMs)).toBe(true);
    expect(stops!.taken.length).toBeGreaterThanOrEqual(60);
    expect(stops!.taken.length).toBeLessThan(goesOn!.taken.length);
    expect(goesOn!.taken.slice(0, stops!.taken.length)).toEqual(stops!.taken);
  });

  for (const mode of theftModes) {
    test(`${mode}: the pace is kept on each day at work, each customer taken once`, () => {
      const pace = 30;
      const startDay = 5;
      const world = worldOf({ days: 21, thief: { startDay, pacePerDay: pace, mode } });
      const byId = new Map<string, AccessEvent>();
      for (const event of world.events()) byId.set(event.event_id!, event);
      const thief = world.truth().thief!;
      const stolen = thief.events.map((id) => byId.get(id)!);
      const offsetMs =
        world.people.find(({ id }) => id === thief.person)!.utc_offset_minutes * 60_000;
      const localDays = new Map<number, Set<string>>();
      for (const { account, at, subjects } of stolen) {
        expect(account).toBe(thief.account);
        const day = Math.floor((at + offsetMs) / dayMs);
        const taken = localDays.get(day) ?? new Set();
        for (const subject of subjects) taken.add(subject);
        localDays.set(day, taken);
      }
      expect(localDays.size).toBeGreaterThanOrEqual(7);
      for (const taken of localDays.values()) expect(taken.size).toBe(pace);
      expect(thief.taken.length).toBe(pace * localDays.size);
      expect(thief.startedAt).toBe(stolen[0]!.at);
      expect(thief.startedAt).toBeGreaterThanOrEqual(
        smallSettings.start + startDay * dayMs - dayMs,
      );
      for (const { subject, event, at } of thief.taken) {
        expect(byId.get(event)!.subjects).toContain(subject);
        expect(byId.get(event)!.at).toBe(at);
      }
    });
  }

  for (const { mode, operation, touch, widest } of [
    { mode: 'no-ticket', operation: 'select', touch: 'opened', widest: 1 },
    { mode: 'laundered', operation: 'select', touch: 'opened', widest: 1 },
    { mode: 'burst', operation: 'select', touch: 'opened', widest: 30 },
    { mode: 'export', operation: 'export', touch: 'exported', widest: 30 },
  ] as const) {
    test(`${mode}: looks as its name says`, () => {
      const world = worldOf({ thief: { startDay: 7, pacePerDay: 30, mode } });
      const events = [...world.events()];
      const stolen = new Set(world.truth().thief!.events);
      const thefts = events.filter(({ event_id }) => stolen.has(event_id!));
      expect(thefts.some((e) => e.operation === operation && e.touch === touch)).toBe(true);
      expect(Math.max(...thefts.map(({ subjects }) => subjects.length))).toBe(widest);
      const named = thefts.filter(({ ticket }) => ticket !== null).length;
      if (mode === 'laundered') expect(named / thefts.length).toBeGreaterThan(0.7);
      else expect(named).toBe(0);
    });
  }
});
