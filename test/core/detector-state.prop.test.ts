// What detectors keep of a person equals what a plain list, counted anew each time, says: in any
// order of events within the memory, and with nothing of what lies before it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hoursLayout,
  placeOf,
  rarity,
  rememberHour,
  weeksAt,
} from '../../src/core/hours-of-week.ts';
import { type Fields, type Layout, type View, viewOf } from '../../src/core/layout.ts';
import { excuse, meet, repeatedLayout, strangestOn } from '../../src/core/repeated-records.ts';
import { cursorOver } from '../../src/core/slab.ts';
import { countAccess, strongestRise, ticketSharesLayout } from '../../src/core/ticket-shares.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import { dayWith, pastOf, step, walkLayout } from '../../src/core/walk.ts';

function fresh<F extends Fields>(layout: Layout<F>): View<F> {
  return viewOf(layout, cursorOver(new Uint8Array(layout.sizeBytes)), 0);
}

/** Monday 2026-01-05, 00:00 UTC, in days. */
const monday = 20_458;

describe('hours of the week', () => {
  const events = fc.array(fc.nat({ max: 100 * 24 }), { maxLength: 60 });
  test('are those of the eight weeks before, in any order', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: -720, max: 840 }), (hours, offset) => {
        const own = fresh(hoursLayout);
        const instants = hours.map((hour) => monday * dayMs + hour * hourMs);
        for (const at of instants) rememberHour(own, placeOf(at, offset));
        const last = Math.max(...instants, monday * dayMs);
        const here = placeOf(last, offset);
        const weeks = new Set(
          instants
            .map((at) => placeOf(at, offset))
            .filter(({ cell, week }) => cell === here.cell && week < here.week)
            .map(({ week }) => week)
            .filter((week) => week > here.week - 8),
        );
        expect(weeksAt(own, here)).toBe(weeks.size);
      }),
    );
  });

  test('begin with Monday, in local time', () => {
    expect(placeOf(monday * dayMs, 0).cell).toBe(0);
    expect(placeOf(monday * dayMs, -60).cell).toBe(167);
    expect(placeOf(monday * dayMs + 26 * hourMs, 60).cell).toBe(27);
  });

  test('an hour beside the own ones is less rare than the night, and a free day between', () => {
    const own = fresh(hoursLayout);
    for (let day = 0; day < 40; day += 1) {
      if (day % 7 > 4) continue;
      for (let hour = 9; hour < 17; hour += 1) {
        rememberHour(own, placeOf((monday + day) * dayMs + hour * hourMs, 0));
      }
    }
    const share = (day: number, hour: number) =>
      rarity(own, placeOf((monday + day) * dayMs + hour * hourMs, 0), {
        sameHour: 0.1,
        anyHour: 0.02,
      }).share;
    expect(share(42, 3)).toBeLessThan(share(47, 11));
    expect(share(47, 11)).toBeLessThan(share(42, 17));
    expect(share(42, 17)).toBeLessThan(share(42, 10));
  });
});

describe('tickets', () => {
  const reads = fc.array(
    fc.record({ day: fc.integer({ min: 0, max: 40 }), marks: fc.constantFrom(0, 1, 2, 3, 4, 16) }),
    { minLength: 1, maxLength: 300 },
  );
  const kinds = fc.constantFrom('own' as const, 'poor' as const);
  // Asked on a later day, it is as it was: nothing has been read since.
  const later = fc.nat({ max: 40 });
  test('the strongest rise counts what a list counts', () => {
    fc.assert(
      fc.property(reads, kinds, later, (list, kind, gap) => {
        const own = fresh(ticketSharesLayout);
        list.forEach(({ day, marks }, i) => {
          const [access] = read(day, 9, { subjects: [`c${i}`], ticketMarks: marks });
          countAccess(own, access!);
        });
        const newest = Math.max(...list.map(({ day }) => day));
        const kept: typeof list = [];
        let seen = 0;
        // What is older than the ring when it comes counts nowhere.
        for (const one of list) {
          if (one.day > seen - 28) kept.push(one);
          seen = Math.max(seen, one.day);
        }
        const prior = { share: 0.1, weight: 40, concentration: 100 };
        const until = monday + newest;
        const rise = strongestRise(own, kind, until + gap, { prior, floor: 5, known: 0 });
        if (rise === undefined) return;
        const since = kept.filter(({ day }) => monday + day >= rise.since);
        const isOfKind = (marks: number) =>
          kind === 'own' ? (marks & 1) !== 0 : marks === 3 || (marks & 20) !== 0;
        expect(rise.of).toBe(since.length);
        expect(rise.count).toBe(since.filter(({ marks }) => isOfKind(marks)).length);
        expect(rise.since).toBeGreaterThan(until - 28);
      }),
    );
  });
});

