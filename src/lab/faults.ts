// What becomes of events on their way from the database: some arrive twice, late or without what
// they should carry, clocks are wrong, and a source falls silent. For event-stream.
//
//   by event time   a  b  c  d  e  f        c is late, a comes twice, the source is silent from d
//   by arrival      a  b  a        d e f c
//
// What happens to an event hangs on the event alone, so that one more elsewhere moves nothing. What
// is under way is bounded: the events of two silent hours, and the late ones of two days.

import { hash32 } from '../core/hash.ts';
import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { EventDraft } from './render.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';

/** How many events met which fault. */
export type FaultCounts = Record<'twice' | 'late' | 'silent' | 'ticketless' | 'idless', number>;

const latestMs = 2 * dayMs;
const twiceWithinMs = 10 * minuteMs;
const weekMs = 7 * dayMs;

type Arrival = { readonly at: Millis; readonly event: EventDraft };

/** In the order of arrival; events keep their ids, and of one that comes twice both have it. */
export function* arriving(
  events: Iterable<EventDraft>,
  settings: SimulateSettings,
  counts: FaultCounts,
): Generator<EventDraft> {
  const faults = new Faults(settings, counts);
  // By arrival.
  const underWay: Arrival[] = [];
  const put = (arrival: Arrival) => {
    // Behind all that arrive by then: what comes at one instant keeps its order.
    let [low, high] = [0, underWay.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (underWay[middle]!.at <= arrival.at) low = middle + 1;
      else high = middle;
    }
    underWay.splice(low, 0, arrival);
  };
  for (const event of events) {
    let arrived = 0;
    while (arrived < underWay.length && underWay[arrived]!.at <= event.at) arrived += 1;
    for (const { event: late } of underWay.splice(0, arrived)) yield late;
    const at = event.at;
    const arrival = faults.arrivalOf(event);
    const again = faults.againAfter(event);
    faults.damage(event);
    if (again > 0) put({ at: arrival + again, event: { ...event } });
    if (arrival <= at) yield event;
    else put({ at: arrival, event });
  }
  for (const { event } of underWay) yield event;
}

class Faults {
  readonly #settings: SimulateSettings;
  readonly #shape: ReturnType<typeof shapeOf>;
  readonly #counts: FaultCounts;

  constructor(settings: SimulateSettings, counts: FaultCounts) {
    this.#settings = settings;
    this.#shape = shapeOf(settings);
    this.#counts = counts;
  }

  /** When it reaches the log: as it happens, if nothing is wrong. */
  arrivalOf(event: EventDraft): Millis {
    const { lateShare } = this.#shape;
    const heard = this.#heardAgain(event.at);
    if (heard > event.at) this.#counts.silent += 1;
    if (this.#drawn(event, 'late') >= lateShare) return heard;
    this.#counts.late += 1;
    return heard + Math.floor(this.#drawn(event, 'how late') * latestMs);
  }

  /** Milliseconds after the first, if it comes once more; else 0. */
  againAfter(event: EventDraft): Millis {
    if (this.#drawn(event, 'twice') >= this.#shape.twiceShare) return 0;
    this.#counts.twice += 1;
    return 1 + Math.floor(this.#drawn(event, 'when again') * twiceWithinMs);
  }

  /** What is missing on it, and its clock: each workstation's is off by as much, always. */
  damage(event: EventDraft): void {
    const { ticketlessShare, idlessShare, skewMs } = this.#shape;
    if (event.ticket !== null && this.#drawn(event, 'ticket') < ticketlessShare) {
      event.ticket = null;
      this.#counts.ticketless += 1;
    }
    if (event.subjects.length > 0 && this.#drawn(event, 'ids') < idlessShare) {
      event.subjects = [];
      this.#counts.idless += 1;
    }
    if (skewMs === 0) return;
    event.at += Math.floor((2 * this.#share(`skew/${event.host}`) - 1) * skewMs);
  }

  /** Once a week the source says nothing for some hours, and then all of it. */
  #heardAgain(at: Millis): Millis {
    const { silentHours } = this.#shape;
    if (silentHours === 0) return at;
    const week = Math.floor(at / weekMs);
    const room = weekMs - silentHours * hourMs;
    const from = week * weekMs + Math.floor(this.#share(`silent/${week}`) * room);
    const until = from + silentHours * hourMs;
    return at >= from && at < until ? until : at;
  }

  #drawn({ account, at, operation, subjects }: EventDraft, what: string): number {
    return this.#share(`${what}/${account}/${at}/${operation}/${subjects[0] ?? ''}`);
  }

  #share(what: string): number {
    return hash32(`${this.#settings.seed}/fault/${what}`) / 0x1_0000_0000;
  }
}
