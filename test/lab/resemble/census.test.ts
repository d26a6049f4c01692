// What is counted of a log that streams by, against naive recounts and cases by hand.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../src/core/time.ts';
import type { AccessEvent, Person } from '../../../src/generated/records.ts';
import type { Bins } from '../../../src/lab/resemble/bins.ts';
import { Census } from '../../../src/lab/resemble/census.ts';
import { halvesOf, portraitOf } from '../../../src/lab/resemble/portrait.ts';
import { Roster, type Sighting } from '../../../src/lab/resemble/sightings.ts';

/** 2020-01-06, a Monday. */
const monday = 18_267 * dayMs;

function seen(at: number, ...customers: number[]): Sighting {
  return { person: 'ann', at: monday + at, customers, isWide: false };
}

function portrait(sightings: readonly Sighting[]) {
  const census = new Census();
  for (const sighting of sightings) census.take(sighting);
  census.end();
  return { ...portraitOf(census), leftOut: census.leftOut };
}

/** Each value as often as it was met. */
function valuesOf(bins: Bins): number[] {
  return bins
    .steps()
    .flatMap(({ low, high, count }) => new Array<number>(count).fill((low + high) / 2));
}

function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

describe('person-days and person-hours', () => {
  test('are those of a recount', () => {
    const sighting = fc.record({
      person: fc.constantFrom('ann', 'bob', 'cid'),
      at: fc.integer({ min: 0, max: 20 * dayMs }).map((at) => monday + at),
      customers: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      isWide: fc.constant(false),
    });
    fc.assert(
      fc.property(fc.array(sighting, { minLength: 1, maxLength: 80 }), (given) => {
        const ordered = given.toSorted((a, b) => a.at - b.at);
        const { bins } = portrait(ordered);
        for (const [ms, events, customers] of [
          [dayMs, bins.eventsDay, bins.customersDay],
          [hourMs, bins.eventsHour, bins.customersHour],
        ] as const) {
          const groups = Map.groupBy(ordered, (s) => `${s.person} ${Math.floor(s.at / ms)}`);
          const all = [...groups.values()];
          const met = all.map((group) => new Set(group.flatMap((one) => one.customers)).size);
          expect(valuesOf(events)).toEqual(sorted(all.map(({ length }) => length)));
          expect(valuesOf(customers)).toEqual(sorted(met.filter((size) => size > 0)));
        }
      }),
    );
  });

  test('what comes two days late is counted, what comes later is not', () => {
    const late = [seen(9 * dayMs, 1), seen(7 * dayMs, 2), seen(6 * dayMs, 3)];
    const { personDays, leftOut, events } = portrait(late);
    expect({ personDays, leftOut, events }).toEqual({ personDays: 2, leftOut: 1, events: 2 });
  });

  test('days with many customers at once are told apart, and those are not met', () => {
    const wide = { ...seen(hourMs), isWide: true };
    const { bins, figures } = portrait([wide, seen(2 * hourMs, 1), seen(dayMs, 1)]);
    expect(figures.wideDays).toBe(1 / 2);
    expect(valuesOf(bins.customersDay)).toEqual([1, 1]);
  });
});

describe('within a day', () => {
  test('a run goes on until nothing was accessed for five minutes', () => {
    const { bins } = portrait([
      ...[seen(0, 1), seen(2 * minuteMs, 2), seen(6 * minuteMs, 2), seen(11 * minuteMs, 3)],
      ...[seen(17 * minuteMs, 4), seen(dayMs, 5)],
    ]);
    expect(valuesOf(bins.run)).toEqual([1, 1, 3]);
  });

  test('the next customer is the next one that is another', () => {
    const { bins } = portrait([
      ...[seen(0, 1), seen(20 * secondMs), seen(30 * secondMs, 1), seen(100 * secondMs, 2)],
      ...[seen(100 * secondMs, 2), seen(dayMs, 3)],
    ]);
    const [turn] = valuesOf(bins.turn);
    expect(bins.turn.total).toBe(1);
    expect(turn! / 100).toBeCloseTo(1, 1);
    // Two at the same time are a second apart, the least that is told.
    const gaps = valuesOf(bins.gap);
    for (const [i, gap] of [1, 10, 20, 70].entries()) expect(gaps[i]! / gap).toBeCloseTo(1, 1);
  });
});

