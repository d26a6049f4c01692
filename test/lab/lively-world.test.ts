// A world of people who come and go, and of honest work that looks like theft.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import type { AccessEvent, Person } from '../../src/generated/records.ts';
import { simulate } from '../../src/lab/simulate.ts';
import { defaultStart, livelyShape, plainShape } from '../../src/lab/simulate-settings.ts';
import { digestOf, isHuman, worldOf } from './worlds.ts';

const days = 120;
const agents = 200;
const world = simulate({
  ...{ agents, customers: 30_000, days, seed: 5, start: defaultStart, thief: 'none' },
  // More of each than usual, so that a small world has some.
  shape: { ...livelyShape, snoopingPerThousandWeek: 20, newsPerMonth: 2, exportsPerMonth: 2 },
});
const people = Map.groupBy(world.people, ({ id }) => id);
const owners = new Map(
  world.people.flatMap(({ id, accounts }) => accounts.map((account) => [account, id])),
);
const work: AccessEvent[] = [...world.events()].filter(isHuman);
const { oddities } = world.truth();

function versionAt(account: string, at: number): Person | undefined {
  const versions = people.get(owners.get(account)!)!;
  return versions.findLast(({ valid_from: from }) => from === null || from <= at);
}

describe('people', () => {
  test('nobody works before being hired or after having left', () => {
    const strange = work.filter(({ account, at }) => {
      const version = versionAt(account, at);
      return version === undefined || version.employment === 'ended';
    });
    expect(strange).toEqual([]);
  });

  test('2.5 % leave in a month, after having given notice, and the seat is filled', () => {
    const left = [...people.values()].filter((all) => all.at(-1)!.employment === 'ended');
    const expected = agents * 0.025 * (days / 30.4);
    expect(left.length).toBeGreaterThan(expected / 2);
    expect(left.length).toBeLessThan(expected * 2);
    for (const versions of left) expect(versions.at(-2)!.employment).toBe('notice');
    const hired = [...people.values()].filter((all) => all[0]!.valid_from !== null);
    expect(hired.length).toBeGreaterThan(left.length / 2);
  });

  test('some take over another queue, under the same name', () => {
    const moved = [...people.values()].filter(
      (all) => new Set(all.map(({ queues }) => queues[0])).size > 1,
    );
    expect(moved.length).toBeGreaterThan(10);
    for (const versions of moved) expect(new Set(versions.map(({ role }) => role)).size).toBe(1);
  });

  test('versions of a person follow each other', () => {
    for (const versions of people.values()) {
      const times = versions.map(({ valid_from: from }) => from ?? 0);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
  });

  test('on a public holiday of their site only those come who work on weekends', () => {
    const shareOn = (day: string) => {
      const at = Date.parse(day);
      const on = work.filter((event) => Math.abs(event.at - at - dayMs / 2) < dayMs / 2);
      return new Set(on.filter((e) => versionAt(e.account, e.at)!.site === 'berlin')).size;
    };
    // Good Friday, and the one before.
    expect(shareOn('2026-04-03')).toBeLessThan(shareOn('2026-03-27') / 2);
  });
});

describe('oddities', () => {
  test.each(['campaign', 'manager-export', 'vip-news', 'snooping'] as const)('has %s', (kind) => {
    const found = oddities.filter((oddity) => oddity.kind === kind);
    expect(found.length).toBeGreaterThan(1);
    for (const { people: named, from, until } of found) {
      expect(named.length).toBeGreaterThan(0);
      for (const id of named) expect(people.has(id), id).toBe(true);
      expect(until).toBeGreaterThanOrEqual(from);
    }
  });

  test('an export has as many customers as the truth says, and no reason is on record', () => {
    const { people: named, from, customers } = oddities.find((o) => o.kind === 'manager-export')!;
    const events = work.filter(({ at, operation }) => at === from && operation === 'export');
    expect(events).toHaveLength(1);
    expect(owners.get(events[0]!.account)).toBe(named[0]);
    expect(events[0]!.subject_count).toBe(customers);
  });

  test('a campaign is on record, and a large one makes much of the work of its team', () => {
    const campaigns = oddities.filter(({ kind }) => kind === 'campaign');
    const largest = Math.max(...campaigns.map(({ customers }) => customers));
    const { people: named, from, until } = campaigns.find((o) => o.customers === largest)!;
    const ticket = [...world.tickets()].find((t) => t.kind === 'campaign' && t.opened_at === from)!;
    expect(ticket.until).toBe(until);
    const accounts = new Set(named.flatMap((id) => people.get(id)![0]!.accounts));
    const perDay = (start: number, end: number) =>
      work.filter((e) => accounts.has(e.account) && e.at >= start && e.at < end).length /
      ((end - start) / dayMs);
    expect(perDay(from, until)).toBeGreaterThan(
      1.3 * perDay(defaultStart, defaultStart + 14 * dayMs),
    );
  });
});

test('the same settings give the same bytes, and a plain world is as it was', () => {
  const settings = { days: 40, shape: livelyShape };
  expect(digestOf(worldOf(settings))).toBe(digestOf(worldOf(settings)));
  expect(digestOf(worldOf(settings))).not.toBe(digestOf(worldOf({ days: 40 })));
});

test('without the thief the honest world is the same', () => {
  const settings = { days: 40, agents: 60, shape: livelyShape };
  const honest = worldOf({ ...settings, thief: 'none' });
  const guilty = worldOf({
    ...settings,
    thief: { startDay: 3, pacePerDay: 20, mode: 'laundered' },
  });
  const count = [...honest.events()].length;
  const all = [...guilty.events()].length;
  expect(all - guilty.truth().thief!.events.length).toBe(count);
});

test('each number of a world is explained', () => {
  const page = readFileSync(new URL('../../docs/worlds.md', import.meta.url), 'utf8');
  for (const name of Object.keys(plainShape)) expect(page).toContain(`\`${name}\``);
});
