// One thief's doings beside one person's honest records: the only file that knows how an attack
// becomes events. For trial.
//
// The attack is planned and rendered by the same code and generators as in a whole world with it
// (World.with), so that the events are the very same; what is honest is not touched. All persons of
// a cell are done in one walk over the days, because some attacks look at what others do on a day.

import { dayMs, type Millis } from '../../core/time.ts';
import type { AccessEvent, Ticket } from '../../generated/records.ts';
import { type Memory, Scene } from '../attacks/scene.ts';
import { type HonestDays, planHonestDays } from '../honest-days.ts';
import { Random } from '../random.ts';
import { renderDay } from '../render-day.ts';
import type { Parts } from '../truth.ts';
import type { DayPlan } from '../visit.ts';
import { type Cell, isWatching } from './cells.ts';

export type Injected = {
  readonly person: string;
  /** In the order of time. */
  readonly events: AccessEvent[];
  /** Those that the thief writes. */
  readonly tickets: Ticket[];
  /** When each customer was taken for the first time, ascending. */
  readonly takenAt: Millis[];
};

type Planned = Injected & {
  readonly memory: Memory;
  readonly taken: Map<string, Millis>;
};

export type Injection = {
  readonly parts: Parts;
  readonly cell: Cell;
  readonly people: readonly string[];
  /** Local days of the world: the first of the theft, and the one after the last. */
  readonly from: number;
  readonly until: number;
  /** Days of the honest world, where they were planned already. */
  readonly honest?: HonestDays | undefined;
};

export function inject(injection: Injection): Injected[] {
  const { parts, cell, people, from, until, honest = planHonestDays(parts) } = injection;
  const planned = people.map(
    (person): Planned => ({
      ...{ person, events: [], tickets: [], takenAt: [], taken: new Map() },
      memory: { taken: new Set(), tickets: 0, dutyDays: 0, chosen: [] },
    }),
  );
  const steal = (day: number, seen: DayPlan) => {
    for (const one of planned) stealToday({ injection, day, seen, one });
  };
  if (isWatching(cell)) {
    for (const plan of honest.days) {
      if (plan.day >= from && plan.day < until) steal(plan.day, plan);
    }
  } else {
    for (let day = from; day < until; day += 1) steal(day, { visits: [], tickets: [] });
  }
  for (const one of planned) {
    one.events.sort((a, b) => a.at - b.at);
    one.takenAt.push(...[...one.taken.values()].sort((a, b) => a - b));
  }
  return planned.map(({ person, events, tickets, takenAt }) => ({
    ...{ person, events, tickets, takenAt },
  }));
}

type Today = {
  readonly injection: Injection;
  readonly day: number;
  readonly seen: DayPlan;
  readonly one: Planned;
};

function stealToday({ injection, day, seen, one }: Today): void {
  const { parts, cell, from } = injection;
  const { settings, customers, staff } = parts;
  const { person, memory } = one;
  const own = seen.visits.filter(({ member }) => member.id === person);
  const plan: DayPlan = { visits: own, tickets: [...seen.tickets] };
  const written = plan.tickets.length;
  const people = [staff.stretchesOf(person)];
  const scene = { parts, level: cell.level, since: day - from, day, people, memory, plan };
  const who = `${cell.attack.id}-${cell.level}-${person}`;
  const random = new Random(`${settings.seed}/attack/${who}/${day}`);
  const today = new Scene({ ...scene, random });
  cell.attack.plan(today);
  if (today.acting() !== undefined) memory.dutyDays += 1;
  const addedTickets = plan.tickets.slice(written);
  one.tickets.push(...addedTickets);
  const end = settings.start + settings.days * dayMs;
  const ofWorld = { ...plan, day, addedTickets, gone: nobody };
  renderDay(parts, ofWorld, {
    wanted: new Set([person]),
    take(event, visit) {
      if (visit === undefined || event.at >= end || visit.kind === 'complaint') return;
      const bulk = visit.bulk?.map((customer) => customers.id(customer));
      take(one, bulk ?? event.subjects, event.at);
      if (visit.kind === 'theft') one.events.push(event);
    },
  });
}

const nobody: ReadonlySet<string> = new Set();

/** Each customer counts once, when first taken. */
function take({ taken }: Planned, subjects: readonly string[], at: Millis): void {
  for (const subject of subjects) {
    taken.set(subject, Math.min(at, taken.get(subject) ?? Number.POSITIVE_INFINITY));
  }
}
