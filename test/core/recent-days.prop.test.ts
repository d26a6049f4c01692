// Masks of days, and what is kept by them, against lists that recount everything.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Access } from '../../src/core/detector.ts';
import { layout, viewOf } from '../../src/core/layout.ts';
import { aged, bitOf, countDays } from '../../src/core/recent-days.ts';
import {
  countShape,
  noteShape,
  recentShapeFields,
  shapesOfDay,
} from '../../src/core/recent-shapes.ts';
import {
  countNovel,
  newKinds,
  noteThings,
  novelDays,
  recentThingFields,
} from '../../src/core/recent-things.ts';
import { Slab } from '../../src/core/slab.ts';
import { dayMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';

const keptDays = 28;

function rowOf<const F extends Parameters<typeof layout>[0]>(fields: F) {
  const part = layout(fields);
  const slab = new Slab(part.sizeBytes);
  slab.moveTo(slab.insert('alice'));
  return viewOf(part, slab.cursor, 0);
}

test('a mask of days > knows exactly the last 28 days', () => {
  const steps = fc.array(fc.nat({ max: 40 }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (gaps) => {
      const marked: number[] = [];
      let mask = 0;
      let day = 0;
      for (const gap of gaps) {
        day += gap;
        mask = aged(mask, gap) | bitOf(0);
        marked.push(day);
        const expected = new Set(marked.filter((one) => one > day - keptDays));
        expect(countDays(mask)).toBe(expected.size);
      }
    }),
  );
});

test('a mask of days > has no bit for a day that is too old, and none for a day to come', () => {
  expect(bitOf(keptDays)).toBe(0);
  expect(bitOf(keptDays - 1)).toBe(1);
  expect(aged(bitOf(0), keptDays - 1)).toBe(1);
  expect(aged(bitOf(0), keptDays)).toBe(0);
});

/** Few names, so that no row is ever full. */
const step = fc.record({
  gap: fc.constantFrom(0, 0, 0, 1, 1, 2, 9, 27, 28, 60),
  isLate: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  app: fc.constantFrom('crm', 'reporting', null),
  host: fc.constantFrom('ws-1', 'ws-2', null),
  tables: fc.subarray(['customers', 'orders', 'notes']),
  operation: fc.constantFrom('select', 'export'),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

describe('recent things', () => {
  test('are new when nothing of the last 28 days is the same', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const row = rowOf(recentThingFields(20));
        const past: { day: number; name: string }[] = [];
        let clock = 100;
        let newest = 0;
        for (const one of steps) {
          clock += one.gap;
          const day = one.isLate ? clock - 3 : clock;
          newest = Math.max(newest, day);
          const access = accessOf(one, day);
          const known = (name: string) =>
            past.some((seen) => seen.name === name && seen.day > newest - keptDays);
          const isNew = namesOf(access).some((name) => !known(name));
          expect(newKinds(row, access).length > 0).toBe(isNew);
          countNovel(row, noteThings(row, access), access.at);
          for (const name of namesOf(access)) past.push({ day, name });
        }
      }),
    );
  });

  test('of today count, whatever brought them, and days before by themselves', () => {
    const row = rowOf(recentThingFields(20));
    const opened = read(0, 9)[0]!;
    const note = (access: Access) => countNovel(row, noteThings(row, access), access.at);
    note(opened);
    expect(newKinds(row, opened)).toEqual([]);
    note({ ...opened, at: opened.at + 3 * dayMs, app: 'reporting' });
    const later = { ...opened, at: opened.at + 3 * dayMs + 1, tables: ['payments'] };
    expect(newKinds(row, later)).toEqual(['application', 'table']);
    expect(novelDays(row, 'application', later.at)).toBe(1);
    expect(novelDays(row, 'application', later.at + dayMs)).toBe(2);
    expect(novelDays(row, 'application', later.at + 30 * dayMs)).toBe(0);
  });

  test('give up what was met least when there are too many', () => {
    const row = rowOf(recentThingFields(8));
    const usual = read(0, 9)[0]!;
    for (let day = 0; day < 20; day += 1) {
      noteThings(row, { ...usual, at: usual.at + day * dayMs, tables: [`t${day}`] });
    }
    const next = { ...usual, at: usual.at + 20 * dayMs, tables: ['t19'] };
    expect(newKinds(row, next)).toEqual([]);
    expect(newKinds(row, { ...next, tables: ['t2'] })).toEqual(['table']);
  });
});

test('recent shapes > count a day by what was new that day, and the four weeks before', () => {
  const visit = fc.record({
    gap: fc.constantFrom(0, 0, 0, 0, 1, 1, 3, 7, 30),
    shape: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  });
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 80 }), (visits) => {
      const row = rowOf(recentShapeFields);
      const weekOf = (day: number) => Math.floor(day / 7);
      const past: { day: number; shape: string; isNew: boolean }[] = [];
      let day = 700;
      for (const { gap, shape } of visits) {
        day += gap;
        const isKnown = past.some(
          (one) => one.shape === shape && one.day < day && weekOf(one.day) > weekOf(day) - 5,
        );
        const counted = past.filter(({ isNew }) => isNew);
        const today = counted.filter((one) => one.day === day).length + 1;
        const before = counted.filter((one) => one.day < day && one.day > day - keptDays).length;
        const found = shapesOfDay(row, shape, day);
        expect(found).toEqual(isKnown ? { today: 0, before: 0 } : { today, before });
        if (noteShape(row, shape, day)) countShape(row, day);
        past.push({ day, shape, isNew: !isKnown });
      }
    }),
  );
});

function accessOf(one: Step, day: number): Access {
  const { app, host, tables, operation } = one;
  const [access] = read(0, 9);
  return { ...access!, at: day * dayMs, app, host, network: null, tables, operation };
}

function namesOf({ app, host, tables, operation, program }: Access): string[] {
  const names = [`operation ${operation}`, `program ${program}`];
  if (app !== null) names.push(`app ${app}`);
  if (host !== null) names.push(`host ${host}`);
  return [...names, ...tables.map((table) => `table ${table}`)];
}
