// One ring of panes in a user's row: a slot per hour or day, each with the handle of a block.
//
//   slot     0    1    2    3   …        index mod length is the slot; the newest index is kept
//            └ 24 ┴ 25 ┴ 2  ┴ 3 ┴ …      beside it, so 2 is the oldest that the ring still has

import type { Column } from './layout.ts';

export type RingFields = {
  /** Number of slots. */
  readonly length: number;
  readonly handles: Column;
  /** Reads and writes the newest index in the row. */
  readonly newest: { get(): number; set(index: number): void };
};

export class Ring {
  readonly length: number;
  readonly #handles: Column;
  readonly #newest: RingFields['newest'];

  constructor({ length, handles, newest }: RingFields) {
    this.length = length;
    this.#handles = handles;
    this.#newest = newest;
  }

  /** Newest index that was entered; 0 before the first. */
  get newest(): number {
    return this.#newest.get();
  }

  has(index: number): boolean {
    const { newest } = this;
    return index > newest - this.length && index <= newest;
  }

  /** Handle of the pane at an index; 0 where there is none, or the ring has moved on. */
  at(index: number): number {
    return this.has(index) ? this.#handles.get(index % this.length) : 0;
  }

  /** Visits the panes from an index on, oldest first. */
  each(from: number, visit: (index: number, handle: number) => void): void {
    const { newest, length } = this;
    for (let index = Math.max(1, from, newest - length + 1); index <= newest; index += 1) {
      const handle = this.#handles.get(index % length);
      if (handle !== 0) visit(index, handle);
    }
  }

  put(index: number, handle: number): void {
    this.#handles.set(index % this.length, handle);
  }

  /** Moves on to an index; `vacate` is called with each pane whose slot is needed, oldest first. */
  advance(index: number, vacate: (index: number, handle: number) => void): void {
    const { newest, length } = this;
    if (index <= newest) return;
    const last = Math.min(index, newest + length);
    for (let next = newest + 1; next <= last; next += 1) {
      const handle = this.#handles.get(next % length);
      if (handle === 0) continue;
      vacate(next - length, handle);
      this.#handles.set(next % length, 0);
    }
    this.#newest.set(index);
  }
}
