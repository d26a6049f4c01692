// The events of all days in the order of time: those of about one day and a half are held, sorted,
// until no later day can say anything earlier. For simulate.

import { dayMs, type Millis } from '../core/time.ts';
import type { AccessEvent, Ticket } from '../generated/records.ts';
import { eastMostMs } from './calendar.ts';
import { arriving, type FaultCounts } from './faults.ts';
import type { HonestDays } from './honest-days.ts';
import { type DayOfWorld, planDays } from './plan-days.ts';
import type { EventDraft } from './render.ts';
import { renderDay, type Wanted } from './render-day.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';
import { type Parts, type Recorded, recordVisit } from './truth.ts';
import type { Complaints } from './victims.ts';
import type { Visit } from './visit.ts';

export type Walk = {
  readonly honest: HonestDays;
  /** What is remembered of the events; complete once all were walked. */
  readonly record: Recorded;
  readonly complaints?: Complaints | undefined;
  /** Called with the tickets of each day that is gone through, before its events. */
  readonly onTickets?: ((tickets: readonly Ticket[]) => void) | undefined;
  /** Whose events; undefined: everybody's. */
  readonly wanted?: Wanted;
};

/** In the order of arrival. */
export function* eventsOf(parts: Parts, walk: Walk): Generator<AccessEvent> {
  const events = happening(parts, walk);
  const { settings } = parts;
  yield* hasFaults(settings) ? arriving(events, settings, walk.record.faults) : events;
}

/** As they are planned, for whoever wants no events. */
export function daysOf(parts: Parts, { honest, complaints }: Walk): Iterable<DayOfWorld> {
  return planDays(parts, honest, complaints);
}

export type DayOfWalk = {
  readonly plan: DayOfWorld;
  /** Of the world: what lies before is not told. */
  readonly from: Millis;
  /** No later day can say anything before. */
  readonly until: Millis;
};

/** Begins to remember, and goes through the days. */
export function* openWalk(parts: Parts, walk: Walk): Generator<DayOfWalk> {
  const { honest, record, onTickets } = walk;
  const { start, days } = parts.settings;
  record.events = 0;
  record.theftEvents = [];
  record.complaintReads = [];
  record.taken = new Map();
  record.oddities = honest.oddities;
  for (const name of Object.keys(record.faults)) record.faults[name as keyof FaultCounts] = 0;
  const end = start + days * dayMs;
  for (const plan of daysOf(parts, walk)) {
    onTickets?.(plan.tickets);
    // A local day begins at the earliest where the sun rises first.
    const safe = start + (plan.day + 1) * dayMs - eastMostMs;
    yield { plan, from: start, until: plan.day === days ? end : Math.min(end, safe) };
  }
}

/** In the order of time. */
function* happening(parts: Parts, walk: Walk): Generator<EventDraft> {
  const { record, wanted } = walk;
  let held: EventDraft[] = [];
  const known = new Map<EventDraft, Visit>();
  for (const { plan, from, until } of openWalk(parts, walk)) {
    const take = (event: EventDraft, visit: Visit | undefined) => {
      held.push(event);
      if (visit !== undefined) known.set(event, visit);
    };
    renderDay(parts, plan, { wanted, take });
    // Sorting is stable: events of one instant stay in the order in which they were made.
    held.sort((a, b) => a.at - b.at);
    let leaving = 0;
    while (leaving < held.length && held[leaving]!.at < until) leaving += 1;
    for (const event of held.slice(0, leaving)) {
      const visit = known.get(event);
      known.delete(event);
      if (event.at < from) continue;
      record.events += 1;
      if (visit !== undefined) recordVisit(record, { event, visit }, parts.customers);
      yield event;
    }
    held = held.slice(leaving);
  }
}

export function hasFaults(settings: SimulateSettings): boolean {
  const { twiceShare, lateShare, ticketlessShare, idlessShare, silentHours, skewMs } =
    shapeOf(settings);
  return twiceShare + lateShare + ticketlessShare + idlessShare + silentHours + skewMs > 0;
}
