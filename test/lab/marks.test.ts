// What a thief does, somebody honest does too: for each mark by which an attack of level 3 could be
// known at once, honest people carry it more often than the thief adds it.

import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import type { AccessEvent, Person, Ticket } from '../../src/generated/records.ts';
import { simulate } from '../../src/lab/simulate.ts';
import { defaultStart, type Level, livelyShape } from '../../src/lab/simulate-settings.ts';
import { isHuman } from './worlds.ts';

const world = simulate(
  {
    ...{ agents: 200, customers: 30_000, days: 50, seed: 5, start: defaultStart },
    ...{ thief: 'none', shape: { ...livelyShape, agentExportShare: 0.01 } },
  },
  { keepsPlan: true },
);
const startDay = 15;
const honest = [...world.events()].filter(isHuman);
const people = new Map<string, Person[]>();
for (const person of world.people) {
  for (const account of person.accounts) {
    people.set(account, [...(people.get(account) ?? []), person]);
  }
}

function versionOf({ account, at }: AccessEvent): Person {
  return people.get(account)!.findLast(({ valid_from: from }) => from === null || from <= at)!;
}

/** The desk at which each account is most. */
const ownHosts = new Map<string, string>();
for (const [account, events] of Map.groupBy(honest, (event) => event.account)) {
  const counts = [...Map.groupBy(events, ({ host }) => host!)];
  ownHosts.set(account, counts.sort(([, a], [, b]) => b.length - a.length)[0]![0]);
}

function isOutsideShift(event: AccessEvent): boolean {
  const { shift, utc_offset_minutes: offset } = versionOf(event);
  if (shift === null) return false;
  const [from, until] = shift.split('-').map((clock) => Number(clock.slice(0, 2)) * hourMs);
  const local = (event.at + offset * minuteMs) % dayMs;
  // A visit that began in the shift may last a little longer.
  const into = (local - from! + dayMs) % dayMs;
  return into >= ((until! - from! + dayMs) % dayMs) + 5 * minuteMs;
}

const day = ({ at }: AccessEvent) => Math.floor(at / dayMs);
const isOpened = ({ touch, subjects }: AccessEvent) => touch === 'opened' && subjects.length > 0;

/** Of events that share a key, those with at least so many different values. */
function shared(
  key: (event: AccessEvent) => string,
  value: (event: AccessEvent) => string | number,
  least: number,
) {
  return (events: readonly AccessEvent[]) =>
    [...Map.groupBy(events, key).values()].filter(
      (group) => new Set(group.map(value)).size >= least,
    );
}

const each = (isMarked: (event: AccessEvent) => boolean) => (events: readonly AccessEvent[]) =>
  events.filter(isMarked).map((event) => [event]);

const marks: readonly {
  readonly mark: string;
  readonly attack: string;
  readonly level?: Level;
  readonly carried: (events: readonly AccessEvent[]) => AccessEvent[][];
}[] = [
  {
    mark: 'an agent exports',
    attack: 'wildcard-export',
    carried: each((e) => e.operation === 'export' && versionOf(e).role === 'agent'),
  },
  {
    mark: 'the report tool, by an agent',
    attack: 'wildcard-export',
    carried: each((e) => e.program === 'report-designer' && versionOf(e).role === 'agent'),
  },
  {
    mark: 'a report is made at night',
    attack: 'wildcard-export',
    level: 4,
    carried: each((e) => e.program === 'report-scheduler'),
  },
  {
    mark: 'a list of more than nine',
    attack: 'harvest',
    carried: each((e) => e.touch === 'listed' && e.subjects.length > 9),
  },
  {
    mark: 'many opened by one statement',
    attack: 'smash-and-grab',
    carried: each((e) => e.touch === 'opened' && e.subjects.length > 1),
  },
  {
    mark: 'another application than the usual',
    attack: 'founding-case',
    carried: each((e) => isOpened(e) && e.app !== 'crm'),
  },
  {
    mark: 'another desk than the usual',
    attack: 'shared-account',
    carried: each((e) => e.host !== ownHosts.get(e.account)),
  },
  {
    mark: 'several accounts at one desk on one day',
    attack: 'shared-account',
    level: 4,
    carried: shared(
      (e) => `${e.host} ${day(e)}`,
      (e) => e.account,
      2,
    ),
  },
  {
    mark: 'payment data',
    attack: 'privilege',
    carried: each((e) => e.tables[0] === 'payment_methods' && isOpened(e)),
  },
  { mark: 'refused', attack: 'privilege', carried: each((e) => e.status === 'denied') },
  {
    mark: 'a right is granted',
    attack: 'privilege',
    carried: each((e) => e.operation === 'grant'),
  },
  { mark: 'outside the shift', attack: 'off-hours', carried: each(isOutsideShift) },
  {
    mark: 'a table that is in no register',
    attack: 'copied-table',
    carried: each((e) => e.tables.some((table) => table.startsWith('tmp_'))),
  },
  {
    mark: 'the same record on four days',
    attack: 'stalking',
    carried: shared((e) => `${e.account} ${isOpened(e) ? e.subjects[0] : ''}`, day, 4),
  },
];

