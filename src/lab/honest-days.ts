// The honest days of a world, planned one after the other: the usual work, and what looks odd. For
// plan-days, which adds the theft, and simulate.
//
// They do not know of the theft, which only adds to them: so they can be planned once, kept, and
// lent to many worlds that differ in nothing else.

import { Chores } from './chores.ts';
import { Confusers, type Oddity } from './confusers.ts';
import { scaleFor } from './demand.ts';
import { OddJobs } from './odd-jobs.ts';
import { Planner } from './plan.ts';
import { eventsPerDuty, eventsPerVisit } from './render.ts';
import { shapeOf } from './simulate-settings.ts';
import type { Parts } from './truth.ts';
import type { DayPlan } from './visit.ts';

export type HonestDay = DayPlan & { readonly day: number };

export type HonestDays = {
  readonly days: Iterable<HonestDay>;
  /** Complete once the days were walked. */
  readonly oddities: Oddity[];
};

/** Local days from the one before the world, for the sites ahead of UTC, to the one after. */
export function planHonestDays(parts: Parts): HonestDays {
  const oddities: Oddity[] = [];
  return { days: honestDays(parts, oddities), oddities };
}

/** To be walked as often as wanted, at the price of all visits and tickets in memory. */
export function keepDays({ days, oddities }: HonestDays): HonestDays {
  return { days: [...days], oddities };
}

function* honestDays(parts: Parts, oddities: Oddity[]): Generator<HonestDay> {
  const { settings } = parts;
  const perVisit = eventsPerVisit(shapeOf(settings));
  const planner = new Planner(parts, scaleFor(parts, { perVisit, perDuty: eventsPerDuty }));
  const chores = new Chores(parts, oddities);
  const confusers = new Confusers(parts, oddities);
  const oddJobs = new OddJobs(parts, oddities);
  for (let day = -1; day <= settings.days; day += 1) {
    const plan = planner.plan(day);
    chores.add(plan, day);
    oddJobs.add(plan, day);
    confusers.add(plan, day);
    yield { ...plan, day };
  }
}
