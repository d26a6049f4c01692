// Customers who complain of calls by somebody who knows too much: some because their records were
// taken, others because of ordinary fraud, all with dates as people remember them. For plan-days,
// which adds what the complaints bring about, and truth.
//
//   taken ─ 7 days + Exp(21) ─► called ─ some days ─► complains ─► triage opens the file
//                                  └ reported: ± error            └► an investigator opens it too
//
// What is read because of a complaint is in the stream: whoever counts who has read the files of
// victims, and not when, finds those who look after them. It is added behind all other work, so
// that a world has the same events with a list and without, and those of the complaints.

import { dayMs, hourMs, type Millis } from '../core/time.ts';
import { AttackRun } from './attack-run.ts';
import type { Customers } from './customers.ts';
import { complaintTicketId } from './ids.ts';
import { Random } from './random.ts';
import type { VictimSettings } from './simulate-settings.ts';
import type { Member } from './teams.ts';
import { Theft } from './theft.ts';
import type { Parts } from './truth.ts';
import { type DayPlan, drawInShift, type Visit, visitOf } from './visit.ts';

export type Victim = {
  readonly subject: string;
  /** Whether the record was taken; else the call had nothing to do with it. */
  readonly isTaken: boolean;
  readonly takenAt: Millis | null;
  readonly calledAt: Millis;
  /** The day that the customer names, at midnight UTC. */
  readonly reportedAt: Millis;
  readonly complainedAt: Millis;
  /** Whether anybody wrote down when the complaint came in. */
  readonly isDateKnown: boolean;
};

export type VictimsTruth = {
  readonly settings: VictimSettings;
  readonly list: readonly Victim[];
  /** Ids of those who handle complaints; the last one investigates, and opens every file. */
  readonly handlers: readonly string[];
  /** Events in which files were opened because of complaints. */
  readonly complaintReads: readonly string[];
};

/** From the theft to the first call: at least, and in the mean beyond that. */
const [quietMs, callsMs] = [7 * dayMs, 21 * dayMs];
/** From the call to the complaint: median, and the spread of its logarithm. */
const [delayMs, delaySpread] = [2 * dayMs, 1];
const triageMax = 8;
/** Days within which somebody opens a file. */
const waitDays = 7;

/** By customer: when each was first taken. */
type Takings = ReadonlyMap<number, Millis>;

export function takingsOf(plans: Iterable<DayPlan>): Takings {
  const taken = new Map<number, Millis>();
  for (const { visits } of plans) {
    for (const { kind, isCopied, bulk, customer, at } of visits) {
      if (kind !== 'theft' && !isCopied) continue;
      for (const one of bulk ?? [customer]) {
        if (at < (taken.get(one) ?? Number.POSITIVE_INFINITY)) taken.set(one, at);
      }
    }
  }
  return taken;
}

/** Who complains within the world, in the order in which they do. */
export function drawVictims(
  { settings, customers }: Parts,
  victims: VictimSettings,
  takings: Takings,
): Victim[] {
  const random = new Random(`${settings.seed}/victims/${victims.list}`);
  const end = settings.start + settings.days * dayMs;
  const wanted = takings.size === 0 ? 0 : relatedOf(victims);
  const called: Called[] = [];
  const candidates = [...takings];
  for (let tries = 0; called.length < wanted && tries < wanted * 200; tries += 1) {
    const [customer, takenAt] = random.pick(candidates);
    const calledAt = takenAt + quietMs + random.exponential(callsMs);
    const complainedAt = calledAt + random.lognormal(delayMs, delaySpread);
    if (complainedAt >= end - dayMs || isAmong(called, customer)) continue;
    called.push({ customer, takenAt, calledAt, complainedAt });
  }
  const first = Math.min(end - 14 * dayMs, ...called.map(({ calledAt }) => calledAt));
  const from = Math.max(settings.start, first);
  while (called.length < victims.count && called.length < customers.count / 2) {
    const calledAt = from + random.next() * (end - 7 * dayMs - from);
    const complainedAt = calledAt + random.lognormal(delayMs, delaySpread);
    const customer = drawByContact(customers, random);
    if (complainedAt >= end - dayMs || isAmong(called, customer)) continue;
    called.push({ customer, takenAt: null, calledAt, complainedAt });
  }
  return called
    .map((one) => victimOf(one, customers, { random, victims }))
    .sort((a, b) => a.complainedAt - b.complainedAt);
}

/** Of a list: how many were taken, to the nearest whole. */
export function relatedOf({
  count,
  unrelatedShare,
}: Pick<VictimSettings, 'count' | 'unrelatedShare'>): number {
  // A half that is a hair less in binary is a half.
  return Math.round(count * (1 - unrelatedShare) + 1e-9);
}

type Called = Pick<Victim, 'takenAt' | 'calledAt' | 'complainedAt'> & { readonly customer: number };

function isAmong(called: readonly Called[], customer: number): boolean {
  return called.some((one) => one.customer === customer);
}

/** By how often they call, over all segments. */
function drawByContact(customers: Customers, random: Random): number {
  return customers.drawActive(customers.segmentOf(random.below(customers.count)), random);
}

