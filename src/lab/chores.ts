// Small things that belong to work at a desk, and that a thief does too: tickets written though
// nobody called, lists of work, exports, reports sent at night, rights granted, an hour more. For
// plan-days. Where nobody honest did them, a rule on each would find the thief and nobody else, and
// a detector tried in such a world would be no better than that rule.
//
// Each person and day draws from a generator of its own, so that no chore moves another's.

import { hourMs, type Millis, minuteMs } from '../core/time.ts';
import { paceOn } from './career.ts';
import type { Oddity } from './confusers.ts';
import type { Customers } from './customers.ts';
import { choreTicketId } from './ids.ts';
import { Random } from './random.ts';
import { paymentTable } from './render.ts';
import { type Shape, shapeOf } from './simulate-settings.ts';
import { shiftMs } from './staff.ts';
import type { Member } from './teams.ts';
import type { Parts } from './truth.ts';
import { type DayPlan, drawInShift, type VisitKind, visitOf } from './visit.ts';

/** Lists that show how to reach each customer. */
const callListShare = 0.1;
/** Exports of customers whose tickets are open; the others are of anybody. */
const openExportShare = 0.7;
/** Of the customers of a ticket that nobody called for, the share met shortly before. */
const callBackShare = 0.6;
const monthDays = 365 / 12;
const overtimeVisits = 14;
const freeDayVisits = 18;

export class Chores {
  readonly #parts: Parts;
  readonly #shape: Shape;
  readonly #isAny: boolean;
  #tickets = 0;
  /** By person: some of whom they met last. */
  readonly #met = new Map<string, readonly number[]>();
  readonly #oddities: Oddity[];
  /** By person: what is said in the truth of the reports that are sent to them. */
  readonly #sent = new Map<string, { until: Millis; customers: number }>();
  /** By queue: whose tickets were written today. */
  #waiting = new Map<string, readonly number[]>();

  constructor(parts: Parts, oddities: Oddity[]) {
    this.#parts = parts;
    this.#oddities = oddities;
    this.#shape = shapeOf(parts.settings);
    const { ownTicketShare, workListShare, agentExportShare, overtimeShare } = this.#shape;
    const { freeDayShare, scheduledShare, grantsPerThousandMonth } = this.#shape;
    const agents = ownTicketShare + workListShare + agentExportShare + overtimeShare + freeDayShare;
    this.#isAny = agents + scheduledShare + grantsPerThousandMonth > 0;
  }

  add(plan: DayPlan, day: number): void {
    if (!this.#isAny) return;
    const { settings, staff } = this.#parts;
    const met = metOn(plan);
    this.#waiting = waitingOn(plan, this.#parts.customers);
    for (const member of staff.members) {
      if (day < member.from || day >= member.until) continue;
      const random = new Random(`${settings.seed}/chores/${member.index}/${day}`);
      const today = { plan, member, day, random };
      const isThere = staff.isOnDuty(member, day);
      if (isThere && member.role === 'supervisor') this.#supervise(today);
      if (member.role !== 'agent' || paceOn(member, day) === 0) continue;
      if (isThere) this.#work(today);
      else if (random.isChance(this.#shape.freeDayShare)) this.#stay(today, 11 * hourMs);
    }
    for (const [id, customers] of met) this.#met.set(id, customers);
  }

  #work(today: Today): void {
    const { member, random, day } = today;
    const { ownTicketShare, workListShare, agentExportShare, overtimeShare } = this.#shape;
    const own = random.poisson(member.dayMean * paceOn(member, day) * ownTicketShare);
    for (let i = 0; i < own; i += 1) this.#callBack(today);
    if (random.isChance(workListShare)) this.#list(today, 'work-list', 10 + random.below(41));
    if (random.isChance(agentExportShare)) {
      this.#list(today, 'report', Math.min(5_000, Math.ceil(random.lognormal(80, 1.2))));
    }
    if (random.isChance(overtimeShare)) this.#stay(today, shiftMs);
  }

  #supervise(today: Today): void {
    const { member, random } = today;
    const { scheduledShare, grantsPerThousandMonth } = this.#shape;
    // Spread over the teams, not drawn: some are sent one each night, the others none.
    const isSent = (member.team.index * scheduledShare) % 1 < scheduledShare;
    if (isSent) this.#sendReport(today, 500 + random.below(2_000));
    // One supervisor for so many seats.
    const monthly = (grantsPerThousandMonth * member.team.size) / 1_000;
    if (random.isChance(Math.min(1, monthly / monthDays))) this.#grant(today);
  }

  /** Somebody is called back, or a case is looked after: by the agent's own ticket. */
  #callBack(today: Today): void {
    const { member, random } = today;
    const { customers } = this.#parts;
    const met = this.#met.get(member.id) ?? [];
    const isCallBack = random.isChance(callBackShare) && met.length > 0;
    const customer = isCallBack ? random.pick(met) : customers.drawActive(member.queues[0], random);
    const at = drawInShift(member, this.#start(today), random);
    this.#visit(today, { kind: 'back-office', customer, at, isInbound: false });
  }

  /** An hour beyond the usual, with customers who have called. */
  #stay(today: Today, afterMs: Millis): void {
    const { member, random } = today;
    const isOnDuty = afterMs === shiftMs;
    const count = random.poisson(isOnDuty ? overtimeVisits : freeDayVisits);
    // On a free day from eleven o'clock on.
    const from = isOnDuty
      ? this.#start(today) + shiftMs
      : this.#start(today) - member.team.shiftHour * hourMs + afterMs;
    const lengthMs = isOnDuty ? hourMs : 4 * hourMs;
    for (let i = 0; i < count; i += 1) {
      const at = Math.floor(from + random.next() * lengthMs);
      const customer = this.#parts.customers.drawActive(member.queues[0], random);
      this.#visit(today, { kind: 'overtime', customer, at, isInbound: true });
    }
  }

