// All days of a world: the honest ones with what a theft adds, and what complaints bring about. For
// event-stream, simulate and render-day.

import type { Ticket } from '../generated/records.ts';
import { AttackRun } from './attack-run.ts';
import type { HonestDay, HonestDays } from './honest-days.ts';
import { Theft } from './theft.ts';
import type { Parts } from './truth.ts';
import type { Complaints } from './victims.ts';
import type { DayPlan } from './visit.ts';

export type DayOfWorld = HonestDay & {
  /** Tickets among them that a thief wrote. */
  readonly addedTickets: readonly Ticket[];
  /** Who has left by an attack: what is planned for them does not take place. */
  readonly gone: ReadonlySet<string>;
};

/** With what a list of victims brings about, where one was drawn. */
export function* planDays(
  parts: Parts,
  honest: HonestDays,
  complaints?: Complaints,
): Generator<DayOfWorld> {
  const { settings } = parts;
  const theft = settings.thief === 'none' ? undefined : new Theft(parts, settings.thief);
  const attack = settings.attack && new AttackRun(parts, settings.attack);
  for (const { day, visits, tickets } of honest.days) {
    const plan: DayPlan = { visits: [...visits], tickets: [...tickets] };
    theft?.add(plan, day);
    attack?.add(plan, day);
    const addedTickets = plan.tickets.slice(tickets.length);
    complaints?.add(plan, day);
    yield { ...plan, day, addedTickets, gone: attack?.gone(day) ?? nobody };
  }
}

const nobody: ReadonlySet<string> = new Set();
