// Honest work that looks like theft. For plan, which does the usual work first.
//
//   campaign        a team calls hundreds or thousands of customers, by a ticket that covers them
//   manager-export  a supervisor exports a segment, and nobody has written down why
//   vip-news        a customer is in the news, and many have a look: against the rules, no theft
//   snooping        one looks up a few acquaintances: the same
//   restore         a browser opens the tabs of the day before, all at once
//   shadow          a newcomer watches a colleague, record by record
//
// Each draws from a generator of its own, so that one more of a kind does not move the others.

import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';
import { paceOn } from './career.ts';
import type { Customers } from './customers.ts';
import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Staff } from './staff.ts';
import type { Member, Team } from './teams.ts';
import { type DayPlan, drawInShift, type VisitKind, visitOf } from './visit.ts';

/** Something odd that was no theft, for the truth. */
export type Oddity = {
  readonly kind: VisitKind;
  readonly people: readonly string[];
  readonly from: Millis;
  readonly until: Millis;
  readonly customers: number;
};

type Campaign = {
  readonly team: Team;
  readonly segment: string;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Calls that are still to be made. */
  left: number;
  /** Rank of the next customer. */
  next: number;
  /** In the truth, filled as they call. */
  readonly told: { readonly people: string[]; customers: number };
};

/** What one caller gets through on a day, beside the usual work. */
const callsMax = 60;
const campaignDaysMax = 28;
const onDutyShare = 0.65;

const monthDays = 365 / 12;
const tabsMax = 12;
const shadowedMax = 15;

/** What is odd is noted in the list that it is given. */
export class Confusers {
  readonly #oddities: Oddity[];
  readonly #settings: SimulateSettings;
  readonly #shape: Shape;
  readonly #staff: Staff;
  readonly #customers: Customers;
  #campaigns: Campaign[] = [];
  /** By person: the customers of their last day at work. */
  readonly #tabs = new Map<string, readonly number[]>();

  constructor(
    world: { settings: SimulateSettings; staff: Staff; customers: Customers },
    oddities: Oddity[],
  ) {
    this.#oddities = oddities;
    this.#settings = world.settings;
    this.#shape = shapeOf(world.settings);
    this.#staff = world.staff;
    this.#customers = world.customers;
  }

  add(plan: DayPlan, day: number): void {
    this.#addShadows(plan, day);
    this.#beginCampaign(plan, day);
    this.#addCampaigns(plan, day);
    this.#addExports(plan, day);
    this.#addNews(plan, day);
    this.#addSnooping(plan, day);
    this.#addTabs(plan, day);
  }

