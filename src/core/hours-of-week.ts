// At which hours of the week somebody works, in local time: for each of 168 hours, in which of the
// last eight weeks. For the detector off-hours.
//
//   hour of week    0   1   …   57 (Wednesday 09:00)   …   167
//   weeks           ∅   ∅       1 1 0 1 1 1 1 1            ∅       one bit for each week
//
// Bits and not counts: whether somebody was there, not how much they did; and a bit is set twice
// without harm, so that order does not matter. Nothing older than eight weeks has any influence.

import { layout, type View } from './layout.ts';
import { dayMs, hourMs, type Millis, minuteMs } from './time.ts';

const cells = 168;
export const weeksKept = 8;

export const hoursLayout = layout({ newestWeek: 'u32', weeks: ['u8', cells] });
export type Hours = View<typeof hoursLayout.fields>;

export type Place = { readonly week: number; readonly cell: number };

/** 1970 began on a Thursday; a week here begins with Monday. */
export function placeOf(at: Millis, utcOffsetMinutes: number): Place {
  const local = at + utcOffsetMinutes * minuteMs - 4 * dayMs;
  const hour = Math.floor(local / hourMs);
  const week = Math.floor(hour / cells);
  return { week, cell: hour - week * cells };
}

export function rememberHour(hours: Hours, { week, cell }: Place): void {
  if (week <= hours.newestWeek - weeksKept) return;
  if (week > hours.newestWeek) forget(hours, week);
  hours.weeks.set(cell, hours.weeks.get(cell) | bitOf(week));
}

/** In how many of the weeks before this one somebody worked at that hour. */
export function weeksAt(hours: Hours, { week, cell }: Place): number {
  return ones(hours.weeks.get(cell) & before(hours, week));
}

/** Whether somebody has worked on that day of the week before, at any hour. */
export function worksOn(hours: Hours, { week, cell }: Place): boolean {
  const mask = before(hours, week);
  const midnight = cell - (cell % 24);
  for (let hour = 0; hour < 24; hour += 1) {
    if ((hours.weeks.get(midnight + hour) & mask) !== 0) return true;
  }
  return false;
}

/**
 * Of all the hours that somebody works, the share at those that are as rare as this one, this one
 * included: own weeks, with a little for the hours beside them, for the same hour of other days,
 * and for any hour at all.
 */
export function rarity(
  hours: Hours,
  { week, cell }: Place,
  weights: { readonly sameHour: number; readonly anyHour: number },
): { readonly share: number; readonly known: number } {
  const mask = before(hours, week);
  const own = Array.from({ length: cells }, (_, i) => ones(hours.weeks.get(i) & mask));
  const byHour = Array.from({ length: 24 }, (_, hour) => {
    let sum = 0;
    for (let day = 0; day < 7; day += 1) sum += own[day * 24 + hour]!;
    return sum / 7;
  });
  const weight = own.map((weeks, i) => {
    const beside = Math.max(own[(i + 1) % cells]!, own[(i + cells - 1) % cells]!);
    return weeks + beside / 2 + weights.sameHour * byHour[i % 24]! + weights.anyHour;
  });
  let [rare, all, known] = [0, 0, 0];
  for (let i = 0; i < cells; i += 1) {
    all += weight[i]!;
    known |= hours.weeks.get(i) & mask;
    if (weight[i]! <= weight[cell]!) rare += weight[i]!;
  }
  return { share: rare / all, known: ones(known) };
}

/** Bits of the weeks that are kept, without the one at hand and what lies after it. */
function before(hours: Hours, week: number): number {
  let mask = 0;
  const oldest = Math.max(1, Math.max(hours.newestWeek, week) - weeksKept + 1);
  for (let at = oldest; at < week && at <= hours.newestWeek; at += 1) mask |= bitOf(at);
  return mask;
}

function forget(hours: Hours, week: number): void {
  let stale = 0;
  for (let at = Math.max(hours.newestWeek + 1, week - weeksKept + 1); at <= week; at += 1) {
    stale |= bitOf(at);
  }
  for (let cell = 0; cell < cells; cell += 1) {
    const weeks = hours.weeks.get(cell);
    if (weeks !== 0) hours.weeks.set(cell, weeks & ~stale);
  }
  hours.newestWeek = week;
}

function bitOf(week: number): number {
  return 1 << (week % weeksKept);
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