  #visit({ plan, member, random }: Today, { kind, customer, at, isInbound }: Written): void {
    const { settings, customers } = this.#parts;
    const { linkMedianMs, linkSpread } = this.#shape;
    const opened = Math.floor(at + random.lognormal(linkMedianMs, linkSpread));
    const ticket = {
      id: choreTicketId(settings.seed, this.#tickets),
      kind: 'ticket',
      subject: customers.id(customer),
      ...{ segments: [], teams: [], until: null, queue: member.queues[0] },
      ...{ inbound: isInbound, assignee: member.id, created_by: member.id },
      opened_at: opened,
      closed_at: Math.floor(opened + random.lognormal(10 * minuteMs, 1)),
    };
    this.#tickets += 1;
    plan.tickets.push(ticket);
    plan.visits.push(visitOf(member, at, { kind, customer, ticket }));
  }

  /** Customers of the own queue on one screen, or in one file: mostly those who wait. */
  #list(today: Today, kind: 'work-list' | 'report', wanted: number): void {
    const { plan, member, random } = today;
    const [queue] = member.queues;
    const isOpen = kind === 'work-list' || random.isChance(openExportShare);
    const waiting = isOpen ? (this.#waiting.get(queue) ?? []) : [];
    const bulk = waiting.length > 0 ? waiting.slice(-wanted) : this.#some(member, wanted, random);
    const at = drawInShift(member, this.#start(today), random);
    const look = { ...visitOf(member, at, { kind, customer: bulk[0]!, ticket: null }), bulk };
    if (kind === 'report') {
      const changes = { program: random.isChance(0.5) ? 'report-designer' : 'crm-web' };
      plan.visits.push({ ...look, isExported: true, changes });
      if (waiting.length > 0) return;
      const span = { from: at, until: at, customers: bulk.length };
      this.#oddities.push({ kind, people: [member.id], ...span });
      return;
    }
    const isCallList = random.isChance(callListShare);
    const columns = isCallList ? ['name', 'phone', 'email'] : ['customer_id', 'name'];
    const statement =
      `SELECT ${columns.join(', ')} FROM customers JOIN tickets USING (customer_id) ` +
      `WHERE queue = '${queue}' ORDER BY opened_at LIMIT ${bulk.length}`;
    const changes = { touch: isCallList ? 'opened' : 'listed', columns, statement };
    plan.visits.push({ ...look, changes });
  }

  /** Made at two in the night, in the name of whoever wants it. */
  #sendReport(today: Today, wanted: number): void {
    const { plan, member, random } = today;
    const bulk = this.#some(member, wanted, random);
    const night = this.#start(today) - (member.team.shiftHour - 2) * hourMs;
    const at = Math.floor(night + random.next() * 20 * minuteMs);
    const look = visitOf(member, at, { kind: 'report', customer: bulk[0]!, ticket: null });
    const changes = { app: 'reporting', program: 'report-scheduler' };
    plan.visits.push({ ...look, bulk, isExported: true, changes });
    const known = this.#sent.get(member.id);
    if (known !== undefined) {
      known.until = at;
      known.customers += bulk.length;
      return;
    }
    const note = { kind: 'report' as const, people: [member.id], from: at, until: at };
    const told = { ...note, customers: bulk.length };
    this.#oddities.push(told);
    this.#sent.set(member.id, told);
  }

  #grant(today: Today): void {
    const { plan, member, random } = today;
    const to = random.pick(member.team.members).account;
    const at = drawInShift(member, this.#start(today), random);
    const changes = {
      ...{ operation: 'grant', touch: 'changed', tables: [paymentTable], columns: [] },
      ...{ statement: `GRANT SELECT ON ${paymentTable} TO ${to}` },
    };
    const look = visitOf(member, at, { kind: 'grant', customer: 0, ticket: null });
    plan.visits.push({ ...look, bulk: [], changes });
  }

  #some(member: Member, wanted: number, random: Random): readonly number[] {
    const { customers } = this.#parts;
    const size = customers.sizeOf(member.queues[0]);
    const first = random.below(size);
    const count = Math.max(1, Math.min(wanted, Math.floor(size / 2)));
    return Array.from({ length: count }, (_, i) => customers.activeAt(member.queues[0], first + i));
  }

  #start({ member, day }: Today): Millis {
    return this.#parts.staff.shiftStart(member, day);
  }
}

type Today = {
  readonly plan: DayPlan;
  readonly member: Member;
  readonly day: number;
  readonly random: Random;
};

type Written = {
  readonly kind: VisitKind;
  readonly customer: number;
  readonly at: Millis;
  readonly isInbound: boolean;
};

const metMax = 20;

/** Whom each met by a ticket. */
function metOn({ visits }: DayPlan): Map<string, number[]> {
  const met = new Map<string, number[]>();
  for (const { member, kind, customer } of visits) {
    if (kind !== 'ticket') continue;
    const own = met.get(member.id);
    if (own === undefined) met.set(member.id, [customer]);
    else if (own.length < metMax) own.push(customer);
  }
  return met;
}

/** By queue: customers whose tickets were written, not all of them still open. */
function waitingOn({ tickets }: DayPlan, customers: Customers): Map<string, number[]> {
  const waiting = new Map<string, Set<number>>();
  for (const { queue, subject } of tickets) {
    if (queue === null || subject === null) continue;
    const known = waiting.get(queue) ?? new Set<number>();
    waiting.set(queue, known.add(customers.numberOf(subject)));
  }
  return new Map([...waiting].map(([queue, known]) => [queue, [...known]]));
}
