// A process of the simulation: alive, held up, or dead. Whatever it asks of the world outside goes
// through its gate, before and after; so it can be killed, or held up, at each of its awaits.

import type { Random } from '../../src/lab/random.ts';
import type { Clock } from '../../src/ports.ts';
import type { Scheduler } from './scheduler.ts';

export class SimProcess {
  readonly name: string;
  /** Its name and which of its lives this is. */
  readonly life: string;
  readonly random: Random;
  /** How far its clock is off, ms. */
  skewMs = 0;
  readonly clock: Clock;
  readonly #scheduler: Scheduler;
  #isDead = false;
  #held: { readonly over: Promise<void>; readonly end: () => void } | undefined;

  constructor(life: string, scheduler: Scheduler, random: Random) {
    this.life = life;
    this.name = life.split('#')[0] ?? life;
    this.random = random;
    this.#scheduler = scheduler;
    this.clock = {
      now: () => scheduler.now() + this.skewMs,
      sleep: async (ms, signal) => {
        await scheduler.sleep(ms, signal);
        await this.gate();
      },
    };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  kill(): void {
    this.#isDead = true;
  }

  /** As SIGSTOP does. */
  hold(): void {
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#held ??= { over, end };
  }

  goOn(): void {
    this.#held?.end();
    this.#held = undefined;
  }

  /** Passed by the living only. */
  async gate(): Promise<void> {
    while (this.#held !== undefined) await this.#held.over;
    // A promise of its own: what waits for one that all share would be kept by it for ever.
    if (this.#isDead) await new Promise<never>(() => undefined);
  }

  /** A call of the outside. What is on its way arrives, also when its sender is dead by then. */
  async call<T>(meanMs: number, answer: () => Promise<T> | T): Promise<T> {
    await this.gate();
    await this.#scheduler.sleep(this.random.below(2 * meanMs + 1));
    try {
      return await answer();
    } finally {
      await this.#scheduler.sleep(this.random.below(2 * meanMs + 1));
      await this.gate();
    }
  }
}
