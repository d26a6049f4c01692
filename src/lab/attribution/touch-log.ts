// Every touch of a world's customers, side by side in typed arrays: some millions of them, ordered
// once by customer and once by reader, so that a list of victims is counted in milliseconds. For
// count-evidence and for whoever draws lists.
//
//   by customer   ─ c0: t t t ─ c1: t ─ c2 ─ c3: t t …      each in the order of time
//   by reader     ─ e0: c0 c0 c7 c9 … ─ e1: c2 c3 c3 …      each in the order of customers

import { assert } from '../../core/assert.ts';
import { deskOf, isRouted } from '../../core/attribution/desk.ts';
import type { Reach } from '../../core/attribution/evidence.ts';
import { lookOf } from '../../core/attribution/hits.ts';
import { isOpening } from '../../core/attribution/known-customers.ts';
import type { Access } from '../../core/detector.ts';
import { Labels } from '../../core/labels.ts';
import type { Millis } from '../../core/time.ts';
import type { Customers } from '../customers.ts';
import type { ControlWeights } from './control-weights.ts';

/** Of a touch by a machine. */
export const noDesk = 0;

/** Reasons that come of a customer who called or wrote. */
const served = new Set(['ticket-named', 'contact-routed', 'open-in-queue', 'assignee']);

/** Touches so far, of which a TouchLog is made; more can be written to a copy. */
export class TouchWriter {
  readonly customers: Customers;
  readonly names: Labels;
  readonly deskNames: Labels;
  /** By number of the reader. */
  readonly isPerson: boolean[];
  readonly strata: Strata;
  readonly reader: Growing;
  readonly customer: Growing;
  readonly desk: Growing;
  readonly at: Growing;
  /** Of one reader: alike where several customers came at once. */
  readonly look: Growing;
  /** 1: somebody had asked for it. */
  readonly routed: Growing;
  /** 1: the customer had called or written. */
  readonly served: Growing;
  /** 1: the record was opened, and not merely listed or exported. */
  readonly opened: Growing;
  #accesses: number;

  constructor(customers: Customers, copied?: TouchWriter) {
    this.customers = customers;
    // A name that is there already keeps its number.
    this.names = copied?.names ?? new Labels();
    this.deskNames = copied?.deskNames ?? new Labels();
    this.isPerson = copied === undefined ? [false] : [...copied.isPerson];
    this.strata = copied?.strata ?? strataOf(customers);
    this.reader = new Growing(copied?.reader);
    this.customer = new Growing(copied?.customer);
    this.desk = new Growing(copied?.desk);
    this.at = new Growing(copied?.at);
    this.look = new Growing(copied?.look);
    this.routed = new Growing(copied?.routed);
    this.served = new Growing(copied?.served);
    this.opened = new Growing(copied?.opened);
    this.#accesses = copied === undefined ? 0 : copied.#accesses;
  }

