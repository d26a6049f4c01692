// Records that somebody opens again and again without a reason: the sixteen most often met, with
// the days on which they were, of the last four weeks. For the detector same-record-again.
//
//   hash of the customer │ days, one bit each (day modulo 28); prominent │ opened on even, odd days
//
// Space-saving (A. Metwally, D. Agrawal and A. El Abbadi, ICDT 2005) with days for counts: a new
// record takes the place of the one met on the fewest days, and of those the longest ago. What is
// met once a week stays as long as fewer than sixteen others are met in between.

import { rareLayout, type View } from './layout.ts';
import { daysKept } from './limits.ts';
import { ln10, log, tailScoreMax } from './stats/special.ts';

export const recordsKept = 16;

export const repeatedLayout = rareLayout({
  newestDay: 'u32',
  hashes: ['u32', recordsKept],
  days: ['u32', recordsKept],
  /** Of the newest day and the one before, 4 bits each: a day is judged when the next has begun. */
  opened: ['u8', recordsKept],
});
/** Counted no further: that often nobody comes back to a record by chance. */
const openedMax = 15;
const dayBits = 2 ** daysKept - 1;
const prominentBit = 2 ** daysKept;
export type Repeated = View<typeof repeatedLayout.fields>;

type Meeting = {
  readonly hash: number;
  readonly day: number;
  readonly isProminent: boolean;
};

export function meet(own: Repeated, { hash, day, isProminent }: Meeting): void {
  if (day <= own.newestDay - daysKept) return;
  if (day > own.newestDay) forget(own, day);
  const entry = find(own, hash) ?? makeRoom(own, hash);
  const others = own.days.get(entry) & dayBits;
  own.days.set(entry, (others | bitOf(day) | (isProminent ? prominentBit : 0)) >>> 0);
  if (day < own.newestDay - 1) return;
  setOpened(own, entry, { day, count: Math.min(openedMax, openedOn(own, entry, day) + 1) });
}

/** There was a reason after all: on that day the record was not met. */
export function excuse(own: Repeated, hash: number, day: number): void {
  const entry = find(own, hash);
  if (entry === undefined || day <= own.newestDay - daysKept || day > own.newestDay) return;
  own.days.set(entry, (own.days.get(entry) & ~bitOf(day)) >>> 0);
  if (day >= own.newestDay - 1) setOpened(own, entry, { day, count: 0 });
}

export type Met = {
  readonly hash: number;
  /** Days up to the one asked about on which it was met. */
  readonly days: number;
  /** The first of them. */
  readonly since: number;
  readonly opened: number;
  readonly isProminent: boolean;
};

/** The records met on a day, with what is known of each by its end. */
function metOn(own: Repeated, day: number): readonly Met[] {
  const met: Met[] = [];
  if (day <= own.newestDay - daysKept || day > own.newestDay) return met;
  // The next day may have begun: what it has brought so far is not this day's.
  let later = 0;
  for (let at = day + 1; at <= own.newestDay; at += 1) later |= bitOf(at);
  for (let entry = 0; entry < recordsKept; entry += 1) {
    const days = own.days.get(entry);
    if ((days & bitOf(day)) === 0) continue;
    met.push({
      hash: own.hashes.get(entry),
      days: ones(days & dayBits & ~later),
      since: firstOf(days, own.newestDay),
      opened: day < own.newestDay - 1 ? 0 : openedOn(own, entry, day),
      isProminent: (days & prominentBit) !== 0,
    });
  }
  return met;
}

export type Shares = {
  readonly floor: number;
  readonly openings: number;
  readonly repeatShare: number;
  readonly prominentShare: number;
  readonly readOnShare: number;
};

/** The record that is strangest on a day: by the days on which it was met, or by its openings. */
export function strangestOn(
  own: Repeated,
  day: number,
  shares: Shares,
): { readonly met: Met; readonly score: number } | undefined {
  let strangest: { met: Met; score: number } | undefined;
  for (const met of metOn(own, day)) {
    const again = met.isProminent ? shares.prominentShare : shares.repeatShare;
    const byDays = met.days < shares.floor ? 0 : (met.days - 1) * -log(again);
    const isMuch = met.opened >= shares.openings;
    const byOpenings = isMuch ? (met.opened - 1) * -log(shares.readOnShare) : 0;
    const score = Math.min(tailScoreMax, Math.max(byDays, byOpenings) / ln10);
    const isStranger = score > (strangest?.score ?? 0);
    const isTie = score === strangest?.score && met.hash < strangest.met.hash;
    if (isStranger || isTie) strangest = { met, score };
  }
  return strangest;
}

function find(own: Repeated, hash: number): number | undefined {
  for (let entry = 0; entry < recordsKept; entry += 1) {
    if (own.hashes.get(entry) === hash && (own.days.get(entry) & dayBits) !== 0) return entry;
  }
  return undefined;
}

/** The entry met on the fewest days; then the longest ago; then the smallest hash. */
function makeRoom(own: Repeated, hash: number): number {
  let [least, leastRank] = [0, Number.POSITIVE_INFINITY];
  for (let entry = 0; entry < recordsKept; entry += 1) {
    const days = own.days.get(entry) & dayBits;
    const rank = ones(days) * daysKept + recency(days, own.newestDay);
    const isLess = rank < leastRank;
    if (isLess || (rank === leastRank && own.hashes.get(entry) < own.hashes.get(least))) {
      least = entry;
      leastRank = rank;
    }
  }
  own.hashes.set(least, hash);
  own.days.set(least, 0);
  own.opened.set(least, 0);
  return least;
}

function firstOf(days: number, newestDay: number): number {
  let day = newestDay - daysKept + 1;
  while (day < newestDay && (days & bitOf(day)) === 0) day += 1;
  return day;
}

/** 27 for the newest day, less for each day that has passed since it was met. */
function recency(days: number, newestDay: number): number {
  for (let ago = 0; ago < daysKept; ago += 1) {
    if ((days & bitOf(newestDay + daysKept - ago)) !== 0) return daysKept - 1 - ago;
  }
  return 0;
}

function forget(own: Repeated, day: number): void {
  let stale = 0;
  for (let at = Math.max(own.newestDay + 1, day - daysKept + 1); at <= day; at += 1) {
    stale |= bitOf(at);
  }
  const isNext = day === own.newestDay + 1;
  for (let entry = 0; entry < recordsKept; entry += 1) {
    own.days.set(entry, (own.days.get(entry) & ~stale) >>> 0);
    if (isNext) setOpened(own, entry, { day, count: 0 });
    else own.opened.set(entry, 0);
  }
  own.newestDay = day;
}

function openedOn(own: Repeated, entry: number, day: number): number {
  return (own.opened.get(entry) >> shiftOf(day)) & openedMax;
}

function setOpened(
  own: Repeated,
  entry: number,
  { day, count }: { readonly day: number; readonly count: number },
): void {
  const others = own.opened.get(entry) & ~(openedMax << shiftOf(day));
  own.opened.set(entry, others | (count << shiftOf(day)));
}

function shiftOf(day: number): number {
  return (day % 2) * 4;
}

function bitOf(day: number): number {
  return (1 << (day % daysKept)) >>> 0;
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
