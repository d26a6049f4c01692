// Which closed windows belong together, out of what the partitions of `windows` say: a pure
// function of what stands in each of them, however far the others are and however it was read.
//
//   partition 0   a b │9h  c │10h      d │11h             │ = Closed: this partition has passed it
//   partition 1   e │9h              f g │11h             nobody was there at 10: no Closed of it
//   rounds        9h: a b e            10h: c             11h: d f g
//
// A round takes place for every window that some partition tells to be closed, once all of them
// have passed it; what a partition tells again, or late, makes none. A record joins the first
// round of its kind that is not before its own window, and whose Closed stands after it: so
// revisions that come late join the next one. Of several revisions of one window the highest
// counts. In a round records are in the order of the names of users.
//
// A partition that is ahead is not read on; what was read of it waits here. Used by the population
// stage.

import { assert } from './assert.ts';
import { type Millis, type WindowKind, windowMs } from './time.ts';

/** What is wanted of a record for its place in a round. */
export type Placed = {
  readonly kind: WindowKind;
  /** Of its window; `anyTime`: it belongs to whichever round is next. */
  readonly start: Millis;
  readonly user: string;
  /** Of one user: in which order, and of what the highest revision counts. */
  readonly rank: number;
  readonly revision: number;
};

type Closings = Record<WindowKind, Millis>;

/** A record of the log, to know the topic by. */
export type Mark = { readonly offset: number; readonly digest: string };

type Stood = {
  readonly offset: number;
  /** What its partition had closed before it. */
  readonly before: Closings;
};

type Held<T> = Placed &
  Stood & {
    readonly item: T;
    readonly partition: number;
    /** First round that may take it: known once its partition has closed something after it. */
    from: Millis | undefined;
  };

type Closing = Stood & Mark & { readonly start: Millis };

export type Round<T> = {
  readonly kind: WindowKind;
  readonly start: Millis;
  readonly items: readonly T[];
};

/** Where a partition is to be read again after the rounds that are done. */
export type Reached = {
  readonly offset: number;
  readonly closed: Closings;
  /** The last Closed before it. */
  readonly mark: Mark | undefined;
};

const kinds = ['hour', 'day'] as const;
/** Before all windows. */
const never = -1;
export const anyTime: Millis = never;

export class Rounds<T> {
  readonly #partitions: readonly Partition<T>[];
  readonly #done: Closings;

  /** `done`: starts of the last rounds; `reached`: by partition, as `reached` said then. */
  constructor(done: Partial<Closings>, reached: readonly Reached[]) {
    this.#done = { hour: done.hour ?? never, day: done.day ?? never };
    this.#partitions = reached.map((one, number) => new Partition(number, one));
  }

  get done(): Readonly<Closings> {
    return this.#done;
  }

