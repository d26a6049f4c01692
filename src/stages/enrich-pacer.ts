// Keeps the enrich tasks together while they catch up: a source that runs days ahead of another in
// event time would make the other's events late. For the enrich stage.
//
//   a task more than 10 min behind the wall clock stays within 3 h of the slowest live source;
//   a source read to its end is not live; without any progress for 60 s it holds nobody back.
//
// Tasks of this process report how far they are; of the other sources source-watch.ts tells it.

import { holdBackMs } from '../core/stream-clock.ts';
import { type Millis, minuteMs, paneMs } from '../core/time.ts';
import type { Clock } from '../ports.ts';

export const catchingUpMs = 10 * minuteMs;
export const releaseMs = minuteMs;
const waitStepMs = 50;

type Source = {
  clock: Millis;
  /** As its Ticks say, where `clock` may be that of an event which waits. */
  told: Millis;
  isAtEnd: boolean;
  isOwn: boolean;
};

export class Pacer {
  readonly #clock: Clock;
  readonly #sources = new Map<number, Source>();
  /** The slowest clock that was waited for in vain: nobody waits for it again. */
  #givenUp: Millis | undefined;
  #waiting = 0;
  /** Aborted, and replaced, when a source is further than it was. */
  #moved = new AbortController();

  /** Until it is entered or seen, a source may be anywhere: it is waited for. */
  constructor(clock: Clock, sources: number) {
    this.#clock = clock;
    const never = Number.NEGATIVE_INFINITY;
    const unknown = { clock: never, told: never, isAtEnd: false, isOwn: false };
    for (let i = 0; i < sources; i += 1) this.#sources.set(i, { ...unknown });
  }

  enter(partition: number, clock: Millis | null): void {
    const first = clock ?? Number.NEGATIVE_INFINITY;
    this.#sources.set(partition, { clock: first, told: first, isAtEnd: false, isOwn: true });
  }

  /** Another process goes on with it, from where it is. */
  leave(partition: number): void {
    const source = this.#sources.get(partition);
    if (source !== undefined) source.isOwn = false;
  }

  isOwn(partition: number): boolean {
    return this.#sources.get(partition)?.isOwn === true;
  }

  /** Whether a task waits for another source. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Whether a task of this process is far behind the wall clock, and may have to wait. */
  get isCatchingUp(): boolean {
    const since = this.#clock.now() - catchingUpMs;
    return [...this.#sources.values()].some(
      (one) => one.isOwn && !one.isAtEnd && one.clock < since,
    );
  }

  /** What was seen of a source that another process reads. */
  observe(partition: number, clock: Millis | null, isAtEnd: boolean): void {
    if (this.isOwn(partition)) return;
    const seen = clock ?? Number.NEGATIVE_INFINITY;
    this.#sources.set(partition, { clock: seen, told: seen, isAtEnd, isOwn: false });
    this.#wake();
  }

  report(partition: number, clock: Millis | null, isAtEnd: boolean): void {
    const source = this.#sources.get(partition);
    if (source === undefined) return;
    source.clock = clock ?? source.clock;
    source.told = clock ?? source.told;
    source.isAtEnd = isAtEnd;
    this.#wake();
  }

  /**
   * What the stream clock is at least once all sources have committed what they have, with a source
   * at `clock`: Ticks come once in five minutes.
   */
  streamClock(partition: number, clock: Millis | null): Millis {
    const clocks = [...this.#sources].map(([other, { told }]) =>
      other === partition && clock !== null ? clock : told,
    );
    const at = Math.max(Math.min(...clocks), Math.max(...clocks) - holdBackMs);
    return Math.floor(at / paneMs) * paneMs;
  }

  /** Event time up to which a source may read on without asking again. */
  limit(partition: number): Millis {
    const slowest = this.#slowestBut(partition);
    return slowest === this.#givenUp ? Number.POSITIVE_INFINITY : slowest + holdBackMs;
  }

  mustWait(partition: number, at: Millis): boolean {
    if (at <= this.limit(partition)) return false;
    return this.#clock.now() - at > catchingUpMs;
  }

  /** Waits until the others are near enough to `at`, the next event, or until told to leave. */
  async wait(partition: number, at: Millis, leave: AbortSignal): Promise<void> {
    const own = this.#sources.get(partition);
    // It is as far as its next event: two sources behind a long silence must not wait for each
    // other, and the one whose event comes first never has to.
    if (own !== undefined) own.clock = Math.max(own.clock, at);
    this.#waiting += 1;
    try {
      await this.#waitFor(partition, at, leave);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #waitFor(partition: number, at: Millis, leave: AbortSignal): Promise<void> {
    let slowest = this.#slowestBut(partition);
    let since = this.#clock.now();
    while (!leave.aborted && this.mustWait(partition, at)) {
      await this.#clock.sleep(waitStepMs, AbortSignal.any([leave, this.#moved.signal]));
      const now = this.#slowestBut(partition);
      if (now !== slowest) {
        slowest = now;
        since = this.#clock.now();
      } else if (this.#clock.now() - since >= releaseMs) {
        this.#givenUp = slowest;
      }
    }
  }

  #wake(): void {
    this.#moved.abort();
    this.#moved = new AbortController();
  }

  #slowestBut(partition: number): Millis {
    let slowest = Number.POSITIVE_INFINITY;
    for (const [other, source] of this.#sources) {
      if (other !== partition && !source.isAtEnd) slowest = Math.min(slowest, source.clock);
    }
    return slowest;
  }
}
