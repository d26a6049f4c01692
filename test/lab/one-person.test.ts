// The events of one person made alone, and an attack by a chosen person put into a world that stays
// as it is: what evaluation rests on, which injects one thief after the other.

import { describe, expect, test } from 'vitest';
import type { AccessEvent } from '../../src/generated/records.ts';
import { attacks } from '../../src/lab/attacks.ts';
import { simulate } from '../../src/lab/simulate.ts';
import {
  type AttackSettings,
  defaultStart,
  type Level,
  livelyShape,
  roughShape,
} from '../../src/lab/simulate-settings.ts';
import { textsOf } from './worlds.ts';

const settings = {
  ...{ agents: 40, customers: 5_000, days: 45, seed: 11, start: defaultStart },
  thief: 'none',
} as const;
const idsOf = (events: Iterable<AccessEvent>) => [...events].map(({ event_id }) => event_id);

describe.each([
  { name: 'plain', shape: {} },
  { name: 'lively', shape: livelyShape },
  { name: 'rough', shape: roughShape },
])('in a $name world', ({ shape }) => {
  const world = simulate({ ...settings, shape }, { keepsPlan: true });
  const all = [...world.events()];
  const owners = new Map(world.people.flatMap(({ id, accounts }) => accounts.map((a) => [a, id])));
  const of = (people: ReadonlySet<string>) =>
    all.filter(({ account }) => people.has(owners.get(account)!));

  test('what one person does is made as among all', () => {
    const people = [...new Set(world.people.map(({ id }) => id))];
    for (const id of [people[0]!, people[9]!, people.at(-5)!, 'svc-crm-sync']) {
      const wanted = new Set([id]);
      const alone = [...world.eventsOf(wanted)];
      expect(alone.length).toBeGreaterThan(0);
      expect(alone).toEqual(of(wanted));
    }
    const some = new Set(people.slice(3, 6));
    expect([...world.eventsOf(some)]).toEqual(of(some));
  });

  test('a world that keeps its plan is the same, and says the same of itself', () => {
    const walked = simulate({ ...settings, shape });
    expect(textsOf(walked.events())).toEqual(textsOf(all));
    for (const _ of world.events());
    expect(walked.truth()).toEqual(world.truth());
  });

  test('the same person, with an attack and without', () => {
    const person = owners.get('u0013')!;
    const attack: AttackSettings = { attack: 'laundered', level: 3, startDay: 20, person };
    const wanted = new Set([person]);
    const guilty = world.with(attack);
    const events = [...guilty.eventsOf(wanted)];
    const { people, events: stolen, taken } = guilty.truth().attack!;
    expect(people).toEqual([person]);
    const ids = new Set(stolen);
    expect(events.filter(({ event_id }) => !ids.has(event_id!))).toEqual(of(wanted));
    // The very same as in a world that is made with the attack.
    const whole = simulate({ ...settings, shape, attack });
    expect(idsOf(whole.events()).filter((id) => ids.has(id!))).toHaveLength(
      events.filter(({ event_id }) => ids.has(event_id!)).length,
    );
    expect(whole.truth().attack).toEqual(guilty.truth().attack);
    const added = [...guilty.addedTickets()];
    // Those of the local day after the last are planned too, as the honest ones are.
    expect(added.length).toBeGreaterThanOrEqual(taken.length);
    expect(added.every(({ created_by }) => created_by === person)).toBe(true);
    const known = new Set([...world.tickets()].map(({ id }) => id));
    expect(added.some(({ id }) => known.has(id))).toBe(false);
    expect([...guilty.tickets()]).toHaveLength(known.size + added.length);
  });
});

const world = simulate({ ...settings, days: 45, shape: livelyShape }, { keepsPlan: true });
const honest = new Map([...world.events()].map((event) => [event.event_id!, event]));
const owners = new Map(world.people.flatMap(({ id, accounts }) => accounts.map((a) => [a, id])));

test.each(attacks.filter(({ people = [1] }) => people[0] <= 5).map(({ id }) => id))(
  '%s of whoever is chosen adds to the honest world and changes nothing',
  (attack) => {
    for (const level of [2, 3] as Level[]) {
      const person = owners.get(level === 2 ? 'u0006' : 'u0022')!;
      const guilty = world.with({ attack, level, startDay: 8, person });
      const { people, borrowed } = guilty.truth().attack!;
      expect(people[0]).toBe(person);
      const involved = new Set([...people, ...borrowed]);
      const events = [...guilty.eventsOf(involved)];
      const stolen = new Set(guilty.truth().attack!.events);
      const kept = events.filter(({ event_id }) => honest.has(event_id!));
      for (const event of kept) expect(event).toEqual(honest.get(event.event_id!));
      const ofThem = [...honest.values()].filter((e) => involved.has(owners.get(e.account)!));
      if (attack !== 'leaver') expect(kept).toEqual(ofThem);
      else expect(kept.length).toBeLessThan(ofThem.length);
      const others = events.filter(({ event_id }) => !honest.has(event_id!));
      expect(others.every(({ event_id }) => stolen.has(event_id!))).toBe(true);
    }
  },
);

test('ids tell neither what was added nor in which order', () => {
  const attack = { attack: 'low-and-slow', level: 1, startDay: 8 } as const;
  const guilty = world.with(attack);
  const involved = new Set(guilty.truth().attack!.people);
  const events = [...guilty.eventsOf(involved)];
  const stolen = new Set(guilty.truth().attack!.events);
  const position = (id: string) => Number.parseInt(id.split('-').at(-1)!, 16) / 2 ** 20;
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  const [taken, own] = [true, false].map((isStolen) =>
    events
      .filter(({ event_id }) => stolen.has(event_id!) === isStolen)
      .map(({ event_id }) => position(event_id!)),
  );
  expect(taken!.length).toBeGreaterThan(500);
  expect(mean(taken!)).toBeCloseTo(0.5, 1);
  expect(mean(own!)).toBeCloseTo(0.5, 1);
});
