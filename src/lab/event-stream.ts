// The events of all days in the order of time: those of about one day and a half are held, sorted,
// until no later day can say anything earlier. For simulate.

import { dayMs } from '../core/time.ts';
import type { AccessEvent } from '../generated/records.ts';
import { eastMostMs } from './calendar.ts';
import { arriving, type FaultCounts } from './faults.ts';
import type { HonestDays } from './honest-days.ts';
import { planDays } from './plan-days.ts';
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
  /** Whose events; undefined: everybody's. */
  readonly wanted?: Wanted;
};

/** In the order of arrival. */
export function* eventsOf(parts: Parts, walk: Walk): Generator<AccessEvent> {
  const { record } = walk;
  record.events = 0;
  record.theftEvents = [];
  record.complaintReads = [];
  record.taken = new Map();
  record.oddities = walk.honest.oddities;
  for (const name of Object.keys(record.faults)) record.faults[name as keyof FaultCounts] = 0;
  const { settings } = parts;
  const events = happening(parts, walk);
  yield* hasFaults(settings) ? arriving(events, settings, record.faults) : events;
}

/** In the order of time. */
function* happening(parts: Parts, walk: Walk): Generator<EventDraft> {
  const { honest, record, wanted, complaints } = walk;
  const { settings, customers } = parts;
  const end = settings.start + settings.days * dayMs;
  let held: EventDraft[] = [];
  const known = new Map<EventDraft, Visit>();
  for (const plan of planDays(parts, honest, complaints)) {
    const { events, noted } = renderDay(parts, plan, wanted);
    for (const [event, visit] of noted) known.set(event, visit);
    // Sorting is stable: events of one instant stay in the order in which they were made.
    held = held.concat(events).sort((a, b) => a.at - b.at);
    // A local day begins at the earliest where the sun rises first.
    const safe = settings.start + (plan.day + 1) * dayMs - eastMostMs;
    const until = plan.day === settings.days ? end : Math.min(end, safe);
    let leaving = 0;
    while (leaving < held.length && held[leaving]!.at < until) leaving += 1;
    for (const event of held.slice(0, leaving)) {
      if (event.at < settings.start) {
        known.delete(event);
        continue;
      }
      record.events += 1;
      const visit = known.get(event);
      if (visit !== undefined) recordVisit(record, { event, visit }, customers);
      known.delete(event);
      yield event;
    }
    held = held.slice(leaving);
  }
}

function hasFaults(settings: SimulateSettings): boolean {
  const { twiceShare, lateShare, ticketlessShare, idlessShare, silentHours, skewMs } =
    shapeOf(settings);
  return twiceShare + lateShare + ticketlessShare + idlessShare + silentHours + skewMs > 0;
}
