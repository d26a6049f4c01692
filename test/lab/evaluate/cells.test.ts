// Every cell steals from the records of one person, and leaves what is honest as it was.

import { describe, expect, test } from 'vitest';
import { catalogueCells, cellsNamed } from '../../../src/lab/evaluate/cells.ts';
import { choosePersons } from '../../../src/lab/evaluate/choose-persons.ts';
import { inject } from '../../../src/lab/evaluate/inject.ts';
import { protocolOf } from '../../../src/lab/evaluate/protocol.ts';
import { partsOf } from '../../../src/lab/evaluate/world-parts.ts';
import { simulate } from '../../../src/lab/simulate.ts';
import { defaultStart, livelyShape } from '../../../src/lab/simulate-settings.ts';

const world = {
  ...{ agents: 30, customers: 3_000, days: 40, seed: 9, start: defaultStart },
  ...{ thief: 'none' as const, shape: livelyShape },
};
const protocol = protocolOf(world);
const parts = partsOf(world);
const people = choosePersons(parts, protocol, 3);
const accounts = new Set(
  people.flatMap((id) => parts.staff.stretchesOf(id).map(({ account }) => account)),
);

describe('cells', () => {
  for (const cell of catalogueCells()) {
    test(`${cell.id} takes records, in the person’s own name and in order`, () => {
      const injected = inject({
        parts,
        cell,
        people,
        from: protocol.testFrom,
        until: protocol.testFrom + 7,
      });
      expect(injected.map(({ person }) => person)).toEqual(people);
      expect(injected.some(({ takenAt }) => takenAt.length > 0)).toBe(true);
      for (const { events, takenAt } of injected) {
        // A right may be granted by somebody else: that is a record of theirs.
        const own = events.filter(({ operation }) => operation !== 'grant');
        expect(own.every(({ account }) => accounts.has(account))).toBe(true);
        expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort());
        expect(takenAt).toEqual(takenAt.toSorted((a, b) => a - b));
      }
    });
  }

  test('a cell is the same again, whoever else steals', () => {
    const [cell] = cellsNamed('laundered+20')!;
    const asked = { parts, cell: cell!, from: protocol.testFrom, until: world.days };
    const all = inject({ ...asked, people });
    expect(inject({ ...asked, people: [people[1]!] })[0]).toEqual(all[1]);
  });

  for (const { attack, level } of [
    { attack: 'laundered', level: 3 },
    { attack: 'own-reads', level: 2 },
    { attack: 'off-hours', level: 1 },
  ] as const) {
    const id = `${attack}/${level}`;
    test(`${id} adds the very events of a world with it`, () => {
      const [cell] = cellsNamed(id)!;
      const [person] = people;
      const injected = inject({
        ...{ parts, cell: cell!, people: [person!] },
        ...{ from: protocol.testFrom, until: world.days + 1 },
      });
      const settings = { attack, level, startDay: protocol.testFrom, person: person! };
      const guilty = simulate(world).with(settings);
      const events = [...guilty.eventsOf(new Set([person!]))];
      const stolen = new Set(guilty.truth().attack!.events);
      const isHonest = attack === 'own-reads';
      expect(injected[0]!.events).toEqual(
        isHonest ? [] : events.filter(({ event_id }) => stolen.has(event_id!)),
      );
      const takenAt = guilty.truth().attack!.taken.map(({ at }) => at);
      expect(injected[0]!.takenAt).toEqual(takenAt);
      expect(injected[0]!.tickets).toEqual([...guilty.addedTickets()]);
    });
  }

  for (const { name, ids } of [
    { name: 'no-ticket+7', ids: ['no-ticket+7'] },
    { name: 'slow-ramp/2', ids: ['slow-ramp/2'] },
    { name: 'slow-ramp', ids: [1, 2, 3, 4].map((level) => `slow-ramp/${level}`) },
    { name: 'collusion', ids: undefined },
    { name: 'no-ticket+', ids: undefined },
    { name: 'no such thing', ids: undefined },
  ]) {
    test(`named ${name}: ${ids?.length ?? 'none'}`, () => {
      expect(cellsNamed(name)?.map(({ id }) => id)).toEqual(ids);
    });
  }
});
