// From a raw event to what a verdict needs: who was behind the account, which customers were read
// and whether there was a reason. Pure; for the enrich stage, which decides time and order first.
//
// Unknown words (operation, touch, status) are kept: vocabularies are open. Where reference data is
// missing the event goes through with what is known; it is never refused for that.
//
// An event with many subjects becomes several records. Its rows, bytes and duration stand in part 0
// only, and subject_count is shared out, so that sums over records are sums over events.
//
// Half of an event is only passed on: its bytes are copied, never decoded (`copiedFields`).

import type { AccessEvent, EnrichedAccess, PendingTouch, Person } from '../generated/records.ts';
import type { DeadLetterReason } from './dead-letter.ts';
import { type TouchDraft, touchesOf, touchOf } from './enrich-touches.ts';
import { cut } from './event-parts.ts';
import { networkOf } from './network.ts';
import { orderKeyOf } from './order-key.ts';
import type { Reference } from './reference.ts';
import { isOnShift, parseShift, type Shift } from './shift.ts';
import { type StatementFacts, StatementReader } from './statement.ts';
import type { Millis } from './time.ts';

export const subjectsMax = 100_000;

/** What enrichment reads of an event. */
export const eventFields = [
  ...(['event_id', 'at', 'account', 'end_user', 'source', 'database', 'tables'] as const),
  ...(['statement', 'rows', 'bytes', 'subjects', 'subject_count', 'ticket', 'ip'] as const),
  'duration_ms',
] as const satisfies readonly (keyof AccessEvent)[];
export type EventFacts = Pick<AccessEvent, (typeof eventFields)[number]>;

/** What an access has from its event as it stands. */
const copiedFields = [
  ...(['account', 'end_user', 'source', 'database', 'operation', 'tables', 'columns'] as const),
  ...(['touch', 'ticket', 'app', 'program', 'host', 'ip', 'session', 'status'] as const),
] as const satisfies readonly (keyof AccessEvent & keyof EnrichedAccess)[];

/** The other fields of an access: what enrichment finds out. */
export type Findings = Omit<EnrichedAccess, (typeof copiedFields)[number]>;
export const findingFields = [
  ...(['event_id', 'part', 'parts', 'at', 'seen_at', 'reported_at', 'late'] as const),
  ...(['source_partition', 'source_offset', 'user', 'user_kind', 'team', 'role'] as const),
  ...(['queue', 'site', 'utc_offset_minutes', 'on_shift', 'employment', 'network'] as const),
  ...(['sensitivity', 'shape', 'predicate', 'statement', 'rows', 'bytes'] as const),
  ...(['subjects', 'subject_count', 'duration_ms', 'segments', 'flags'] as const),
  ...(['subject_sources', 'reasons', 'tickets', 'ticket_marks', 'order_key'] as const),
] as const satisfies readonly (keyof Findings)[];

export type Arrival = {
  readonly partition: number;
  readonly offset: number;
  readonly seenAt: Millis;
  /** Event time after the source's clock had its say. */
  readonly at: Millis;
  readonly reportedAt: Millis | null;
  readonly isLate: boolean;
};

/** Why an event cannot be taken, whatever its time. */
export function refusalOf(
  event: Pick<AccessEvent, 'account' | 'subjects'>,
): DeadLetterReason | undefined {
  if (event.account.trim() === '') return 'user-missing';
  if (event.subjects.length > subjectsMax) return 'too-many-subjects';
  return undefined;
}

/** The event's own id, or one made from where it lies: `db-access/<partition>/<offset>`. */
export function eventIdOf(event: WithId, partition: number, offset: number): string {
  return hasOwnId(event) ? event.event_id : `db-access/${partition}/${offset}`;
}

type WithId = Pick<AccessEvent, 'event_id'>;

export function hasOwnId<E extends WithId>(event: E): event is E & { event_id: string } {
  return event.event_id !== null && event.event_id !== '';
}

/** Longest memory of texts parsed once; beyond it the memory starts anew. */
const memoryEntriesMax = 4_096;

export class Enricher {
  readonly #reference: Reference;
  readonly #statements = new StatementReader();
  readonly #shifts = new Map<string, Shift | undefined>();

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  /** The accesses of an event, whole. */
  enrich(event: AccessEvent, arrival: Arrival): EnrichedAccess[] {
    const copied = Object.fromEntries(copiedFields.map((field) => [field, event[field]]));
    return this.find(event, arrival).map(
      (findings) => ({ ...copied, ...findings }) as EnrichedAccess,
    );
  }

