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
import { hourMs, type Millis } from './time.ts';

/** How far the slowest source may hold back the closing of windows. */
export const holdBackMs = 3 * hourMs;

export type SavedClock = {
  readonly now: Millis;
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

  /** Takes in one Tick; true when the clock moved. */
  hear(tick: Tick): boolean {
    assert(tick.sources <= sourcesMax, `at most ${sourcesMax} sources`);
    this.#sources = Math.max(this.#sources, tick.sources);
    this.#clocks.set(tick.source_partition, tick);
    const before = this.now;
    this.now = Math.max(this.now, this.#lowest(), this.highest - holdBackMs);
    return this.now > before;
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
    return { now: this.now, count: this.#sources, sources };
  }

  restore({ now, count, sources }: SavedClock): void {
    this.now = now;
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
