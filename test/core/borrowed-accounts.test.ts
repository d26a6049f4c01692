// From where an account is used, and what it was denied: lives of a few days as rows of a table.

import { describe, expect, test } from 'vitest';
import { deniedObjectFields, deniedOf, noteDenied } from '../../src/core/denied-objects.ts';
import type { Access } from '../../src/core/detector.ts';
import { layout, viewOf } from '../../src/core/layout.ts';
import { notePlace, placeFields, returnOf } from '../../src/core/places-in-use.ts';
import { Slab } from '../../src/core/slab.ts';
import { minuteMs } from '../../src/core/time.ts';
import { type ReadOptions, read } from '../../src/core/vector.ts';

const knownDays = 3;

function rowOf<const F extends Parameters<typeof layout>[0]>(fields: F) {
  const part = layout(fields);
  const slab = new Slab(part.sizeBytes);
  slab.moveTo(slab.insert('alice'));
  return viewOf(part, slab.cursor, 0);
}

type At = readonly [day: number, hour: number, host: string];
const desk: readonly At[] = [0, 1, 2, 3].map((day): At => [day, 9, 'desk']);
const minute = minuteMs / 3_600_000;

describe('the return to a known place', () => {
  const cases: readonly {
    readonly name: string;
    readonly before: readonly At[];
    readonly last: At;
    readonly expected: object | undefined;
  }[] = [
    {
      name: 'tells of what was done at a strange one, and how soon after',
      before: [...desk, [4, 9, 'desk'], [4, 10, 'bob'], [4, 10.5, 'bob']],
      last: [4, 11, 'desk'],
      expected: { strange: 2, quickly: 0, sinceMs: 30 * minuteMs, oddDays: 0 },
    },
    {
      name: 'counts those within ten minutes',
      before: [...desk, [4, 9, 'bob'], [4, 9 + 3 * minute, 'desk'], [4, 9 + 4 * minute, 'bob']],
      last: [4, 9 + 14 * minute, 'desk'],
      expected: { strange: 2, quickly: 2, sinceMs: 10 * minuteMs, oddDays: 0 },
    },
    {
      name: 'is one return, however often the known place is used then',
      before: [...desk, [4, 10, 'bob'], [4, 11, 'desk']],
      last: [4, 12, 'desk'],
      expected: undefined,
    },
    {
      name: 'comes the next morning where it was used at night',
      before: [...desk, [3, 22, 'bob']],
      last: [4, 9, 'desk'],
      expected: { strange: 1, quickly: 0, sinceMs: 11 * 60 * minuteMs, oddDays: 0 },
    },
    {
      name: 'says nothing a day after',
      before: [...desk, [3, 22, 'bob']],
      last: [5, 9, 'desk'],
      expected: undefined,
    },
    {
      name: 'is none for who has moved and has never come back',
      before: [...desk, [4, 9, 'new'], [5, 9, 'new'], [6, 9, 'new'], [6, 20, 'new']],
      last: [7, 9, 'new'],
      expected: undefined,
    },
    {
      name: 'is none for who has no known place',
      before: [0, 1, 2, 3, 4].map((day): At => [day, 9, `room-${day}`]),
      last: [4, 10, 'room-3'],
      expected: undefined,
    },
    {
      name: 'knows the days on which it was so before',
      before: [...desk, [4, 10, 'bob'], [4, 11, 'desk'], [5, 9, 'desk'], [5, 10, 'ann']],
      last: [5, 11, 'desk'],
      expected: { strange: 1, quickly: 0, sinceMs: 60 * minuteMs, oddDays: 1 },
    },
  ];
  for (const { name, before, last, expected } of cases) {
    test(`${name}`, () => {
      const row = rowOf(placeFields);
      for (const [day, hour, host] of before)
        notePlace(row, read(day, hour, { host })[0]!, knownDays);
      const [day, hour, host] = last;
      expect(returnOf(row, read(day, hour, { host })[0]!, knownDays)).toEqual(expected);
    });
  }
});

describe('what was denied', () => {
  const denied = { status: 'denied', tables: ['payments'] } as const;
  const granted = { operation: 'grant', tables: ['payments'] } as const;
  const opened = { tables: ['payments'] } as const;
  const at = (day: number, options: ReadOptions): Access => read(day, 9, options)[0]!;
  const cases: readonly {
    readonly name: string;
    readonly before: readonly Access[];
    readonly last: Access;
    readonly expected: object | undefined;
  }[] = [
    {
      name: 'and is read within a week',
      before: [at(40, denied), at(41, denied)],
      last: at(46, opened),
      expected: { what: 'opened', denials: 2, deniedToday: 0, isGranted: false, oddDays: 0 },
    },
    {
      name: 'and is read a week later',
      before: [at(40, denied), at(41, denied)],
      last: at(48, opened),
      expected: undefined,
    },
    {
      name: 'and granted to oneself',
      before: [at(40, denied), at(40, granted)],
      last: at(40, opened),
      expected: { what: 'opened', denials: 1, deniedToday: 1, isGranted: true, oddDays: 0 },
    },
    {
      name: 'although it was read a month ago',
      before: [at(10, opened), at(40, denied)],
      last: at(40, denied),
      expected: undefined,
    },
    {
      name: 'and was read three months ago',
      before: [at(10, opened), at(100, denied)],
      last: at(100, denied),
      expected: { what: 'denied', denials: 2, deniedToday: 2, isGranted: false, oddDays: 0 },
    },
    {
      name: 'while something else was read',
      before: [at(40, denied)],
      last: at(41, { tables: ['customers', 'payments'] }),
      expected: undefined,
    },
    {
      name: 'as it was weeks before too',
      before: [at(30, denied), at(40, denied)],
      last: at(41, denied),
      expected: { what: 'denied', denials: 2, deniedToday: 1, isGranted: false, oddDays: 1 },
    },
    {
      name: 'once, and read at last: then it is usual',
      before: [at(40, denied), at(41, opened)],
      last: at(41, opened),
      expected: undefined,
    },
  ];
  for (const { name, before, last, expected } of cases) {
    test(`${name}`, () => {
      const row = rowOf(deniedObjectFields);
      for (const access of before) noteDenied(row, access);
      expect(deniedOf(row, last)).toEqual(expected);
    });
  }
});
