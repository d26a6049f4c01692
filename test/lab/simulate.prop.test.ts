// What holds in every world, however small: ids resolve, offsets are right, counts agree.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { simulate } from '../../src/lab/simulate.ts';
import { defaultStart, theftModes } from '../../src/lab/simulate-settings.ts';

const arbitrarySettings = fc
  .record({
    agents: fc.integer({ min: 2, max: 30 }),
    customers: fc.integer({ min: 100, max: 1_500 }),
    days: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(),
    startDay: fc.nat({ max: 3_000 }),
    mode: fc.constantFrom(...theftModes, 'none' as const),
    pacePerDay: fc.integer({ min: 1, max: 60 }),
    theftDay: fc.nat({ max: 5 }),
  })
  .map(({ startDay, mode, pacePerDay, theftDay, ...rest }) => ({
    ...rest,
    start: defaultStart + startDay * dayMs,
    thief:
      mode === 'none' ? ('none' as const) : { startDay: theftDay % rest.days, pacePerDay, mode },
  }));

test('in every world all ids resolve, events are ordered and the truth is in the events', () => {
  fc.assert(
    fc.property(arbitrarySettings, (settings) => {
      const world = simulate(settings);
      const subjects = new Set([...world.subjects()].map(({ id }) => id));
      const accounts = new Set(world.people.flatMap((person) => person.accounts));
      const people = new Set(world.people.map(({ id }) => id));
      const tickets = new Set<string>();
      const broken: string[] = [];
      expect(subjects.size).toBe(settings.customers);
      expect(people.size).toBe(settings.agents + 4);
      for (const { id, subject, assignee } of world.tickets()) {
        if (tickets.has(id)) broken.push(`${id} twice`);
        tickets.add(id);
        if (!subjects.has(subject!)) broken.push(`${id} is about nobody`);
        if (!people.has(assignee!)) broken.push(`${id} is nobody's`);
      }
      const events = new Map<string, number>();
      let before = settings.start;
      for (const event of world.events()) {
        const { event_id, at, account, ticket } = event;
        if (at < before || !Number.isInteger(at)) broken.push(`${event_id} is out of order`);
        before = at;
        events.set(event_id!, at);
        if (!accounts.has(account)) broken.push(`${event_id} is by nobody`);
        if (!event.subjects.every((subject) => subjects.has(subject))) {
          broken.push(`${event_id} touches nobody`);
        }
        const distinct = new Set(event.subjects).size;
        if (distinct !== event.subjects.length || event.subject_count < distinct) {
          broken.push(`${event_id} counts wrongly`);
        }
        if (ticket !== null && !tickets.has(ticket)) broken.push(`${event_id} names no ticket`);
      }
      expect(broken).toEqual([]);
      const truth = world.truth();
      expect(truth.events).toBe(events.size);
      for (const { event, at } of truth.thief?.taken ?? []) expect(events.get(event)).toBe(at);
      expect(JSON.parse(JSON.stringify(truth))).toEqual(truth);
    }),
    { numRuns: 100 },
  );
});
