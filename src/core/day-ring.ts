// Counts of the last days, as columns of a detector's own state: slot = day modulo length. For
// detectors that need more of the past than the profile keeps.
//
//   day    20 290  20 291  20 292 ◄ newest        an event of 20 291 still counts in its slot;
//   slot      18      19      20                  one of newest − length counts nowhere

import type { Column } from './layout.ts';

/** The newest day that was entered; 0: none. */
export type Newest = { newestDay: number };

/** Makes room for a day; false where it is older than the ring. */
export function enterDay(
  own: Newest,
  day: number,
  length: number,
  columns: readonly Column[],
): boolean {
  const { newestDay } = own;
  if (day <= newestDay - length) return false;
  if (day <= newestDay) return true;
  for (let at = Math.max(newestDay + 1, day - length + 1); at <= day; at += 1) {
    for (const column of columns) column.set(at % length, 0);
  }
  own.newestDay = day;
  return true;
}

/** One more, up to what fits. */
export function countUp(column: Column, slot: number, max: number): void {
  const value = column.get(slot);
  if (value < max) column.set(slot, value + 1);
}
