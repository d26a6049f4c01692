// The kinds of lists that attribution is judged by: some with a source, some without. For
// judge-lists.
//
// Of a list without a source the victims have something else in common, as far as it goes:
//
//   contact    nothing: whoever calls often also meets scammers
//   campaign   nothing, while three people work off registered tasks of thousands of customers
//   desk       all served by one team, which strata know nothing of
//   small-desk the same of the smallest teams, in which each has a large share
//   shift      all served in one shift of one queue
//   dealer     a few hundred customers of one segment, leaked elsewhere
//   dialler    all called by the machine that calls, whose list was leaked
//   planted    chosen among those whom one person served, by somebody who wants them accused
//   framed     the same, and not one of them calls for another reason

import { assert } from '../../core/assert.ts';
import { dayMs } from '../../core/time.ts';
import type { Random } from '../random.ts';
import type { ListWorld, Takings, Theft } from './list-world.ts';
import { positionsOf, type TouchLog } from './touch-log.ts';

/** What a list is drawn from. */
export type Source = {
  readonly log: TouchLog;
  /** Whose records got about, and when. */
  readonly takings: Takings;
  /** Who did it: of a list without a source nobody. */
  readonly guilty: readonly string[];
};

export type ListKind = {
  readonly id: string;
  readonly title: string;
  /** Of a list without a source: victims who have not even in common what the others have. */
  readonly unrelatedShare: number | null;
  /** Called once for a world, and the result for each list. */
  readonly prepare: (world: ListWorld, random: Random) => () => Source;
};

/** Days of a theft, before which there is a clean time and after which people complain. */
export const theftDays = { from: 165, until: 195 } as const;
/** A clean time, a theft, and two weeks in which some have complained. */
export const worldDaysMin = theftDays.until + 15;
/** As in the founding case: of a segment of some millions 68,000 in six weeks. */
const segmentShare = 0.013;
const workingShare = 5 / 7;
/** What is leaked elsewhere got about in this time. */
const leakDays = { from: 150, until: 205 } as const;
const dealerCustomers = 800;
/** Fewer than this make no list of fifty; the largest of so many draws where none has as many. */
const poolMin = 250;
const drawsMax = 50;
const touchesDrawn = 1_000;
const deskMin = 6;

export const listKinds: readonly ListKind[] = [
  guilty('one', 'one person takes 1.3 % of a segment in 30 days', { mode: 'no-ticket', people: 1 }),
  guilty('five', 'five people share that', { mode: 'no-ticket', people: 5 }),
  guilty('slow', 'one person takes 40 a day', { mode: 'no-ticket', people: 1, pace: 40 }),
  guilty('laundered', '40 a day, each under a ticket as if somebody had called', {
    mode: 'laundered',
    people: 1,
    pace: 40,
  }),
  guilty('copier', 'what is read for work is copied', { mode: 'copied', people: 1 }),
  guilty('long', 'one person takes 10 a day for 135 days, so that no time is clean', {
    ...{ mode: 'no-ticket', people: 1, pace: 10, from: 60 },
  }),
  guilty('unlogged', 'as the first, but every other access is logged without its customers', {
    ...{ mode: 'no-ticket', people: 1, loggedOf: 2 },
  }),
  {
    ...{ id: 'contact', title: 'unrelated, by contact', unrelatedShare: 1 },
    prepare({ honest }) {
      return () => source(honest, new Map());
    },
  },
  {
    ...{ id: 'campaign', title: 'unrelated, beside registered tasks', unrelatedShare: 1 },
    prepare(world, random) {
      const people = agentsOf(world, random, 3);
      const { log } = world.steal({ ...theftOf(world, 'registered', 1), people });
      return () => source(log, new Map());
    },
  },
  innocent('desk', 'all served by one team of six agents or more', (world, random) => () => {
    const teams = teamsOf(world, (agents) => agents >= deskMin);
    assert(teams.length > 0, 'a world has a team of six');
    return source(world.honest, servedBy(world, random.pick(teams)));
  }),
  // Each of them has served so many that all look chosen among their customers.
  innocent('small-desk', 'all served by one of the smallest teams', (world, random) => {
    const teams = teamsOf(world, (agents) => agents > 0);
    const fewest = Math.min(...teams.map(({ length }) => length));
    const smallest = teams.filter(({ length }) => length === fewest);
    return () => source(world.honest, servedBy(world, random.pick(smallest)));
  }),
  innocent(
    'shift',
    'all served in one shift of one queue, with 250 customers or more where there is one',
    (world, random) => () => source(world.honest, servedAt(world, random)),
  ),
  innocent('dealer', 'a few hundred of one segment', (world, random) => {
    const { customers } = world.parts;
    const segment = random.pick(world.parts.staff.teams).segment;
    const some = new Map<number, number>();
    while (some.size < Math.min(dealerCustomers, customers.count / 20)) {
      some.set(customers.drawActive(segment, random), drawnAt(world, random));
    }
    return () => source(world.honest, some);
  }),
  innocent('dialler', 'all on the list of the dialler', (world) => {
    const takings = readBy(world, ['svc-dialler'], () => true);
    return () => source(world.honest, takings);
  }),
  {
    ...{ id: 'planted', title: 'three in ten chosen among those whom one person served' },
    unrelatedShare: 0.7,
    prepare(world, random) {
      const draw = () => servedBy(world, agentsOf(world, random, 1));
      return () => source(world.honest, largePool(draw));
    },
  },
  innocent('framed', 'all chosen among those whom one person served', (world, random) => {
    const draw = () => servedBy(world, agentsOf(world, random, 1));
    return () => source(world.honest, largePool(draw));
  }),
];

