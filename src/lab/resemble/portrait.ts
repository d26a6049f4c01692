// What a census comes to, over some of its weeks: one bin for each value of each measure, the
// single figures, and the profile of the week. For resemblance.

import { placeOf } from '../../core/hours-of-week.ts';
import { dayMs } from '../../core/time.ts';
import type { Bins } from './bins.ts';
import { burstinessOf } from './burstiness.ts';
import {
  type Census,
  type DaysOfPerson,
  emptyCount,
  hoursOfWeek,
  type WeekCount,
} from './census.ts';
import { type FigureId, type MeasureId, measureIds } from './measures.ts';

export type Portrait = {
  readonly people: number;
  /** Days on which somebody accessed something. */
  readonly personDays: number;
  readonly events: number;
  readonly weeks: number;
  readonly bins: Readonly<Record<MeasureId, Bins>>;
  /** NaN: too little was seen. */
  readonly figures: Readonly<Record<FigureId, number>>;
  /** Accesses by hour of the week, Monday first. */
  readonly profile: readonly number[];
};

/** From one week on until before another; weeks as hours-of-week counts them. */
export type Weeks = { readonly from: number; readonly until: number };

export const always: Weeks = {
  from: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
};

export function portraitOf(census: Census, { from, until }: Weeks = always): Portrait {
  const isIn = (week: number) => week >= from && week < until;
  const weeks = [...census.weeks].filter(([week]) => isIn(week));
  const count = emptyCount();
  for (const [, one] of weeks) addCount(count, one);
  const people = [...census.people].map((one) => daysIn(one, isIn));
  const { ratios, ...bursts } = burstinessOf(people);
  const weekend = count.profile.slice(hoursOfWeek - 48).reduce((sum, one) => sum + one, 0);
  return {
    people: people.filter(({ days }) => days.length > 0).length,
    personDays: count.bins.eventsDay.total,
    events: count.events,
    weeks: weeks.length,
    bins: { ...count.bins, dayRatio: ratios },
    figures: {
      ...bursts,
      repeatedShare: count.repeated / count.bins.repeated.total,
      wideDays: count.wideDays / count.bins.eventsDay.total,
      weekend: weekend / count.events,
    },
    profile: count.profile,
  };
}

/** The two halves of a census, of about as many person-days each, cut between two weeks. */
export function halvesOf(census: Census): readonly [first: Weeks, second: Weeks] {
  const weeks = [...census.weeks].sort(([a], [b]) => a - b);
  const sizeOf = ({ bins }: WeekCount) => bins.eventsDay.total;
  const all = weeks.reduce((sum, [, count]) => sum + sizeOf(count), 0);
  let middle = weeks.at(-1)?.[0] ?? 0;
  let before = 0;
  for (const [week, count] of weeks) {
    // The week goes to the half that it makes less unequal.
    if (before + sizeOf(count) / 2 >= all / 2) {
      middle = week;
      break;
    }
    before += sizeOf(count);
  }
  return [
    { ...always, until: middle },
    { ...always, from: middle },
  ];
}

function addCount(sum: WeekCount, one: WeekCount): void {
  for (const id of measureIds) sum.bins[id].merge(one.bins[id]);
  for (let cell = 0; cell < hoursOfWeek; cell += 1) sum.profile[cell]! += one.profile[cell]!;
  sum.events += one.events;
  sum.wideDays += one.wideDays;
  sum.repeated += one.repeated;
}

function daysIn({ days, customers }: DaysOfPerson, isIn: (week: number) => boolean): DaysOfPerson {
  const chosen: DaysOfPerson = { days: [], customers: [] };
  for (const [i, day] of days.entries()) {
    if (!isIn(placeOf(day * dayMs, 0).week)) continue;
    chosen.days.push(day);
    chosen.customers.push(customers[i]!);
  }
  return chosen;
}
