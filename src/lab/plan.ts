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
import { Days } from './days.ts';
import { expectedVisits, isSampling, samplesPerDay } from './demand.ts';
import { ticketId } from './ids.ts';
import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import { type Staff, shiftMs } from './staff.ts';
import type { Member, Team } from './teams.ts';
import { type DayPlan, drawInShift, type Visit, visitOf } from './visit.ts';

/** Share of visits without a ticket while the system for them is down. */
const ticketless = 0.6;

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
  /** Who of them is on duty today. */
  #secondLine: readonly Member[] = [];
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
    this.#secondLine = this.#staff.members.filter(
      (one) => one.role === 'second-line' && this.#staff.isOnDuty(one, day),
    );
    const met = new Map<number, readonly Visit[]>();
    for (const team of this.#staff.teams) {
      const { isTicketSystemDown, ...teamDay } = this.#days.team(team, day);
      const demand = company * teamDay.demand;
      const first = plan.visits.length;
      for (const member of team.members) {
        if (!this.#staff.isOnDuty(member, day)) continue;
        if (isSampling(member)) this.#planSamples(plan, member, day);
        else this.#planWork(plan, { member, day, demand, isTicketSystemDown });
      }
      const today = plan.visits.slice(first).filter(({ kind }) => kind === 'ticket');
      if (today.length > 0) met.set(team.index, today);
    }
    for (const [team, visits] of met) this.#recent.set(team, visits);
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
    const other = this.#drawOther(concern, random);
    const last = Math.max(later?.at ?? at, other?.at ?? at);
    const drawn = random.next();
    const isPhone = drawn < this.#shape.phoneShare;
    const isChat = !isPhone && drawn < this.#shape.phoneShare + this.#shape.chatShare;
    let opened = at - random.exponential(6 * hourMs) - minuteMs;
    if (isPhone) opened = at + random.lognormal(this.#shape.linkMedianMs, this.#shape.linkSpread);
    if (isChat) opened = at - random.exponential(20_000);
    const ticket = this.#write(plan, {
      kind: isChat ? 'contact' : 'ticket',
      subject: this.#customers.id(customer),
      queue: other?.queue ?? concern.queue,
      assignee: (other?.assignee ?? later?.member ?? member).id,
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
    if (other !== undefined) {
      const visit = visitOf(other.member, other.at, { kind: 'follow-up', customer, ticket });
      this.#putOff(other.day, visit);
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

  /**
   * Whether it is passed on to another team, whose ticket it ends as; or opened again when the
   * customer calls once more, and somebody else of the team has a look.
   */
  #drawOther({ member, day }: Concern, random: Random): Other | undefined {
    const { reassignedShare, reopenedShare } = this.#shape;
    if (reassignedShare + reopenedShare === 0) return undefined;
    const drawn = random.next();
    if (drawn >= reassignedShare + reopenedShare) return undefined;
    const isPassedOn = drawn < reassignedShare;
    const team = isPassedOn ? random.pick(this.#staff.teams) : member.team;
    const there = team.members.filter(
      ({ role, from, until }) => role === 'agent' && day >= from && day + 7 < until,
    );
    if (there.length === 0) return undefined;
    const next = random.pick(there);
    const nextDay = this.#staff.nextDuty(next, day, random);
    if (nextDay < 0) return undefined;
    const at = drawInShift(next, this.#staff.shiftStart(next, nextDay), random);
    const other = { member: next, day: nextDay, at, queue: undefined, assignee: undefined };
    return isPassedOn ? { ...other, queue: team.segment, assignee: next } : other;
  }

  #planEscalation(plan: DayPlan, concern: Concern, random: Random): void {
    const { member, day, customer } = concern;
    const senior =
      this.#secondLine.length > 0 ? random.pick(this.#secondLine) : seniorOf(member.team, day);
    if (senior === undefined || senior === member) return;
    const opened = concern.at + random.exponential(20 * minuteMs) + minuteMs;
    let seenDay = day;
    let seen = opened + random.exponential(40 * minuteMs);
    const begins = this.#staff.shiftStart(senior, day);
    if (!this.#staff.isOnDuty(senior, day) || seen > begins + shiftMs) {
      seenDay = this.#staff.nextDuty(senior, day, random);
      if (seenDay < 0) return;
      seen = drawInShift(senior, this.#staff.shiftStart(senior, seenDay), random);
    } else if (seen < begins) seen = drawInShift(senior, begins, random);
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

  /** Quality sampling: tickets of the team's day before, or of anybody's, named on the read. */
  #planSamples(plan: DayPlan, member: Member, day: number): void {
    const team = this.#recent.get(member.team.index);
    const all = member.role === 'quality' ? [...this.#recent.values()] : team && [team];
    if (all === undefined || all.length === 0) return;
    const random = this.#random(`member-${member.index}`, day);
    const shiftStart = this.#staff.shiftStart(member, day);
    const count = random.poisson(samplesPerDay * Math.min(1, this.#scale));
    for (let sample = 0; sample < count; sample += 1) {
      const recent = all.length === 1 ? all[0]! : random.pick(all);
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

/** Visits per drawn concern: the first one and what follows from it. */
function visitsPerConcern({ followUpShare, handOffShare, escalationShare }: Shape): number {
  return 1 + followUpShare + handOffShare + escalationShare;
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

type Other = {
  readonly member: Member;
  readonly day: number;
  readonly at: Millis;
  /** Of a ticket that is passed on. */
  readonly queue: string | undefined;
  readonly assignee: Member | undefined;
};

type Written = Pick<
  Ticket,
  'kind' | 'subject' | 'queue' | 'assignee' | 'created_by' | 'inbound' | 'opened_at'
> & { readonly closed_at: Millis };

function seniorOf({ members }: Team, day: number): Member | undefined {
  return members.find(({ role, from, until }) => role === 'senior' && day >= from && day < until);
}