  /** What there is to add to an event; several where it has more subjects than a record holds. */
  find(event: EventFacts, arrival: Arrival): readonly Findings[] {
    // What the event names is believed; only where it names nobody the statement is read.
    const isExplicit = event.subjects.length > 0;
    const subjects = isExplicit ? event.subjects : this.#subjectsFromStatement(event);
    const person = this.#person(event, arrival.at);
    const parts = cut(subjects);
    const statement = event.statement === null ? null : this.#statements.read(event.statement);
    const whole = {
      person,
      statement,
      orderKey: orderKeyOf(event.statement, statement?.predicate ?? null, subjects),
      sensitivity: this.#sensitivity(event),
      source: isExplicit ? 'explicit' : 'literal',
      touch: touchOf(event, arrival.at, person),
      parts: parts.length,
      /** Subjects that the source counts and does not name. */
      unnamed: Math.max(0, event.subject_count - subjects.length),
    };
    return parts.map((part, index) => this.#findings(event, arrival, { ...whole, part, index }));
  }

  /** The touches of a record that still have no reason, as a record of their own. */
  pending(event: Origin, access: Findings): PendingTouch | undefined {
    // Robots and jobs have no tickets, and no detector asks them for one.
    if (access.user_kind === 'service' || !access.reasons.includes('none')) return undefined;
    const indexes: number[] = [];
    for (let i = 0; i < access.reasons.length; i += 1) {
      if (access.reasons[i] === 'none') indexes.push(i);
    }
    // Queues as of the event: by the time a ticket comes the person may have moved.
    const person = this.#person(event, access.at);
    return {
      event_id: access.event_id,
      part: access.part,
      user: access.user,
      account: event.account,
      team: access.team,
      queues: person?.queues ?? [],
      at: access.at,
      ticket: event.ticket,
      subject_indexes: indexes,
      subjects: indexes.map((index) => access.subjects[index]!),
      segments: indexes.map((index) => access.segments[index]!),
    };
  }

  /**
   * Who sat behind an application's account, where the application says so. Else the account: a
   * pooled one then looks like one busy person, which is better than nobody.
   */
  #person(event: Pick<AccessEvent, 'end_user' | 'account'>, at: Millis): Person | undefined {
    const { end_user, account } = event;
    const behind =
      end_user === null || end_user === '' ? undefined : this.#reference.person(end_user, at);
    return behind ?? this.#reference.person(account, at);
  }

  /** One literal: made for every event, spread objects would cost more than what is in them. */
  #findings(event: EventFacts, arrival: Arrival, whole: Part): Findings {
    const { person, statement, part, index } = whole;
    const isFirst = index === 0;
    const touches = touchesOf(part, whole.source, {
      touch: whole.touch,
      reference: this.#reference,
    });
    return {
      event_id: eventIdOf(event, arrival.partition, arrival.offset),
      part: index,
      parts: whole.parts,
      at: arrival.at,
      seen_at: arrival.seenAt,
      reported_at: arrival.reportedAt,
      late: arrival.isLate,
      source_partition: arrival.partition,
      source_offset: arrival.offset,
      user: person?.id ?? event.account,
      user_kind: person?.kind ?? 'unknown',
      team: person?.team ?? null,
      role: person?.role ?? null,
      queue: person?.queues[0] ?? null,
      site: person?.site ?? null,
      utc_offset_minutes: person?.utc_offset_minutes ?? 0,
      on_shift: this.#onShift(person, arrival.at),
      employment: person?.employment ?? 'unknown',
      network: event.ip === null ? null : networkOf(event.ip),
      sensitivity: whole.sensitivity,
      shape: statement?.shape ?? null,
      predicate: statement?.predicate ?? null,
      statement: statement?.statement ?? null,
      rows: isFirst ? event.rows : 0,
      bytes: isFirst ? event.bytes : 0,
      subjects: part,
      subject_count: part.length + (isFirst ? whole.unnamed : 0),
      duration_ms: isFirst ? event.duration_ms : null,
      segments: touches.segments,
      flags: touches.flags,
      subject_sources: touches.subject_sources,
      reasons: touches.reasons,
      tickets: touches.tickets,
      ticket_marks: touches.ticket_marks,
      order_key: whole.orderKey,
    };
  }

  #subjectsFromStatement(event: EventFacts): readonly string[] {
    if (event.statement === null) return event.subjects;
    // Only where an asset says which column names the customers: any other number in a statement
    // could be anything.
    const columns = new Set<string>();
    for (const table of event.tables) {
      const column = this.#reference.asset(event.source, event.database, table)?.subject_column;
      if (column) columns.add(column.toLowerCase());
    }
    return columns.size === 0
      ? event.subjects
      : this.#statements.literals(event.statement, columns);
  }

  #sensitivity(event: EventFacts): string {
    // Of several tables the most sensitive counts: a join shows what it holds.
    let highest = 'unknown';
    for (const table of event.tables) {
      const asset = this.#reference.asset(event.source, event.database, table);
      if (asset !== undefined && rank(asset.sensitivity) > rank(highest)) {
        highest = asset.sensitivity;
      }
    }
    return highest;
  }

  #onShift(person: Person | undefined, at: Millis): boolean | null {
    // Null and not false: a gap in the staff records makes nobody suspicious.
    if (person === undefined || person.shift === null) return null;
    const shift = remembered(this.#shifts, person.shift, parseShift);
    return shift === undefined ? null : isOnShift(shift, at, person.utc_offset_minutes);
  }
}

/** Whose event a record is made from. */
type Origin = Pick<AccessEvent, 'account' | 'end_user' | 'ticket'>;
/** One part of an event, and what is the same for all of its parts. */
type Part = {
  readonly person: Person | undefined;
  readonly statement: StatementFacts | null;
  readonly sensitivity: string;
  readonly source: string;
  readonly touch: TouchDraft;
  readonly orderKey: number;
  readonly parts: number;
  readonly unnamed: number;
  readonly part: readonly string[];
  readonly index: number;
};
/** A word not listed ranks above unknown and below the listed ones: the vocabulary is open. */
const sensitivities = ['unknown', '', 'public', 'internal', 'personal', 'secret'];
function rank(sensitivity: string): number {
  const index = sensitivities.indexOf(sensitivity);
  return index < 0 ? 1 : index;
}

function remembered<T>(memory: Map<string, T>, key: string, make: (key: string) => T): T {
  const known = memory.get(key);
  if (known !== undefined || memory.has(key)) return known as T;
  // All at once and not the oldest: there is no order to keep, and what is common is soon back.
  if (memory.size >= memoryEntriesMax) memory.clear();
  const made = make(key);
  memory.set(key, made);
  return made;
}
