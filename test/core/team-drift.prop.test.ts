// Many who take a little each are found as a team or as a company; one who takes much, a bad day of
// everybody and a team of another kind are not. Saved and loaded anywhere it goes on the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TeamDrift } from '../../src/core/team-drift.ts';
import { dayMs } from '../../src/core/time.ts';
import type { Anomaly, UserWindow } from '../../src/generated/records.ts';

const first = Date.UTC(2026, 0, 5);
const teams = ['billing', 'sales', 'support'];
const membersOf = (team: string) => Array.from({ length: 10 }, (_, i) => `${team}-${i}`);
const everybody = teams.flatMap((team) => membersOf(team).map((user) => ({ user, team })));
const expectedUsual = 1.2;

/** From 0 to 3 or so, 1.2 in the mean, by nobody's will. */
function usual(user: string, day: number): number {
  const number = everybody.findIndex((one) => one.user === user);
  return [0, 1, 2, 0, 3, 1, 1, 2, 0, 2][(number * 7 + day * 3 + ((number * day) % 5)) % 10]!;
}

type More = (user: string, team: string, day: number) => number;

function windowOf(user: string, team: string, day: number, without: number): UserWindow {
  return {
    ...{ user, team, class: 'agent', user_kind: 'human', kind: 'day', start: first + day * dayMs },
    ...{ subjects: 30, expected_subjects: 30 },
    ...{ unexplained_subjects: without, expected_unexplained: expectedUsual },
  } as unknown as UserWindow;
}

function live(days: number, more: More, drift = new TeamDrift(), from = 0): Anomaly[] {
  const found: Anomaly[] = [];
  for (let day = from; day < days; day += 1) {
    for (const { user, team } of everybody) {
      drift.take(windowOf(user, team, day, usual(user, day) + more(user, team, day)));
    }
    found.push(...drift.finish(first + day * dayMs).found);
  }
  return found;
}

const who = (found: readonly Anomaly[]) => [...new Set(found.map(({ user }) => user))];

describe('a drift', () => {
  test('of a team whose every member takes two a day is found, and since when', () => {
    const found = live(75, (_, team, day) => (team === 'sales' && day >= 40 ? 2 : 0));
    // Long after, too, it is not the company's.
    expect(who(found)).toEqual(['sales']);
    const [{ at, window_start: since, observed, expected, because, evidence } = found[0]!] = found;
    expect((at - first) / dayMs).toBeLessThan(50);
    expect(Math.abs((since - first) / dayMs - 40)).toBeLessThanOrEqual(2);
    expect(observed).toBeGreaterThan(expected + 30);
    expect(because).toContain('by many of team sales over');
    expect(evidence).toHaveLength(10);
  });

  test('of everybody is the company’s, which has nobody to be compared with', () => {
    const found = live(60, (_, __, day) => (day >= 40 ? 2 : 0));
    expect(who(found)).toEqual(['']);
    expect(found[0]).toMatchObject({ team: null, user: '' });
    expect(found[0]!.hunt_parameters).not.toHaveProperty('team');
  });

  test('of people who belong to no team is the company’s too', () => {
    const drift = new TeamDrift();
    const found: Anomaly[] = [];
    for (let day = 0; day < 60; day += 1) {
      for (const { user } of everybody) {
        const without = usual(user, day) + (day >= 40 ? 2 : 0);
        drift.take({ ...windowOf(user, '', day, without), team: null });
      }
      found.push(...drift.finish(first + day * dayMs).found);
    }
    expect(who(found)).toEqual(['']);
  });

  test('says how many were opened, however few of them one member counts for', () => {
    const found = live(60, (_, team, day) => (team === 'sales' && day >= 40 ? 40 : 0));
    const [{ window_start, window_end, observed }] = found as [Anomaly];
    const days = (window_end - window_start) / dayMs;
    expect(observed).toBeGreaterThan(days * 400);
  });

  test('is found after a week without tickets that the team has had before', () => {
    const isDark = (day: number) => day >= 40 && day < 45;
    const found = live(90, (_, team, day) =>
      team === 'sales' ? (isDark(day) ? 8 : 0) + (day >= 75 ? 4 : 0) : 0,
    );
    const later = found.filter(({ at }) => at > first + 75 * dayMs);
    expect(who(later)).toContain('sales');
  });

  test('does not count revisions of the day before as people of the day', () => {
    const once = live(60, (_, team, day) => (team === 'sales' && day >= 40 ? 2 : 0));
    const drift = new TeamDrift();
    const found: Anomaly[] = [];
    for (let day = 0; day < 60; day += 1) {
      for (const { user, team } of everybody) {
        const without = usual(user, day) + (team === 'sales' && day >= 40 ? 2 : 0);
        drift.take(windowOf(user, team, day, without));
        if (day > 0) drift.take(windowOf(user, team, day - 1, without));
      }
      found.push(...drift.finish(first + day * dayMs).found);
    }
    expect(found).toEqual(once);
  });

  test('is forgotten with its team, and begins anew where the team comes back', () => {
    const drift = new TeamDrift();
    live(50, (_, team, day) => (team === 'sales' && day >= 40 ? 3 : 0), drift);
    const others = everybody.filter(({ team }) => team !== 'sales');
    let gone: readonly string[] = [];
    for (let day = 50; day < 130; day += 1) {
      for (const { user, team } of others) drift.take(windowOf(user, team, day, usual(user, day)));
      const { teams: told } = drift.finish(first + day * dayMs);
      if (told.includes('sales')) gone = told;
    }
    expect(gone).toContain('sales');
    expect(drift.save('sales')).toEqual({});
    expect(live(140, () => 0, drift, 130)).toEqual([]);
  });

  for (const { name, more } of [
    { name: 'days as ever', more: () => 0 },
    {
      name: 'one member who takes a thousand a day',
      more: (user: string, _: string, day: number) => (user === 'sales-3' && day >= 40 ? 1_000 : 0),
    },
    {
      name: 'one day without tickets',
      more: (_: string, __: string, day: number) => (day === 50 ? 25 : 0),
    },
    {
      name: 'a team that has never had tickets',
      more: (_: string, team: string) => (team === 'sales' ? 4 : 0),
    },
  ] as const) {
    test(`is not: ${name}`, () => expect(live(60, more)).toEqual([]));
  }

  test('is told again only as it grows, with another id each time', () => {
    const all = live(70, (_, team, day) => (team === 'sales' && day >= 40 ? 3 : 0));
    const found = all.filter(({ user }) => user === 'sales');
    expect(found.length).toBeGreaterThan(1);
    expect(found.length).toBeLessThan(8);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  });

  test('is told beside the others: an outage of all is excused, a theft in it is not', () => {
    const isDark = (day: number) => day >= 44 && day < 50;
    const found = live(
      60,
      (_, team, day) => (isDark(day) ? 6 : 0) + (team === 'sales' && day >= 40 ? 4 : 0),
    );
    expect(who(found)).toContain('sales');
    expect(who(found)).not.toContain('support');
  });

  test('goes on the same after it was saved and loaded on any day', () => {
    const steal: More = (_, team, day) => (team === 'sales' && day >= 40 ? 3 : 0);
    const whole = live(60, steal);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), (cut) => {
        const before = new TeamDrift();
        const found = live(cut, steal, before);
        const after = new TeamDrift();
        for (const team of ['', ...teams]) {
          const saved = before.save(team);
          // As a map in the log: in the order of names.
          const sorted = Object.keys(saved)
            .sort()
            .map((name) => [name, saved[name]!] as const);
          after.load(team, Object.fromEntries(sorted));
        }
        found.push(...live(60, steal, after, cut));
        expect(found).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});
