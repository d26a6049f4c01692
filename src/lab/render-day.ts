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

/** An event by which customers were taken, and the visit that it is of. */
export type Stolen = { readonly event: EventDraft; readonly visit: Visit };

export type RenderedDay = {
  readonly events: readonly EventDraft[];
  /** Those among them that are theft, and those that a complaint brought about. */
  readonly noted: ReadonlyMap<EventDraft, Visit>;
};

/** By ids of people and services; undefined: everybody. */
export type Wanted = ReadonlySet<string> | undefined;

export function renderDay(parts: Parts, plan: DayOfWorld, wanted: Wanted): RenderedDay {
  const { settings, staff, customers } = parts;
  const { day, gone } = plan;
  const renderer = new Renderer(customers, shapeOf(settings));
  const desks = new Map<string, Desk>();
  const deskOf = (member: Member) => {
    const desk = desks.get(member.id) ?? openDesk(settings, member, day);
    desks.set(member.id, desk);
    return desk;
  };
  const honest: EventDraft[] = [];
  const added: EventDraft[] = [];
  const noted = new Map<EventDraft, Visit>();
  const isWanted = ({ id }: Member) => wanted === undefined || wanted.has(id);
  for (const member of staff.members) {
    if (!isWanted(member) || gone.has(member.id) || !staff.isOnDuty(member, day)) continue;
    const { random } = deskOf(member);
    const first = honest.length;
    renderer.renderDuty(member, staff.shiftStart(member, day), honest, random);
    settle(honest, first, deskOf(member), false);
  }
  for (const visit of plan.visits) {
    const { member } = visit;
    const isTheft = visit.kind === 'theft';
    if (!isWanted(member) || (gone.has(member.id) && !isTheft)) continue;
    const desk = deskOf(member);
    const out = isTheft ? added : honest;
    const first = out.length;
    renderer.renderVisit(visit, isTheft ? desk.theftRandom : desk.random, out);
    settle(out, first, desk, isTheft);
    const isNoted = isTheft || visit.isCopied || visit.kind === 'complaint';
    for (let i = first; i < out.length; i += 1) {
      if (visit.changes !== null) Object.assign(out[i]!, visit.changes);
      if (isNoted) noted.set(out[i]!, visit);
    }
  }
  addServices(parts, plan, wanted, honest);
  return { events: [...honest, ...added], noted };
}

/** What draws the day of one person, names its events, and tells where they sit. */
type Desk = {
  readonly random: Random;
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

function settle(events: EventDraft[], first: number, { ids, place }: Desk, isAdded: boolean): void {
  for (let i = first; i < events.length; i += 1) {
    const event = events[i]!;
    event.event_id = ids.next(isAdded);
    if (place === undefined) continue;
    if (place.host !== undefined) event.host = place.host;
    if (place.ip !== undefined) event.ip = place.ip;
    // What is exported is so by the report tool.
    if (place.app !== undefined && event.app === 'crm') event.app = place.app;
  }
}

function addServices(
  { settings, customers }: Parts,
  { day, visits }: DayOfWorld,
  wanted: Wanted,
  out: EventDraft[],
): void {
  const accounts = serviceAccounts(settings);
  if (wanted !== undefined && !accounts.some((account) => wanted.has(account))) return;
  const events: EventDraft[] = [];
  renderServices({ settings, customers, day, visits }, events);
  const ids = new Map(
    accounts.map((account) => [account, new EventIds(settings.seed, account, day)]),
  );
  for (const event of events) event.event_id = ids.get(event.account)!.next(false);
  for (const event of events) if (wanted?.has(event.account) !== false) out.push(event);
}
