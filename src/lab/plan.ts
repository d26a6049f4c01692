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
import type { Customers } from './customers.ts';
import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import { type Member, type Staff, shiftMs, type Team } from './staff.ts';

export type VisitKind = 'ticket' | 'follow-up' | 'escalation' | 'quality' | 'unexplained' | 'theft';

/** One person meets one customer (a bulk theft: many), which render turns into a few events. */
export type Visit = {
  readonly member: Member;
  readonly at: Millis;
  readonly kind: VisitKind;
  readonly customer: number;
  readonly ticket: Ticket | null;
  /** Customers of one wide statement; null for a look-up. */
  readonly bulk: readonly number[] | null;
  /** Whether that statement is an export to a file. */
  readonly isExported: boolean;
};

export type DayPlan = { readonly visits: Visit[]; readonly tickets: Ticket[] };

const samplesPerDay = 25;
const weekdayDemand = [0.8, 1.15, 1, 1, 1, 0.95, 0.85] as const;
/** Demand by local hour, relative to 09:00. Nobody works before 6 or after 22. */
const hourDemand = [
  0, 0, 0, 0, 0, 0, 0.5, 0.6, 0.8, 1, 1.2, 1.15, 0.9, 0.95, 1.1, 1.05, 1, 0.9, 0.8, 0.75, 0.6, 0.5,
  0, 0,
] as const;
const hourDemandMax = 1.2;

/** Visits per drawn concern: the first one and what follows from it. */
function visitsPerConcern({ followUpShare, handOffShare, escalationShare }: Shape): number {
  return 1 + followUpShare + handOffShare + escalationShare;
}

/** Customers that somebody is expected to meet on a day on duty. */
export function expectedVisits(member: Member, weekday: number): number {
  const demand = member.dayMean * weekdayDemand[weekday]!;
  return member.role === 'supervisor' ? samplesPerDay : demand;
}

/** An instant of the shift, by demand, outside the break and early enough to finish. */
export function drawInShift(member: Member, shiftStart: Millis, random: Random): Millis {
  const breakAt = (3 + (member.index % 5) * 0.5) * hourMs;
  for (;;) {
    const into = random.next() * (shiftMs - 10 * minuteMs);
    if (into >= breakAt && into < breakAt + 30 * minuteMs) continue;
    const hour = member.team.shiftHour + Math.floor(into / hourMs);
    if (random.next() * hourDemandMax < hourDemand[hour]!) return Math.floor(shiftStart + into);
  }
}

export class Planner {
  readonly #settings: SimulateSettings;
  readonly #shape: Shape;
  readonly #visitsPerConcern: number;
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
    this.#staff = world.staff;
    this.#customers = world.customers;
    this.#scale = scale;
  }

  /** Days have to be asked for in order, each once. */
  plan(day: number): DayPlan {
    const plan: DayPlan = { visits: this.#later.get(day) ?? [], tickets: [] };
    this.#later.delete(day);
    const company = this.#random('company', day).lognormal(1, this.#shape.companyDaySpread);
    for (const team of this.#staff.teams) {
      const random = this.#random(`team-${team.index}`, day);
      const demand = company * random.lognormal(1, this.#shape.teamDaySpread);
      const first = plan.visits.length;
      for (const member of team.members) {
        if (!this.#staff.isOnDuty(member, day)) continue;
        if (member.role === 'supervisor') this.#planSamples(plan, member, day);
        else this.#planWork(plan, { member, day, demand });
      }
      const today = plan.visits.slice(first).filter(({ kind }) => kind === 'ticket');
      if (today.length > 0) this.#recent.set(team.index, today);
    }
    return plan;
  }

  #planWork(plan: DayPlan, work: { member: Member; day: number; demand: number }): void {
    const { member, day } = work;
    const random = this.#random(`member-${member.index}`, day);
    const own = random.gamma(this.#shape.dayGamma) / this.#shape.dayGamma;
    const burst = random.isChance(this.#shape.burstShare) ? this.#shape.burstFactor : 1;
    const expected = expectedVisits(member, this.#staff.weekday(day)) * this.#scale;
    const concerns = random.poisson(
      (expected * work.demand * own * burst) / this.#visitsPerConcern,
    );
    const shiftStart = this.#staff.shiftStart(member, day);
    const times = Array.from({ length: concerns }, () => drawInShift(member, shiftStart, random));
    for (const at of times.sort((a, b) => a - b)) {
      const queue = member.queues[random.isChance(0.8) ? 0 : 1];
      const customer = this.#customers.drawActive(queue, random);
      // A share of all visits, drawn among the first ones of a concern.
      if (random.isChance(member.unexplainedShare * this.#visitsPerConcern)) {
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
    const colleagues = member.team.members.filter(({ role }) => role === 'agent');
    const isHandOff = drawn >= this.#shape.followUpShare && colleagues.length > 0;
    const next = isHandOff ? random.pick(colleagues) : member;
    const nextDay = this.#staff.nextDuty(next, day, random);
    if (nextDay < 0) return undefined;
    const shiftStart = this.#staff.shiftStart(next, nextDay);
    return { member: next, day: nextDay, at: drawInShift(next, shiftStart, random) };
  }

  #planEscalation(plan: DayPlan, concern: Concern, random: Random): void {
    const { member, day, customer } = concern;
    const senior = seniorOf(member.team);
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
    this.#ticketNumber += 1;
    const ticket: Ticket = {
      id: `t${String(this.#ticketNumber).padStart(7, '0')}`,
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

export function visitOf(
  member: Member,
  at: Millis,
  what: Pick<Visit, 'kind' | 'customer' | 'ticket'>,
): Visit {
  return { member, at, ...what, bulk: null, isExported: false };
}

function seniorOf(team: Team): Member | undefined {
  return team.members.find(({ role }) => role === 'senior');
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
      visits += expectedVisits(member, staff.weekday(day));
      duties += 1;
    }
  }
  const wanted = settings.events - duties * events.perDuty;
  return Math.max(0.01, wanted / Math.max(1, visits * events.perVisit));
}