/** Ids of those who were ever in a team, of teams with so many agents. */
function teamsOf({ parts }: ListWorld, isWanted: (agents: number) => boolean): string[][] {
  const byTeam = Map.groupBy(parts.staff.members, ({ team }) => team.name);
  return [...byTeam.values()]
    .filter((members) => isWanted(members.filter(({ role }) => role === 'agent').length))
    .map((members) => [...new Set(members.map(({ id }) => id))]);
}

type Thieves = {
  readonly mode: Theft['mode'];
  readonly people: number;
} & Partial<Pick<Theft, 'pace' | 'from' | 'loggedOf'>>;

function guilty(id: string, title: string, thieves: Thieves): ListKind {
  return {
    ...{ id, title, unrelatedShare: null },
    prepare(world, random) {
      const people = agentsOf(world, random, thieves.people);
      const theft = theftOf(world, thieves.mode, thieves.people);
      const stolen = world.steal({ ...theft, ...thieves, people });
      return () => ({ ...stolen, guilty: people });
    },
  };
}

function innocent(id: string, title: string, prepare: ListKind['prepare']): ListKind {
  return { id, title, unrelatedShare: 0, prepare };
}

function source(log: TouchLog, takings: Takings): Source {
  return { log, takings, guilty: [] };
}

function theftOf({ parts }: ListWorld, mode: Theft['mode'], people: number) {
  const { customers, staff } = parts;
  const share = customers.count / new Set(staff.teams.map(({ segment }) => segment)).size;
  const days = (theftDays.until - theftDays.from) * workingShare;
  const pace = Math.max(1, Math.round((segmentShare * share) / days / people));
  return { mode, pace, ...theftDays };
}

/** Agents who are there long before the theft, and until it is over. */
function agentsOf({ parts }: ListWorld, random: Random, count: number): string[] {
  const { staff } = parts;
  const ids = [...new Set(staff.members.map(({ id }) => id))].filter((id) =>
    [theftDays.from - 100, theftDays.from, theftDays.until].every(
      (day) => staff.memberOn(id, day)?.role === 'agent',
    ),
  );
  assert(ids.length >= count, 'a world has agents who stay');
  return Array.from({ length: count }, () => ids.splice(random.below(ids.length), 1)[0]!);
}

/** Customers whom some have touched while it got about, and when first. */
function readBy(
  { honest, settings }: ListWorld,
  names: readonly string[],
  isWanted: (position: number) => boolean,
): Map<number, number> {
  const takings = new Map<number, number>();
  for (const name of names) {
    const reader = honest.written.names.numberOf(name);
    // Who has never read anything is in no log.
    if (reader >= honest.readers) continue;
    for (const position of positionsOf(honest.byReader, reader)) {
      const at = honest.at[position]!;
      const day = (at - settings.start) / dayMs;
      if (day < leakDays.from || day >= leakDays.until || !isWanted(position)) continue;
      const customer = honest.customer[position]!;
      takings.set(customer, Math.min(at, takings.get(customer) ?? at));
    }
  }
  return takings;
}

function servedBy(world: ListWorld, names: readonly string[]): Map<number, number> {
  return readBy(world, names, (position) => world.honest.isServed(position));
}

/** The first pool that is large enough, else the largest of many. */
function largePool(draw: () => Map<number, number>): Map<number, number> {
  let largest = new Map<number, number>();
  for (let draws = 0; draws < drawsMax && largest.size < poolMin; draws += 1) {
    const pool = draw();
    if (pool.size > largest.size) largest = pool;
  }
  assert(largest.size > 0, 'somebody was served while it got about');
  return largest;
}

/** All whom one desk served in a shift; drawn by how much it does. */
function servedAt(world: ListWorld, random: Random): Map<number, number> {
  const { honest, settings } = world;
  const isServedThen = (position: number) => {
    const day = (honest.at[position]! - settings.start) / dayMs;
    return honest.isServed(position) && day >= leakDays.from && day < leakDays.until;
  };
  return largePool(() => {
    let drawn = random.below(honest.count);
    // Most touches are by machines, or of another time.
    for (let tries = 0; tries < touchesDrawn && !isServedThen(drawn); tries += 1) {
      drawn = random.below(honest.count);
    }
    if (!isServedThen(drawn)) return new Map();
    const there = honest.atDesk.get(honest.desk[drawn]!)!;
    const names = [...there.keys()].map((reader) => honest.written.names.nameOf(reader)!);
    const isThere = (position: number) =>
      honest.desk[position] === honest.desk[drawn] && honest.isServed(position);
    return readBy(world, names, isThere);
  });
}

function drawnAt({ settings }: ListWorld, random: Random): number {
  const { from, until } = leakDays;
  return settings.start + (from + random.next() * (until - from)) * dayMs;
}
