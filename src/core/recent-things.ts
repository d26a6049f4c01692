// Which of many things were met lately: hashes, each with the days of the last four weeks on which
// it was met, as fields of a row. For detectors that ask what is new for an account.
//
//   things   │ hash │ hash │ … │ a kind in the lowest three bits; whose days are 0: no thing
//   seen     │ days │ days │ … │ masks of recent-days
//   novel    │ days │ … │        by kind: the days on which something of it was new
//   day        of the newest bit of all masks
//   ways     │ tag │ tag │ … │ of all things of an access together, of the newest day: so that of
//                              of most accesses nothing has to be looked up
//
// When all places are taken, what was met least and longest ago gives up its own. Nothing outlives
// its four weeks: what a row knows is what those weeks say.

import type { Access } from './detector.ts';
import { hash32 } from './hash.ts';
import type { Column } from './layout.ts';
import { aged, bitOf, countDays } from './recent-days.ts';
import { dayMs, type Millis } from './time.ts';

export const thingKinds = ['application', 'program', 'operation', 'place', 'table'] as const;
export type ThingKind = (typeof thingKinds)[number];

/** Of a statement over more tables than these the rest is not looked at. */
const tablesMax = 8;
const kindBits = 7;
const waysKept = 16;

/** Fields of a row that hold so many things. */
export function recentThingFields<N extends number>(count: N) {
  return {
    things: ['u32', count],
    seen: ['u32', count],
    novel: ['u32', thingKinds.length],
    day: 'u32',
    ways: ['u16', waysKept],
  } as const;
}
type Row = {
  readonly things: Column;
  readonly seen: Column;
  readonly novel: Column;
  readonly ways: Column;
  day: number;
};

/** What an access is done with, hashed at once: strings are never kept. */
export function thingsOf(access: Access): number[] {
  const { app, program, host, network, tables, operation } = access;
  const things: number[] = [thingOf(2, operation)];
  if (app !== null) things.push(thingOf(0, app));
  if (program !== null) things.push(thingOf(1, program));
  // The network alone only where no workstation is named: people move between networks.
  const place = host ?? network;
  if (place !== null) things.push(thingOf(3, place));
  for (let i = 0; i < tables.length && i < tablesMax; i += 1) things.push(thingOf(4, tables[i]!));
  return things;
}

/** Of all of them together; its lowest bits say where it stands, the upper ones are the tag. */
function wayOf({ app, program, host, network, tables, operation }: Access): number {
  let way = hash32(operation);
  way = hash32(app ?? '', way);
  way = hash32(program ?? '', way);
  way = hash32(host ?? network ?? '', way);
  for (let i = 0; i < tables.length && i < tablesMax; i += 1) way = hash32(tables[i]!, way);
  return way;
}

/** Whether all things of an access were met on its day already, in another one just like it. */
function isKnownWay(row: Row, way: number, at: Millis): boolean {
  const isToday = Math.floor(at / dayMs) === row.day;
  return isToday && row.ways.get(way & (waysKept - 1)) === tagOf(way);
}

/** Never 0, which is an empty place. */
function tagOf(way: number): number {
  return (way >>> 16) | 1;
}

function thingOf(kind: number, name: string): number {
  return ((hash32(name) & ~kindBits) | kind) >>> 0;
}

/** Its things in words, for an analyst. */
export function describeThings({ operation, tables, app, program, host }: Access): string {
  const about = tables.length === 0 ? '' : ` on ${tables.slice(0, tablesMax).join(', ')}`;
  const by = [app, program].filter((one) => one !== null).join(', ');
  return `${operation}${about} by ${by || 'no named tool'} at ${host ?? 'no named place'}`;
}

/**
 * The kinds of what is new on the day of an access that brings something new; none where it brings
 * nothing. What was new earlier that day counts too: a program is opened before a table is read.
 */
export function newKinds(row: Row, access: Access): ThingKind[] {
  if (isKnownWay(row, wayOf(access), access.at)) return [];
  const { later, today } = placeInTime(row, access.at);
  if (today === 0) return [];
  const { things, seen } = row;
  const isNew = [false, false, false, false, false];
  let isAny = false;
  for (const thing of thingsOf(access)) {
    const place = find(row, thing);
    if (place >= 0 && aged(seen.get(place), later) !== 0) continue;
    isNew[thing & kindBits] = true;
    isAny = true;
  }
  if (!isAny) return [];
  for (let i = 0; i < things.length; i += 1) {
    if (aged(seen.get(i), later) === today) isNew[things.get(i) & kindBits] = true;
  }
  return thingKinds.filter((_, kind) => isNew[kind]);
}

/** Days before this one on which something of a kind was new. */
export function novelDays(row: Row, kind: ThingKind, at: Millis): number {
  const { later, today } = placeInTime(row, at);
  return countDays(aged(row.novel.get(thingKinds.indexOf(kind)), later) & ~today);
}

/** Remembers what an access was done with. Says of which kinds some was new, as bits by number. */
export function noteThings(row: Row, access: Access): number {
  const way = wayOf(access);
  if (isKnownWay(row, way, access.at)) return 0;
  const { things, seen } = row;
  const { later, today } = placeInTime(row, access.at);
  if (later > 0) advance(row, later);
  let fresh = 0;
  if (today === 0) return fresh;
  for (const thing of thingsOf(access)) {
    const known = find(row, thing);
    const place = known < 0 ? least(seen) : known;
    const days = known < 0 ? 0 : seen.get(place);
    if (days === 0) fresh |= 1 << (thing & kindBits);
    things.set(place, thing);
    seen.set(place, days | today);
  }
  if (today === bitOf(0)) row.ways.set(way & (waysKept - 1), tagOf(way));
  return fresh;
}

function advance(row: Row, later: number): void {
  const { seen, novel, ways } = row;
  for (let i = 0; i < seen.length; i += 1) seen.set(i, aged(seen.get(i), later));
  for (let i = 0; i < novel.length; i += 1) novel.set(i, aged(novel.get(i), later));
  for (let i = 0; i < ways.length; i += 1) ways.set(i, 0);
  row.day += later;
}

/** Marks the day of an access just remembered as one on which something of these kinds was new. */
export function countNovel({ novel, day }: Row, fresh: number, at: Millis): void {
  const today = bitOf(day - Math.floor(at / dayMs));
  for (let kind = 0; kind < novel.length; kind += 1) {
    if (((fresh >>> kind) & 1) === 1) novel.set(kind, novel.get(kind) | today);
  }
}

/** How many days the row lags behind an instant, and the bit of its day then. */
function placeInTime({ day: newest }: Row, at: Millis): { later: number; today: number } {
  const day = Math.floor(at / dayMs);
  return { later: Math.max(0, day - newest), today: bitOf(Math.max(0, newest - day)) };
}

function find({ things }: Row, thing: number): number {
  for (let i = 0; i < things.length; i += 1) if (things.get(i) === thing) return i;
  return -1;
}

function least(seen: Column): number {
  let place = 0;
  for (let i = 1; i < seen.length; i += 1) if (seen.get(i) < seen.get(place)) place = i;
  return place;
}