  #beginCampaign(plan: DayPlan, day: number): void {
    const random = this.#random('campaign', day);
    if (!random.isChance(this.#shape.campaignsPerWeek / 7)) return;
    const team = random.pick(this.#staff.teams.filter(({ members }) => members.some(isAgent)));
    const { segment } = team;
    const callers = new Set(this.#callers(team, day).map(({ id }) => id)).size;
    const perDay = Math.max(1, callers * onDutyShare * callsMax);
    const size = this.#customers.sizeOf(segment);
    const most = Math.max(500, Math.min(70_000, size / 4, perDay * campaignDaysMax));
    const wanted = Math.floor(500 * (most / 500) ** random.next());
    const lastDay = day + Math.max(5, Math.ceil(wanted / perDay) + 2);
    const [someone] = team.members;
    const morning = this.#staff.shiftStart(someone!, day) - team.shiftHour * hourMs;
    const until = morning + (lastDay + 1 - day) * dayMs;
    const told = { kind: 'campaign', people: [], from: morning, until, customers: 0 } as const;
    const note = { ...told, people: [] as string[], customers: 0 };
    this.#oddities.push(note);
    const next = random.below(size);
    this.#campaigns.push({ team, segment, firstDay: day, lastDay, left: wanted, next, told: note });
    plan.tickets.push({
      ...{ id: `k${this.#settings.seed}-${day}`, kind: 'campaign', subject: null, queue: null },
      ...{ segments: [segment], teams: [team.name], until, assignee: null, created_by: null },
      ...{ inbound: false, opened_at: morning, closed_at: null },
    });
  }

  #addCampaigns(plan: DayPlan, day: number): void {
    this.#campaigns = this.#campaigns.filter(({ lastDay, left }) => day <= lastDay && left > 0);
    for (const campaign of this.#campaigns) {
      const callers = this.#onDuty(this.#callers(campaign.team, day), day);
      const random = this.#random(`campaign-${campaign.team.index}-${campaign.firstDay}`, day);
      const calls = Math.min(campaign.left, callers.length * callsMax);
      for (let call = 0; call < calls; call += 1) {
        const member = callers[call % callers.length]!;
        const customer = this.#customers.activeAt(campaign.segment, campaign.next);
        campaign.next += 1;
        const at = drawInShift(member, this.#staff.shiftStart(member, day), random);
        plan.visits.push(visitOf(member, at, { kind: 'campaign', customer, ticket: null }));
        const { people } = campaign.told;
        if (!people.includes(member.id)) people.push(member.id);
      }
      campaign.left -= calls;
      campaign.told.customers += calls;
    }
  }

  /** Agents who are there by then, and no beginners. */
  #callers({ members }: Team, day: number): Member[] {
    return members.filter(
      (one) => isAgent(one) && one.from <= day && day < one.until && paceOn(one, day) > 0,
    );
  }

  #addExports(plan: DayPlan, day: number): void {
    const random = this.#random('export', day);
    if (!random.isChance(this.#shape.exportsPerMonth / monthDays)) return;
    const supervisors = this.#staff.members.filter(({ role }) => role === 'supervisor');
    const onDuty = this.#onDuty(supervisors, day);
    if (onDuty.length === 0) return;
    const member = random.pick(onDuty);
    const { segment } = member.team;
    const size = this.#customers.sizeOf(segment);
    const wanted = Math.min(Math.floor(size / 4), 1_000 + random.below(19_000));
    const first = random.below(size);
    const bulk = Array.from({ length: wanted }, (_, i) =>
      this.#customers.activeAt(segment, first + i),
    );
    const at = drawInShift(member, this.#staff.shiftStart(member, day), random);
    const what = { kind: 'manager-export', customer: bulk[0]!, ticket: null } as const;
    plan.visits.push({ ...visitOf(member, at, what), bulk, isExported: true });
    this.#note(what.kind, [member], { from: at, until: at, customers: wanted });
  }

  #addNews(plan: DayPlan, day: number): void {
    const random = this.#random('news', day);
    if (!random.isChance(this.#shape.newsPerMonth / monthDays)) return;
    const customer = random.pick(this.#customers.vips);
    const curious = this.#pickOnDuty(10 + random.below(51), day, random);
    this.#look(plan, { day, kind: 'vip-news', members: curious, random }, () => [customer]);
  }

  #addSnooping(plan: DayPlan, day: number): void {
    const random = this.#random('snooping', day);
    const mean = (this.#shape.snoopingPerThousandWeek * this.#settings.agents) / 7_000;
    for (const member of this.#pickOnDuty(random.poisson(mean), day, random)) {
      this.#look(plan, { day, kind: 'snooping', members: [member], random }, () =>
        Array.from({ length: 1 + random.below(5) }, () =>
          this.#customers.drawActive(random.pick(this.#staff.teams).segment, random),
        ),
      );
    }
  }

  #addTabs(plan: DayPlan, day: number): void {
    const { restoreShare } = this.#shape;
    if (restoreShare === 0) return;
    const own = Map.groupBy(plan.visits, ({ member }) => member.id);
    const random = this.#random('tabs', day);
    for (const [id, visits] of own) {
      const { member } = visits[0]!;
      const tabs = this.#tabs.get(id) ?? [];
      if (random.isChance(restoreShare)) {
        const at = this.#staff.shiftStart(member, day) + 5 * minuteMs;
        for (const customer of tabs) {
          plan.visits.push(visitOf(member, at, { kind: 'restore', customer, ticket: null }));
        }
      }
      const seen = visits.filter(({ bulk }) => bulk === null).map(({ customer }) => customer);
      this.#tabs.set(id, seen.slice(-tabsMax));
    }
  }

  #addShadows(plan: DayPlan, day: number): void {
    const watching = this.#staff.members.filter((one) => isAgent(one) && paceOn(one, day) === 0);
    const newcomers = this.#onDuty(watching, day);
    if (newcomers.length === 0) return;
    const byTeam = Map.groupBy(plan.visits, ({ member }) => member.team);
    for (const newcomer of newcomers) {
      const random = this.#random(`shadow-${newcomer.index}`, day);
      const work = byTeam.get(newcomer.team) ?? [];
      if (work.length === 0) continue;
      const mentor = random.pick(work).member;
      const seen = work
        .filter(({ member, bulk }) => member === mentor && bulk === null)
        .slice(0, shadowedMax);
      for (const { at, customer, ticket } of seen) {
        const then = at + 1_000 + random.below(4_000);
        plan.visits.push(visitOf(newcomer, then, { kind: 'shadow', customer, ticket }));
      }
    }
  }

  #look(plan: DayPlan, { day, kind, members, random }: Look, draw: () => readonly number[]): void {
    const customers = new Set<number>();
    const times: Millis[] = [];
    for (const member of members) {
      const at = drawInShift(member, this.#staff.shiftStart(member, day), random);
      for (const [i, customer] of draw().entries()) {
        times.push(at + i * minuteMs);
        plan.visits.push(visitOf(member, at + i * minuteMs, { kind, customer, ticket: null }));
        customers.add(customer);
      }
    }
    if (times.length === 0) return;
    const span = { from: Math.min(...times), until: Math.max(...times) };
    this.#note(kind, members, { ...span, customers: customers.size });
  }

  #note(kind: VisitKind, members: readonly Member[], span: Omit<Oddity, 'kind' | 'people'>): void {
    this.#oddities.push({ kind, people: members.map(({ id }) => id), ...span });
  }

  #onDuty(members: readonly Member[], day: number): Member[] {
    return members.filter((member) => this.#staff.isOnDuty(member, day));
  }

  #pickOnDuty(count: number, day: number, random: Random): Member[] {
    if (count === 0) return [];
    const agents = this.#onDuty(this.#staff.members.filter(isAgent), day);
    const picked = new Set<Member>();
    for (let tries = 0; tries < count * 3 && picked.size < Math.min(count, agents.length); ) {
      picked.add(random.pick(agents));
      tries += 1;
    }
    return [...picked];
  }

  #random(kind: string, day: number): Random {
    return new Random(`${this.#settings.seed}/confusers/${kind}/${day}`);
  }
}

type Look = {
  readonly day: number;
  readonly kind: VisitKind;
  readonly members: readonly Member[];
  readonly random: Random;
};

function isAgent({ role }: Member): boolean {
  return role === 'agent';
}
