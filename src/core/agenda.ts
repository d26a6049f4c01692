// Which windows of which users are to be closed, and when: an index over the rows, rebuilt with
// them. Without it every Tick would have to visit every user.
//
//   open      hour 487 123 → rows 4, 17, 9        day 20 296 → rows 4, 9
//   revised   row 4 hour 487 121                  windows that changed after they were written

import type { Profile, WindowPlace } from './profile.ts';
import { dayMs, type Millis, type WindowKind, windowMs } from './time.ts';

/** Beyond this nobody waits for the closing of windows in which nothing happened. */
const silenceMs = 2 * dayMs;

export type OpenWindow = {
  readonly kind: WindowKind;
  /** Hours or days since 1970. */
  readonly index: number;
  readonly rows: readonly number[];
};

export type Revision = { readonly row: number; readonly kind: WindowKind; readonly index: number };

export class Agenda {
  readonly #open = { hour: new Map<number, number[]>(), day: new Map<number, number[]>() };
  #revised: Revision[] = [];
  readonly graceMs: number;

  /** `graceMs`: how long after its end a window stays open for late events and reasons. */
  constructor(graceMs: number) {
    this.graceMs = graceMs;
  }

  /** When a window closes by the stream clock. */
  closesAt(kind: WindowKind, index: number): Millis {
    return (index + 1) * windowMs(kind) + this.graceMs;
  }

  open(kind: WindowKind, index: number, row: number): void {
    const rows = this.#open[kind].get(index);
    if (rows === undefined) this.#open[kind].set(index, [row]);
    else rows.push(row);
  }

  /** The user's ring has moved on: nobody can look at that window any more. */
  drop(kind: WindowKind, index: number, row: number): void {
    const rows = this.#open[kind].get(index);
    const place = rows?.indexOf(row) ?? -1;
    if (place >= 0) rows!.splice(place, 1);
    if (rows?.length === 0) this.#open[kind].delete(index);
  }

  /** Puts on it what stands in the panes of a row that was taken up. */
  index(row: number, profile: Profile): void {
    for (const { kind, index } of profile.windows(({ isAwaited }) => isAwaited)) {
      this.open(kind, index, row);
    }
    for (const { kind, index } of profile.windows(({ isDirty }) => isDirty)) {
      this.revise({ row, kind, index });
    }
  }

  revise(revision: Revision): void {
    this.#revised.push(revision);
  }

  takeRevised(): Revision[] {
    const revised = this.#revised;
    this.#revised = [];
    return revised;
  }

  /**
   * Windows that close by a move of the clock, whether or not anybody has one: those who wait for
   * all partitions must hear of it. After a long silence only of the last two days.
   */
  passed(since: Millis, until: Millis): WindowPlace[] {
    return this.#since(since, (kind) => this.#lastBy(kind, until));
  }

  /** Those that a clock has entered by `until` and that had not closed by `since`. */
  begun(since: Millis, until: Millis): WindowPlace[] {
    return this.#since(since, (kind) => Math.floor(until / windowMs(kind)));
  }

  /**
   * Takes out the windows that close by `until`, in the order of their ends, hours first; with
   * them those that have passed without anybody.
   */
  takeDue(until: Millis, passed: readonly WindowPlace[]): OpenWindow[] {
    const due: OpenWindow[] = passed
      .filter(({ kind, index }) => !this.#open[kind].has(index))
      .map((place) => ({ ...place, rows: [] }));
    for (const kind of ['hour', 'day'] as const) {
      for (const [index, rows] of this.#open[kind]) {
        if (this.closesAt(kind, index) > until) continue;
        due.push({ kind, index, rows });
        this.#open[kind].delete(index);
      }
    }
    const end = ({ kind, index }: OpenWindow) => (index + 1) * windowMs(kind);
    return due.sort((a, b) => end(a) - end(b) || (a.kind === 'hour' ? -1 : 1));
  }

  #lastBy(kind: WindowKind, at: Millis): number {
    return Math.floor((at - this.graceMs) / windowMs(kind)) - 1;
  }

  #since(since: Millis, lastOf: (kind: WindowKind) => number): WindowPlace[] {
    return (['hour', 'day'] as const).flatMap((kind) => {
      const last = lastOf(kind);
      const longest = silenceMs / windowMs(kind);
      const first = Math.max(this.#lastBy(kind, since) + 1, last + 1 - longest, 0);
      const length = Math.max(0, last + 1 - first);
      return Array.from({ length }, (_, i) => ({ kind, index: first + i }));
    });
  }
}
