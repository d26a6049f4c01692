// A world in which lists of victims are judged: lived once without a theft, as touches in memory;
// a theft is then put beside the honest work of whoever steals, as often as is wanted.

import { Enricher } from '../../core/enrich.ts';
import type { Reference } from '../../core/reference.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import { referenceOf } from '../enriched-world.ts';
import { type PacedMode, pacedCell } from '../evaluate/cells.ts';
import { inject } from '../evaluate/inject.ts';
import { type Seen, seenOf } from '../evaluate/seen.ts';
import { partsOf } from '../evaluate/world-parts.ts';
import { simulate } from '../simulate.ts';
import type { SimulateSettings } from '../simulate-settings.ts';
import type { Parts } from '../truth.ts';
import { positionsOf, TouchLog, TouchWriter } from './touch-log.ts';

export type Theft = {
  readonly people: readonly string[];
  /**
   * Copied: what is read for work anyway, and no access more. Registered: no theft at all, but a
   * task that accounts for each read.
   */
  readonly mode: PacedMode | 'copied' | 'registered';
  /** Customers a working day, of each of them. */
  readonly pace: number;
  /** Of every so many accesses of theirs one is logged with its customers [1]: exports are not. */
  readonly loggedOf?: number;
  /** Days of the world: the first, and the one after the last. */
  readonly from: number;
  readonly until: number;
};

/** By customer: when each was first taken. */
export type Takings = ReadonlyMap<number, Millis>;

export type Stolen = { readonly log: TouchLog; readonly takings: Takings };

export class ListWorld {
  readonly settings: SimulateSettings;
  readonly parts: Parts;
  readonly honest: TouchLog;
  readonly #reference: Reference;
  readonly #written: TouchWriter;

  private constructor(
    settings: SimulateSettings,
    made: { readonly parts: Parts; readonly reference: Reference; readonly written: TouchWriter },
  ) {
    this.settings = settings;
    this.parts = made.parts;
    this.honest = new TouchLog(made.written);
    this.#reference = made.reference;
    this.#written = made.written;
  }

  /** Yields at the beginning of each day. */
  static *live(settings: SimulateSettings): Generator<number, ListWorld, void> {
    const made = simulate(settings);
    const parts = partsOf(settings);
    const reference = referenceOf(made);
    const written = new TouchWriter(parts.customers);
    const enricher = new Enricher(reference);
    let day = -1;
    for (const event of made.events()) {
      const today = Math.floor((event.at - settings.start) / dayMs);
      if (today > day) yield today;
      day = Math.max(day, today);
      for (const { access } of seenOf(event, enricher, 0)) written.add(access);
    }
    return new ListWorld(settings, { parts, reference, written });
  }

  steal(theft: Theft): Stolen {
    if (theft.mode === 'copied') return { log: this.honest, takings: this.#copied(theft) };
    const { parts } = this;
    const { people, from, until, pace, mode, loggedOf = 1 } = theft;
    const cell = pacedCell(mode === 'laundered' ? mode : 'no-ticket', pace);
    const injected = inject({ parts, cell, people, from, until });
    const written = new TouchWriter(parts.customers, this.#written);
    const takings = new Map<number, Millis>();
    for (const { events, tickets } of injected) {
      for (const ticket of tickets) this.#reference.apply('Ticket', ticket.id, ticket);
      const enricher = new Enricher(this.#reference);
      for (const [number, event] of events.entries()) {
        for (const { access } of seenOf(event, enricher, 0)) {
          const isLogged = number % loggedOf === 0;
          if (isLogged) written.add(mode === 'registered' ? registered(access) : access);
          for (const subject of access.subjects) take(takings, parts, { subject, at: access.at });
        }
      }
      for (const ticket of tickets) this.#reference.apply('Ticket', ticket.id, null);
    }
    return { log: new TouchLog(written), takings };
  }

  #copied({ people, from, until }: Theft): Takings {
    const { honest, settings } = this;
    const takings = new Map<number, Millis>();
    for (const person of people) {
      const reader = honest.written.names.numberOf(person);
      for (const position of positionsOf(honest.byReader, reader)) {
        const at = honest.at[position]!;
        const day = (at - settings.start) / dayMs;
        const customer = honest.customer[position]!;
        if (day < from || day >= until) continue;
        takings.set(customer, Math.min(at, takings.get(customer) ?? at));
      }
    }
    return takings;
  }
}

function registered(access: Seen['access']): Seen['access'] {
  const { subjects } = access;
  return {
    ...access,
    reasons: subjects.map(() => 'campaign'),
    ticket_marks: subjects.map(() => 0),
  };
}

function take(
  takings: Map<number, Millis>,
  { customers }: Parts,
  { subject, at }: { readonly subject: string; readonly at: Millis },
): void {
  const customer = customers.numberOf(subject);
  takings.set(customer, Math.min(at, takings.get(customer) ?? at));
}
