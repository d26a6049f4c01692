// What holds for every theft that is put into a log, whatever the seed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Enricher } from '../../../../src/core/enrich.ts';
import {
  burstCell,
  dailyCell,
  type LogCell,
  masqueradeCell,
} from '../../../../src/lab/evaluate/log/log-cells.ts';
import { eligiblePeople, factsOf } from '../../../../src/lab/evaluate/log/log-facts.ts';
import { logPerson, stealFromLog } from '../../../../src/lab/evaluate/log/log-thefts.ts';
import { dayOf } from '../../../../src/lab/evaluate/protocol.ts';
import { type Seen, seenOf } from '../../../../src/lab/evaluate/seen.ts';
import { tinyEvents, tinyReference } from './tiny-log.ts';

const events = tinyEvents();
const reference = tinyReference();
const facts = factsOf(events, reference);
const enricher = new Enricher(reference);
const seen = events.flatMap((event, i): Seen[] => seenOf(event, enricher, i));
const people = eligiblePeople(facts, 10).map((id) => {
  const own = seen.filter(({ access }) => access.user === id);
  return logPerson(id, own, facts);
});
const honest = new Map(events.map((event) => [event.event_id, event]));
const chosen = fc.record({
  thief: fc.constantFrom(...people),
  seed: fc.string(),
  turn: fc.nat(40),
  customers: fc.integer({ min: 1, max: 40 }),
});
const hour = 3_600_000;

describe('a theft in a log', () => {
  for (const cellOf of [burstCell, dailyCell]) {
    test(`by ${cellOf(1).kind} reads customers the person meets nowhere`, () => {
      fc.assert(
        fc.property(chosen, ({ customers, ...who }) => {
          const cell: LogCell = cellOf(customers);
          const theft = stealFromLog({ ...who, facts, cell, people });
          const taken = theft.events.flatMap(({ subjects }) => subjects);
          expect(new Set(taken).size).toBe(taken.length);
          expect(theft.takenAt).toEqual(theft.events.map(({ at }) => at));
          expect(theft.startedAt).toBe(theft.takenAt[0]);
          for (const subject of taken) {
            expect(facts.customers.hasMet(who.thief.id, subject)).toBe(false);
            expect(facts.customers.ids.indexOf(subject)).toBeLessThan(
              facts.customers.countBefore(theft.startedAt),
            );
          }
          const daysStolen = new Set(theft.takenAt.map((at) => dayOf(facts.protocol, at)));
          if (cell.kind === 'burst') {
            expect(taken).toHaveLength(customers);
            expect(theft.takenAt.at(-1)! - theft.startedAt).toBeLessThan(hour);
          } else expect(taken).toHaveLength(customers * daysStolen.size);
          for (const day of daysStolen) expect(who.thief.byDay.has(day)).toBe(true);
          for (const { event_id, account } of theft.events) {
            expect(honest.has(event_id)).toBe(false);
            expect(account).toBe(who.thief.id);
          }
        }),
        { numRuns: 50 },
      );
    });
  }

  test('by masquerade is the day of another under the own name, in place of the own day', () => {
    fc.assert(
      fc.property(chosen, ({ customers: _, ...who }) => {
        const theft = stealFromLog({ ...who, facts, cell: masqueradeCell(), people });
        expect(theft.events.length).toBeGreaterThanOrEqual(5);
        const met = new Set(theft.events.flatMap(({ subjects }) => subjects));
        const isLent = people.some(({ id, byDay }) => {
          const lent = [...byDay.values()].some((records) => {
            const read = new Set(records.flatMap(({ access }) => access.subjects));
            return records.length === theft.events.length && [...met].every((id) => read.has(id));
          });
          return id !== who.thief.id && lent;
        });
        expect(isLent).toBe(true);
        for (const { at, account } of theft.events) {
          expect(dayOf(facts.protocol, at)).toBe(theft.replacedDay);
          expect(account).toBe(who.thief.id);
        }
        expect(who.thief.byDay.has(theft.replacedDay!)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('begins on the same day whatever is stolen, and in the second half', () => {
    fc.assert(
      fc.property(chosen, ({ customers, ...who }) => {
        const days = [burstCell(customers), dailyCell(customers), masqueradeCell()].map((cell) => {
          const { startedAt } = stealFromLog({ ...who, facts, cell, people });
          return dayOf(facts.protocol, startedAt);
        });
        expect(new Set(days).size).toBe(1);
        expect(days[0]).toBeGreaterThanOrEqual(facts.protocol.testFrom);
      }),
      { numRuns: 50 },
    );
  });
});
