// One person's day while it lasts: which customers, in which hours, in runs of which length, and
// how long after one another. For census, which lets go of it once the day is over.

import { hourMs, type Millis, minuteMs, secondMs } from '../../core/time.ts';
import type { Bins } from './bins.ts';
import type { Sighting } from './sightings.ts';

/** A longer pause ends a run. */
export const runPauseMs = 5 * minuteMs;
/** Sources differ in how finely they tell time: what is nearer than a second is one second. */
const gapLeastMs = secondMs;

export type Series = {
  readonly run: Bins;
  readonly gap: Bins;
  readonly turn: Bins;
};

type Hour = { events: number; readonly customers: Set<number> };

export class OpenDay {
  events = 0;
  isWide = false;
  readonly customers = new Set<number>();
  readonly hours = new Map<number, Hour>();
  #run = new Set<number>();
  #lastAt: Millis | undefined;
  #turnedAt: Millis | undefined;
  #customer: number | undefined;

  add(sighting: Sighting, series: Series): void {
    const { at, customers, isWide } = sighting;
    this.events += 1;
    this.isWide ||= isWide;
    const clock = Math.floor(at / hourMs);
    const hour = this.hours.get(clock) ?? { events: 0, customers: new Set() };
    this.hours.set(clock, hour);
    hour.events += 1;
    for (const customer of customers) {
      this.customers.add(customer);
      hour.customers.add(customer);
    }
    // What comes late is counted; of when the others came it says nothing.
    if (this.#lastAt !== undefined && at < this.#lastAt) return;
    this.#goOn(sighting, series);
  }

  close(series: Series): void {
    if (this.#run.size > 0) series.run.add(this.#run.size);
    this.#run = new Set();
  }

  #goOn({ at, customers }: Sighting, series: Series): void {
    if (this.#lastAt !== undefined) {
      series.gap.add(inSeconds(at - this.#lastAt));
      if (at - this.#lastAt > runPauseMs) this.close(series);
    }
    this.#lastAt = at;
    for (const customer of customers) this.#run.add(customer);
    const [customer] = customers;
    if (customer === undefined || customer === this.#customer) return;
    if (this.#turnedAt !== undefined) series.turn.add(inSeconds(at - this.#turnedAt));
    this.#turnedAt = at;
    this.#customer = customer;
  }
}

function inSeconds(ms: number): number {
  return Math.max(ms, gapLeastMs) / secondMs;
}