describe('records met again', () => {
  const shares = {
    ...{ floor: 1, openings: 1_000, repeatShare: 0.1, prominentShare: 0.1, readOnShare: 0.5 },
  };
  const meetings = fc.array(
    fc.record({ hash: fc.integer({ min: 1, max: 12 }), day: fc.nat({ max: 60 }) }),
    { minLength: 1, maxLength: 80 },
  );
  test('on so many days of four weeks as a list says, while there is room for all', () => {
    fc.assert(
      fc.property(meetings, (list) => {
        const own = fresh(repeatedLayout);
        const inOrder = list.toSorted((a, b) => a.day - b.day);
        for (const { hash, day } of inOrder)
          meet(own, { hash, day: day + 1_000, isProminent: false });
        const newest = inOrder.at(-1)!.day;
        const daysOf = (hash: number) =>
          new Set(
            list.filter((one) => one.hash === hash && one.day > newest - 28).map(({ day }) => day),
          ).size;
        const most = Math.max(
          ...list.filter(({ day }) => day === newest).map(({ hash }) => daysOf(hash)),
        );
        const found = strangestOn(own, newest + 1_000, shares);
        expect(found?.met.days ?? 1).toBe(most);
      }),
    );
  });

  test('an excuse takes the day back, and its openings', () => {
    const own = fresh(repeatedLayout);
    const met = { hash: 7, isProminent: false };
    for (const day of [1_000, 1_003, 1_003, 1_005]) meet(own, { ...met, day });
    expect(strangestOn(own, 1_005, shares)?.met).toMatchObject({
      ...{ days: 3, opened: 1, since: 1_000 },
    });
    excuse(own, 7, 1_003);
    expect(strangestOn(own, 1_005, shares)?.met.days).toBe(2);
    excuse(own, 7, 1_005);
    expect(strangestOn(own, 1_005, shares)).toBeUndefined();
  });

  test('who is met once a week outlasts fifteen others in between', () => {
    const own = fresh(repeatedLayout);
    let other = 100;
    for (let week = 0; week < 4; week += 1) {
      meet(own, { hash: 7, day: 1_000 + week * 7, isProminent: false });
      for (let i = 0; i < 15; i += 1) {
        other += 1;
        meet(own, { hash: other, day: 1_001 + week * 7, isProminent: false });
      }
    }
    meet(own, { hash: 7, day: 1_027, isProminent: false });
    expect(strangestOn(own, 1_027, shares)?.met.days).toBe(5);
  });
});

describe('a walk', () => {
  const usual = { nearShare: 0.05, priorSteps: 40 };
  test('counts near steps and equal strides, each order by itself, and forgets the day', () => {
    const own = fresh(walkLayout);
    const day = monday * dayMs;
    const keys = [10, 17, 24, 31, 9_000, -500, 9_007, -501, -502];
    keys.forEach((key, i) => {
      step(own, { at: day + i, key, near: 10 }, usual);
    });
    const next = (key: number, at = day + 99) => dayWith(own, { at, key, near: 10 });
    expect(next(9_014)).toEqual({ steps: 6, near: 5, longest: 2 });
    expect(next(-503)).toEqual({ steps: 3, near: 3, longest: 2 });
    expect(next(9_007)).toBeUndefined();
    expect(next(9_014, day + dayMs)).toBeUndefined();
  });

  test('the past learns twice the usual share at the most, and five weeks', () => {
    const own = fresh(walkLayout);
    const walkOn = (day: number) => {
      for (let i = 1; i <= 41; i += 1) {
        step(own, { at: (monday + day) * dayMs + i, key: i, near: 10 }, usual);
      }
    };
    walkOn(0);
    expect(pastOf(own, 0)).toEqual({ count: 0, of: 0 });
    walkOn(1);
    expect(pastOf(own, 0)).toEqual({ count: 4, of: 40 });
    walkOn(60);
    walkOn(61);
    expect(pastOf(own, 0).of).toBe(40);
  });
});
