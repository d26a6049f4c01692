// Population, killed at any commit and begun again: each verdict on a team is written once, and is
// the one that the days alone give.

import { expect, test } from 'vitest';
import { TeamDrift } from '../../src/core/team-drift.ts';
import { dayMs } from '../../src/core/time.ts';
import type { Anomaly, UserWindow } from '../../src/generated/records.ts';
import { dying, killed } from '../support/detect-world.ts';
import {
  populate,
  populationWorld,
  type Step,
  tell,
  type World,
  windowRecord,
} from '../support/population-world.ts';
import { readAll } from '../support/read-all.ts';

const first = Date.UTC(2026, 0, 5);
const days = 46;
const partitions = 2;
const people = Array.from({ length: 16 }, (_, i) => ({
  user: `user-${String(i).padStart(2, '0')}`,
  team: i < 8 ? 'sales' : 'support',
}));

/** From day 36 on everybody in sales takes four a day. */
function windowsOf(day: number): UserWindow[] {
  return people.map(({ user, team }, i) =>
    windowRecord({
      ...{ user, team, kind: 'day', start: first + day * dayMs, subjects: 30 },
      unexplained_subjects: ((i + day) % 3) + (team === 'sales' && day >= 36 ? 4 : 0),
      ...{ expected_subjects: 30, expected_unexplained: 1 },
    }),
  );
}

function stepsOf(day: number): ReadonlyMap<number, readonly Step[]> {
  const windows = windowsOf(day);
  return new Map(
    Array.from({ length: partitions }, (_, partition): [number, Step[]] => {
      const own = windows.filter((_, i) => i % partitions === partition);
      const closed = { closed: { kind: 'day', start: first + day * dayMs } } as const;
      return [partition, [...own.map((window): Step => ({ window })), closed]];
    }),
  );
}

function expected(): Anomaly[] {
  const drift = new TeamDrift();
  return Array.from({ length: days }, (_, day) => {
    for (const window of windowsOf(day)) drift.take(window);
    return [...drift.finish(first + day * dayMs).found];
  }).flat();
}

async function found(world: World): Promise<Anomaly[]> {
  const records = await readAll(world, 'team-anomalies');
  const anomalies = records.map(({ record }) => record as Anomaly);
  return anomalies.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
}

/** Days before the first verdict, so that every commit after them may cut one. */
const quietDays = 38;

test('population killed at any commit writes each verdict on a team once', async () => {
  const all = expected();
  expect(all.length).toBeGreaterThan(1);
  expect(all[0]!.at).toBeGreaterThan(first + quietDays * dayMs);
  let isOver = false;
  for (let commits = 1; !isOver; commits += 1) {
    const world = await populationWorld(partitions);
    for (let day = 0; day < quietDays; day += 1) await tell(world, stepsOf(day));
    await populate(world);
    for (let day = quietDays; day < days; day += 1) await tell(world, stepsOf(day));
    // One record a commit: a round is cut in the middle, with what it has written or without.
    isOver = await populate(mortal(world, commits), { commitBytes: 1 }).then(
      () => true,
      (error) => {
        if (error !== killed) throw error;
        return false;
      },
    );
    await populate(world);
    expect(await found(world)).toEqual(all);
    await world.log.close();
  }
});

function mortal(world: World, commits: number): World {
  return { ...dying(world, commits, commits % 2 === 0), users: partitions };
}