  add({ user, user_kind, at, part, touch, subjects, reasons, ticket_marks, queue }: Access): void {
    const reader = this.names.numberOf(user);
    // The parts of one come one after the other.
    if (part === 0) this.#accesses += 1;
    const look = Number(lookOf({ access: this.#accesses, touch, at }));
    const isPerson = user_kind !== 'service';
    this.isPerson[reader] = isPerson;
    subjects.forEach((subject, i) => {
      const read = { reason: reasons[i] ?? 'unknown', marks: ticket_marks[i] ?? 0 };
      const isAsked = isPerson && isRouted(read);
      this.reader.push(reader);
      this.customer.push(this.customers.numberOf(subject));
      this.desk.push(isPerson ? this.deskNames.numberOf(deskOf(queue, at)) : noDesk);
      this.at.push(at);
      this.look.push(look);
      this.routed.push(isAsked ? 1 : 0);
      this.served.push(isAsked && served.has(read.reason) ? 1 : 0);
      this.opened.push(isOpening(touch) ? 1 : 0);
    });
  }
}

/** Segments: their names, and by customer the number of theirs. */
export type Strata = { readonly names: readonly string[]; readonly numberOf: Uint8Array };

function strataOf(customers: Customers): Strata {
  const names: string[] = [];
  const numberOf = Uint8Array.from({ length: customers.count }, (_, customer) => {
    const segment = customers.segmentOf(customer);
    const known = names.indexOf(segment);
    return known < 0 ? names.push(segment) - 1 : known;
  });
  return { names, numberOf };
}

/** Numbers of any kind, as many as come. */
class Growing {
  #values: Float64Array;
  #length: number;

  constructor(copied?: Growing) {
    this.#values = copied === undefined ? new Float64Array(1 << 16) : copied.#values.slice();
    this.#length = copied === undefined ? 0 : copied.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** Positions of touches, group after group: group g from starts[g] up to starts[g + 1]. */
export type Order = { readonly starts: Int32Array; readonly positions: Int32Array };

/** The same with the touches themselves, so that a walk over a group stays in one place. */
export type OfCustomers = Order & { readonly at: Float64Array; readonly isPerson: Uint8Array };
export type OfReaders = Order & {
  readonly customer: Int32Array;
  readonly at: Float64Array;
  readonly routed: Uint8Array;
};

/** What is read in some weeks. */
export type Weeks = {
  /** By reader. */
  readonly reaches: readonly Reach[];
  readonly weights: ControlWeights;
};

export class TouchLog {
  readonly written: TouchWriter;
  readonly reader: Float64Array;
  readonly customer: Float64Array;
  readonly desk: Float64Array;
  readonly at: Float64Array;
  readonly look: Float64Array;
  readonly #routed: Float64Array;
  readonly #served: Float64Array;
  readonly #opened: Float64Array;
  /** Just before the first touch. */
  readonly since: Millis;
  readonly byCustomer: OfCustomers;
  readonly byReader: OfReaders;
  /** Counted once for all lists about the same weeks. */
  readonly weeks = new Map<string, Weeks>();
  /** By desk: how many touches each reader has there. */
  readonly atDesk: ReadonlyMap<number, ReadonlyMap<number, number>>;

  constructor(written: TouchWriter) {
    this.written = written;
    this.reader = written.reader.values;
    this.customer = written.customer.values;
    this.desk = written.desk.values;
    this.at = written.at.values;
    this.look = written.look.values;
    this.#routed = written.routed.values;
    this.#served = written.served.values;
    this.#opened = written.opened.values;
    this.since = this.at.reduce((first, at) => Math.min(first, at - 1), Number.POSITIVE_INFINITY);
    const { customers, isPerson } = written;
    const byCustomer = grouped(this.customer, customers.count, inOrderOfTime(this.at));
    const isByPerson = Uint8Array.from(this.reader, (reader) => Number(isPerson[reader]!));
    this.byCustomer = {
      ...byCustomer,
      at: picked(new Float64Array(this.count), this.at, byCustomer),
      isPerson: picked(new Uint8Array(this.count), isByPerson, byCustomer),
    };
    const byReader = grouped(this.reader, isPerson.length, byCustomer.positions);
    this.byReader = {
      ...byReader,
      customer: picked(new Int32Array(this.count), this.customer, byReader),
      at: picked(new Float64Array(this.count), this.at, byReader),
      routed: picked(new Uint8Array(this.count), this.#routed, byReader),
    };
    this.atDesk = countDesks(this.desk, this.reader);
  }

  get count(): number {
    return this.at.length;
  }

  /** Whether somebody had asked for a touch. */
  isRouted(position: number): boolean {
    return this.#routed[position] === 1;
  }

  /** Whether a touch was of the record itself. */
  isOpening(position: number): boolean {
    return this.#opened[position] === 1;
  }

  /** Whether the customer of a touch had called or written. */
  isServed(position: number): boolean {
    return this.#served[position] === 1;
  }

  get readers(): number {
    return this.written.isPerson.length;
  }
}

/** Touches of a group, in their order. */
export function positionsOf({ starts, positions }: Order, group: number): Int32Array {
  assert(group >= 0 && group + 1 < starts.length, 'a group of this order');
  return positions.subarray(starts[group]!, starts[group + 1]!);
}

/** Nearly all are in order as they come: only those that are not are sorted, and merged. */
function inOrderOfTime(at: Float64Array): Int32Array {
  const late: number[] = [];
  const inTime: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < at.length; i += 1) {
    if (at[i]! < latest) late.push(i);
    else {
      inTime.push(i);
      latest = at[i]!;
    }
  }
  late.sort((a, b) => at[a]! - at[b]!);
  const merged = new Int32Array(at.length);
  let [next, nextLate] = [0, 0];
  for (let i = 0; i < merged.length; i += 1) {
    const isLate = next === inTime.length || at[late[nextLate]!]! < at[inTime[next]!]!;
    merged[i] = isLate ? late[nextLate]! : inTime[next]!;
    if (isLate) nextLate += 1;
    else next += 1;
  }
  return merged;
}

function picked<T extends Float64Array | Int32Array | Uint8Array>(
  into: T,
  values: Float64Array | Uint8Array,
  { positions }: Order,
): T {
  for (let i = 0; i < positions.length; i += 1) into[i] = values[positions[i]!]!;
  return into;
}

/** A counting sort, which keeps the order in which positions are given. */
function grouped(groupOf: Float64Array, groups: number, positions: Int32Array): Order {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) starts[group + 1]! += 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const sorted = new Int32Array(positions.length);
  for (const position of positions) {
    const group = groupOf[position]!;
    sorted[next[group]!] = position;
    next[group]! += 1;
  }
  return { starts, positions: sorted };
}

function countDesks(desk: Float64Array, reader: Float64Array) {
  const atDesk = new Map<number, Map<number, number>>();
  for (let i = 0; i < desk.length; i += 1) {
    if (desk[i] === noDesk) continue;
    const there = atDesk.get(desk[i]!) ?? new Map<number, number>();
    there.set(reader[i]!, (there.get(reader[i]!) ?? 0) + 1);
    atDesk.set(desk[i]!, there);
  }
  return atDesk;
}
