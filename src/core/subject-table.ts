// Customers as columns, because there may be millions and an object each would cost ten times as
// much. A row exists for every id that a Subject or a Ticket ever named; rows are never taken
// away, only emptied, so that a row number stays the identity of a customer. For core/reference.
//
//   rows     id → 0, 1, 2, …
//   segment  number of the segment's name, 0: unknown
//   flags    canaryFlag | vipFlag
//   merged   row of the customer that this one was merged into, −1: none
//   ticket   row of the newest ticket of this customer in the ticket table, −1: none

import type { Subject } from '../generated/records.ts';
import { Names } from './names.ts';

export const canaryFlag = 1;
export const vipFlag = 2;

/** Merges of merges: more in a row is a loop in the data, and following it buys nothing. */
export const mergeHopsMax = 8;

export class SubjectTable {
  readonly #rows = new Map<string, number>();
  readonly #segments = new Names();
  #segment = new Int32Array(1_024);
  #flags = new Uint8Array(1_024);
  #merged = new Int32Array(1_024).fill(-1);
  #ticket = new Int32Array(1_024).fill(-1);

  /** Row of a customer, or −1 where nothing was ever said about them. */
  find(id: string): number {
    return this.#rows.get(id) ?? -1;
  }

  intern(id: string): number {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const row = this.#rows.size;
    if (row === this.#flags.length) this.#grow();
    this.#rows.set(id, row);
    return row;
  }

  put(subject: Subject): void {
    const row = this.intern(subject.id);
    this.#segment[row] = subject.segment === null ? 0 : this.#segments.intern(subject.segment);
    this.#flags[row] = (subject.canary ? canaryFlag : 0) | (subject.vip ? vipFlag : 0);
    this.#merged[row] = subject.merged_into === null ? -1 : this.intern(subject.merged_into);
  }

  remove(id: string): void {
    const row = this.find(id);
    if (row < 0) return;
    this.#segment[row] = 0;
    this.#flags[row] = 0;
    this.#merged[row] = -1;
  }

  /** The row that this one was merged into, −1: none. */
  mergedInto(row: number): number {
    return row < 0 ? -1 : this.#merged[row]!;
  }

  /** The row at the end of the chain of merges; a loop ends after `mergeHopsMax`. */
  root(row: number): number {
    let at = row;
    for (let hop = 0; hop < mergeHopsMax; hop += 1) {
      const next = this.mergedInto(at);
      if (next < 0) break;
      at = next;
    }
    return at;
  }

  /** Flags of the customer and of all they were merged into: a merged canary stays a canary. */
  flags(row: number): number {
    let flags = 0;
    let at = row;
    for (let hop = 0; at >= 0 && hop <= mergeHopsMax; hop += 1) {
      flags |= this.#flags[at]!;
      at = this.#merged[at]!;
    }
    return flags;
  }

  /** Segment after all merges, or the last known one before; empty where unknown. */
  segment(row: number): string {
    let segment = 0;
    let at = row;
    for (let hop = 0; at >= 0 && hop <= mergeHopsMax; hop += 1) {
      if (this.#segment[at] !== 0) segment = this.#segment[at]!;
      at = this.#merged[at]!;
    }
    return this.#segments.name(segment);
  }

  /** Head of the customer's list in the ticket table. */
  newestTicket(row: number): number {
    return this.#ticket[row]!;
  }

  setNewestTicket(row: number, ticket: number): void {
    this.#ticket[row] = ticket;
  }

  #grow(): void {
    const size = this.#flags.length * 2;
    const grow = <T extends Int32Array | Uint8Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.#segment = grow(this.#segment, new Int32Array(size));
    this.#flags = grow(this.#flags, new Uint8Array(size));
    this.#merged = grow(this.#merged, new Int32Array(size).fill(-1));
    this.#ticket = grow(this.#ticket, new Int32Array(size).fill(-1));
  }
}
