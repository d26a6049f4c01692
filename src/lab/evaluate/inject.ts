// One thief's doings beside one person's honest records: the only file that knows how an attack
// becomes events. For trial.
//
// The attack is planned and rendered by the same code as in a whole world, for one person and with
// generators of its own; what is honest is not touched. All persons of a cell are done in one walk
// over the days, because some attacks look at what others do on a day.

import type { Millis } from '../../core/time.ts';
import type { AccessEvent, Ticket } from '../../generated/records.ts';
import { type Memory, Scene } from '../attacks/scene.ts';
import { planDays } from '../plan-days.ts';
import { Random } from '../random.ts';
import { type EventDraft, Renderer } from '../render.ts';
import { shapeOf } from '../simulate-settings.ts';
import type { Parts } from '../truth.ts';
import type { DayPlan, Visit } from '../visit.ts';
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
  /** Days of the world: the first of the theft, and the one after the last. */
  readonly from: number;
  readonly until: number;
};

export function inject(injection: Injection): Injected[] {
  const { parts, cell, people, from, until } = injection;
  const renderer = new Renderer(parts.customers, shapeOf(parts.settings));
  const planned = people.map(
    (person): Planned => ({
      ...{ person, events: [], tickets: [], takenAt: [], taken: new Map() },
      memory: { taken: new Set(), tickets: 0, dutyDays: 0, chosen: [] },
    }),
  );
  const steal = (day: number, seen: DayPlan) => {
    for (const one of planned) stealToday({ injection, day, seen, one, renderer });
  };
  if (isWatching(cell)) {
    for (const plan of planDays(parts)) {
      if (plan.day >= from && plan.day < until) steal(plan.day, plan);
    }
  } else {
    for (let day = from; day < until; day += 1) steal(day, { visits: [], tickets: [] });
  }
  for (const one of planned) {
    one.events.sort((a, b) => a.at - b.at);
    one.events.forEach((event, i) => {
      (event as EventDraft).event_id = `x-${one.person}-${cell.id}-${i}`;
    });
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
  readonly renderer: Renderer;
};

function stealToday({ injection, day, seen, one, renderer }: Today): void {
  const { parts, cell, from } = injection;
  const { person, memory } = one;
  const name = `${parts.settings.seed}/evaluate/${cell.id}/${person}/${day}`;
  const own = seen.visits.filter(({ member }) => member.id === person);
  const plan: DayPlan = { visits: own, tickets: [...seen.tickets] };
  const written = plan.tickets.length;
  const ids = [person];
  const scene = { parts, level: cell.level, since: day - from, day, ids, memory, plan };
  const today = new Scene({ ...scene, random: new Random(name) });
  cell.attack.plan(today);
  if (today.acting() !== undefined) memory.dutyDays += 1;
  one.tickets.push(...plan.tickets.slice(written));
  const random = new Random(`${name}/render`);
  for (const visit of plan.visits) {
    if (visit.isCopied) take(one, [parts.customers.id(visit.customer)], visit.at);
    if (visit.kind === 'theft') render(visit, { one, parts, renderer, random });
  }
}

type Rendering = {
  readonly one: Planned;
  readonly parts: Parts;
  readonly renderer: Renderer;
  readonly random: Random;
};

function render(visit: Visit, { one, parts, renderer, random }: Rendering): void {
  const events: EventDraft[] = [];
  renderer.renderVisit(visit, random, events);
  for (const event of events) {
    Object.assign(event, visit.changes);
    one.events.push(event);
    const bulk = visit.bulk?.map((customer) => parts.customers.id(customer));
    take(one, bulk ?? event.subjects, event.at);
  }
}

/** Each customer counts once, when first taken. */
function take({ taken }: Planned, subjects: readonly string[], at: Millis): void {
  for (const subject of subjects) {
    taken.set(subject, Math.min(at, taken.get(subject) ?? Number.POSITIVE_INFINITY));
  }
}
