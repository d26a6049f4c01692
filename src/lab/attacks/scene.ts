// What an attack works with on one day: who takes part, whom they have not yet taken, and ways to
// take them. For the other files of this folder, each of which is one theme.

import { hourMs, type Millis, minuteMs } from '../../core/time.ts';
import type { Ticket } from '../../generated/records.ts';
import { addedTicketId } from '../ids.ts';
import { placeOf } from '../places.ts';
import type { Random } from '../random.ts';
import type { EventDraft } from '../render.ts';
import { type Level, shapeOf } from '../simulate-settings.ts';
import { shiftMs } from '../staff.ts';
import type { Member } from '../teams.ts';
import type { Parts } from '../truth.ts';
import { type DayPlan, drawInShift, visitOf } from '../visit.ts';

export type Attack = {
  readonly id: string;
  readonly title: string;
  /** What is done at each level, from easy to hard to find. */
  readonly levels: readonly [string, string, string, string];
  /** How many take part at each level; one, where nothing is said. */
  readonly people?: readonly [number, number, number, number];
  /** How many of them, from the first, act; of the others accounts are used. All, by default. */
  readonly acting?: readonly [number, number, number, number];
  /** Days from the first that it needs, where it has an end. */
  readonly days?: readonly [number, number, number, number];
  /** Plans the thefts of a day; called for every day from the first. */
  readonly plan: (scene: Scene) => void;
};

export type SceneOptions = {
  readonly parts: Parts;
  readonly level: Level;
  /** Days since the first of the attack. */
  readonly since: number;
  readonly day: number;
  /** Of each who takes part, the first to act first: all that they are over the days. */
  readonly people: readonly (readonly Member[])[];
  readonly random: Random;
  readonly memory: Memory;
  readonly plan: DayPlan;
};

/** What an attack knows of the days before. */
export type Memory = {
  readonly taken: Set<number>;
  tickets: number;
  /** Days on which the first of those who act was at work, before today. */
  dutyDays: number;
  /** Customers picked out beforehand, or the next id of a walk. */
  readonly chosen: number[];
};

type Taking = {
  readonly ticket?: Ticket | null;
  /** What is otherwise on the events than the thief's usual work would have there. */
  readonly changes?: Partial<EventDraft>;
};

export class Scene {
  readonly level: Level;
  readonly since: number;
  readonly day: number;
  readonly random: Random;
  readonly memory: Memory;
  readonly parts: Parts;
  readonly #people: readonly (readonly Member[])[];
  readonly #plan: DayPlan;

  constructor(options: SceneOptions) {
    this.level = options.level;
    this.since = options.since;
    this.day = options.day;
    this.random = options.random;
    this.memory = options.memory;
    this.parts = options.parts;
    this.#people = options.people;
    this.#plan = options.plan;
  }

  /** Of a table with a value for each level. */
  byLevel<T>(values: readonly [T, T, T, T]): T {
    return values[this.level - 1]!;
  }

  /** Those who take part and are at work today. */
  get onDuty(): readonly Member[] {
    return this.employed.filter((member) => this.isOnDuty(member));
  }

  isOnDuty(member: Member): boolean {
    return this.parts.staff.isOnDuty(member, this.day);
  }

  /** The first of those who take part, on a day at work. */
  acting(): Member | undefined {
    const member = this.#today(this.#people[0]!);
    return member !== undefined && this.isOnDuty(member) ? member : undefined;
  }

  /** Days at work of the first of them, before today. */
  get dutyDays(): number {
    return this.memory.dutyDays;
  }

  /** As long as an honest statement takes. */
  quick(): { readonly duration_ms: number } {
    return { duration_ms: 2 + Math.floor(this.random.exponential(12)) };
  }

  /** Where somebody sits today. */
  deskOf(member: Member): { readonly host: string; readonly ip: string } {
    const { host, ip } = member;
    const place = placeOf(this.parts.settings, member, this.day);
    return { host: place?.host ?? host, ip: place?.ip ?? ip };
  }

  /** Those who take part and have not left. */
  get employed(): readonly Member[] {
    return this.#people.flatMap((stretches) => this.#today(stretches) ?? []);
  }

  /** Those who take part and have left. */
  get gone(): readonly Member[] {
    return this.#people
      .filter((stretches) => this.#today(stretches) === undefined)
      .flatMap((stretches) => stretches.at(-1) ?? []);
  }

  #today(stretches: readonly Member[]): Member | undefined {
    return stretches.find(({ from, until }) => this.day >= from && this.day < until);
  }

  /** By the thief's own rhythm. */
  inShift(member: Member): Millis {
    return drawInShift(member, this.shiftStart(member), this.random);
  }

