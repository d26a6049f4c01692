// Thefts put into the records of one person of a log: the only file that knows how they become
// events. Everything is drawn by a named seed, so that the same log gives the same thefts.
//
//   burst       ─┬─┬┬───┬──►   N reads within an hour that begins with an event of the person
//   daily       ─┬──┬───┬─┬─►  N reads a working day, each within ten minutes of an own event
//   masquerade  ═══╪░░░░╪═══►  the own day is taken out, another person's day is put there
//
// A read that is added is a copy of an earlier read of the same person but for its time and its
// customer, who existed by then and whom the person meets nowhere in the log: what is to be found
// is that they are read, not that a thief's events look different. For evaluate-log.

import { dayMs, hourMs, type Millis, minuteMs } from '../../../core/time.ts';
import type { AccessEvent } from '../../../generated/records.ts';
import { Random } from '../../random.ts';
import { dayOf, startOf } from '../protocol.ts';
import type { Seen } from '../seen.ts';
import { type LogCell, theftDaysMax } from './log-cells.ts';
import type { LogFacts } from './log-facts.ts';

/** One person of the log, with the records by day. */
export type LogPerson = {
  readonly id: string;
  readonly records: readonly Seen[];
  readonly byDay: ReadonlyMap<number, readonly Seen[]>;
};

export type LogTheft = {
  readonly events: readonly AccessEvent[];
  /** A day of the log whose own records are taken out; undefined: none. */
  readonly replacedDay: number | undefined;
  /** When each customer was taken, ascending. */
  readonly takenAt: readonly Millis[];
  readonly startedAt: Millis;
};

export type Stealing = {
  readonly facts: LogFacts;
  readonly cell: LogCell;
  readonly thief: LogPerson;
  /** Everybody whose day may be borrowed. */
  readonly people: readonly LogPerson[];
  readonly seed: string;
  /** Number of the start of this person. */
  readonly turn: number;
};

const jitterMs = 10 * minuteMs;
/** A day is worth borrowing from so many events on. */
const borrowedEventsMin = 5;
/** Draws for one customer whom the person does not know. */
const drawsMax = 200;

export function logPerson(id: string, records: readonly Seen[], facts: LogFacts): LogPerson {
  const byDay = Map.groupBy(records, ({ access }) => dayOf(facts.protocol, access.at));
  return { id, records, byDay };
}

export function stealFromLog(stealing: Stealing): LogTheft {
  const start = startDay(stealing);
  switch (stealing.cell.kind) {
    case 'burst':
      return readsAt(stealing, burstTimes(stealing, start));
    case 'daily':
      return readsAt(stealing, dailyTimes(stealing, start));
    case 'masquerade':
      return borrowedDay(stealing, start);
  }
}

/**
 * A working day of the first half of those that the test has of the person, so that as many follow:
 * the same day in all cells.
 */
function startDay({ facts, thief, seed, turn }: Stealing): number {
  const { testFrom } = facts.protocol;
  const days = [...thief.byDay.keys()].filter((day) => day >= testFrom);
  const early = days.slice(0, Math.ceil(days.length / 2));
  return new Random(`${seed}/start/${thief.id}/${turn}`).pick(early);
}

function randomOf({ seed, cell, thief, turn }: Stealing): Random {
  return new Random(`${seed}/${cell.id}/${thief.id}/${turn}`);
}

function burstTimes(stealing: Stealing, day: number): Millis[] {
  const random = randomOf(stealing);
  const { at } = random.pick(stealing.thief.byDay.get(day)!).access;
  const { customers } = stealing.cell;
  return Array.from({ length: customers }, () => at + 1 + random.below(hourMs - 1));
}

function dailyTimes(stealing: Stealing, first: number): Millis[] {
  const random = randomOf(stealing);
  const { byDay } = stealing.thief;
  const days = [...byDay.keys()].filter((day) => day >= first).slice(0, theftDaysMax);
  return days.flatMap((day) =>
    Array.from({ length: stealing.cell.customers }, () => {
      return random.pick(byDay.get(day)!).access.at + 1 + random.below(jitterMs);
    }),
  );
}

/** A read of somebody unknown at each of the times. */
function readsAt(stealing: Stealing, times: readonly Millis[]): LogTheft {
  const { facts, thief, cell, turn } = stealing;
  const random = new Random(`${stealing.seed}/${cell.id}/${thief.id}/${turn}/customers`);
  const sorted = times.toSorted((a, b) => a - b);
  const models = thief.records.filter(
    ({ event, access }) => event.subjects.length > 0 && access.at < sorted[0]!,
  );
  const taken = new Set<string>();
  const takenAt: Millis[] = [];
  const events = sorted.flatMap((at, i) => {
    const subject = strangerOf(facts, { thief: thief.id, before: sorted[0]!, taken, random });
    if (subject === undefined) return [];
    taken.add(subject);
    takenAt.push(at);
    const id = `theft/${cell.id}/${thief.id}/${turn}/${i}`;
    return [readOf(random.pick(models).event, { id, at, subject })];
  });
  return { events, takenAt, replacedDay: undefined, startedAt: sorted[0]! };
}

type Stranger = {
  readonly thief: string;
  readonly before: Millis;
  readonly taken: ReadonlySet<string>;
  readonly random: Random;
};

/** Undefined: there is hardly anybody left whom the person does not know. */
function strangerOf(facts: LogFacts, asked: Stranger): string | undefined {
  const { thief, before, taken, random } = asked;
  const { customers } = facts;
  const count = customers.countBefore(before);
  for (let draw = 0; draw < drawsMax && count > 0; draw += 1) {
    const subject = customers.ids[random.below(count)]!;
    if (!taken.has(subject) && !customers.hasMet(thief, subject)) return subject;
  }
  return undefined;
}

type Read = { readonly id: string; readonly at: Millis; readonly subject: string };

/** One customer's share of what the model reads. */
function readOf(model: AccessEvent, { id, at, subject }: Read): AccessEvent {
  const share = (sum: number) => Math.round(sum / model.subjects.length);
  return {
    ...{ ...model, event_id: id, at, subjects: [subject], subject_count: 1, ticket: null },
    ...{ rows: Math.max(1, share(model.rows)), bytes: share(model.bytes) },
  };
}

function borrowedDay(stealing: Stealing, day: number): LogTheft {
  const { facts, thief, people, cell, turn } = stealing;
  const { protocol } = facts;
  const random = randomOf(stealing);
  const others = people.filter(({ id }) => id !== thief.id);
  const lent = others.length === 0 ? [] : dayToLend(random.pick(others), facts, random);
  const own = thief.byDay.get(day)!;
  const account = own[0]!.event;
  const met = new Map<string, Millis>();
  const events = lent.map(({ event }, i): AccessEvent => {
    const at = event.at + (day - dayOf(protocol, event.at)) * dayMs;
    for (const subject of event.subjects) if (!met.has(subject)) met.set(subject, at);
    const id = `theft/${cell.id}/${thief.id}/${turn}/${i}`;
    return { ...event, event_id: id, at, account: account.account, end_user: account.end_user };
  });
  const startedAt = events[0]?.at ?? startOf(protocol, day);
  return { events, takenAt: [...met.values()], replacedDay: day, startedAt };
}

function dayToLend(other: LogPerson, { protocol }: LogFacts, random: Random): readonly Seen[] {
  const days = [...other.byDay].filter(
    ([day, records]) => day >= protocol.testFrom && records.length >= borrowedEventsMin,
  );
  if (days.length === 0) return [];
  // Of an event in several parts the first stands for all.
  return random.pick(days)[1].filter(({ found }) => found.part === 0);
}
