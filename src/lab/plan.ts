// A day's work before it becomes database events: who looks at which customer, when, and under
// which ticket. For simulate, which renders it; the tickets come out of here alone, so that they
// can be listed without rendering a single event.
//
//   demand of the day → calls, mails and chats to whoever is on duty → tickets (some written late)
//        └→ look-ups that nothing explains      └→ follow-ups, hand-offs, escalations on later days
//   supervisors → samples of what their team did the day before
//
// Demand is a mixed Poisson process: a rate per person with an hour-of-week profile, times factors
// for the day of the person, the team and the company. Drawing count and times per person instead
// of one arrival after the other is the same process and needs no queue.

import { hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { Ticket } from '../generated/records.ts';
import { paceOn } from './career.ts';
import type { Customers } from './customers.ts';
import { Days } from './days.ts';
import { ticketId } from './ids.ts';
import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import { type Staff, shiftMs } from './staff.ts';
import type { Member, Team } from './teams.ts';
import { type DayPlan, drawInShift, type Visit, visitOf } from './visit.ts';

const samplesPerDay = 25;
/** Share of visits without a ticket while the system for them is down. */
const ticketless = 0.6;
const weekdayDemand = [0.8, 1.15, 1, 1, 1, 0.95, 0.85] as const;
/** Visits per drawn concern: the first one and what follows from it. */
function visitsPerConcern({ followUpShare, handOffShare, escalationShare }: Shape): number {
  return 1 + followUpShare + handOffShare + escalationShare;
}

/** Customers that somebody is expected to meet on a day on duty. */
export function expectedVisits(member: Member, day: number, staff: Staff): number {
  const demand = member.dayMean * weekdayDemand[staff.weekday(day)]! * paceOn(member, day);
  return member.role === 'supervisor' ? samplesPerDay : demand;
}

export class Planner {
  readonly #settings: SimulateSettings;
  readonly #shape: Shape;
  readonly #visitsPerConcern: number;
  readonly #days: Days;
  readonly #staff: Staff;
  readonly #customers: Customers;
  readonly #scale: number;
  /** What was put off to a later day; never further than a week. */
  readonly #later = new Map<number, Visit[]>();
  /** By team: what the day before brought, for the supervisor to sample. */
  readonly #recent = new Map<number, readonly Visit[]>();
  #ticketNumber = 0;

  constructor(
    world: { settings: SimulateSettings; staff: Staff; customers: Customers },
    scale = 1,
  ) {
    this.#settings = world.settings;
    this.#shape = shapeOf(world.settings);
    this.#visitsPerConcern = visitsPerConcern(this.#shape);
    this.#days = new Days(world.settings);
    this.#staff = world.staff;
    this.#customers = world.customers;
    this.#scale = scale;
  }

  /** Days have to be asked for in order, each once. */
  plan(day: number): DayPlan {
    const plan: DayPlan = { visits: this.#later.get(day) ?? [], tickets: [] };
    this.#later.delete(day);
    const company = this.#days.company(day);
    for (const team of this.#staff.teams) {
      const { isTicketSystemDown, ...teamDay } = this.#days.team(team, day);
      const demand = company * teamDay.demand;
      const first = plan.visits.length;
      for (const member of team.members) {
        if (!this.#staff.isOnDuty(member, day)) continue;
        if (member.role === 'supervisor') this.#planSamples(plan, member, day);
        else this.#planWork(plan, { member, day, demand, isTicketSystemDown });
      }
      const today = plan.visits.slice(first).filter(({ kind }) => kind === 'ticket');
      if (today.length > 0) this.#recent.set(team.index, today);
    }
    return plan;
  }

  #planWork(plan: DayPlan, work: Work): void {
    const { member, day } = work;
    const random = this.#random(`member-${member.index}`, day);
    const own = random.gamma(this.#shape.dayGamma) / this.#shape.dayGamma;
    const burst = random.isChance(this.#shape.burstShare) ? this.#shape.burstFactor : 1;
    const expected = expectedVisits(member, day, this.#staff) * this.#scale;
    const unexplained = work.isTicketSystemDown ? ticketless : member.unexplainedShare;
    const concerns = random.poisson(
      (expected * work.demand * own * burst) / this.#visitsPerConcern,
    );
    const shiftStart = this.#staff.shiftStart(member, day);
    const times = Array.from({ length: concerns }, () => drawInShift(member, shiftStart, random));
    for (const at of times.sort((a, b) => a - b)) {
      const queue = member.queues[random.isChance(0.8) ? 0 : 1];
      const customer = this.#customers.drawActive(queue, random);
      // A share of all visits, drawn among the first ones of a concern.
      if (random.isChance(unexplained * this.#visitsPerConcern)) {
        plan.visits.push(visitOf(member, at, { kind: 'unexplained', customer, ticket: null }));
      } else {
        this.#planConcern(plan, { member, day, at, queue, customer }, random);
      }
    }
  }

  /** A customer's concern: the first look, what follows from it, and the ticket over all of it. */
  #planConcern(plan: DayPlan, concern: Concern, random: Random): void {
    const { member, day, at, customer } = concern;
    const later = this.#drawLater(member, day, random);
    const last = later?.at ?? at;
    const drawn = random.next();
    const isPhone = drawn < this.#shape.phoneShare;
    const isChat = !isPhone && drawn < this.#shape.phoneShare + this.#shape.chatShare;
    let opened = at - random.exponential(6 * hourMs) - minuteMs;
    if (isPhone) opened = at + random.lognormal(this.#shape.linkMedianMs, this.#shape.linkSpread);
    if (isChat) opened = at - random.exponential(20_000);
    const ticket = this.#write(plan, {
      kind: isChat ? 'contact' : 'ticket',
      subject: this.#customers.id(customer),
      queue: concern.queue,
      assignee: (later?.member ?? member).id,
      created_by: isPhone ? member.id : null,
      inbound: true,
      opened_at: opened,
      closed_at: Math.max(last, opened) + random.lognormal(10 * minuteMs, 1),
    });
    plan.visits.push(visitOf(member, at, { kind: 'ticket', customer, ticket }));
    if (later !== undefined) {
      const visit = visitOf(later.member, later.at, { kind: 'follow-up', customer, ticket });
      this.#putOff(later.day, visit);
    }
    if (random.isChance(this.#shape.escalationShare)) this.#planEscalation(plan, concern, random);
  }

  /** Whether somebody looks again on a later day: the same person, or who took the ticket over. */
  #drawLater(
    member: Member,
    day: number,
    random: Random,
  ): { member: Member; day: number; at: Millis } | undefined {
    const drawn = random.next();
    if (drawn >= this.#shape.followUpShare + this.#shape.handOffShare) return undefined;
    const colleagues = member.team.members.filter(
      ({ role, from, until }) => role === 'agent' && day >= from && day < until,
    );
    const isHandOff = drawn >= this.#shape.followUpShare && colleagues.length > 0;
    const next = isHandOff ? random.pick(colleagues) : member;
    const nextDay = this.#staff.nextDuty(next, day, random);
    if (nextDay < 0) return undefined;
    const shiftStart = this.#staff.shiftStart(next, nextDay);
    return { member: next, day: nextDay, at: drawInShift(next, shiftStart, random) };
  }

  #planEscalation(plan: DayPlan, concern: Concern, random: Random): void {
    const { member, day, customer } = concern;
    const senior = seniorOf(member.team, day);
    if (senior === undefined || senior === member) return;
    const opened = concern.at + random.exponential(20 * minuteMs) + minuteMs;
    let seenDay = day;
    let seen = opened + random.exponential(40 * minuteMs);
    const shiftEnd = this.#staff.shiftStart(senior, day) + shiftMs;
    if (!this.#staff.isOnDuty(senior, day) || seen > shiftEnd) {
      seenDay = this.#staff.nextDuty(senior, day, random);
      if (seenDay < 0) return;
      seen = drawInShift(senior, this.#staff.shiftStart(senior, seenDay), random);
    }
    const ticket = this.#write(plan, {
      kind: 'escalation',
      subject: this.#customers.id(customer),
      queue: concern.queue,
      assignee: senior.id,
      created_by: member.id,
      inbound: false,
      opened_at: opened,
      closed_at: seen + random.exponential(20 * minuteMs),
    });
    const visit = visitOf(senior, Math.floor(seen), { kind: 'escalation', customer, ticket });
    if (seenDay === day) plan.visits.push(visit);
    else this.#putOff(seenDay, visit);
  }

  /** Quality sampling: tickets of the team's day before, each named on the read. */
  #planSamples(plan: DayPlan, member: Member, day: number): void {
    const recent = this.#recent.get(member.team.index);
    if (recent === undefined) return;
    const random = this.#random(`member-${member.index}`, day);
    const shiftStart = this.#staff.shiftStart(member, day);
    const count = random.poisson(samplesPerDay * Math.min(1, this.#scale));
    for (let sample = 0; sample < count; sample += 1) {
      const { customer, ticket } = random.pick(recent);
      const at = drawInShift(member, shiftStart, random);
      plan.visits.push(visitOf(member, at, { kind: 'quality', customer, ticket }));
    }
  }

  #write(plan: DayPlan, written: Written): Ticket {
    const number = this.#ticketNumber;
    this.#ticketNumber += 1;
    const ticket: Ticket = {
      id: ticketId(this.#settings.seed, number),
      segments: [],
      teams: [],
      until: null,
      ...written,
      opened_at: Math.floor(written.opened_at),
      closed_at: Math.floor(written.closed_at),
    };
    plan.tickets.push(ticket);
    return ticket;
  }

  #putOff(day: number, visit: Visit): void {
    const put = this.#later.get(day);
    if (put === undefined) this.#later.set(day, [visit]);
    else put.push(visit);
  }

  #random(component: string, day: number): Random {
    return new Random(`${this.#settings.seed}/plan/${component}/${day}`);
  }
}

type Work = {
  readonly member: Member;
  readonly day: number;
  readonly demand: number;
  readonly isTicketSystemDown: boolean;
};

type Concern = {
  readonly member: Member;
  readonly day: number;
  readonly at: Millis;
  readonly queue: string;
  readonly customer: number;
};

type Written = Pick<
  Ticket,
  'kind' | 'subject' | 'queue' | 'assignee' | 'created_by' | 'inbound' | 'opened_at'
> & { readonly closed_at: Millis };

function seniorOf({ members }: Team, day: number): Member | undefined {
  return members.find(({ role, from, until }) => role === 'senior' && day >= from && day < until);
}

/**
 * Factor on everybody's rate so that the world has about `events` events: what people are expected
 * to do, from the very calendar they will follow.
 */
export function scaleFor(
  world: { settings: SimulateSettings; staff: Staff },
  events: { perVisit: number; perDuty: number },
): number {
  const { settings, staff } = world;
  if (settings.events === undefined) return 1;
  let visits = 0;
  let duties = 0;
  for (const member of staff.members) {
    for (let day = 0; day < settings.days; day += 1) {
      if (!staff.isOnDuty(member, day)) continue;
      visits += expectedVisits(member, day, staff);
      duties += 1;
    }
  }
  const wanted = settings.events - duties * events.perDuty;
  return Math.max(0.01, wanted / Math.max(1, visits * events.perVisit));
}
