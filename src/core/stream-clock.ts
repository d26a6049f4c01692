// The clock of one partition of `access`: what time it is for closing windows.
//
//   stream clock = max(its previous value,
//                      the minimum over the clocks of live sources,
//                      the highest clock of any source − 3 h)
//
// Sources are the partitions of db-access; their clocks come in-band as Ticks. Events never move
// it. A source not heard of yet holds it back, by three hours at most, as a slow one does. Sources
// that are empty, dropped or ended are left out of the minimum.

import type { Tick } from '../generated/records.ts';
import { assert } from './assert.ts';
import { sourcesMax } from './limits.ts';
import { hourMs, type Millis, minuteMs } from './time.ts';

/** How far the slowest source may hold back the closing of windows. */
export const holdBackMs = 3 * hourMs;

/**
 * A long move at once, such as over a night of which no event is left: what it passed became known
 * at its end, not when it was due.
 */
export type Leap = { readonly from: Millis; readonly to: Millis };
const leapMs = 30 * minuteMs;
/** How long leaps are of interest; no more than one for each half hour of it. */
const leapKeptMs = 4 * hourMs;

export type SavedClock = {
  readonly now: Millis;
  /** Oldest first. */
  readonly leaps: readonly Leap[];
  /** Sources that there are. */
  readonly count: number;
  /** Those heard of. */
  readonly sources: readonly (Pick<Tick, 'clock' | 'state'> & { readonly source: number })[];
};

export class StreamClock {
  /** 0 until a first Tick moved it. */
  now: Millis = 0;
  readonly #clocks = new Map<number, Pick<Tick, 'clock' | 'state'>>();
  #sources = 0;
  #leaps: readonly Leap[] = [];

  /** Takes in one Tick; true when the clock moved. */
  hear(tick: Tick): boolean {
    assert(tick.sources <= sourcesMax, `at most ${sourcesMax} sources`);
    this.#sources = Math.max(this.#sources, tick.sources);
    this.#clocks.set(tick.source_partition, tick);
    const before = this.now;
    this.now = Math.max(this.now, this.#lowest(), this.highest - holdBackMs);
    if (this.now === before) return false;
    const kept = this.#leaps.filter(({ to }) => to + leapKeptMs > this.now);
    const isLeap = before > 0 && this.now - before > leapMs;
    this.#leaps = isLeap ? [...kept, { from: before, to: this.now }] : kept;
    return true;
  }

  /** The move that passed an instant, to the instant itself where it was no leap. */
  passing(instant: Millis): Leap {
    if (this.now < instant) return { from: this.now, to: Number.POSITIVE_INFINITY };
    const leap = this.#leaps.find(({ from, to }) => from < instant && instant <= to);
    return leap ?? { from: instant, to: instant };
  }

  /** Every source was drained: nothing follows until one ticks again. */
  get isEnded(): boolean {
    if (this.#clocks.size < this.#sources || this.#sources === 0) return false;
    return [...this.#clocks.values()].every(({ state }) => state === 'end' || state === 'empty');
  }

  /** All there is to know of it, to be set again by `restore`. */
  save(): SavedClock {
    const sources = [...this.#clocks].map(([source, { clock, state }]) => ({
      source,
      clock,
      state,
    }));
    return { now: this.now, leaps: this.#leaps, count: this.#sources, sources };
  }

  restore({ now, leaps, count, sources }: SavedClock): void {
    this.now = now;
    this.#leaps = leaps;
    this.#sources = count;
    for (const { source, clock, state } of sources) this.#clocks.set(source, { clock, state });
  }

  #lowest(): Millis {
    if (this.#clocks.size < this.#sources) return 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (const { clock, state } of this.#clocks.values()) {
      if (state === 'live' && clock < lowest) lowest = clock;
    }
    return lowest === Number.POSITIVE_INFINITY ? 0 : lowest;
  }

  /** The furthest of the clocks: what time it is once no source has anything left. */
  get highest(): Millis {
    let highest = 0;
    for (const { clock, state } of this.#clocks.values()) {
      if (state !== 'empty' && clock > highest) highest = clock;
    }
    return highest;
  }
}
