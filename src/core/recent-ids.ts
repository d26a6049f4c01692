// Ids of the events of one source seen in the last ten to twenty minutes of its clock, so that what
// a source sends twice counts once. For the enrich stage. Later repeats pass, and a hunt shows
// them.
//
//   generation   |── before ──|── current ──|          panes of ten minutes of the source's clock
//                ^ rereadFrom: reading again from here gives exactly these two sets
//
// Why that is exact: a generation begins only with a record that moved the clock, so a clock that
// starts from nothing at that record stands where it stood; and every sighting is remembered in
// the current generation, repeats included.

import { hash128Into } from './hash.ts';
import { HashSet } from './hash-set.ts';
import { type Millis, minuteMs } from './time.ts';

export const recentPaneMs = 10 * minuteMs;
/** A generation this full ends early at the next record that moves the clock … */
export const generationIds = 80_000;
/** … and remembers nothing more beyond this. Both together: at most 200,000 ids. */
export const generationIdsMax = 100_000;
export type Sighting = {
  readonly offset: number;
  /** Clock of the source after this record. */
  readonly clock: Millis;
  /** Whether this record moved it. */
  readonly hasMoved: boolean;
};

type Generation = { readonly from: number; readonly ids: HashSet };

export class RecentIds {
  #pane = Number.NEGATIVE_INFINITY;
  #before: Generation | undefined;
  #current: Generation | undefined;
  readonly #hash = new Int32Array(4);

  /** Remembers an id; true if it was seen before. */
  see(eventId: string, sighting: Sighting): boolean {
    this.#turn(sighting);
    hash128Into(eventId, this.#hash);
    const current = this.#current?.ids;
    if (current?.has(this.#hash)) return true;
    if (current !== undefined && current.size < generationIdsMax) current.add(this.#hash);
    return this.#before?.ids.has(this.#hash) ?? false;
  }

  /** Offset from which a reread rebuilds this; null: nothing seen yet. */
  get rereadFrom(): number | null {
    return this.#before?.from ?? this.#current?.from ?? null;
  }

  get size(): number {
    return (this.#before?.ids.size ?? 0) + (this.#current?.ids.size ?? 0);
  }

  #turn({ offset, clock, hasMoved }: Sighting): void {
    const pane = Math.floor(clock / recentPaneMs);
    const isFull = hasMoved && (this.#current?.ids.size ?? 0) >= generationIds;
    if (pane <= this.#pane && !isFull) return;
    this.#before = pane > this.#pane + 1 ? undefined : this.#current;
    this.#current = { from: offset, ids: new HashSet() };
    this.#pane = pane;
  }
}
