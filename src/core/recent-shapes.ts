// Which statements somebody makes, by their shape, and how many accesses of a day went by shapes
// that were new that day. Fields of a row, for detectors.
//
//   tags     │ 16 bits of a hash │ …    twenty shapes; those of ORMs are more, and thrash
//   weeks    │ f · · w0 w1 w2 w3 w4 │ … five weeks in which each was met, this one first;
//                                       f: met first on the newest day
//   counts   │ d │ d │ … 28             accesses by new shapes, by day modulo 28, at most 255
//
// Weeks and not days: half the bytes, and a statement is nothing that one forgets over a weekend.

import { hash32 } from './hash.ts';
import type { Column } from './layout.ts';
import { daysKept } from './limits.ts';

const shapesKept = 20;
const countMax = 255;
const daysPerWeek = 7;
const thisWeek = 0b1_0000;
const allWeeks = 0b1_1111;
const isFirstToday = 0x80;

export const recentShapeFields = {
  tags: ['u16', shapesKept],
  weeks: ['u8', shapesKept],
  counts: ['u8', daysKept],
  day: 'u32',
} as const;
type Row = {
  readonly tags: Column;
  readonly weeks: Column;
  readonly counts: Column;
  day: number;
};

const noShapes: ShapesOfDay = { today: 0, before: 0 };

export type ShapesOfDay = {
  /** Accesses of the day by shapes new that day, this one included; 0: this one is not such. */
  readonly today: number;
  /** The same, summed over the 27 days before. */
  readonly before: number;
};

/** What an access says that is not remembered yet. */
export function shapesOfDay(row: Row, shape: string, day: number): ShapesOfDay {
  // A late one cannot be told from what was new then.
  if (day < row.day || !isNewOn(row, find(row, tagOf(shape)), day)) return noShapes;
  let before = 0;
  for (let of = Math.max(row.day, day) - daysKept + 1; of < day; of += 1) {
    before += countOf(row, of);
  }
  return { today: countOf(row, day) + 1, before };
}

/** Remembers it; true: it is new that day. */
export function noteShape(row: Row, shape: string, day: number): boolean {
  if (day > row.day) advance(row, day);
  const { tags, weeks } = row;
  const tag = tagOf(shape);
  const known = find(row, tag);
  const isNew = day === row.day && isNewOn(row, known, day);
  // Nothing to be changed: that of most accesses.
  if (!isNew && known >= 0 && (weeks.get(known) & thisWeek) !== 0) return false;
  const place = known < 0 ? least(weeks) : known;
  const seen = known < 0 ? 0 : weeks.get(place);
  tags.set(place, tag);
  weeks.set(place, (seen & allWeeks) | thisWeek | (isNew ? isFirstToday : 0));
  return isNew;
}

/** Counts an access by a shape that was new on its day, just remembered. */
export function countShape({ counts }: Row, day: number): void {
  const slot = day % daysKept;
  counts.set(slot, Math.min(countMax, counts.get(slot) + 1));
}

/** Whether what stands in a place, or nowhere, was not met before a day that is no earlier one. */
function isNewOn({ weeks, day: newest }: Row, place: number, day: number): boolean {
  if (place < 0) return true;
  const seen = weeks.get(place);
  if (day === newest && (seen & isFirstToday) !== 0) return true;
  return (seen & allWeeks) >>> Math.min(31, weekOf(day) - weekOf(newest)) === 0;
}

/** Accesses by new shapes on a day; 0 where it is none of the last 28. */
function countOf({ counts, day: newest }: Row, day: number): number {
  return day <= newest && day > newest - daysKept ? counts.get(day % daysKept) : 0;
}

function advance(row: Row, day: number): void {
  const { weeks, counts } = row;
  const later = Math.min(31, weekOf(day) - weekOf(row.day));
  for (let i = 0; i < weeks.length; i += 1) weeks.set(i, (weeks.get(i) & allWeeks) >>> later);
  const cleared = Math.min(daysKept, day - row.day);
  for (let back = 0; back < cleared; back += 1) counts.set((day - back) % daysKept, 0);
  row.day = day;
}

function weekOf(day: number): number {
  return Math.floor(day / daysPerWeek);
}

function tagOf(shape: string): number {
  return hash32(shape) & 0xffff;
}

function find({ tags, weeks }: Row, tag: number): number {
  for (let i = 0; i < tags.length; i += 1) {
    if (tags.get(i) === tag && weeks.get(i) !== 0) return i;
  }
  return -1;
}

/** The place of what was met longest ago. */
function least(weeks: Column): number {
  let place = 0;
  for (let i = 1; i < weeks.length; i += 1) {
    if ((weeks.get(i) & allWeeks) < (weeks.get(place) & allWeeks)) place = i;
  }
  return place;
}
