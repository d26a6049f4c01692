// From where an account is used: its workstations of the last four weeks, and what was done from a
// strange one since. Fields of a row, for detectors of borrowed accounts.
//
//   desk     ──●──●──●───────────●──   known: used on at least so many days before
//   strange  ───────────○──○──○─────   counted; told of at the next use of the desk
//
// Who moves to another desk does not come back to the old one: so only what lies between two uses
// of a known place counts. A second place that is used for days becomes a known one.

import type { Access } from './detector.ts';
import { hash32 } from './hash.ts';
import type { Column } from './layout.ts';
import { aged, bitOf, countDays } from './recent-days.ts';
import { dayMs, type Millis, minuteMs, secondMs } from './time.ts';

const placesKept = 3;

/** Back within minutes: nobody walks so fast again and again. */
const quickMs = 10 * minuteMs;

export const placeFields = {
  places: ['u32', placesKept],
  seen: ['u32', placesKept],
  /** Days on which a known place was used again after a strange one. */
  odd: 'u32',
  /** Seconds of the newest access from a strange place. */
  strangeAt: 'u32',
  day: 'u16',
  /** Accesses from strange places, and quick returns from there, until a day after. */
  strange: 'u16',
  returns: 'u8',
  /** Which of the places is the strange one, and whether the known one was used after it. */
  slot: 'u8',
  isBack: 'u8',
} as const;
type Row = {
  readonly places: Column;
  readonly seen: Column;
  odd: number;
  strangeAt: number;
  day: number;
  strange: number;
  returns: number;
  slot: number;
  isBack: number;
};

export type Return = {
  /** Accesses from strange places of late. */
  readonly strange: number;
  /** How often the known place was used within minutes after a strange one. */
  readonly quickly: number;
  readonly sinceMs: Millis;
  /** Days before with the like. */
  readonly oddDays: number;
};

/** The workstation; the network alone only where none is named. */
export function placeOf({ host, network }: Access): string | null {
  return host ?? network;
}

/** The first use of a known place after a strange one, and what that was; undefined: none. */
export function returnOf(row: Row, access: Access, knownDays: number): Return | undefined {
  const day = Math.floor(access.at / dayMs);
  if (row.strange === 0 || row.isBack === 1 || day < row.day) return undefined;
  const sinceMs = access.at - row.strangeAt * secondMs;
  if (sinceMs < 0 || sinceMs > dayMs) return undefined;
  const place = placeIn(row, access);
  if (place === row.slot || daysBefore(row, place, day) < knownDays) return undefined;
  const quickly = row.returns + (sinceMs <= quickMs ? 1 : 0);
  const oddDays = countDays(aged(row.odd, day - row.day) & ~bitOf(0));
  return { strange: row.strange, quickly, sinceMs, oddDays };
}

/** Remembers where an access came from. What comes a day late says nothing of who was where. */
export function notePlace(row: Row, access: Access, knownDays: number): void {
  const day = Math.floor(access.at / dayMs);
  const name = placeOf(access);
  if (name === null || day < row.day) return;
  const { places, seen } = row;
  if (day > row.day) {
    for (let i = 0; i < placesKept; i += 1) seen.set(i, aged(seen.get(i), day - row.day));
    row.odd = aged(row.odd, day - row.day);
    row.day = day;
  }
  const found = placeIn(row, access);
  const place = found < 0 ? least(seen) : found;
  if (daysBefore(row, found, day) >= knownDays) noteKnown(row, place, access.at);
  else if (hasKnown(row, day, knownDays)) noteStrange(row, place, access.at);
  if (found < 0) seen.set(place, 0);
  places.set(place, hash32(name));
  seen.set(place, seen.get(place) | bitOf(0));
}

function noteKnown(row: Row, place: number, at: Millis): void {
  if (row.strange === 0) return;
  const strangeAt = row.strangeAt * secondMs;
  // The strange place has become a known one: somebody has moved.
  if (place === row.slot || at - strangeAt > dayMs) {
    forgetStrange(row);
    return;
  }
  row.odd |= bitOf(0);
  if (row.isBack === 0 && at - strangeAt <= quickMs) {
    row.returns = Math.min(0xff, row.returns + 1);
  }
  row.isBack = 1;
  if (Math.floor(strangeAt / dayMs) < Math.floor(at / dayMs)) forgetStrange(row);
}

function noteStrange(row: Row, place: number, at: Millis): void {
  if (at - row.strangeAt * secondMs > dayMs) forgetStrange(row);
  row.strange = Math.min(0xffff, row.strange + 1);
  row.strangeAt = Math.floor(at / secondMs);
  row.slot = place;
  row.isBack = 0;
}

function forgetStrange(row: Row): void {
  row.strange = 0;
  row.returns = 0;
  row.isBack = 0;
}

function placeIn({ places, seen }: Row, access: Access): number {
  const name = placeOf(access);
  const hash = name === null ? 0 : hash32(name);
  for (let i = 0; i < placesKept; i += 1) {
    if (places.get(i) === hash && seen.get(i) !== 0) return i;
  }
  return -1;
}

/** Days on which a place was used, before a day that is the newest or after it. */
function daysBefore({ seen, day: newest }: Row, place: number, day: number): number {
  return place < 0 ? 0 : countDays(aged(seen.get(place), day - newest) & ~bitOf(0));
}

function hasKnown(row: Row, day: number, knownDays: number): boolean {
  for (let i = 0; i < placesKept; i += 1) if (daysBefore(row, i, day) >= knownDays) return true;
  return false;
}

function least(seen: Column): number {
  let place = 0;
  for (let i = 1; i < placesKept; i += 1) if (seen.get(i) < seen.get(place)) place = i;
  return place;
}
