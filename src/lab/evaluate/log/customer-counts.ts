// The line of SQL that a sceptic would write: so many different customers in an hour, or on a day,
// the same number for everybody. What no detector beats is not worth a detector. For log-listener.

import { dayMs, hourMs, type Millis } from '../../../core/time.ts';
import type { Tell } from '../own-scores.ts';
import type { Seen } from '../seen.ts';

/** Windows as the clock has them, in UTC; the order is that of the contenders. */
export const countedWindows = [
  { id: 'customers an hour', title: 'Different customers in one hour', ms: hourMs },
  { id: 'customers a day', title: 'Different customers on one day', ms: dayMs },
] as const;

type Window = { index: number; readonly customers: Set<string> };

export class CustomerCounts {
  readonly #tell: Tell;
  readonly #first: number;
  readonly #windows = new Map<string, readonly Window[]>();

  /** `first`: position of the first of them among the contenders. */
  constructor(tell: Tell, first: number) {
    this.#tell = tell;
    this.#first = first;
  }

  read({ access }: Seen): void {
    const { user, at, subjects } = access;
    let windows = this.#windows.get(user);
    if (windows === undefined) {
      windows = countedWindows.map(() => ({ index: -1, customers: new Set<string>() }));
      this.#windows.set(user, windows);
    }
    windows.forEach((window, position) => {
      enter(window, Math.floor(at / countedWindows[position]!.ms));
      const before = window.customers.size;
      for (const subject of subjects) window.customers.add(subject);
      const value = window.customers.size;
      if (value > before) this.#tell({ contender: this.#first + position, user, at, value });
    });
  }
}

function enter(window: Window, index: Millis): void {
  if (index === window.index) return;
  window.index = index;
  window.customers.clear();
}
