// Lists of customers who complain: who is on them, what they bring about, and that nothing else is
// moved by them.

import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { simulate } from '../../src/lab/simulate.ts';
import {
  defaultStart,
  livelyShape,
  type SimulateSettings,
  usualVictims,
} from '../../src/lab/simulate-settings.ts';
import { textsOf } from './worlds.ts';

const settings: SimulateSettings = {
  ...{ agents: 60, customers: 8_000, days: 90, seed: 4, start: defaultStart, thief: 'none' },
  attack: { attack: 'low-and-slow', level: 1, startDay: 15 },
};
const end = settings.start + settings.days * dayMs;

describe.each([
  { name: 'plain', shape: {} },
  { name: 'lively', shape: livelyShape },
])('in a $name world', ({ shape }) => {
  const victims = { ...usualVictims, count: 40 };
  const world = simulate({ ...settings, shape, victims }, { keepsPlan: true });
  const events = [...world.events()];
  const truth = world.truth();
  const { list, handlers, complaintReads } = truth.victims!;
  const byId = new Map(events.map((event) => [event.event_id!, event]));
  const takenAt = new Map(truth.attack!.taken.map(({ subject, at }) => [subject, at]));

  test('as many were taken as asked for, and it is true of each', () => {
    expect(list).toHaveLength(40);
    expect(list.filter(({ isTaken }) => isTaken)).toHaveLength(28);
    expect(new Set(list.map(({ subject }) => subject)).size).toBe(40);
    for (const victim of list) {
      if (victim.isTaken) expect(takenAt.get(victim.subject)).toBe(victim.takenAt);
      else expect(victim.takenAt).toBeNull();
    }
  });

  test('taken, called, complained, in that order and within the world', () => {
    for (const { takenAt: taken, calledAt, reportedAt, complainedAt } of list) {
      if (taken !== null) expect(calledAt).toBeGreaterThanOrEqual(taken + 7 * dayMs);
      expect(complainedAt).toBeGreaterThanOrEqual(calledAt);
      expect(complainedAt).toBeLessThan(end);
      expect(reportedAt).toBeLessThanOrEqual(complainedAt);
      expect(reportedAt % dayMs).toBe(0);
    }
    const times = list.map(({ complainedAt }) => complainedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const known = list.filter(({ isDateKnown }) => isDateKnown).length;
    expect(known).toBeGreaterThan(20);
    expect(known).toBeLessThan(40);
  });

  test('nearly every file is opened after the complaint, by those who handle it', () => {
    const accounts = new Set(
      world.people.filter(({ id }) => handlers.includes(id)).flatMap((one) => one.accounts),
    );
    const complained = new Map(list.map((victim) => [victim.subject, victim.complainedAt]));
    const opened = new Set<string>();
    for (const id of complaintReads) {
      const { account, at, subjects } = byId.get(id)!;
      expect(accounts).toContain(account);
      // Of a list the customer comes first; a look that is refused meets nobody.
      const [subject] = subjects;
      if (subject === undefined) continue;
      expect(at).toBeGreaterThanOrEqual(complained.get(subject)!);
      opened.add(subject);
    }
    expect(opened.size).toBeGreaterThan(34);
    // The investigator alone has opened more of them than anybody without this rule could.
    const investigator = world.people.find(({ id }) => id === handlers.at(-1))!;
    const own = complaintReads.filter((id) => byId.get(id)!.account === investigator.accounts[0]);
    expect(new Set(own.flatMap((id) => byId.get(id)!.subjects)).size).toBeGreaterThan(25);
  });

  test('without the list everything else is as it was', () => {
    const reads = new Set(complaintReads);
    const without = textsOf(simulate({ ...settings, shape }).events());
    expect(textsOf(events.filter(({ event_id }) => !reads.has(event_id!)))).toEqual(without);
    expect(reads.size).toBe(events.length - without.length);
  });

  test('another list is another draw, and the same list the same', () => {
    const drawn = (number: number) => {
      const other = { ...settings, shape, victims: { ...victims, list: number } };
      return simulate(other).truth().victims!.list;
    };
    expect(drawn(1)).toEqual(list);
    expect(drawn(2)).not.toEqual(list);
  });
});

test('where nobody steals all are unrelated, and mostly customers who call', () => {
  const victims = { ...usualVictims, count: 100 };
  const world = simulate({ ...settings, attack: undefined, victims });
  const { list } = world.truth().victims!;
  expect(list).toHaveLength(100);
  expect(list.every(({ isTaken }) => !isTaken)).toBe(true);
  const calling = new Set([...world.tickets()].map(({ subject }) => subject));
  const share = list.filter(({ subject }) => calling.has(subject)).length / list.length;
  expect(share).toBeGreaterThan(calling.size / settings.customers);
});

test('who copies what was read for work has victims too', () => {
  const attack = { attack: 'own-reads', level: 2, startDay: 15 } as const;
  const world = simulate({ ...settings, attack, victims: usualVictims });
  for (const _ of world.events());
  const { victims, attack: told } = world.truth();
  const taken = new Set(told!.taken.map(({ subject }) => subject));
  const related = victims!.list.filter(({ isTaken }) => isTaken);
  expect(related).toHaveLength(14);
  for (const { subject } of related) expect(taken).toContain(subject);
});
