// What a person did in the weeks before the ring of days, as sums: so that a slow theft of a month
// is compared with the time before it, and does not become its own measure.
//
//   … ┌ week ┬ week ┬ … ┬ week ┐┌ day ┬ day ┬ … ┬ today ┐
//     └ sums of up to twelve ──┘└ ring of 28 ───────────┘
//
// A day that leaves the ring is added to its week, if it teaches. Used by profile.ts.

import { rareLayout, type View } from './layout.ts';
import { weeksKept } from './limits.ts';

/** Sums over days that teach. */
export type Older = {
  days: number;
  /** Days, each times how busy the team was on it. */
  load: number;
  subjects: number;
  unexplained: number;
  /** Subjects, each day's times how much the team read without a reason on it. */
  exposure: number;
};

const names = ['days', 'load', 'subjects', 'unexplained', 'exposure'] as const;

export const weeksLayout = rareLayout({
  newestWeek: 'u32',
  days: ['f32', weeksKept],
  load: ['f32', weeksKept],
  subjects: ['f32', weeksKept],
  unexplained: ['f32', weeksKept],
  exposure: ['f32', weeksKept],
});
export type WeeksRow = View<typeof weeksLayout.fields>;

export function emptyOlder(): Older {
  return { days: 0, load: 0, subjects: 0, unexplained: 0, exposure: 0 };
}

/** Adds a day that left the ring; days come in their order. */
export function addToWeeks(row: WeeksRow, day: number, sums: Omit<Older, 'days'>): void {
  const week = Math.floor(day / 7);
  if (week > row.newestWeek) {
    const last = Math.min(week, row.newestWeek + weeksKept);
    for (let next = row.newestWeek + 1; next <= last; next += 1) {
      for (const name of names) row[name].set(next % weeksKept, 0);
    }
    row.newestWeek = week;
  }
  if (week <= row.newestWeek - weeksKept) return;
  const slot = week % weeksKept;
  row.days.set(slot, row.days.get(slot) + 1);
  row.load.set(slot, row.load.get(slot) + sums.load);
  row.subjects.set(slot, row.subjects.get(slot) + sums.subjects);
  row.unexplained.set(slot, row.unexplained.get(slot) + sums.unexplained);
  row.exposure.set(slot, row.exposure.get(slot) + sums.exposure);
}

/** All weeks that are not too old for a day. */
export function sumWeeks(row: WeeksRow, day: number, into: Older): Older {
  for (const name of names) into[name] = 0;
  const oldest = Math.floor(day / 7) - weeksKept - 4;
  for (let week = row.newestWeek; week > row.newestWeek - weeksKept && week > 0; week -= 1) {
    if (week < oldest) break;
    for (const name of names) into[name] += row[name].get(week % weeksKept);
  }
  return into;
}