  shiftStart(member: Member): Millis {
    return this.parts.staff.shiftStart(member, this.day);
  }

  /** Some time in so many minutes from an hour of the thief's day on, in local time. */
  around(member: Member, hour: number, minutes: number): Millis {
    const midnight = this.shiftStart(member) - member.team.shiftHour * hourMs;
    return Math.floor(midnight + hour * hourMs + this.random.next() * minutes * minuteMs);
  }

  /**
   * Customers whom nobody of the attack has taken; fewer where nearly all are. `active`: those who
   * call, as likely as they do, so that a ticket of theirs is plausible.
   */
  strangers(count: number, queue: string, how: 'any' | 'active' = 'any'): number[] {
    const { customers } = this.parts;
    const { taken } = this.memory;
    const found: number[] = [];
    for (let tries = 0; found.length < count && tries < count * 20; tries += 1) {
      const customer =
        how === 'any'
          ? customers.drawAny(queue, this.random)
          : customers.drawActive(queue, this.random);
      if (taken.has(customer)) continue;
      taken.add(customer);
      found.push(customer);
    }
    return found;
  }

  /** One record opened, as in honest work. */
  open(member: Member, at: Millis, customer: number, taking: Taking = {}): void {
    const { ticket = null, changes = null } = taking;
    const visit = visitOf(member, at, { kind: 'theft', customer, ticket });
    this.#plan.visits.push({ ...visit, changes });
  }

  /** Many by one statement; or a statement about nobody. */
  bulk(member: Member, at: Millis, customers: readonly number[], how: Bulk = {}): void {
    const { isExported = false, changes = null } = how;
    const [customer = 0] = customers;
    const visit = visitOf(member, at, { kind: 'theft', customer, ticket: null });
    this.#plan.visits.push({ ...visit, bulk: customers, isExported, changes });
  }

  /** So many strangers spread over the thief's shift, each opened by itself. */
  spread(member: Member, count: number, taking: Taking & { how?: 'any' | 'active' } = {}): void {
    for (const customer of this.strangers(count, member.queues[0], taking.how)) {
      this.open(member, this.inShift(member), customer, taking);
    }
  }

  /** The same, each under a ticket that nobody called for. */
  launder(member: Member, count: number): void {
    for (const customer of this.strangers(count, member.queues[0], 'active')) {
      const at = this.inShift(member);
      this.open(member, at, customer, { ticket: this.cover(member, customer, at) });
    }
  }

  /**
   * Written by the thief, as after a call: at levels 1 and 2 as if nobody had called, at 3 and 4 as
   * if somebody had.
   */
  cover(member: Member, customer: number, at: Millis): Ticket {
    const { linkMedianMs, linkSpread } = shapeOf(this.parts.settings);
    const number = this.memory.tickets;
    this.memory.tickets += 1;
    const opened = Math.floor(at + this.random.lognormal(linkMedianMs, linkSpread));
    const ticket: Ticket = {
      id: addedTicketId(this.parts.settings.seed, this.#people[0]![0]!.index, number),
      kind: 'ticket',
      subject: this.parts.customers.id(customer),
      ...{ segments: [], teams: [], until: null, queue: member.queues[0] },
      ...{ inbound: this.level >= 3, assignee: member.id, created_by: member.id },
      opened_at: opened,
      closed_at: Math.floor(opened + this.random.lognormal(10 * minuteMs, 1)),
    };
    this.#plan.tickets.push(ticket);
    return ticket;
  }

  /** Tickets of customers that the day knows of. */
  get tickets(): readonly Ticket[] {
    return this.#plan.tickets.filter(({ kind, subject }) => kind === 'ticket' && subject !== null);
  }

  /** Whom somebody has met today by then. */
  customersOf(member: Member, until: Millis): readonly number[] {
    const own = this.#plan.visits.filter(
      (visit) => visit.member === member && visit.bulk === null && visit.at < until,
    );
    return [...new Set(own.map(({ customer }) => customer))];
  }

  /** A share of what somebody reads for work today is copied: nothing is added. */
  copyOwn(member: Member, share: number): void {
    const { visits } = this.#plan;
    for (let i = 0; i < visits.length; i += 1) {
      const visit = visits[i]!;
      if (visit.member !== member || visit.bulk !== null || visit.kind === 'theft') continue;
      if (this.random.isChance(share)) visits[i] = { ...visit, isCopied: true };
    }
  }

  endOfShift(member: Member): Millis {
    return this.shiftStart(member) + shiftMs;
  }
}

type Bulk = { readonly isExported?: boolean; readonly changes?: Partial<EventDraft> };
