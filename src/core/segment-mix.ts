// Which segments of customers somebody opens, with a reason and without, week by week. For the
// detector segment-concentration.
//
//   cell       0           1           2   …   6      7
//   segment    en-consumer en-business ∅       ∅      all that found no cell
//
//   explained     four weeks: what the person's work is; follows whoever changes the queue
//   unexplained   this week and the last
//
// Segments are known by a hash. A cell without any count is free for the next segment, so that
// which cell a segment has says nothing.

import type { Explained } from '../generated/records.ts';
import { countUp } from './day-ring.ts';
import type { Access } from './detector.ts';
import { hash32 } from './hash.ts';
import { layout, type View } from './layout.ts';
import { shareRiseScore } from './stats/beta-binomial.ts';
import { ln10, log } from './stats/special.ts';
import { dayMs, type Millis } from './time.ts';

const segmentCells = 8;
const otherCell = segmentCells - 1;
const explainedWeeks = 4;
const unexplainedWeeks = 2;

export const segmentMixLayout = layout({
  newestWeek: 'u32',
  /** Hash of the customer counted last: reading on in a record is one read. */
  last: 'u32',
  lastExplained: 'u32',
  hashes: ['u32', segmentCells],
  explained: ['u16', segmentCells * explainedWeeks],
  unexplained: ['u8', segmentCells * unexplainedWeeks],
});
export type SegmentMix = View<typeof segmentMixLayout.fields>;

/** Of one access: more say nothing new about the mix. */
const subjectsMax = 64;

/** Hits in a list were not chosen, and are left out. */
export function countAccess(mix: SegmentMix, access: Access): void {
  const { at, touch, subjects, segments, reasons } = access;
  if (touch === 'listed') return;
  const length = Math.min(subjects.length, subjectsMax);
  for (let i = 0; i < length; i += 1) {
    if (segments[i] === '' || reasons[i] === 'unknown') continue;
    const subject = hash32(subjects[i]!);
    if (subject === mix.last) continue;
    mix.last = subject;
    const isExplained = reasons[i] !== 'none';
    countSegment(mix, weekOf(at), { hash: hash32(segments[i]!), isExplained });
  }
}

/** What was without a reason has one. */
export function countExplained(mix: SegmentMix, { at, segment, subject }: Explained): void {
  const hash = hash32(subject);
  if (segment === '' || hash === mix.lastExplained) return;
  mix.lastExplained = hash;
  excuseSegment(mix, weekOf(at), hash32(segment));
}

/** When the oldest of the reads without a reason may have been. */
export function unexplainedSince(at: Millis): Millis {
  return (weekOf(at) - unexplainedWeeks + 1) * 7 * dayMs;
}

function weekOf(at: Millis): number {
  return Math.floor(at / (7 * dayMs));
}

function countSegment(
  mix: SegmentMix,
  week: number,
  { hash, isExplained }: { readonly hash: number; readonly isExplained: boolean },
): void {
  if (week <= mix.newestWeek - explainedWeeks) return;
  if (week > mix.newestWeek) forget(mix, week);
  if (!isExplained && week <= mix.newestWeek - unexplainedWeeks) return;
  const place = placeOf(cellOf(mix, hash), week, isExplained);
  const column = isExplained ? mix.explained : mix.unexplained;
  countUp(column, place, isExplained ? 0xffff : 0xff);
}

function excuseSegment(mix: SegmentMix, week: number, hash: number): void {
  if (week > mix.newestWeek - unexplainedWeeks && week <= mix.newestWeek) {
    const place = placeOf(cellOf(mix, hash), week, false);
    mix.unexplained.set(place, Math.max(0, mix.unexplained.get(place) - 1));
  }
  countSegment(mix, week, { hash, isExplained: true });
}

export type Strange = {
  readonly name: string;
  readonly score: number;
  /** Of all without a reason, those in these segments; and the share that is usual. */
  readonly count: number;
  readonly of: number;
  readonly usual: number;
  readonly explained: number;
};

type Shares = {
  readonly floor: number;
  readonly foreignBelow: number;
  readonly foreignShare: number;
  readonly priorRecords: number;
  readonly concentration: number;
};

/** Where records without a reason lie more often than those with one; undefined: nowhere. */
export function strangestSegments(mix: SegmentMix, shares: Shares): Strange | undefined {
  const cells = mixOf(mix);
  const explained = sum(cells, 'explained');
  const of = sum(cells, 'unexplained');
  if (of < shares.floor) return undefined;
  const { priorRecords: weight, concentration, floor } = shares;
  const known = explained + weight;
  const test = (name: string, some: readonly Mix[], share: number): Strange => {
    const now = { count: sum(some, 'unexplained'), of, days: 1 };
    const before = { count: sum(some, 'explained'), of: explained };
    const rise = shareRiseScore(now, before, { share, weight, concentration });
    // The best of so many tests is that much less surprising.
    const score = rise.score - log(segmentCells + 1) / ln10;
    return { name, count: now.count, of, explained, usual: rise.usual, score };
  };
  const foreign = cells.filter((one) => one.explained < shares.foreignBelow * known);
  const [strangest] = [
    test('foreign segments', foreign, shares.foreignShare),
    ...cells.map((one) => test('one segment', [one], 1 / segmentCells)),
  ]
    .filter(({ count, score }) => count >= floor && score > 0)
    .sort((a, b) => b.score - a.score);
  return strangest;
}

function sum(cells: readonly Mix[], of: 'explained' | 'unexplained'): number {
  return cells.reduce((all, one) => all + one[of], 0);
}

type Mix = { readonly explained: number; readonly unexplained: number };

/** Counts of each segment, as of the newest week. */
function mixOf(mix: SegmentMix): readonly Mix[] {
  return Array.from({ length: segmentCells }, (_, cell) => ({
    explained: sumOf(mix, cell, true),
    unexplained: sumOf(mix, cell, false),
  }));
}

function sumOf(mix: SegmentMix, cell: number, isExplained: boolean): number {
  const weeks = isExplained ? explainedWeeks : unexplainedWeeks;
  const column = isExplained ? mix.explained : mix.unexplained;
  let sum = 0;
  for (let week = 0; week < weeks; week += 1) sum += column.get(cell * weeks + week);
  return sum;
}

function cellOf(mix: SegmentMix, hash: number): number {
  for (let cell = 0; cell < otherCell; cell += 1) {
    if (mix.hashes.get(cell) === hash) return cell;
  }
  let free = 0;
  while (free < otherCell && sumOf(mix, free, true) + sumOf(mix, free, false) > 0) free += 1;
  mix.hashes.set(free, free === otherCell ? 0 : hash);
  return free;
}

function placeOf(cell: number, week: number, isExplained: boolean): number {
  const weeks = isExplained ? explainedWeeks : unexplainedWeeks;
  return cell * weeks + (week % weeks);
}

function forget(mix: SegmentMix, week: number): void {
  const from = Math.max(mix.newestWeek + 1, week - explainedWeeks + 1);
  for (let at = from; at <= week; at += 1) {
    for (let cell = 0; cell < segmentCells; cell += 1) {
      mix.explained.set(placeOf(cell, at, true), 0);
      if (at > week - unexplainedWeeks) mix.unexplained.set(placeOf(cell, at, false), 0);
    }
  }
  mix.newestWeek = week;
}
