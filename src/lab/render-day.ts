// A planned day as events: those of honest people and services, and those of the theft. For
// event-stream.
//
// Each person and day has a generator of their own, and another for what they take: so one visit
// more changes nothing of anybody else, and the events of one person can be made alone.

import { EventIds } from './ids.ts';
import { placeOf } from './places.ts';
import type { DayOfWorld } from './plan-days.ts';
import { Random } from './random.ts';
import { type EventDraft, Renderer } from './render.ts';
import { renderServices, serviceAccounts } from './services.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Member } from './teams.ts';
import type { Parts } from './truth.ts';
import type { Visit } from './visit.ts';

/** By ids of people and services; undefined: everybody. */
export type Wanted = ReadonlySet<string> | undefined;

export type Rendering = {
  readonly wanted: Wanted;
  /** Takes each event; with its visit, where that is a theft or due to a complaint. */
  take(event: EventDraft, noted: Visit | undefined): void;
};

/** Honest people in the order of the plan, then thieves, then services. */
export function renderDay(parts: Parts, plan: DayOfWorld, { wanted, take }: Rendering): void {
  const { settings, staff, customers } = parts;
  const { day, gone } = plan;
  const renderer = new Renderer(customers, shapeOf(settings));
  const desks = new Map<string, Desk>();
  const deskOf = (member: Member) => {
    const known = desks.get(member.id);
    if (known !== undefined) return known;
    const desk = openDesk(settings, member, day);
    desks.set(member.id, desk);
    return desk;
  };
  const made: EventDraft[] = [];
  const isWanted = ({ id }: Member) => wanted === undefined || wanted.has(id);
  for (const member of staff.members) {
    if (!isWanted(member) || gone.has(member.id) || !staff.isOnDuty(member, day)) continue;
    const desk = deskOf(member);
    renderer.renderDuty(member, staff.shiftStart(member, day), made, desk.random);
    settle(made, desk, false);
    for (const event of made) take(event, undefined);
    made.length = 0;
  }
  for (const visit of plan.visits) {
    const { member, changes, kind } = visit;
    const isTheft = kind === 'theft';
    if (!isWanted(member) || (gone.has(member.id) && !isTheft)) continue;
    const desk = deskOf(member);
    renderer.renderVisit(visit, isTheft ? desk.theftRandom : desk.random, made);
    settle(made, desk, isTheft);
    const isNoted = isTheft || visit.isCopied || kind === 'complaint';
    for (const event of made) {
      if (changes !== null) Object.assign(event, changes);
      take(event, isNoted ? visit : undefined);
    }
    made.length = 0;
  }
  takeServices(parts, plan, { wanted, take });
}

/** What draws the day of one person, names its events, and tells where they sit. */
type Desk = {
  readonly random: Random;
  /** Opened by those alone who need it. */
  readonly theftRandom: Random;
  readonly ids: EventIds;
  readonly place: ReturnType<typeof placeOf>;
};

function openDesk(settings: SimulateSettings, member: Member, day: number): Desk {
  const { seed } = settings;
  const { index, account } = member;
  return {
    place: placeOf(settings, member, day),
    random: new Random(`${seed}/render/${index}/${day}`),
    theftRandom: new Random(`${seed}/render-theft/${index}/${day}`),
    ids: new EventIds(seed, account, day),
  };
}

function settle(events: readonly EventDraft[], { ids, place }: Desk, isAdded: boolean): void {
  for (const event of events) {
    event.event_id = ids.next(isAdded);
    if (place === undefined) continue;
    if (place.host !== undefined) event.host = place.host;
    if (place.ip !== undefined) event.ip = place.ip;
    // What is exported is so by the report tool.
    if (place.app !== undefined && event.app === 'crm') event.app = place.app;
  }
}

function takeServices(
  { settings, customers }: Parts,
  { day, visits }: DayOfWorld,
  { wanted, take }: Rendering,
): void {
  const accounts = serviceAccounts(settings);
  if (wanted !== undefined && !accounts.some((account) => wanted.has(account))) return;
  const events: EventDraft[] = [];
  renderServices({ settings, customers, day, visits }, events);
  const ids = new Map(
    accounts.map((account) => [account, new EventIds(settings.seed, account, day)]),
  );
  for (const event of events) {
    event.event_id = ids.get(event.account)!.next(false);
    if (wanted === undefined || wanted.has(event.account)) take(event, undefined);
  }
}
