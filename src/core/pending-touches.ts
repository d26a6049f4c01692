// Touches without a reason, waiting for one: tickets are often written after the look-up. For the
// enrich stage, one per source; nothing here waits or writes, the stage does.
//
//   add ──► waiting ──┬─ notice(ticket) marks those of its customer or id ─► judge ─► Explained
//      (in order)     └─ clock > at + pendingMs, or too many waiting ─► expired
//
// What changed since the last commit is in `changes`: a record to write, or null for a tombstone,
// by key <raw partition>/<raw offset>/<part>.

import type { Explained, PendingTouch, Ticket } from '../generated/records.ts';
import { type Explanation, explain } from './explain.ts';
import type { Reference } from './reference.ts';
import { hourMs, type Millis } from './time.ts';

/** Tickets are opened up to an hour after the look-up (`linkDelayMs` in explain.ts). */
export const pendingMsDefault: Millis = hourMs;
/** Touches waiting in one source: about 150 B each. The oldest are given up for the newest. */
export const pendingTouchesMaxDefault = 200_000;
/** Records judged or given up between two chances to commit: a commit stays under 4 MB. */
export const recordsPerStep = 5_000;

export type PendingSettings = {
  readonly pendingMs?: number | undefined;
  readonly pendingTouchesMax?: number | undefined;
};

type Waiting = {
  readonly key: string;
  record: PendingTouch;
};

export class PendingTouches {
  /** In order of arrival, which is the order of giving up. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #bySubject = new Map<string, Waiting[]>();
  readonly #byTicket = new Map<string, Waiting[]>();
  readonly #marked = new Set<Waiting>();
  readonly #pendingMs: Millis;
  readonly #touchesMax: number;
  readonly changes = new Map<string, PendingTouch | null>();
  touches = 0;
  /** Touches given up because too many waited, since the stage last asked. */
  crowdedOut = 0;

  constructor({ pendingMs, pendingTouchesMax }: PendingSettings = {}) {
    this.#pendingMs = pendingMs ?? pendingMsDefault;
    this.#touchesMax = pendingTouchesMax ?? pendingTouchesMaxDefault;
  }

  get size(): number {
    return this.#waiting.size;
  }

  get hasMarked(): boolean {
    return this.#marked.size > 0;
  }

  /** One record's touches start to wait, unless their time is over already. */
  add(key: string, record: PendingTouch, clock: Millis): void {
    if (this.#isOver(record, clock)) return;
    this.restore(key, record);
    this.changes.set(key, record);
    while (this.touches > this.#touchesMax) {
      const [oldest] = this.#waiting.values();
      if (oldest === undefined) return;
      this.crowdedOut += oldest.record.subjects.length;
      this.#drop(oldest);
    }
  }

  /** Takes over what an earlier owner wrote: nothing to write again. */
  restore(key: string, record: PendingTouch): void {
    const waiting = { key, record };
    this.#waiting.set(key, waiting);
    this.touches += record.subjects.length;
    for (const subject of new Set(record.subjects)) index(this.#bySubject, subject, waiting);
    if (record.ticket !== null) index(this.#byTicket, record.ticket, waiting);
  }

  /** A ticket arrived or changed: what it may explain is judged again. */
  notice(ticket: Ticket): void {
    if (ticket.kind === 'campaign') this.#markSegments(new Set(ticket.segments));
    if (ticket.subject !== null) this.#mark(this.#bySubject.get(ticket.subject));
    this.#mark(this.#byTicket.get(ticket.id));
  }

  markAll(): void {
    for (const waiting of this.#waiting.values()) this.#marked.add(waiting);
  }

  /**
   * Judges what is marked, until about `recordsPerStep` reasons were found: the rest stays marked
   * for the next commit. A touch whose time is over by `clock` is not explained any more.
   */
  judge(reference: Reference, clock: Millis): Explained[] {
    const explained: Explained[] = [];
    for (const waiting of this.#marked) {
      this.#marked.delete(waiting);
      if (!this.#isOver(waiting.record, clock)) {
        this.#judgeOne(waiting, { reference, clock, explained });
      }
      if (explained.length >= recordsPerStep) break;
    }
    return explained;
  }

  /** Gives up what has waited long enough, some at a time; returns how many touches. */
  expire(clock: Millis): number {
    const before = this.touches;
    let step = 0;
    for (const waiting of this.#waiting.values()) {
      // The order is that of arrival: a late event behind this one waits a little longer here,
      // but judge() looks at its own time.
      if (!this.#isOver(waiting.record, clock) || step === recordsPerStep) break;
      step += 1;
      this.#drop(waiting);
    }
    return before - this.touches;
  }

  #isOver(record: PendingTouch, clock: Millis): boolean {
    return clock > record.at + this.#pendingMs;
  }

  #judgeOne(waiting: Waiting, judging: Judging): void {
    const { record } = waiting;
    const { user, team, queues, at, ticket } = record;
    const left: number[] = [];
    for (let i = 0; i < record.subjects.length; i += 1) {
      const subject = record.subjects[i]!;
      const segment = record.segments[i] ?? '';
      const touch = { user, team, queues, at, ticket, subject, segment };
      const found = explain(touch, judging.reference);
      if (found.reason === 'none' || found.reason === 'unknown') left.push(i);
      else judging.explained.push(explanation(record, i, found, judging.clock));
    }
    if (left.length === record.subjects.length) return;
    this.#drop(waiting);
    if (left.length === 0) return;
    const rest = {
      ...record,
      subject_indexes: left.map((i) => record.subject_indexes[i]!),
      subjects: left.map((i) => record.subjects[i]!),
      segments: left.map((i) => record.segments[i] ?? ''),
    };
    this.restore(waiting.key, rest);
    this.changes.set(waiting.key, rest);
  }

  #drop(waiting: Waiting): void {
    this.#waiting.delete(waiting.key);
    this.#marked.delete(waiting);
    this.touches -= waiting.record.subjects.length;
    for (const subject of new Set(waiting.record.subjects)) {
      unindex(this.#bySubject, subject, waiting);
    }
    if (waiting.record.ticket !== null) unindex(this.#byTicket, waiting.record.ticket, waiting);
    this.changes.set(waiting.key, null);
  }

  #mark(found: readonly Waiting[] | undefined): void {
    for (const waiting of found ?? []) this.#marked.add(waiting);
  }

  /** Campaigns are rare, a few a week: looking through all that waits needs no index. */
  #markSegments(segments: ReadonlySet<string>): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.record.segments.some((segment) => segments.has(segment))) {
        this.#marked.add(waiting);
      }
    }
  }
}

type Judging = {
  readonly reference: Reference;
  readonly clock: Millis;
  readonly explained: Explained[];
};

function explanation(
  record: PendingTouch,
  index: number,
  found: Explanation,
  clock: Millis,
): Explained {
  return {
    event_id: record.event_id,
    part: record.part,
    user: record.user,
    at: record.at,
    subject_index: record.subject_indexes[index]!,
    subject: record.subjects[index]!,
    reason: found.reason,
    ticket: found.ticket,
    segment: record.segments[index] ?? '',
    ticket_marks: found.marks,
    explained_at: clock,
  };
}

function index(into: Map<string, Waiting[]>, key: string, waiting: Waiting): void {
  const found = into.get(key);
  if (found === undefined) into.set(key, [waiting]);
  else found.push(waiting);
}

function unindex(from: Map<string, Waiting[]>, key: string, waiting: Waiting): void {
  const found = from.get(key);
  if (found === undefined) return;
  const at = found.indexOf(waiting);
  if (at >= 0) found.splice(at, 1);
  if (found.length === 0) from.delete(key);
}
