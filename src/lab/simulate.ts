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
import { AttackRun } from './attack-run.ts';
import { Customers } from './customers.ts';
import { victimsOf } from './drawn-victims.ts';
import { daysOf, eventsOf, type Walk } from './event-stream.ts';
import { fewestEvents } from './fewest-events.ts';
import { type HonestDays, keepDays, planHonestDays } from './honest-days.ts';
import { linesOf } from './line-stream.ts';
import { assetRecords, servicePeople } from './services.ts';
import { type AttackSettings, checkSettings, type SimulateSettings } from './simulate-settings.ts';
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
  /** Tickets among them that a thief wrote, who is to be added to the honest world. */
  addedTickets(): Iterable<Ticket>;
  /** In the order of time. Walking them completes the truth. */
  events(): Iterable<AccessEvent>;
  /**
   * Events of some people or services alone, by their ids, exactly as among all events, without
   * making those of others. The truth then tells of them; of an attack it is complete where all
   * whose accounts are used are among them.
   */
  eventsOf(people: ReadonlySet<string>): Iterable<AccessEvent>;
  /**
   * The events as lines of JSON, some in each, and beside them the tickets: so both can be written
   * while the world is planned once.
   */
  lines(onTickets: (tickets: readonly Ticket[]) => void): Iterable<Uint8Array>;
  /** This world with an attack, and with no other: what is honest in it stays as it is. */
  with(attack: AttackSettings): World;
  /** About how many events there are at the least, however few are asked for. */
  fewestEvents(): number;
  /** Complete once events() was walked to its end. */
  truth(): Truth;
};

/**
 * `keepsPlan`: who looks at whom is planned once, kept in memory, and used for every walk and for
 * every attack. For evaluation, which injects many thieves into one world.
 */
export function simulate(settings: SimulateSettings, { keepsPlan = false } = {}): World {
  checkSettings(settings);
  const parts: Parts = {
    settings,
    staff: new Staff(settings),
    customers: new Customers(settings),
  };
  if (!keepsPlan) return worldOf(parts, () => planHonestDays(parts));
  const kept = keepDays(planHonestDays(parts));
  return worldOf(parts, () => kept);
}

function worldOf(parts: Parts, honestDays: () => HonestDays): World {
  const { settings, staff, customers } = parts;
  const attack = settings.attack && new AttackRun(parts, settings.attack);
  const people = [...staff.people(attack?.left ?? new Map()), ...servicePeople(settings)];
  const record: Recorded = {
    ...{ events: 0, theftEvents: [], complaintReads: [], taken: new Map(), oddities: [] },
    faults: { twice: 0, late: 0, silent: 0, ticketless: 0, idless: 0 },
  };
  const victims = victimsOf(parts, honestDays);
  const walk = (how: Pick<Walk, 'wanted' | 'onTickets'>): Walk => {
    return { honest: honestDays(), record, complaints: victims()?.complaints, ...how };
  };
  return {
    settings,
    people,
    assets: assetRecords(),
    subjects: () => customers.subjects(),
    *tickets() {
      for (const { tickets } of daysOf(parts, walk({}))) yield* tickets;
    },
    *addedTickets() {
      for (const { addedTickets } of daysOf(parts, walk({}))) yield* addedTickets;
    },
    events: () => eventsOf(parts, walk({})),
    eventsOf: (wanted) => eventsOf(parts, walk({ wanted })),
    lines: (onTickets) => linesOf(parts, walk({ onTickets })),
    with(attack) {
      const changed: SimulateSettings = { ...settings, thief: 'none', attack };
      checkSettings(changed);
      return worldOf({ ...parts, settings: changed }, honestDays);
    },
    fewestEvents: () => fewestEvents(parts),
    truth() {
      const count = new Set(people.map(({ id }) => id)).size;
      return truthOf(parts, { people: count, record, victims: victims()?.told });
    },
  };
}
