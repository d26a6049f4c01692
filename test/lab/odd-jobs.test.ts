// Who else works in a lively world, where they sit, and what they are asked to do.

import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/core/time.ts';
import type { AccessEvent } from '../../src/generated/records.ts';
import { simulate } from '../../src/lab/simulate.ts';
import { defaultStart, livelyShape } from '../../src/lab/simulate-settings.ts';

const days = 60;
const agents = 150;
const world = simulate({
  ...{ agents, customers: 20_000, days, seed: 3, start: defaultStart, thief: 'none' },
  // More of the rare than usual, so that a small world has some.
  // Often, so that there is something to look at in a small world.
  shape: {
    ...livelyShape,
    ...{ yearlyRenames: 0.5, casesPerThousandWeek: 20, responsesPerMonth: 3 },
    ...{ mergesPerWeek: 1, collectionsPerWeek: 1 },
  },
});
const events = [...world.events()];
const { oddities } = world.truth();
const owners = new Map(world.people.flatMap((one) => one.accounts.map((name) => [name, one])));
const byPerson = Map.groupBy(events, ({ account }) => owners.get(account)!.id);
const of = (id: string, from: number, until: number): AccessEvent[] =>
  byPerson.get(id)!.filter(({ at }) => at >= from && at <= until);

describe('odd jobs are in the truth as they are in the events', () => {
  test.each(['leave-cover', 'merging', 'collections', 'incident-response', 'case'])(
    '%s',
    (kind) => {
      const found = oddities.filter((oddity) => oddity.kind === kind);
      expect(found.length).toBeGreaterThan(1);
      for (const { people, from, until, customers } of found.filter(
        (o) => o.until < world.truth().end,
      )) {
        const met = people.flatMap((id) => of(id, from, until + 10 * 60_000));
        const distinct = new Set(met.flatMap(({ subjects }) => subjects)).size;
        expect(distinct).toBeGreaterThan(0);
        if (kind === 'incident-response' || kind === 'collections') {
          expect(distinct).toBeGreaterThanOrEqual(customers);
        }
      }
    },
  );

  test('duplicates are merged in the order of their numbers, two by two', () => {
    const { people, from, until } = oddities.find(({ kind }) => kind === 'merging')!;
    const merges = of(people[0]!, from, until).filter(({ operation }) => operation === 'update');
    expect(merges.length).toBeGreaterThan(10);
    const numbers = merges.map(({ subjects }) => Number(subjects[0]!.slice(1)));
    const steps = numbers.slice(1).map((number, i) => number - numbers[i]!);
    expect(steps.filter((step) => step > 0).length).toBeGreaterThan(steps.length * 0.9);
    for (const { subjects } of merges) expect(subjects).toHaveLength(2);
  });

  test('a case is the same record on many days', () => {
    const cases = oddities.filter(({ kind }) => kind === 'case');
    const most = cases.map(({ people, from, until }) => {
      const opened = of(people[0]!, from, until).filter(({ subjects }) => subjects.length === 1);
      const dates = Map.groupBy(opened, ({ subjects }) => subjects[0]!);
      return Math.max(
        ...[...dates.values()].map(
          (on) => new Set(on.map(({ at }) => Math.floor(at / dayMs))).size,
        ),
      );
    });
    expect(Math.max(...most)).toBeGreaterThan(6);
  });
});

describe('people', () => {
  test('the first segment is answered around the clock, and nobody is on for longer', () => {
    const night = world.people.filter(({ shift }) => shift === '22:00-06:00');
    expect(night.length).toBeGreaterThan(10);
    const hours = events
      .filter(({ account }) => night.some(({ accounts }) => accounts.includes(account)))
      .map(({ at, account }) => {
        const local = at + owners.get(account)!.utc_offset_minutes * 60_000;
        return Math.floor((local % dayMs) / hourMs);
      });
    for (const hour of [22, 23, 0, 1, 2, 3, 4, 5]) expect(hours).toContain(hour);
    // But for a free day now and then.
    const atNoon = hours.filter((hour) => hour >= 9 && hour < 20).length;
    expect(atNoon / hours.length).toBeLessThan(0.03);
  });

  test('most escalations go to the second line', () => {
    const tickets = [...world.tickets()].filter(({ kind }) => kind === 'escalation');
    const second = tickets.filter(({ assignee }) => assignee!.startsWith('second-line'));
    expect(tickets.length).toBeGreaterThan(100);
    expect(second.length / tickets.length).toBeGreaterThan(0.7);
  });

  test('quality assurance looks at the work of many teams', () => {
    const quality = world.people.find(({ role }) => role === 'quality')!;
    const tickets = new Map([...world.tickets()].map((ticket) => [ticket.id, ticket]));
    const seen = byPerson.get(quality.id)!.flatMap(({ ticket }) => tickets.get(ticket ?? '') ?? []);
    expect(new Set(seen.map(({ queue }) => queue)).size).toBeGreaterThan(3);
  });

  test('whose account is renamed goes on under the new name, and both are theirs', () => {
    const renamed = world.people.filter(({ accounts }) => accounts.length > 1);
    expect(renamed.length).toBeGreaterThan(3);
    for (const { id, accounts, valid_from: from } of renamed.filter((one) => one.valid_from)) {
      const later = byPerson.get(id)!.filter(({ at }) => at >= from! + dayMs);
      expect(new Set(later.map(({ account }) => account)).size).toBeLessThanOrEqual(1);
      for (const { account } of later) expect(account).toBe(accounts[0]);
    }
  });

  test('robots work by the desk’s own application, one customer after the other', () => {
    const robots = events.filter(({ account }) => account.startsWith('svc-robot'));
    expect(new Set(robots.map(({ account }) => account)).size).toBe(livelyShape.robots);
    expect(robots.every(({ app, subjects }) => app === 'crm' && subjects.length === 1)).toBe(true);
    expect(robots.length / days).toBeGreaterThan(50);
  });

  test('some share a machine and few addresses', () => {
    const virtual = events.filter(({ host }) => host!.startsWith('vdi-'));
    expect(virtual.length / events.length).toBeGreaterThan(0.02);
    const sharing = [
      ...Map.groupBy(virtual, ({ host, at }) => `${host} ${Math.floor(at / dayMs)}`),
    ];
    const accounts = sharing.map(([, on]) => new Set(on.map(({ account }) => account)).size);
    expect(accounts.filter((count) => count > 1).length / accounts.length).toBeGreaterThan(0.5);
  });

  test('the administrator’s copies are counted and name nobody', () => {
    const copies = byPerson.get('dba-1')!;
    expect(copies.length).toBeGreaterThan(1);
    for (const { rows, subjects } of copies) {
      expect(rows).toBeGreaterThan(999);
      expect(subjects).toEqual([]);
    }
  });
});
