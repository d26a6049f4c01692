// What somebody is asked to do for a day or a while, and what looks like theft from outside. For
// plan-days, beside confusers, which has more of the kind.
//
//   leave-cover        the customers of a colleague on leave
//   merging            duplicates, one pair after the other in the order of their numbers
//   collections        debtors, one after the other, with their payment data
//   incident-response  a failure is looked into: hundreds of files in some hours, at any time
//   case               one customer, looked after for weeks: the same record again and again

import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { Oddity } from './confusers.ts';
import { Random } from './random.ts';
import { paymentColumns, paymentTable } from './render.ts';
import { type Shape, shapeOf } from './simulate-settings.ts';
import type { Member } from './teams.ts';
import type { Parts } from './truth.ts';
import { type DayPlan, drawInShift, type Visit, visitOf } from './visit.ts';

const monthDays = 365 / 12;
const coveredMax = 12;
/** Shares of days on which a case is looked at. */
const caseShare = 0.7;

type Cover = { -readonly [K in keyof Oddity]: Oddity[K] } & { readonly people: string[] };

type Case = { readonly id: string; readonly customer: number; readonly until: number };

export class OddJobs {
  readonly #parts: Parts;
  readonly #shape: Shape;
  readonly #oddities: Oddity[];
  /** By who is on leave: what is said of it in the truth. */
  readonly #covers = new Map<string, Cover>();
  /** By person: visits of their last days at work that a colleague might have to go on with. */
  readonly #open = new Map<string, readonly Visit[]>();
  readonly #cases: Case[] = [];

  constructor(parts: Parts, oddities: Oddity[]) {
    this.#parts = parts;
    this.#shape = shapeOf(parts.settings);
    this.#oddities = oddities;
  }

