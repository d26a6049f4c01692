// Keeps enrich within reach of the norms while it catches up: what it brings in is judged beside
// what colleagues did, and norms that come hours late in the log come too late for that.
//
//   access     ─ 9h ──── 10h ──── 11h ──── 12h ─┤ waits here, until the round of 8h is complete
//   rounds     ─ 6h ─ 7h ┤                        (that closes at 10h, and 3 h are allowed)
//
// It waits only for a round that must come: one whose hour is passed by what is in `access`
// already. So a long silence holds nobody up. What counts is that norms are in `access`, not that
// they are made: inband says so. Without any for 60 s it gives up waiting for that round, since
// whoever makes them may be away. Only where a population stage runs. For the enrich stage.

import { keyOf, type RecordBatch } from '../core/batch.ts';
import { holdBackMs } from '../core/stream-clock.ts';
import { hourMs, type Millis, secondMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { catchingUpMs, releaseMs } from './enrich-pacer.ts';
import { inbandKey, inbandState } from './inband-take.ts';
import { normsTopic } from './inband-topics.ts';
import type { StagePorts } from './stage-ports.ts';

const waitStepMs = 50;
const readBytesMax = 1_000_000;
/** How long a read waits for the next round; where nobody waits for it, longer. */
const eagerMs = secondMs / 4;
const restfulMs = 2 * secondMs;

export type NormsPaceOptions = {
  /** How long after its end an hour closes. */
  readonly graceMs: Millis;
};

export class NormsPace {
  readonly #ports: StagePorts;
  readonly #graceMs: Millis;
  readonly #over = new AbortController();
  /** Start of the last hour whose norms are in `access`, as the Position of inband says. */
  #newest: Millis | undefined;
  #givenUp: Millis | 'none' | undefined;
  #moved = new AbortController();
  #isNeeded = false;

  constructor(ports: StagePorts, { graceMs }: NormsPaceOptions) {
    this.#ports = ports;
    this.#graceMs = graceMs;
  }

  /** Follows the rounds until ended or told to stop; where that fails for good it says so. */
  start(stop: AbortSignal): void {
    const over = AbortSignal.any([stop, this.#over.signal]);
    this.#follow(over).catch((error: unknown) => {
      if (over.aborted) return;
      const code = error instanceof OutsideError ? error.code : 'kafka-failed';
      const { message } = error as Error;
      const what = inbandState;
      this.#ports.telemetry.emit({ kind: 'outside-failed', what, code, message });
    });
  }

  end(): void {
    this.#over.abort();
  }

  observe(hour: Millis): void {
    this.#newest = hour;
    this.#moved.abort();
    this.#moved = new AbortController();
  }

  /**
   * Event time up to which nobody needs to ask; `passed`: of an event that was let through. Behind
   * a silence the next one asks: what closes with the first is judged before much follows.
   */
  limit(passed: Millis = Number.NEGATIVE_INFINITY): Millis {
    return Math.max(this.#reach(), passed);
  }

  /** `clock`: what the stream clock is at least, by what is in `access` or about to be. */
  mustWait(at: Millis, clock: Millis): boolean {
    if (at <= this.#reach() || (this.#newest ?? 'none') === this.#givenUp) return false;
    if (this.#ports.clock.now() - at <= catchingUpMs) return false;
    return this.#closedBy(clock) > (this.#newest ?? -1);
  }

  async wait(at: Millis, clock: Millis, leave: AbortSignal): Promise<void> {
    let newest = this.#newest;
    let since = this.#ports.clock.now();
    this.#isNeeded = true;
    while (!leave.aborted && this.mustWait(at, clock)) {
      await this.#ports.clock.sleep(waitStepMs, AbortSignal.any([leave, this.#moved.signal]));
      if (this.#newest !== newest) {
        newest = this.#newest;
        since = this.#ports.clock.now();
      } else if (this.#ports.clock.now() - since >= releaseMs) {
        this.#givenUp = newest ?? 'none';
      }
    }
  }

  /** From when the newest round may be complete, and three hours on. */
  #reach(): Millis {
    if (this.#newest === undefined) return Number.NEGATIVE_INFINITY;
    return this.#newest + hourMs + this.#graceMs + holdBackMs;
  }

  /** Start of the last hour that has closed by a stream clock. */
  #closedBy(clock: Millis): Millis {
    return (Math.floor((clock - this.#graceMs) / hourMs) - 1) * hourMs;
  }

  async #follow(over: AbortSignal): Promise<void> {
    const { log } = this.#ports;
    let { start: offset } = await log.range(inbandState, 0);
    while (!over.aborted) {
      const waitMs = this.#isNeeded ? eagerMs : restfulMs;
      this.#isNeeded = false;
      const batch = await log.read(inbandState, 0, offset, { maxBytes: readBytesMax, waitMs });
      offset = batch.nextOffset;
      const hour = await this.#newestIn(batch);
      if (hour !== undefined && hour !== this.#newest) this.observe(hour);
    }
  }

  async #newestIn(batch: RecordBatch): Promise<Millis | undefined> {
    const { codec } = this.#ports;
    await codec.prepare(batch);
    for (let i = batch.count - 1; i >= 0; i -= 1) {
      if (keyOf(batch, i) !== inbandKey(normsTopic)) continue;
      const decoded = codec.decode(batch, i);
      if (decoded.kind !== 'record' || decoded.name !== 'Position') continue;
      if (decoded.record.clock !== null) return decoded.record.clock;
    }
    return undefined;
  }
}
