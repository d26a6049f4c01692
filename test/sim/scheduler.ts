// Virtual time, and the order in which things happen in it. Whatever a simulated process waits for
// is waited for here; between two steps everything that can go on without waiting has gone on. So
// the whole run is a function of its seed. Used by the other files of the simulation.
//
//   at 12 ms ─ two wait: chance says who is first ─ all that follows at once ─ at 15 ms ─ …

import { assert } from '../../src/core/assert.ts';
import type { Millis } from '../../src/core/time.ts';
import type { Random } from '../../src/lab/random.ts';
import type { Clock } from '../../src/ports.ts';

type Waiting = { readonly at: Millis; readonly order: number; wake: (() => void) | undefined };

export class Scheduler implements Clock {
  #now: Millis;
  #steps = 0;
  readonly #random: Random;
  /** A binary heap, the next one at its top. */
  readonly #heap: Waiting[] = [];

  constructor(start: Millis, random: Random) {
    this.#now = start;
    this.#random = random;
  }

  now(): Millis {
    return this.#now;
  }

  get steps(): number {
    return this.#steps;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const at = this.#now + Math.max(0, ms);
    const waiting: Waiting = { at, order: this.#random.next(), wake: resolve };
    if (signal !== undefined) {
      const stop = (): void => {
        waiting.wake = undefined;
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
      waiting.wake = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
    }
    this.#push(waiting);
    return promise;
  }

  /** Goes on until that is so; false where nothing is left to wait for, or it takes too long. */
  async runUntil(isOver: () => boolean, until: Millis): Promise<boolean> {
    while (!isOver()) {
      const next = this.#pop();
      if (next === undefined || next.at > until) return false;
      if (next.wake === undefined) continue;
      assert(next.at >= this.#now, 'time does not go back');
      this.#now = next.at;
      this.#steps += 1;
      next.wake();
      await settled();
    }
    return true;
  }

  #push(waiting: Waiting): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(waiting);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(waiting, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = waiting;
  }

  #pop(): Waiting | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Every promise that can be kept now was kept: the loop of events comes round only after that. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
