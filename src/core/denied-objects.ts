// What somebody was denied, or granted to themselves, and whether they have it now. Fields of a
// row, for detectors.
//
//   usual    │ 128 bits │ 128 bits │   objects read with success, by month of 28 days, this and the
//                                      last: whoever has always read it is denied by mistake.
//                                      Two bits for each (B. Bloom 1970): of fifteen objects one in
//                                      twenty others passes for usual too
//   objects  │ hash │ hash │         the two newest that were denied or granted, within a week
//
// An object is all tables of a statement together: denied is the join, not each table of it.

import type { Access } from './detector.ts';
import { hash32 } from './hash.ts';
import type { Column } from './layout.ts';
import { daysKept } from './limits.ts';
import { aged, bitOf, countDays } from './recent-days.ts';
import { dayMs } from './time.ts';

const wordsPerMonth = 4;
const objectsKept = 2;
/** A permission that is asked for properly takes days. */
export const openDays = 7;

export const deniedObjectFields = {
  usual: ['u32', 2 * wordsPerMonth],
  objects: ['u32', objectsKept],
  objectDays: ['u16', objectsKept],
  denials: ['u8', objectsKept],
  grants: ['u8', objectsKept],
  /** Days with any of it. */
  odd: 'u32',
  day: 'u16',
  deniedToday: 'u16',
} as const;
type Row = {
  readonly usual: Column;
  readonly objects: Column;
  readonly objectDays: Column;
  readonly denials: Column;
  readonly grants: Column;
  odd: number;
  day: number;
  deniedToday: number;
};

export type Denied = {
  /** What the access at hand is to an object that is not usual. */
  readonly what: 'denied' | 'granted' | 'opened';
  /** Denials of it in a week and, of any such object, today; this one included. */
  readonly denials: number;
  readonly deniedToday: number;
  /** Whether they granted it to somebody themselves in that week. */
  readonly isGranted: boolean;
  /** Days with the like before that week. */
  readonly oddDays: number;
};

/** Undefined: neither denied nor granted, now or in the week before, or read as ever. */
export function deniedOf(row: Row, access: Access): Denied | undefined {
  const what = whatOf(access);
  const day = Math.floor(access.at / dayMs);
  if (what === undefined || day < row.day) return undefined;
  if (what === 'opened' && row.odd === 0) return undefined;
  const object = objectOf(access);
  if (isUsual(row, object, day)) return undefined;
  const slot = find(row, object, day);
  if (what === 'opened' && slot < 0) return undefined;
  const isDenied = what === 'denied' ? 1 : 0;
  return {
    what,
    denials: (slot < 0 ? 0 : row.denials.get(slot)) + isDenied,
    deniedToday: (day === row.day ? row.deniedToday : 0) + isDenied,
    isGranted: slot >= 0 && row.grants.get(slot) > 0,
    // The days of this week are the matter itself.
    oddDays: countDays(aged(row.odd, day - row.day) & (bitOf(openDays - 1) - 1)),
  };
}

/** Remembers it. What comes a day late cannot tell what was usual then. */
export function noteDenied(row: Row, access: Access): void {
  const what = whatOf(access);
  const day = Math.floor(access.at / dayMs);
  if (what === undefined || day < row.day) return;
  if (day > row.day) advance(row, day);
  const object = objectOf(access);
  if (what === 'opened') {
    noteUsual(row, object);
    return;
  }
  if (isUsual(row, object, day)) return;
  row.odd |= bitOf(0);
  const slot = place(row, object, day);
  const counts = what === 'denied' ? row.denials : row.grants;
  counts.set(slot, Math.min(0xff, counts.get(slot) + 1));
  if (what === 'denied') row.deniedToday = Math.min(0xffff, row.deniedToday + 1);
}

function whatOf({ status, operation, tables }: Access): Denied['what'] | undefined {
  if (tables.length === 0) return undefined;
  if (status === 'denied') return 'denied';
  if (status !== 'ok') return undefined;
  return operation === 'grant' ? 'granted' : 'opened';
}

/** The sum: tables come in any order. */
function objectOf({ tables }: Access): number {
  let sum = 0;
  for (const table of tables) sum = (sum + hash32(table)) >>> 0;
  return sum;
}

function isUsual(row: Row, object: number, day: number): boolean {
  // After a month only the newer half still holds, after two neither.
  const monthsBack = monthOf(day) - monthOf(row.day);
  if (monthsBack > 1) return false;
  const isNow = holds(row, object, monthOf(row.day));
  return isNow || (monthsBack === 0 && holds(row, object, monthOf(row.day) - 1));
}

function holds({ usual }: Row, object: number, month: number): boolean {
  return [object, object >>> 7].every(
    (bits) => ((usual.get(wordOf(bits, month)) >>> (bits & 31)) & 1) === 1,
  );
}

function noteUsual({ usual, day }: Row, object: number): void {
  for (const bits of [object, object >>> 7]) {
    const word = wordOf(bits, monthOf(day));
    usual.set(word, usual.get(word) | (1 << (bits & 31)));
  }
}

function monthOf(day: number): number {
  return Math.floor(day / daysKept);
}

/** Of seven bits two choose the word, and five the bit in it. */
function wordOf(bits: number, month: number): number {
  return (month & 1) * wordsPerMonth + ((bits >>> 5) & (wordsPerMonth - 1));
}

function advance(row: Row, day: number): void {
  const months = Math.min(2, monthOf(day) - monthOf(row.day));
  for (let back = 0; back < months; back += 1) {
    const first = ((monthOf(day) - back) & 1) * wordsPerMonth;
    for (let i = 0; i < wordsPerMonth; i += 1) row.usual.set(first + i, 0);
  }
  row.odd = aged(row.odd, day - row.day);
  row.deniedToday = 0;
  row.day = day;
}

function find({ objects, objectDays }: Row, object: number, day: number): number {
  for (let i = 0; i < objectsKept; i += 1) {
    if (objects.get(i) === object && objectDays.get(i) > day - openDays) return i;
  }
  return -1;
}

/** Where the object stands, or is to stand: in place of the older. */
function place(row: Row, object: number, day: number): number {
  const { objects, objectDays, denials, grants } = row;
  let slot = find(row, object, day);
  if (slot < 0) {
    slot = objectDays.get(0) <= objectDays.get(1) ? 0 : 1;
    objects.set(slot, object);
    denials.set(slot, 0);
    grants.set(slot, 0);
  }
  objectDays.set(slot, day);
  return slot;
}
