// All days of a world, planned one after the other: the usual work, what looks odd, and then the
// theft. For simulate.
//
// The honest days do not know of the theft, which only adds to them: so they can be planned once,
// kept, and lent to many worlds that differ in nothing else.

import type { Ticket } from '../generated/records.ts';
import { AttackRun } from './attack-run.ts';
import { Chores } from './chores.ts';
import { Confusers, type Oddity } from './confusers.ts';
import { scaleFor } from './demand.ts';
import { OddJobs } from './odd-jobs.ts';
import { Planner } from './plan.ts';
import { eventsPerDuty, eventsPerVisit } from './render.ts';
import { shapeOf } from './simulate-settings.ts';
import { Theft } from './theft.ts';
import type { Parts } from './truth.ts';
import type { DayPlan } from './visit.ts';

export type HonestDay = DayPlan & { readonly day: number };

export type DayOfWorld = HonestDay & {
  /** Tickets among them that a thief wrote. */
  readonly addedTickets: readonly Ticket[];
  /** Who has left by an attack: what is planned for them does not take place. */
  readonly gone: ReadonlySet<string>;
};

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

export function* planDays(parts: Parts, { days }: HonestDays): Generator<DayOfWorld> {
  const { settings } = parts;
  const theft = settings.thief === 'none' ? undefined : new Theft(parts, settings.thief);
  const attack = settings.attack && new AttackRun(parts, settings.attack);
  for (const { day, visits, tickets } of days) {
    const plan: DayPlan = { visits: [...visits], tickets: [...tickets] };
    theft?.add(plan, day);
    attack?.add(plan, day);
    const addedTickets = plan.tickets.slice(tickets.length);
    yield { ...plan, day, addedTickets, gone: attack?.gone(day) ?? nobody };
  }
}

const nobody: ReadonlySet<string> = new Set();
