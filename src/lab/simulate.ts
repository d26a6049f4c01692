// A support desk that never was, with a thief or without: records to read and the truth beside
// them. Pure: the same settings give the same bytes on any machine. For the commands `simulate` and
// `demo`, for evaluation and for tests; the commands write what these iterables yield.
//
//   settings → Staff, Customers → Planner (visits, tickets of a day) → Renderer → events
//                                    └ Theft adds its own                └→ held until no
//                                                        later day can say anything earlier
//
// Everything is made day by day: beside the customers (nine bytes each) and the theft's own list
// nothing of the past is kept. Local days of the sites overlap, so the events of about one day and
// a half wait, sorted, until the next local day cannot begin before them.

import { dayMs } from '../core/time.ts';
import type { AccessEvent, Asset, Person, Subject, Ticket } from '../generated/records.ts';
import { eastMostMs } from './calendar.ts';
import { Customers } from './customers.ts';
import { fewestEvents } from './fewest-events.ts';
import { planDays } from './plan-days.ts';
import type { EventDraft } from './render.ts';
import { renderDay } from './render-day.ts';
import { assetRecords, servicePeople } from './services.ts';
import { checkSettings, type SimulateSettings } from './simulate-settings.ts';
import { Staff } from './staff.ts';
import { type Parts, type Recorded, recordTheft, type Truth, truthOf } from './truth.ts';

export type World = {
  readonly settings: SimulateSettings;
  /** Several versions of one, each from when on it holds, where clocks change. */
  readonly people: readonly Person[];
  readonly assets: readonly Asset[];
  subjects(): Iterable<Subject>;
  /** By day; each ticket once, as it ended. */
  tickets(): Iterable<Ticket>;
  /** In the order of time; ids count up. Walking them completes the truth. */
  events(): Iterable<AccessEvent>;
  /** About how many events there are at the least, however few are asked for. */
  fewestEvents(): number;
  /** Complete once events() was walked to its end. */
  truth(): Truth;
};

export function simulate(settings: SimulateSettings): World {
  checkSettings(settings);
  const parts: Parts = {
    settings,
    staff: new Staff(settings),
    customers: new Customers(settings),
  };
  const people = [...parts.staff.people(), ...servicePeople()];
  const record: Recorded = { events: 0, theftEvents: [], taken: new Map(), oddities: [] };
  return {
    settings,
    people,
    assets: assetRecords(),
    subjects: () => parts.customers.subjects(),
    tickets: () => ticketsOf(parts),
    events: () => eventsOf(parts, record),
    fewestEvents: () => fewestEvents(parts),
    truth: () => truthOf(parts, new Set(people.map(({ id }) => id)).size, record),
  };
}

function* ticketsOf(parts: Parts): Generator<Ticket> {
  for (const { tickets } of planDays(parts)) yield* tickets;
}

function* eventsOf(parts: Parts, record: Recorded): Generator<AccessEvent> {
  const { settings, customers } = parts;
  const end = settings.start + settings.days * dayMs;
  record.events = 0;
  record.theftEvents = [];
  record.taken = new Map();
  record.oddities = [];
  let held: EventDraft[] = [];
  const thefts = new Set<EventDraft>();
  for (const plan of planDays(parts, record.oddities)) {
    const { honest, stolen } = renderDay(parts, plan);
    for (const event of stolen) thefts.add(event);
    // Sorting is stable: events of one instant stay in the order in which they were made.
    held = held.concat(honest, stolen).sort((a, b) => a.at - b.at);
    // A local day begins at the earliest where the sun rises first.
    const safe = settings.start + (plan.day + 1) * dayMs - eastMostMs;
    const until = plan.day === settings.days ? end : Math.min(end, safe);
    let leaving = 0;
    while (leaving < held.length && held[leaving]!.at < until) leaving += 1;
    for (const event of held.slice(0, leaving)) {
      if (event.at < settings.start) {
        thefts.delete(event);
        continue;
      }
      record.events += 1;
      // With the seed: of two worlds in one log neither may be held for repeats of the other.
      event.event_id = `e${settings.seed}-${String(record.events).padStart(8, '0')}`;
      if (thefts.delete(event)) recordTheft(record, event, customers);
      yield event;
    }
    held = held.slice(leaving);
  }
}
