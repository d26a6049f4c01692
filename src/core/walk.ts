// Steps from one record to the next in an order that can be walked (core/order-key.ts): how many of
// the day lead to a near place, and how many in a row are equally long. For the detector
// enumeration. Two walks a person, records and searches, each with a past of five weeks.
//
//   c1007 ─ +7 ─► c1014 ─ +7 ─► c1021 ─ +9000 ─► c10021 ─ +7 ─►    one equal stride, three near
//
// Near places are usual where customers of a day were registered on one day, or where a list is
// worked off: at a real loan desk (BPI Challenge 2012) one user-day in a hundred is nearly all of
// steps to a near number. Such lists come with tickets. So only reads without a reason are steps,
// and their near ones are compared with the person's own share. Rising order alone says nothing.

import { countUp } from './day-ring.ts';
import type { Access } from './detector.ts';
import { layout, type View } from './layout.ts';
import { dayMs } from './time.ts';

/** Records at 0, searches at 1, in each column. */
const walks = 2;
export const walkWeeks = 5;

export const walkLayout = layout({
  lastKey: ['f64', walks],
  lastGap: ['f64', walks],
  /** Of the day: steps, those to a near place, and equal strides in a row, now and at most. */
  day: 'u32',
  steps: ['u16', walks],
  near: ['u16', walks],
  run: ['u16', walks],
  longest: ['u16', walks],
  /** Of the weeks before, by week modulo five. */
  newestWeek: 'u32',
  pastSteps: ['u16', walks * walkWeeks],
  pastNear: ['u16', walks * walkWeeks],
});
export type Walk = View<typeof walkLayout.fields>;

const countMax = 0xffff;
const weekDays = 7;

export type Steps = {
  readonly steps: number;
  readonly near: number;
  /** Equal strides in a row, the longest of the day. */
  readonly longest: number;
};

/** Work lists are sorted, and come with tickets: reads count without one, searches have none. */
export function isStep({ order_key: key, reasons }: Access): boolean {
  return key <= -2 || (key >= 0 && (reasons[0] === 'none' || reasons[0] === 'unknown'));
}

/** Which of the two walks a key belongs to; undefined: none. */
export function walkOf(orderKey: number): 0 | 1 | undefined {
  if (orderKey >= 0) return 0;
  return orderKey <= -2 ? 1 : undefined;
}

/** The day with this step in it; undefined where there is no step. Changes nothing. */
export function dayWith(
  walk: Walk,
  { at, key, near }: { readonly at: number; readonly key: number; readonly near: number },
): Steps | undefined {
  const which = walkOf(key);
  if (which === undefined) return undefined;
  const isSameDay = walk.day === Math.floor(at / dayMs);
  if (!isSameDay) return undefined;
  const gap = key - walk.lastKey.get(which);
  if (gap === 0 || walk.lastKey.get(which) === 0) return undefined;
  const run = gap === walk.lastGap.get(which) ? walk.run.get(which) + 1 : 0;
  return {
    steps: walk.steps.get(which) + 1,
    near: walk.near.get(which) + (Math.abs(gap) <= near ? 1 : 0),
    longest: Math.max(run, walk.longest.get(which)),
  };
}

type Usual = { readonly nearShare: number; readonly priorSteps: number };

/** Takes the step. */
export function step(
  walk: Walk,
  { at, key, near }: { readonly at: number; readonly key: number; readonly near: number },
  usual: Usual,
): void {
  const which = walkOf(key);
  if (which === undefined) return;
  const day = Math.floor(at / dayMs);
  // What comes late has lost its place among the others.
  if (day < walk.day) return;
  if (day > walk.day) closeDay(walk, day, usual);
  const last = walk.lastKey.get(which);
  const gap = key - last;
  walk.lastKey.set(which, key);
  if (gap === 0 || last === 0) return;
  countUp(walk.steps, which, countMax);
  if (Math.abs(gap) <= near) countUp(walk.near, which, countMax);
  const run = gap === walk.lastGap.get(which) ? Math.min(countMax, walk.run.get(which) + 1) : 0;
  walk.run.set(which, run);
  walk.longest.set(which, Math.max(run, walk.longest.get(which)));
  walk.lastGap.set(which, gap);
}

/** Steps of the weeks before `day`, without the day that is not over. */
export function pastOf(walk: Walk, which: 0 | 1): { count: number; of: number } {
  const past = { count: 0, of: 0 };
  for (let week = 0; week < walkWeeks; week += 1) {
    past.count += walk.pastNear.get(which * walkWeeks + week);
    past.of += walk.pastSteps.get(which * walkWeeks + week);
  }
  return past;
}

function closeDay(walk: Walk, today: number, usual: Usual): void {
  const week = Math.floor(walk.day / weekDays);
  for (const which of [0, 1] as const) {
    const slot = which * walkWeeks + (week % walkWeeks);
    const [steps, near] = [walk.steps.get(which), kept(walk, which, usual)];
    walk.pastSteps.set(slot, Math.min(countMax, walk.pastSteps.get(slot) + steps));
    walk.pastNear.set(slot, Math.min(countMax, walk.pastNear.get(slot) + near));
    for (const column of [walk.steps, walk.near, walk.run, walk.longest]) column.set(which, 0);
    // A day begins anew: nobody goes on tomorrow where they stopped by chance.
    walk.lastKey.set(which, 0);
    walk.lastGap.set(which, 0);
  }
  walk.day = today;
  forgetUntil(walk, Math.floor(today / weekDays));
}

/** A thief's days shall not become the habit: at the most twice the usual share is learnt. */
function kept(walk: Walk, which: 0 | 1, { nearShare, priorSteps }: Usual): number {
  const past = pastOf(walk, which);
  const usual = (past.count + priorSteps * nearShare) / (past.of + priorSteps);
  return Math.min(walk.near.get(which), Math.ceil(2 * usual * walk.steps.get(which)));
}

function forgetUntil(walk: Walk, week: number): void {
  const from = Math.max(walk.newestWeek + 1, week - walkWeeks + 1);
  for (let at = from; at <= week; at += 1) {
    for (const which of [0, 1]) {
      walk.pastSteps.set(which * walkWeeks + (at % walkWeeks), 0);
      walk.pastNear.set(which * walkWeeks + (at % walkWeeks), 0);
    }
  }
  walk.newestWeek = Math.max(walk.newestWeek, week);
}
