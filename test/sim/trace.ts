// What happened, line by line, and its hash: the same seed must give the same one. The lines are
// kept only where somebody wants to read them.

import { createHash } from 'node:crypto';
import type { Scheduler } from './scheduler.ts';

export class Trace {
  readonly #scheduler: Scheduler;
  readonly #start: number;
  readonly #hash = createHash('sha256');
  readonly #say: ((line: string) => void) | undefined;
  readonly #counts = new Map<string, number>();

  constructor(scheduler: Scheduler, say?: (line: string) => void) {
    this.#scheduler = scheduler;
    this.#start = scheduler.now();
    this.#say = say;
  }

  /** `what` is counted; `detail` says which. */
  add(who: string, what: string, detail = ''): void {
    const seconds = ((this.#scheduler.now() - this.#start) / 1_000).toFixed(3);
    const line = `${seconds.padStart(9)} ${who} ${what} ${detail}`.trimEnd();
    this.#hash.update(`${line}\n`);
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    this.#say?.(line);
  }

  count(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Once, at the end. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 16);
  }
}
