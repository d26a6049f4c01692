// The thief of a world: one agent who goes on doing honest work and takes customers beside it.
// For simulate. The honest world is the same with and without: the thief draws from generators of
// their own, so that a run with `none` is the placebo of a run with a thief.

import { assert } from '../core/assert.ts';
import { type Millis, minuteMs } from '../core/time.ts';
import type { Ticket } from '../generated/records.ts';
import type { Customers } from './customers.ts';
import { addedTicketId } from './ids.ts';
import { Random } from './random.ts';
import type { SimulateSettings, ThiefSettings } from './simulate-settings.ts';
import { type Staff, shiftMs } from './staff.ts';
import type { Member } from './teams.ts';
import { type DayPlan, drawInShift, visitOf } from './visit.ts';

/** Customers of one wide statement: what a page or a report hands out at once. */
const statementMax = 2_000;

export class Theft {
  readonly member: Member;
  readonly settings: ThiefSettings;
  readonly #seed: number;
  readonly #staff: Staff;
  readonly #customers: Customers;
  readonly #taken = new Set<number>();
  #ticketNumber = 0;

  constructor(
    world: { settings: SimulateSettings; staff: Staff; customers: Customers },
    settings: ThiefSettings,
  ) {
    this.settings = settings;
    this.#seed = world.settings.seed;
    this.#staff = world.staff;
    this.#customers = world.customers;
    this.member = chooseThief(world.staff, settings.startDay, this.#seed);
  }

  /** Adds the thief's day to everybody's. */
  add(plan: DayPlan, day: number): void {
    const { settings } = this;
    const member = this.#staff.memberOn(this.member.id, day);
    if (member === undefined) return;
    if (!isTheftDay(settings, day) || !this.#staff.isOnDuty(member, day)) return;
    const random = new Random(`${this.#seed}/theft/${day}`);
    const wanted = this.#drawCustomers(random);
    const shiftStart = this.#staff.shiftStart(member, day);
    if (settings.mode === 'burst' || settings.mode === 'export') {
      this.#planBulk(plan, wanted, { member, shiftStart, random });
      return;
    }
    for (const customer of wanted) {
      const at = drawInShift(member, shiftStart, random);
      const ticket = settings.mode === 'laundered' ? this.#cover(customer, at) : null;
      if (ticket !== null) plan.tickets.push(ticket);
      plan.visits.push(visitOf(member, at, { kind: 'theft', customer, ticket }));
    }
  }

  /** Strangers of the own queue, each taken once; fewer when the queue is nearly empty. */
  #drawCustomers(random: Random): number[] {
    const { pacePerDay, mode } = this.settings;
    const queue = this.member.queues[0];
    const wanted: number[] = [];
    const size = this.#customers.sizeOf(queue);
    for (let tries = 0; wanted.length < pacePerDay && tries < pacePerDay * 20; tries += 1) {
      if (this.#taken.size >= size) break;
      // Who covers reads with tickets takes plausible callers; the others take whoever comes.
      const customer =
        mode === 'laundered'
          ? this.#customers.drawActive(queue, random)
          : this.#customers.drawAny(queue, random);
      if (this.#taken.has(customer)) continue;
      this.#taken.add(customer);
      wanted.push(customer);
    }
    return wanted;
  }

  #planBulk(
    plan: DayPlan,
    wanted: readonly number[],
    { member, shiftStart, random }: { member: Member; shiftStart: Millis; random: Random },
  ): void {
    let at = Math.floor(shiftStart + random.next() * (shiftMs - 30 * minuteMs));
    for (let first = 0; first < wanted.length; first += statementMax) {
      const bulk = wanted.slice(first, first + statementMax);
      const look = visitOf(member, at, { kind: 'theft', customer: bulk[0]!, ticket: null });
      plan.visits.push({ ...look, bulk, isExported: this.settings.mode === 'export' });
      at += Math.floor(random.exponential(minuteMs) + 20_000);
    }
  }

  /** A ticket that nobody called for: written by the thief, assigned to the thief, soon closed. */
  #cover(customer: number, at: Millis): Ticket {
    const number = this.#ticketNumber;
    this.#ticketNumber += 1;
    return {
      id: addedTicketId(this.#seed, this.member.index, number),
      kind: 'ticket',
      subject: this.#customers.id(customer),
      segments: [],
      teams: [],
      until: null,
      queue: this.member.queues[0],
      assignee: this.member.id,
      created_by: this.member.id,
      inbound: false,
      opened_at: at - 2 * minuteMs,
      closed_at: at + 3 * minuteMs,
    };
  }
}

function isTheftDay({ startDay, days = Number.POSITIVE_INFINITY }: ThiefSettings, day: number) {
  return day >= startDay && day < startDay + days;
}

/** An agent who is at work when the theft is to begin; by chance, first from the largest desk. */
function chooseThief(staff: Staff, startDay: number, seed: number): Member {
  return chooseThieves({ staff, settings: { seed } }, startDay, { count: 1 })[0]!;
}

type Choice = {
  readonly count: number;
  readonly isAnyDay?: boolean;
  /** Id of the first. */
  readonly person?: string | undefined;
};

type Choosing = { readonly staff: Staff; readonly settings: Pick<SimulateSettings, 'seed'> };

/**
 * So many, as far as there are agents: colleagues of the first before others. They are at work on
 * the first day; or on any, where a first day at a weekend shall not choose who works on weekends.
 * The first may be chosen by whoever asks.
 */
export function chooseThieves(
  { staff, settings }: Choosing,
  startDay: number,
  { count, isAnyDay = false, person }: Choice,
): readonly Member[] {
  const random = new Random(`${settings.seed}/thief`);
  const agents = staff.members.filter(({ role }) => role === 'agent');
  const atWork = agents.filter((member) => {
    const isAway = member.leave[1] >= startDay && member.leave[0] <= startDay + 7;
    const isThere = isAnyDay
      ? startDay >= member.from && startDay < member.until
      : staff.isOnDuty(member, startDay);
    return !isAway && isThere;
  });
  const desk = atWork.filter(({ queues }) => queues[0] === 'en-consumer');
  const first =
    person === undefined
      ? random.pick([desk, atWork, agents].find(({ length }) => length > 0)!)
      : staff.memberOn(person, startDay);
  assert(first !== undefined, 'whoever is to begin an attack is employed on its first day');
  const others = (atWork.length > 0 ? atWork : agents).filter(({ id }) => id !== first.id);
  const isClose = ({ team }: Member) => team === first.team;
  const near = [...others.filter(isClose), ...others.filter((one) => !isClose(one))];
  return [first, ...near].slice(0, count);
}
