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

import type { AccessEvent, Asset, Person, Subject, Ticket } from '../generated/records.ts';
import { prepareAttack } from './attacks.ts';
import { Customers } from './customers.ts';
import { eventsOf } from './event-stream.ts';
import { fewestEvents } from './fewest-events.ts';
import { planDays } from './plan-days.ts';
import { assetRecords, servicePeople } from './services.ts';
import { checkSettings, type SimulateSettings } from './simulate-settings.ts';
import { Staff } from './staff.ts';
import { type Parts, type Recorded, type Truth, truthOf } from './truth.ts';

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
  if (settings.attack !== undefined) prepareAttack(parts, settings.attack);
  const people = [...parts.staff.people(), ...servicePeople()];
  const record: Recorded = {
    ...{ events: 0, theftEvents: [], taken: new Map(), oddities: [] },
    faults: { twice: 0, late: 0, silent: 0, ticketless: 0, idless: 0 },
  };
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
