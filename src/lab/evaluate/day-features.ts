// What a person did on each day, in a few numbers: all that the baselines see. Read off the same
// enriched accesses that the pipeline gets, so that no contender knows more than another.
//
// The features are those of the peer deviation in docs/detection.md's catalogue: volume, reasons,
// hours, new things, tickets, segments and the length of the day. Days are UTC days, as for the
// pipeline. An event that comes after its day was closed counts for no feature; the pipeline would
// still take it in, so that a feed with late events is a little harder for the baselines.

import { log } from '../../core/stats/special.ts';
import { hourMs, minuteMs } from '../../core/time.ts';
import { dayOf, type Protocol } from './protocol.ts';
import type { Seen } from './seen.ts';

export const features = [
  ...(['events', 'rows', 'touches', 'distinct', 'unexplained', 'activeHours'] as const),
  ...(['offHours', 'newThings', 'tickets', 'minutes', 'segmentShift'] as const),
] as const;
export type Feature = (typeof features)[number];

const position = Object.fromEntries(features.map((name, i) => [name, i])) as Record<
  Feature,
  number
>;

/** One person's days. Copied for a thief, whose days before the theft are those of the honest. */
export class PersonDays {
  readonly person: string;
  readonly days: number;
  readonly values: Float32Array;
  /** Number of the team by day; −1: none was seen. */
  readonly teams: Int16Array;
  /** Of somebody who steals: in which trial, and the same person's days without the theft. */
  readonly trial: { readonly cell: string; readonly honest: PersonDays } | undefined;

  constructor(person: string, days: number, trial?: PersonDays['trial']) {
    this.person = person;
    this.days = days;
    this.trial = trial;
    this.values = new Float32Array(days * features.length);
    this.teams = new Int16Array(days).fill(-1);
  }

  get(day: number, feature: Feature): number {
    return this.values[day * features.length + position[feature]]!;
  }

  set(day: number, feature: Feature, value: number): void {
    this.values[day * features.length + position[feature]] = value;
  }

  isPresent(day: number): boolean {
    return day >= 0 && day < this.days && this.get(day, 'events') > 0;
  }

  /** The last days with events before a day, newest first, within so many days. */
  *before(day: number, within: number): Generator<number, void, void> {
    for (let past = day - 1; past >= Math.max(0, day - within); past -= 1) {
      if (this.isPresent(past)) yield past;
    }
  }
}

type Thing = 'app' | 'host' | 'operation' | 'network' | 'table';

/** Takes the accesses of one person in the order of time, and fills their days. */
export class DayReader {
  readonly into: PersonDays;
  readonly #protocol: Protocol;
  readonly #teamNumber: (team: string | null) => number;
  readonly #things: Readonly<Record<Thing, Set<string>>> = {
    ...{ app: new Set(), host: new Set(), operation: new Set(), network: new Set() },
    table: new Set(),
  };
  readonly #segments = new Map<string, number>();
  #segmentsSeen = 0;
  #day = -1;
  #today = emptyDay();

  constructor(into: PersonDays, protocol: Protocol, teamNumber: (team: string | null) => number) {
    this.into = into;
    this.#protocol = protocol;
    this.#teamNumber = teamNumber;
  }

  read({ access, event, found }: Seen): void {
    const day = dayOf(this.#protocol, access.at);
    if (day < this.#day || day < 0 || day >= this.into.days) return;
    if (day > this.#day) {
      this.end();
      this.#day = day;
      this.into.teams[day] = this.#teamNumber(found.team);
    }
    const today = this.#today;
    const { at, subjects, reasons } = access;
    today.events += 1;
    today.rows += access.rows;
    today.touches += subjects.length;
    if (found.on_shift === false) today.offHours += 1;
    today.hours.add(Math.floor(at / hourMs));
    today.firstAt = Math.min(today.firstAt, at);
    today.lastAt = Math.max(today.lastAt, at);
    for (let i = 0; i < subjects.length; i += 1) {
      const subject = subjects[i]!;
      if (!today.distinct.has(subject)) {
        today.distinct.add(subject);
        const segment = found.segments[i]!;
        today.segments.set(segment, (today.segments.get(segment) ?? 0) + 1);
      }
      // A hit in a list was seen, not opened: it asks for no reason.
      if (access.touch !== 'listed' && reasons[i] === 'none') today.unexplained.add(subject);
      if (found.tickets[i] !== '') today.tickets.add(found.tickets[i]!);
    }
    this.#seeThings(event, found.network);
  }

  /** Writes the day at hand. */
  end(): void {
    const { into } = this;
    const today = this.#today;
    if (this.#day < 0 || today.events === 0) return;
    const set = (feature: Feature, value: number) => into.set(this.#day, feature, value);
    set('events', today.events);
    set('rows', today.rows);
    set('touches', today.touches);
    set('distinct', today.distinct.size);
    set('unexplained', today.unexplained.size);
    set('activeHours', today.hours.size);
    set('offHours', today.offHours);
    set('newThings', today.newThings);
    set('tickets', today.tickets.size);
    set('minutes', (today.lastAt - today.firstAt) / minuteMs);
    set('segmentShift', this.#segmentShift(today.segments));
    this.#today = emptyDay();
  }

  #seeThings({ tables, app, host, operation }: Seen['event'], network: string | null): void {
    this.#seeThing('app', app);
    this.#seeThing('host', host);
    this.#seeThing('operation', operation);
    this.#seeThing('network', network);
    for (const table of tables) this.#seeThing('table', table);
  }

  #seeThing(kind: Thing, name: string | null): void {
    const known = this.#things[kind];
    if (name === null || known.has(name)) return;
    known.add(name);
    this.#today.newThings += 1;
  }

  /** Kullback–Leibler divergence of the day's segments from those of all days before, in nats. */
  #segmentShift(today: ReadonlyMap<string, number>): number {
    let total = 0;
    for (const count of today.values()) total += count;
    let shift = 0;
    const known = new Set([...this.#segments.keys(), ...today.keys()]).size;
    for (const [segment, count] of today) {
      const before = ((this.#segments.get(segment) ?? 0) + 0.5) / (this.#segmentsSeen + known / 2);
      shift += (count / total) * log(count / total / before);
    }
    for (const [segment, count] of today) {
      this.#segments.set(segment, (this.#segments.get(segment) ?? 0) + count);
    }
    this.#segmentsSeen += total;
    return Math.max(0, shift);
  }
}

function emptyDay() {
  return {
    ...{ events: 0, rows: 0, touches: 0, offHours: 0, newThings: 0 },
    firstAt: Number.POSITIVE_INFINITY,
    lastAt: Number.NEGATIVE_INFINITY,
    hours: new Set<number>(),
    distinct: new Set<string>(),
    unexplained: new Set<string>(),
    tickets: new Set<string>(),
    segments: new Map<string, number>(),
  };
}