const count = (groups: readonly (readonly AccessEvent[])[]) =>
  groups.reduce((sum, group) => sum + group.length, 0);

describe('events', () => {
  test.each(marks)('$mark', ({ attack, level = 3, carried }) => {
    const guilty = world.with({ attack, level, startDay });
    const { people: thieves, borrowed } = guilty.truth().attack!;
    const events = [...guilty.eventsOf(new Set([...thieves, ...borrowed]))];
    const stolen = new Set(guilty.truth().attack!.events);
    const added = events.filter(({ event_id }) => stolen.has(event_id!));
    expect(added.length).toBeGreaterThan(0);
    expect(count(carried(honest))).toBeGreaterThan(count(carried(added)));
    expect(count(carried(honest))).toBeGreaterThan(0);
  });
});

test('tickets that an agent writes though nobody called', () => {
  const isOwn = ({ kind, inbound, created_by, assignee }: Ticket) =>
    kind === 'ticket' && !inbound && created_by === assignee;
  const own = [...world.tickets()].filter(isOwn);
  for (const level of [2, 3] as const) {
    const added = [...world.with({ attack: 'laundered', level, startDay }).addedTickets()];
    expect(added.length).toBeGreaterThan(100);
    expect(own.length).toBeGreaterThan(added.filter(isOwn).length);
  }
  // Several per cent of look-ups.
  const visits = [...world.tickets()].filter(({ kind }) => kind !== 'campaign').length;
  expect(own.length / visits).toBeGreaterThan(0.03);
  expect(own.length / visits).toBeLessThan(0.12);
  // By many, not by a few.
  expect(new Set(own.map(({ created_by }) => created_by)).size).toBeGreaterThan(100);
});

test('a thief’s tickets are not known by their ids', () => {
  const attack = { attack: 'laundered', level: 3, startDay } as const;
  const added = [...world.with(attack).addedTickets()].map(({ id }) => Number(id.slice(1)));
  const counted = [...world.tickets()].filter(({ kind }) => kind !== 'campaign');
  const all = counted.map(({ id }) => Number(id.slice(1)));
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  expect(mean(added) / 2 ** 30).toBeCloseTo(0.5, 1);
  expect(mean(all) / 2 ** 30).toBeCloseTo(0.5, 1);
  expect(new Set([...all, ...added]).size).toBe(all.length + added.length);
});

test('tickets are passed on to other teams, and opened again for somebody else', () => {
  const assignees = new Map([...world.tickets()].map(({ id, assignee }) => [id, assignee]));
  const byOthers = honest.filter(
    (e) => e.ticket !== null && assignees.get(e.ticket) !== versionOf(e).id,
  );
  expect(byOthers.length / honest.length).toBeGreaterThan(0.05);
});