  /** The partitions that hold the others up: the only ones that are to be read on. */
  get slowest(): readonly number[] {
    const least = this.#passed('hour');
    return this.#partitions.flatMap(({ closed }, n) =>
      closed.hour === least || isDayBehind(closed) ? [n] : [],
    );
  }

  /** Next offset to read. */
  next(partition: number): number {
    return this.#partitions[partition]!.next;
  }

  take(partition: number, offset: number, placed: Placed, item: T): void {
    this.#partitions[partition]!.take(offset, placed, item);
  }

  close(partition: number, mark: Mark, closing: Pick<Placed, 'kind' | 'start'>): void {
    this.#partitions[partition]!.close(mark, closing, this.#done[closing.kind]);
  }

  /** All before `offset` was taken. */
  advance(partition: number, offset: number): void {
    this.#partitions[partition]!.next = offset;
  }

  /** The next round that is complete; `finish` ends it. */
  ready(): Round<T> | undefined {
    const rounds = kinds.flatMap((kind) => this.#readyOf(kind) ?? []);
    const end = ({ kind, start }: (typeof rounds)[number]) => start + windowMs(kind);
    const [first] = rounds.sort((a, b) => end(a) - end(b) || (a.kind === 'hour' ? -1 : 1));
    return first === undefined ? undefined : this.round(first.kind, first.start);
  }

  /** That very round; undefined while it is not complete. */
  round(kind: WindowKind, start: Millis): Round<T> | undefined {
    if (this.#passed(kind) < start) return undefined;
    const held = this.#partitions.flatMap((one) => one.until(kind, start)).sort(inOrder);
    const newest = held.filter((one, i) => !isSameWindow(one, held[i + 1]));
    return { kind, start, items: newest.map(({ item }) => item) };
  }

  finish({ kind, start }: Pick<Round<T>, 'kind' | 'start'>): void {
    assert(start > this.#done[kind], 'rounds of a kind follow each other');
    this.#done[kind] = start;
    for (const partition of this.#partitions) partition.drop(kind, start);
  }

  reached(partition: number): Reached {
    return this.#partitions[partition]!.reached();
  }

  #passed(kind: WindowKind): Millis {
    return Math.min(...this.#partitions.map(({ closed }) => closed[kind]));
  }

  #readyOf(kind: WindowKind): Pick<Round<T>, 'kind' | 'start'> | undefined {
    const passed = this.#passed(kind);
    const starts = this.#partitions
      .flatMap((one) => one.closings(kind))
      .filter((start) => start > this.#done[kind] && start <= passed);
    return starts.length === 0 ? undefined : { kind, start: Math.min(...starts) };
  }
}

class Partition<T> {
  readonly closed: Closings;
  next: number;
  readonly #number: number;
  /** In the order of the log. */
  readonly #items: Record<WindowKind, Held<T>[]> = { hour: [], day: [] };
  readonly #closings: Record<WindowKind, Closing[]> = { hour: [], day: [] };
  /** Of closings whose rounds are done, as far as one may be needed as a mark. */
  #over: Mark[];

  constructor(number: number, { offset, closed, mark }: Reached) {
    this.#number = number;
    this.next = offset;
    this.closed = { ...closed };
    this.#over = mark === undefined ? [] : [mark];
  }

  take(offset: number, placed: Placed, item: T): void {
    const stood = { offset, before: { ...this.closed }, partition: this.#number };
    this.#items[placed.kind].push({ ...placed, ...stood, item, from: undefined });
  }

  close(
    { offset, digest }: Mark,
    { kind, start }: Pick<Placed, 'kind' | 'start'>,
    done: Millis,
  ): void {
    // A drain closes windows before their time, and they close again: what was said stands.
    if (start <= this.closed[kind]) {
      this.#over.push({ offset, digest });
      return;
    }
    this.#closings[kind].push({ offset, digest, before: { ...this.closed }, start });
    const items = this.#items[kind];
    for (let i = items.length - 1; i >= 0 && items[i]!.from === undefined; i -= 1) {
      items[i]!.from = Math.max(items[i]!.start, start);
    }
    this.closed[kind] = start;
    // Read again after a restart: what was in a round is in no other.
    if (start <= done) this.drop(kind, done);
  }

  closings(kind: WindowKind): readonly Millis[] {
    return this.#closings[kind].map(({ start }) => start);
  }

  until(kind: WindowKind, start: Millis): readonly Held<T>[] {
    return this.#items[kind].filter(({ from }) => from !== undefined && from <= start);
  }

  drop(kind: WindowKind, start: Millis): void {
    const isLeft = ({ from }: Held<T>) => from === undefined || from > start;
    this.#items[kind] = this.#items[kind].filter(isLeft);
    const closings = this.#closings[kind];
    this.#over.push(...closings.filter((one) => one.start <= start));
    this.#closings[kind] = closings.filter((one) => one.start > start);
  }

  reached(): Reached {
    const heads = kinds.flatMap((kind) => [this.#items[kind][0], this.#closings[kind][0]]);
    const first = heads.reduce((low: Stood | undefined, one) => {
      return low === undefined || (one !== undefined && one.offset < low.offset) ? one : low;
    }, undefined);
    const { offset, before } = first ?? { offset: this.next, before: { ...this.closed } };
    const passed = this.#over.filter((one) => one.offset < offset);
    const mark = passed.reduce(
      (last: Mark | undefined, one) => (one.offset > (last?.offset ?? -1) ? one : last),
      undefined,
    );
    this.#over = this.#over.filter((one) => one === mark || one.offset > offset);
    return { offset, closed: before, mark: mark && { offset: mark.offset, digest: mark.digest } };
  }
}

/** It has closed the last hour of a day: that it has closed the day is told right after that. */
function isDayBehind({ hour, day }: Closings): boolean {
  const dayMs = windowMs('day');
  const end = hour + windowMs('hour');
  return day < Math.floor(end / dayMs) * dayMs - dayMs;
}

function inOrder(a: Held<unknown>, b: Held<unknown>): number {
  if (a.user !== b.user) return a.user < b.user ? -1 : 1;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.start !== b.start) return a.start - b.start;
  return a.revision - b.revision || a.partition - b.partition || a.offset - b.offset;
}

function isSameWindow(a: Held<unknown>, b: Held<unknown> | undefined): boolean {
  if (b === undefined || a.start === anyTime) return false;
  return a.user === b.user && a.rank === b.rank && a.start === b.start;
}