describe('customers met before', () => {
  test('are those of the 28 days before, once the log is that old', () => {
    const five = [1, 2, 3, 4, 5];
    const { bins, figures } = portrait([
      seen(0, ...five),
      ...[
        seen(10 * dayMs, 6, 7),
        seen(28 * dayMs, 1, 2, 6, 8, 9),
        seen(40 * dayMs, 3, 4, 6, 8, 10),
      ],
    ]);
    // On day 28 customers 1, 2 and 6; on day 40 only 6 and 8: 3 and 4 were 40 days ago.
    expect(bins.repeated.total).toBe(2);
    expect(figures.repeatedShare).toBeCloseTo((3 / 5 + 2 / 5) / 2, 12);
  });
});

describe('weeks', () => {
  test('halves have about as many days of persons, and are all of it', () => {
    const census = new Census();
    for (let day = 0; day < 70; day += 1) census.take(seen(day * dayMs, day));
    census.end();
    const [first, second] = halvesOf(census).map((weeks) => portraitOf(census, weeks).personDays);
    expect([first, second]).toEqual([35, 35]);
  });

  test('the profile begins with Monday, in local time', () => {
    const { profile, figures } = portrait([
      ...[seen(9 * hourMs + 1), seen(6 * dayMs + 23 * hourMs), seen(7 * dayMs + 9 * hourMs)],
    ]);
    expect(profile[9]).toBe(2);
    expect(profile[167]).toBe(1);
    expect(figures.weekend).toBeCloseTo(1 / 3, 12);
  });
});

describe('a roster', () => {
  const person = (id: string, more: Partial<Person>): Person => ({
    ...{ id, accounts: [`u-${id}`], kind: 'human', team: null, role: null, queues: [] },
    ...{ site: null, utc_offset_minutes: 0, shift: null, employment: 'active' },
    ...{ valid_from: null, ...more },
  });
  const access = (more: Partial<AccessEvent>) =>
    ({
      ...{ at: monday, account: 'u-ann', end_user: null, subjects: ['c1'], subject_count: 1 },
      ...{ touch: 'opened', ...more },
    }) as AccessEvent;
  const roster = new Roster(
    [
      person('ann', { utc_offset_minutes: 60 }),
      person('ann', { utc_offset_minutes: 120, valid_from: monday + dayMs }),
      person('job', { kind: 'service' }),
    ],
    { offsetMs: -hourMs, leftOut: new Set(['u-robot']) },
  );

  test.each([
    { name: 'local time', given: {}, expected: { person: 'ann', at: monday + hourMs } },
    {
      name: 'local time after clocks were changed',
      given: { at: monday + dayMs },
      expected: { person: 'ann', at: monday + dayMs + 2 * hourMs },
    },
    {
      name: 'whom the application acted for',
      given: { account: 'pool', end_user: 'ann' },
      expected: { person: 'ann' },
    },
    {
      name: 'somebody unknown, by the other clock',
      given: { account: 'u-new' },
      expected: { person: 'u-new', at: monday - hourMs },
    },
    { name: 'no service', given: { account: 'u-job' }, expected: undefined },
    { name: 'nobody who is left out', given: { account: 'u-robot' }, expected: undefined },
    { name: 'no customers of a list', given: { touch: 'listed' }, expected: { customers: [] } },
    {
      name: 'no customers of an export that only counts them',
      given: { touch: 'exported', subjects: [], subject_count: 500 },
      expected: { customers: [], isWide: true },
    },
  ])('sees $name', ({ given, expected }) => {
    const sighting = roster.see(access(given));
    if (expected === undefined) expect(sighting).toBeUndefined();
    else expect(sighting).toMatchObject(expected);
  });
});