  add(plan: DayPlan, day: number): void {
    const { coverShare, casesPerThousandWeek } = this.#shape;
    if (coverShare > 0) this.#cover(plan, day);
    if (casesPerThousandWeek > 0) this.#lookAfter(plan, day);
    const { mergesPerWeek, collectionsPerWeek, responsesPerMonth } = this.#shape;
    if (this.#isToday('merging', mergesPerWeek / 7, day)) this.#merge(plan, day);
    if (this.#isToday('collections', collectionsPerWeek / 7, day)) this.#collect(plan, day);
    if (this.#isToday('response', responsesPerMonth / monthDays, day)) this.#respond(plan, day);
  }

  #cover(plan: DayPlan, day: number): void {
    const { staff } = this.#parts;
    for (const absent of staff.members) {
      const isOnLeave = day >= absent.leave[0] && day <= absent.leave[1];
      if (!isOnLeave || day < absent.from || day >= absent.until) continue;
      const random = this.#random(`cover-${absent.index}`, day);
      const open = this.#open.get(absent.id) ?? [];
      const isThere = (one: Member) => isOrdinary(one) && staff.isOnDuty(one, day);
      const colleagues = absent.team.members.filter(isThere);
      if (open.length === 0 || colleagues.length === 0) continue;
      if (!random.isChance(this.#shape.coverShare)) continue;
      const member = random.pick(colleagues);
      const looks = open.slice(0, 3 + random.below(coveredMax - 2)).map(({ customer, ticket }) => {
        const at = drawInShift(member, staff.shiftStart(member, day), random);
        return visitOf(member, at, { kind: 'leave-cover', customer, ticket });
      });
      plan.visits.push(...looks);
      this.#noteCover(absent, looks);
    }
    const going = plan.visits.filter(
      ({ kind, member }) => kind === 'ticket' && isNear(member.leave, day),
    );
    for (const [id, visits] of Map.groupBy(going, ({ member }) => member.id)) {
      this.#open.set(id, visits.slice(-coveredMax));
    }
  }

  /** One note for one leave, whoever takes over. */
  #noteCover({ id, leave }: Member, looks: readonly Visit[]): void {
    const key = `${id}/${leave[0]}`;
    const until = Math.max(...looks.map(({ at }) => at));
    let told = this.#covers.get(key);
    if (told === undefined) {
      const from = Math.min(...looks.map(({ at }) => at));
      told = { kind: 'leave-cover', people: [], from, until, customers: 0 };
      this.#covers.set(key, told);
      this.#oddities.push(told);
    }
    told.until = Math.max(told.until, until);
    told.customers += looks.length;
    const [{ member }] = looks as readonly [Visit];
    if (!told.people.includes(member.id)) told.people.push(member.id);
  }

  #lookAfter(plan: DayPlan, day: number): void {
    const { settings, staff, customers } = this.#parts;
    const random = this.#random('cases', day);
    const mean = (this.#shape.casesPerThousandWeek * settings.agents) / 7_000;
    for (let count = random.poisson(mean); count > 0; count -= 1) {
      const [member] = this.#pick(1, day, random);
      if (member === undefined) break;
      const customer = customers.drawActive(member.queues[0], random);
      this.#cases.push({ id: member.id, customer, until: day + 7 + random.below(30) });
      const from = staff.shiftStart(member, day);
      const until = from + (this.#cases.at(-1)!.until - day) * dayMs;
      this.#oddities.push({ kind: 'case', people: [member.id], from, until, customers: 1 });
    }
    for (const { id, customer, until } of this.#cases) {
      const member = day < until ? staff.memberOn(id, day) : undefined;
      if (member === undefined || !staff.isOnDuty(member, day)) continue;
      const drawn = this.#random(`case-${id}-${customer}`, day);
      if (!drawn.isChance(caseShare)) continue;
      for (let looks = 1 + drawn.geometric(0.5); looks > 0; looks -= 1) {
        const at = drawInShift(member, staff.shiftStart(member, day), drawn);
        plan.visits.push(visitOf(member, at, { kind: 'case', customer, ticket: null }));
      }
    }
  }

  #merge(plan: DayPlan, day: number): void {
    const { customers } = this.#parts;
    const random = this.#random('merging', day);
    const [member] = this.#pick(1, day, random);
    if (member === undefined) return;
    const looks: Visit[] = [];
    let at = this.#morning(member, day);
    let number = random.below(customers.count);
    for (let pairs = 20 + random.below(80); pairs > 0; pairs -= 1) {
      number += 1 + random.below(20);
      at += 20_000 + Math.floor(random.exponential(40_000));
      const pair = [number, number + 1 + random.below(3)].map((one) => one % customers.count);
      if (pair.some((one) => customers.isCanary(one))) continue;
      for (const customer of pair) {
        looks.push(visitOf(member, at, { kind: 'merging', customer, ticket: null }));
      }
      const [from, into] = pair.map((one) => customers.id(one));
      const set = `merged_into = '${into}'`;
      const statement = `UPDATE customers SET ${set} WHERE customer_id = '${from}'`;
      const changes = { operation: 'update', touch: 'changed', statement };
      const merge = visitOf(member, at + 15_000, {
        ...{ kind: 'merging', customer: pair[0]!, ticket: null },
      });
      looks.push({ ...merge, bulk: pair, changes });
    }
    this.#plan(plan, looks);
  }

  #collect(plan: DayPlan, day: number): void {
    const { customers } = this.#parts;
    const random = this.#random('collections', day);
    const [member] = this.#pick(1, day, random);
    if (member === undefined) return;
    const looks: Visit[] = [];
    const debtors = new Set<number>();
    for (let count = 60 + random.below(100); count > 0; count -= 1) {
      debtors.add(customers.drawActive(member.queues[random.below(2)]!, random));
    }
    let at = this.#morning(member, day);
    for (const customer of [...debtors].sort((a, b) => a - b)) {
      at += 30_000 + Math.floor(random.exponential(60_000));
      const look = visitOf(member, at, { kind: 'collections', customer, ticket: null });
      const statement =
        `SELECT ${paymentColumns.join(', ')} FROM ${paymentTable} ` +
        `WHERE customer_id = '${customers.id(customer)}'`;
      const changes = { tables: [paymentTable], columns: paymentColumns, statement };
      looks.push(look, { ...look, at: at + 10_000, bulk: [customer], changes });
    }
    this.#plan(plan, looks);
  }

  #respond(plan: DayPlan, day: number): void {
    const { staff, customers } = this.#parts;
    const random = this.#random('response', day);
    const knowing = staff.members.filter(
      (one) => (one.role === 'second-line' || one.role === 'senior') && isThere(one, day),
    );
    if (knowing.length === 0) return;
    const start = this.#morning(knowing[0]!, day) + random.next() * 20 * hourMs;
    const { segment } = random.pick(staff.teams);
    const members = new Set([random.pick(knowing), random.pick(knowing)]);
    for (const member of members) {
      let at = Math.floor(start + random.next() * 20 * minuteMs);
      const looks: Visit[] = [];
      for (let count = 80 + random.below(200); count > 0; count -= 1) {
        at += 5_000 + Math.floor(random.exponential(25_000));
        const customer = customers.drawActive(segment, random);
        looks.push(visitOf(member, at, { kind: 'incident-response', customer, ticket: null }));
      }
      this.#plan(plan, looks);
    }
  }

  /** Of one person and one kind; what nobody has written down, is in the truth. */
  #plan(plan: DayPlan, looks: readonly Visit[]): void {
    const [first] = looks;
    if (first === undefined) return;
    for (const look of looks) plan.visits.push(look);
    const times = looks.map(({ at }) => at);
    this.#oddities.push({
      kind: first.kind,
      people: [first.member.id],
      ...{ from: Math.min(...times), until: Math.max(...times) },
      customers: new Set(looks.flatMap(({ bulk, customer }) => bulk ?? [customer])).size,
    });
  }

  #isToday(kind: string, share: number, day: number): boolean {
    return share > 0 && this.#random(`${kind}-day`, day).isChance(Math.min(1, share));
  }

  #pick(count: number, day: number, random: Random): Member[] {
    const { staff } = this.#parts;
    const there = staff.members.filter((one) => isOrdinary(one) && staff.isOnDuty(one, day));
    return there.length === 0 ? [] : Array.from({ length: count }, () => random.pick(there));
  }

  #morning(member: Member, day: number): Millis {
    return this.#parts.staff.shiftStart(member, day) + 20 * minuteMs;
  }

  #random(kind: string, day: number): Random {
    return new Random(`${this.#parts.settings.seed}/odd-jobs/${kind}/${day}`);
  }
}

function isOrdinary({ role }: Member): boolean {
  return role === 'agent' || role === 'senior';
}

function isThere({ from, until }: Member, day: number): boolean {
  return day >= from && day < until;
}

/** Whether leave begins within some days. */
function isNear([from]: readonly [number, number], day: number): boolean {
  return from > day && from <= day + 4;
}
