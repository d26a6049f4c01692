// Tickets, contacts and escalations as columns (about 110 B each, where objects took 300), chained
// per customer from the newest to the oldest. For core/reference, which adds campaigns.
//
//   subject row ─► newest ticket ─► next ─► next …      opened_at descending, then id ascending
//
// The order is part of the contract: it depends on the tickets alone and not on the order in which
// they arrived, so that a restarted process names the same ticket as the one before.

import type { Ticket } from '../generated/records.ts';
import { Names } from './names.ts';
import type { SubjectTable } from './subject-table.ts';
import type { Millis } from './time.ts';

/** Steps along one customer's chain: a customer with more tickets is a placeholder. */
export const ticketStepsMax = 1_024;

const openForEver = Number.POSITIVE_INFINITY;

export class TicketTable {
  readonly #rows = new Map<string, number>();
  readonly #subjects: SubjectTable;
  readonly #names = new Names();
  readonly #free: number[] = [];
  #ids: string[] = [];
  #opened = new Float64Array(1_024);
  #closed = new Float64Array(1_024);
  #kind = new Int32Array(1_024);
  #queue = new Int32Array(1_024);
  #assignee = new Int32Array(1_024);
  #creator = new Int32Array(1_024);
  #subject = new Int32Array(1_024);
  #next = new Int32Array(1_024);
  #inbound = new Uint8Array(1_024);

  constructor(subjects: SubjectTable) {
    this.#subjects = subjects;
  }

  get size(): number {
    return this.#rows.size;
  }

  find(id: string): number {
    return this.#rows.get(id) ?? -1;
  }

  id = (row: number): string => this.#ids[row]!;
  kind = (row: number): string => this.#names.name(this.#kind[row]!);
  /** Empty where there is none; likewise assignee and creator. */
  queue = (row: number): string => this.#names.name(this.#queue[row]!);
  assignee = (row: number): string => this.#names.name(this.#assignee[row]!);
  creator = (row: number): string => this.#names.name(this.#creator[row]!);
  isInbound = (row: number): boolean => this.#inbound[row] === 1;
  openedAt = (row: number): Millis => this.#opened[row]!;
  /** Infinity while open. */
  closedAt = (row: number): Millis => this.#closed[row]!;
  /** Row of the customer, −1: none. */
  subject = (row: number): number => this.#subject[row]!;
  /** The next older ticket of the same customer, −1: none. */
  next = (row: number): number => this.#next[row]!;

  put(ticket: Ticket): void {
    this.remove(ticket.id);
    const row = this.#free.pop() ?? this.#ids.length;
    if (row === this.#opened.length) this.#grow();
    this.#rows.set(ticket.id, row);
    this.#ids[row] = ticket.id;
    this.#opened[row] = ticket.opened_at;
    this.#closed[row] = ticket.closed_at ?? openForEver;
    this.#kind[row] = this.#names.intern(ticket.kind);
    this.#queue[row] = this.#names.intern(ticket.queue ?? '');
    this.#assignee[row] = this.#names.intern(ticket.assignee ?? '');
    this.#creator[row] = this.#names.intern(ticket.created_by ?? '');
    this.#inbound[row] = ticket.inbound ? 1 : 0;
    this.#subject[row] = ticket.subject === null ? -1 : this.#subjects.intern(ticket.subject);
    this.#link(row);
  }

  remove(id: string): void {
    const row = this.find(id);
    if (row < 0) return;
    this.#unlink(row);
    this.#rows.delete(id);
    this.#free.push(row);
  }

  #link(row: number): void {
    const subject = this.#subject[row]!;
    this.#next[row] = -1;
    if (subject < 0) return;
    let before = -1;
    let after = this.#subjects.newestTicket(subject);
    for (let step = 0; after >= 0 && this.#isBefore(after, row); step += 1) {
      // Left out of the chain it is still found by its id, as the event names it.
      if (step === ticketStepsMax) return;
      before = after;
      after = this.#next[after]!;
    }
    this.#next[row] = after;
    if (before < 0) this.#subjects.setNewestTicket(subject, row);
    else this.#next[before] = row;
  }

  #unlink(row: number): void {
    const subject = this.#subject[row]!;
    if (subject < 0) return;
    let before = -1;
    // Walked and not linked both ways: chains are short, and all tickets would pay for it.
    let at = this.#subjects.newestTicket(subject);
    while (at >= 0 && at !== row) {
      before = at;
      at = this.#next[at]!;
    }
    if (at < 0) return; // was beyond the chain
    if (before < 0) this.#subjects.setNewestTicket(subject, this.#next[row]!);
    else this.#next[before] = this.#next[row]!;
  }

  #isBefore(a: number, b: number): boolean {
    const newer = this.#opened[a]! - this.#opened[b]!;
    return newer !== 0 ? newer > 0 : this.#ids[a]! < this.#ids[b]!;
  }

  #grow(): void {
    const size = this.#opened.length * 2;
    const grow = <T extends Float64Array | Int32Array | Uint8Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.#opened = grow(this.#opened, new Float64Array(size));
    this.#closed = grow(this.#closed, new Float64Array(size));
    this.#kind = grow(this.#kind, new Int32Array(size));
    this.#queue = grow(this.#queue, new Int32Array(size));
    this.#assignee = grow(this.#assignee, new Int32Array(size));
    this.#creator = grow(this.#creator, new Int32Array(size));
    this.#subject = grow(this.#subject, new Int32Array(size));
    this.#next = grow(this.#next, new Int32Array(size));
    this.#inbound = grow(this.#inbound, new Uint8Array(size));
  }
}