function victimOf(
  { customer, takenAt, calledAt, complainedAt }: Called,
  customers: Customers,
  { random, victims }: { readonly random: Random; readonly victims: VictimSettings },
): Victim {
  const remembered = calledAt + random.normal() * victims.errorDays * dayMs;
  return {
    subject: customers.id(customer),
    isTaken: takenAt !== null,
    takenAt,
    calledAt: Math.floor(calledAt),
    // Nobody remembers a call that is still to come.
    reportedAt: Math.floor(Math.min(remembered, complainedAt) / dayMs) * dayMs,
    complainedAt: Math.floor(complainedAt),
    isDateKnown: random.isChance(victims.knownShare),
  };
}

/** What the complaints of a list bring about, by day of the world. */
export class Complaints {
  /** Ids; the last one is the investigator's. */
  readonly handlers: readonly string[];
  readonly #parts: Parts;
  readonly #byDay = new Map<number, DayPlan>();

  constructor(parts: Parts, victims: readonly Victim[]) {
    this.#parts = parts;
    this.handlers = handlersOf(parts);
    const investigator = this.handlers.at(-1)!;
    const triage = this.handlers.length > 1 ? this.handlers.slice(0, -1) : this.handlers;
    victims.forEach((victim, number) => {
      const random = new Random(`${parts.settings.seed}/complaint/${victim.subject}`);
      const first = this.#open(victim, triage, random);
      if (first !== undefined) this.#handle(first, victim, number, random);
      // Some days later, and not under the ticket.
      const later = victim.complainedAt + dayMs * (1 + random.below(5));
      const again = this.#open({ ...victim, complainedAt: later }, [investigator], random);
      if (again !== undefined) this.#planOf(again.day).visits.push(again.visit);
    });
  }

  add(plan: DayPlan, day: number): void {
    const today = this.#byDay.get(day);
    if (today === undefined) return;
    plan.visits.push(...today.visits);
    plan.tickets.push(...today.tickets);
  }

  *visits(): Generator<Visit> {
    for (const { visits } of this.#byDay.values()) yield* visits;
  }

  #handle({ day, visit }: Opened, victim: Victim, number: number, random: Random): void {
    const { settings } = this.#parts;
    const { member } = visit;
    const ticket = {
      id: complaintTicketId(settings.seed, number),
      kind: 'ticket',
      subject: victim.subject,
      ...{ segments: [], teams: [], until: null, queue: member.queues[0] },
      ...{ inbound: true, assignee: member.id, created_by: null },
      opened_at: victim.complainedAt,
      closed_at: Math.floor(visit.at + random.exponential(3 * dayMs) + hourMs),
    };
    const plan = this.#planOf(day);
    plan.tickets.push(ticket);
    plan.visits.push({ ...visit, ticket });
  }

  /** By the first of some who is at work after the complaint came in. */
  #open(
    { subject, complainedAt }: Victim,
    ids: readonly string[],
    random: Random,
  ): Opened | undefined {
    const { settings, staff, customers } = this.#parts;
    const customer = customers.numberOf(subject);
    const first = Math.floor((complainedAt - settings.start) / dayMs);
    const from = random.below(ids.length);
    for (let day = first; day < Math.min(first + waitDays, settings.days); day += 1) {
      for (let i = 0; i < ids.length; i += 1) {
        const member = staff.memberOn(ids[(from + i) % ids.length]!, day);
        if (member === undefined || !staff.isOnDuty(member, day)) continue;
        const at = drawInShift(member, staff.shiftStart(member, day), random);
        if (at < complainedAt) continue;
        return { day, visit: visitOf(member, at, { kind: 'complaint', customer, ticket: null }) };
      }
    }
    return undefined;
  }

  #planOf(day: number): DayPlan {
    const plan = this.#byDay.get(day) ?? { visits: [], tickets: [] };
    this.#byDay.set(day, plan);
    return plan;
  }
}

type Opened = { readonly day: number; readonly visit: Visit };

/** The fraud team where there is one; else some agents, and a supervisor who investigates. */
function handlersOf(parts: Parts): readonly string[] {
  const { settings, staff } = parts;
  const thieves = thievesOf(parts);
  const isThere = ({ id, from, until }: Member) =>
    from <= 0 && until > settings.days && !thieves.has(id);
  const those = (role: Member['role']) => staff.members.filter((one) => one.role === role);
  const fraud = those('fraud');
  if (fraud.length > 1) {
    const seats = [...new Set(fraud.map(({ id }) => id))];
    return [...seats.slice(1, 1 + triageMax), seats[0]!];
  }
  const random = new Random(`${settings.seed}/triage`);
  const agents = those('agent').filter(isThere);
  const wanted = Math.min(triageMax, Math.ceil(agents.length / 10));
  const some = new Set(Array.from({ length: wanted }, () => random.pick(agents).id));
  const [investigator] = [...those('supervisor').filter(isThere), ...agents];
  some.delete(investigator?.id ?? '');
  return [...some, ...(investigator === undefined ? [] : [investigator.id])];
}

/** Nobody looks into what they have done themselves. */
function thievesOf(parts: Parts): ReadonlySet<string> {
  const { attack, thief } = parts.settings;
  if (attack !== undefined) return new Set(new AttackRun(parts, attack).people);
  return new Set(thief === 'none' ? [] : [new Theft(parts, thief).member.id]);
}
