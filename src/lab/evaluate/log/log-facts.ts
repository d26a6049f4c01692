// What has to be known of a log before it is lived: who was at work on which days, how it is cut in
// two, which customers there are, and whom each person has met. For evaluate-log and log-thefts.
//
//   ├─ 28 days ─┼── calibration ──┼────────── test ───────────┤
//   └───── half of all user-days ─┘└── half of all user-days ─┘
//
// Half of the user-days and not of the days: logs of tickets begin with years in which hardly
// anybody works, because a ticket that is old is in them with its whole life.

import { Enricher } from '../../../core/enrich.ts';
import type { Reference } from '../../../core/reference.ts';
import { dayMs, type Millis } from '../../../core/time.ts';
import type { AccessEvent } from '../../../generated/records.ts';
import type { Protocol } from '../protocol.ts';
import { seenOf } from '../seen.ts';

/** Days of the log that only fill the windows, but never more than half of what is before. */
const warmupDays = 28;

export type LogFacts = {
  readonly protocol: Protocol;
  /** Of people, not of services: the days on which they had events, ascending. */
  readonly activeDays: ReadonlyMap<string, readonly number[]>;
  readonly services: number;
  readonly events: number;
  readonly customers: Customers;
};

/** All customers of the log, in the order in which they appear in it. */
export class Customers {
  readonly ids: string[] = [];
  readonly #firstAt: Millis[] = [];
  readonly #known = new Set<string>();
  readonly #met = new Map<string, Set<string>>();

  /** In the order of time. */
  see(user: string, subjects: readonly string[], at: Millis): void {
    let met = this.#met.get(user);
    if (met === undefined) {
      met = new Set();
      this.#met.set(user, met);
    }
    for (const subject of subjects) {
      met.add(subject);
      if (this.#known.has(subject)) continue;
      this.#known.add(subject);
      this.ids.push(subject);
      this.#firstAt.push(at);
    }
  }

  /** How many there were before an instant: the first so many of `ids`. */
  countBefore(at: Millis): number {
    let low = 0;
    let high = this.#firstAt.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#firstAt[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a person meets a customer anywhere in the log, later too. */
  hasMet(user: string, subject: string): boolean {
    return this.#met.get(user)?.has(subject) === true;
  }
}

/** Events in the order of time; at least one. */
export function factsOf(events: readonly AccessEvent[], reference: Reference): LogFacts {
  const enricher = new Enricher(reference);
  const customers = new Customers();
  const start = Math.floor(events[0]!.at / dayMs) * dayMs;
  const active = new Map<string, number[]>();
  const services = new Set<string>();
  for (const event of events) {
    for (const { access } of seenOf(event, enricher, 0)) {
      const { user, at, subjects } = access;
      customers.see(user, subjects, at);
      if (access.user_kind === 'service') {
        services.add(user);
        continue;
      }
      const days = active.get(user) ?? [];
      const day = Math.floor((at - start) / dayMs);
      if (days.length === 0) active.set(user, days);
      if (days.at(-1) !== day) days.push(day);
    }
  }
  const days = Math.floor((events.at(-1)!.at - start) / dayMs) + 1;
  const testFrom = halfOf([...active.values()].flat());
  const calibrationFrom = Math.min(warmupDays, Math.floor(testFrom / 2));
  return {
    protocol: { start, days, calibrationFrom, testFrom },
    activeDays: new Map([...active].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...{ services: services.size, events: events.length, customers },
  };
}

/** The first day by whose beginning half of the user-days are over. */
function halfOf(userDays: readonly number[]): number {
  const sorted = userDays.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0) + 1;
}

/** User-days of each person from one day to before another. */
export function userDaysWithin(facts: LogFacts, from: number, until: number): number[] {
  return [...facts.activeDays.values()].map(
    (days) => days.filter((day) => day >= from && day < until).length,
  );
}

/** Those who were at work on so many days of both halves: they have a past, and time to steal. */
export function eligiblePeople(facts: LogFacts, daysMin: number): string[] {
  const { testFrom } = facts.protocol;
  return [...facts.activeDays].flatMap(([user, days]) => {
    const before = days.filter((day) => day < testFrom).length;
    return before >= daysMin && days.length - before >= daysMin ? [user] : [];
  });
}
