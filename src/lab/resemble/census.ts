// Counts a log, or a world, while it streams by. For resemblance.
//
//   sightings ─► open days of each person ─► bins of the week ─► portrait of any weeks
//                        └► customers of the last 28 days   └► one number per person and day
//
// Kept are: bins by week (a few hundred numbers each), of each person the days that are not over
// (three, so that what comes two days late is still counted), the customers of 28 days, and one
// number for each day of work. So memory grows with people and weeks, and not with accesses; 300
// people and half a year are a few MB. By week, because a log is also compared with itself, its
// first half with its second, and where the middle is shows only at the end.

import { placeOf } from '../../core/hours-of-week.ts';
import { dayMs } from '../../core/time.ts';
import { Bins } from './bins.ts';
import { type MeasureId, measureIds, measures } from './measures.ts';
import { OpenDay } from './open-day.ts';
import type { Sighting } from './sightings.ts';

/** Of more people the first ones are counted: a likeness needs no more of them. */
export const peopleMax = 20_000;
const daysOpen = 3;
export const memoryDays = 28;
/** Of fewer customers the share that was met before is a coarse number. */
const repeatedOfLeast = 5;
export const hoursOfWeek = 168;

/** Bins of all measures but those that need the whole of a person's days. */
export type WeekCount = {
  readonly bins: Readonly<Record<MeasureId, Bins>>;
  /** Accesses by hour of the week, Monday first. */
  readonly profile: number[];
  events: number;
  /** Days of persons with an access of many customers. */
  wideDays: number;
  /** Sum of the shares that were met before, over the days whose bins they are in. */
  repeated: number;
};

/** Of one person, in order: days since 1970 on which customers were met, and how many. */
export type DaysOfPerson = { readonly days: number[]; readonly customers: number[] };

type Somebody = DaysOfPerson & {
  newest: number;
  readonly open: Map<number, OpenDay>;
  /** Customers of the last days, and the last day; the longest ago first. */
  readonly met: Map<number, number>;
};

type DayThatIsOver = { readonly day: number; readonly open: OpenDay; readonly count: WeekCount };

export class Census {
  readonly weeks = new Map<number, WeekCount>();
  readonly #people = new Map<string, Somebody>();
  #firstDay = Number.POSITIVE_INFINITY;
  /** Of people beyond the most, and of those that came too late. */
  leftOut = 0;

  get people(): Iterable<DaysOfPerson> {
    return this.#people.values();
  }

  take(sighting: Sighting): void {
    const day = Math.floor(sighting.at / dayMs);
    const somebody = this.#personOf(sighting.person, day);
    if (somebody === undefined || day <= somebody.newest - daysOpen) {
      this.leftOut += 1;
      return;
    }
    this.#firstDay = Math.min(this.#firstDay, day);
    if (day > somebody.newest) {
      somebody.newest = day;
      this.#close(somebody, day - daysOpen);
    }
    const { week, cell } = placeOf(sighting.at, 0);
    const count = this.#week(week);
    count.events += 1;
    count.profile[cell]! += 1;
    let open = somebody.open.get(day);
    if (open === undefined) {
      open = new OpenDay();
      somebody.open.set(day, open);
    }
    open.add(sighting, count.bins);
  }

  /** Closes what is open; once, at the end. */
  end(): void {
    for (const somebody of this.#people.values()) this.#close(somebody, somebody.newest);
  }

  #personOf(person: string, day: number): Somebody | undefined {
    const known = this.#people.get(person);
    if (known !== undefined || this.#people.size >= peopleMax) return known;
    const somebody = { days: [], customers: [], newest: day, open: new Map(), met: new Map() };
    this.#people.set(person, somebody);
    return somebody;
  }

  #week(week: number): WeekCount {
    const known = this.weeks.get(week);
    if (known !== undefined) return known;
    const count = emptyCount();
    this.weeks.set(week, count);
    return count;
  }

  #close(somebody: Somebody, until: number): void {
    const over = [...somebody.open].filter(([day]) => day <= until).sort(([a], [b]) => a - b);
    for (const [day, open] of over) {
      somebody.open.delete(day);
      const count = this.#week(placeOf(day * dayMs, 0).week);
      closeDay(open, count);
      this.#remember(somebody, { day, open, count });
    }
  }

  #remember(somebody: Somebody, { day, open, count }: DayThatIsOver): void {
    const { met } = somebody;
    for (const [customer, last] of met) {
      if (last >= day - memoryDays) break;
      met.delete(customer);
    }
    let before = 0;
    for (const customer of open.customers) {
      if (met.delete(customer)) before += 1;
      met.set(customer, day);
    }
    const { size } = open.customers;
    if (size === 0) return;
    somebody.days.push(day);
    somebody.customers.push(size);
    // Before that nobody can have been met 28 days ago.
    if (day < this.#firstDay + memoryDays || size < repeatedOfLeast) return;
    count.repeated += before / size;
    count.bins.repeated.add(before / size);
  }
}

function closeDay(open: OpenDay, count: WeekCount): void {
  const { bins } = count;
  if (open.isWide) count.wideDays += 1;
  open.close(bins);
  bins.eventsDay.add(open.events);
  if (open.customers.size > 0) bins.customersDay.add(open.customers.size);
  for (const { events, customers } of open.hours.values()) {
    bins.eventsHour.add(events);
    if (customers.size > 0) bins.customersHour.add(customers.size);
  }
}

export function emptyCount(): WeekCount {
  const bins = measureIds.map((id) => [id, new Bins(measures[id].scale)]);
  return {
    bins: Object.fromEntries(bins),
    profile: new Array(hoursOfWeek).fill(0),
    ...{ events: 0, wideDays: 0, repeated: 0 },
  };
}
