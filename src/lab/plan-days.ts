// All days of a world, planned one after the other: the usual work, what looks odd, and the theft.
// For simulate.

import { AttackRun } from './attacks.ts';
import { Confusers, type Oddity } from './confusers.ts';
import { Planner, scaleFor } from './plan.ts';
import { eventsPerDuty, eventsPerVisit } from './render.ts';
import { shapeOf } from './simulate-settings.ts';
import { Theft } from './theft.ts';
import type { Parts } from './truth.ts';
import type { DayPlan } from './visit.ts';

export type DayOfWorld = DayPlan & { readonly day: number };

/** Local days from the one before the world, for the sites ahead of UTC, to the one after. */
export function* planDays(parts: Parts, oddities: Oddity[] = []): Generator<DayOfWorld> {
  const { settings } = parts;
  const perVisit = eventsPerVisit(shapeOf(settings));
  const planner = new Planner(parts, scaleFor(parts, { perVisit, perDuty: eventsPerDuty }));
  const confusers = new Confusers(parts, oddities);
  const theft = settings.thief === 'none' ? undefined : new Theft(parts, settings.thief);
  const attack = settings.attack && new AttackRun(parts, settings.attack);
  for (let day = -1; day <= settings.days; day += 1) {
    const plan = planner.plan(day);
    confusers.add(plan, day);
    theft?.add(plan, day);
    attack?.add(plan, day);
    yield { ...plan, day };
  }
}
