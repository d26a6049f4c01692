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

import { dayMs, type Millis } from '../core/time.ts';
import type { AccessEvent, Asset, Person, Subject, Ticket } from '../generated/records.ts';
import { eastMostMs } from './calendar.ts';
import { Customers } from './customers.ts';
import { fewestEvents } from './fewest-events.ts';
import { type DayPlan, Planner, scaleFor, type Visit } from './plan.ts';
import { Random } from './random.ts';
import { type EventDraft, eventsPerDuty, eventsPerVisit, Renderer } from './render.ts';
import { assetRecords, renderServices, servicePeople } from './services.ts';
import {
  checkSettings,
  type SimulateSettings,
  shapeOf,
  type TheftMode,
  type ThiefSettings,
} from './simulate-settings.ts';
import { Staff } from './staff.ts';
import { Theft } from './theft.ts';

/** What really happened, as plain JSON. */
export type Truth = {
  readonly settings: SimulateSettings;
  readonly start: Millis;
  readonly end: Millis;
  readonly people: number;
  readonly customers: number;
  /** Access events in the world. */
  readonly events: number;
  readonly thief: ThiefTruth | null;
};

export type ThiefTruth = {
  readonly person: string;
  readonly account: string;
  readonly team: string;
  readonly mode: TheftMode;
  readonly pacePerDay: number;
  /** Event time of the first theft; null if the thief never came to it. */
  readonly startedAt: Millis | null;
  /** Ids of all events of the theft, in the order of time. */
  readonly events: readonly string[];
  /** Each customer taken, once: by which event and when. Canaries among them are marked. */
  readonly taken: readonly Taken[];
};

export type Taken = {
  readonly subject: string;
  readonly at: Millis;
  readonly event: string;
  readonly isCanary: boolean;
};

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

type Parts = {
  readonly settings: SimulateSettings;
  readonly staff: Staff;
  readonly customers: Customers;
};

export function simulate(settings: SimulateSettings): World {
  checkSettings(settings);
  const parts: Parts = {
    settings,
    staff: new Staff(settings),
    customers: new Customers(settings),
  };
  const people = [...parts.staff.people(), ...servicePeople()];
  const record: Recorded = { events: 0, theftEvents: [], taken: new Map() };
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

/** What is remembered while the events go by, for the truth. */
type Recorded = {
  events: number;
  theftEvents: string[];
  taken: Map<string, Taken>;
};

type DayOfWorld = DayPlan & { readonly day: number };

/** Local days from the one before the world, for the sites ahead of UTC, to the one after. */
function* planDays(parts: Parts): Generator<DayOfWorld> {
  const { settings } = parts;
  const perVisit = eventsPerVisit(shapeOf(settings));
  const planner = new Planner(parts, scaleFor(parts, { perVisit, perDuty: eventsPerDuty }));
  const theft = settings.thief === 'none' ? undefined : new Theft(parts, settings.thief);
  for (let day = -1; day <= settings.days; day += 1) {
    const plan = planner.plan(day);
    theft?.add(plan, day);
    yield { ...plan, day };
  }
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
  let held: EventDraft[] = [];
  const thefts = new Set<EventDraft>();
  for (const plan of planDays(parts)) {
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

function renderDay(parts: Parts, plan: DayOfWorld): { honest: EventDraft[]; stolen: EventDraft[] } {
  const { settings, staff, customers } = parts;
  const renderer = new Renderer(customers, shapeOf(settings));
  const honest: EventDraft[] = [];
  const stolen: EventDraft[] = [];
  const random = new Random(`${settings.seed}/render/${plan.day}`);
  const theftRandom = new Random(`${settings.seed}/render-theft/${plan.day}`);
  for (const member of staff.members) {
    if (!staff.isOnDuty(member, plan.day)) continue;
    renderer.renderDuty(member, staff.shiftStart(member, plan.day), honest, random);
  }
  for (const visit of plan.visits) {
    if (isTheft(visit)) renderer.renderVisit(visit, theftRandom, stolen);
    else renderer.renderVisit(visit, random, honest);
  }
  renderServices(
    { start: settings.start + plan.day * dayMs, visits: plan.visits },
    customers,
    honest,
  );
  return { honest, stolen };
}

function isTheft(visit: Visit): boolean {
  return visit.kind === 'theft';
}

function recordTheft(record: Recorded, event: EventDraft, customers: Customers): void {
  const id = event.event_id!;
  record.theftEvents.push(id);
  for (const subject of event.subjects) {
    if (record.taken.has(subject)) continue;
    const isCanary = customers.isCanaryId(subject);
    record.taken.set(subject, { subject, at: event.at, event: id, isCanary });
  }
}

function truthOf(parts: Parts, people: number, record: Recorded): Truth {
  const { settings, customers } = parts;
  return {
    settings,
    start: settings.start,
    end: settings.start + settings.days * dayMs,
    people,
    customers: customers.count,
    events: record.events,
    thief: settings.thief === 'none' ? null : thiefOf(parts, settings.thief, record),
  };
}

function thiefOf(parts: Parts, settings: ThiefSettings, record: Recorded): ThiefTruth {
  const { member } = new Theft(parts, settings);
  const taken = [...record.taken.values()];
  return {
    person: member.id,
    account: member.account,
    team: member.team.name,
    mode: settings.mode,
    pacePerDay: settings.pacePerDay,
    startedAt: taken[0]?.at ?? null,
    events: record.theftEvents,
    taken,
  };
}
