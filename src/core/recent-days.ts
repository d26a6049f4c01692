// On which of the last 28 days something happened, one bit for each in 32. For detectors, which
// keep such masks in their rows.
//
//   bit    27      26      25    …    0
//        newest    −1      −2        −27      a day later all move one to the right
//
// What falls off at the right is forgotten, exactly: nothing older than four weeks has any
// influence. Of two masks the larger is the more recent, and of equally recent ones mostly the more
// frequent, so that the smallest of some is the one to give up. A count that decays would be as
// small, but never forgets.

import { daysKept } from './limits.ts';

const newestBit = daysKept - 1;

/** The mask so many days later. */
export function aged(mask: number, days: number): number {
  return days >= daysKept ? 0 : mask >>> days;
}

/** The bit of a day so many before the newest; 0 where it is older than all. */
export function bitOf(daysBefore: number): number {
  return daysBefore > newestBit ? 0 : (1 << newestBit) >>> daysBefore;
}

/** How many days are marked. */
export function countDays(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count += 1;
  return count;
}
