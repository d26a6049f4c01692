// Windows that are closed but not judged, because what colleagues did in them is not known yet: an
// index over the rows, as the agenda is, and the norms for which it waits.
//
//   closed ──► waits ──► norms of that window came            ──► judged beside colleagues
//                  └───► none came in three and a half hours  ──► judged by the own past alone
//
// The hours count from the closing: history has nights without an event, which the clock leaps over
// (stream-clock.ts), and the norms of the evening before come in the morning after.
//
// Where no norms come at all (no population stage runs, or it has died) nothing waits. Whether it
// lives follows from the log: from the newest round, not from a setting. For core/pipeline.

import type { Norms } from '../generated/records.ts';
import type { OpenWindow } from './agenda.ts';
import { NormsInForce } from './norms.ts';
import type { Profile } from './profile.ts';
import { holdBackMs } from './stream-clock.ts';
import { hourMs, type Millis, minuteMs, type WindowKind, windowMs } from './time.ts';

/** After its closing. A source that catches up may be three hours ahead of the newest norms. */
export const normsWaitMs = holdBackMs + 30 * minuteMs;

/** A round so far behind the window, or the clock before it leapt: its stage does not run. */
const aliveMs = 6 * hourMs;

export class Unjudged {
  readonly norms: NormsInForce;
  readonly #waiting = { hour: new Map<number, number[]>(), day: new Map<number, number[]>() };

  /** `heed` hears of every norm that comes into force. */
  constructor(heed: (norms: Norms) => void) {
    this.norms = new NormsInForce(heed);
  }

  /** The window of which a round is complete with this record; undefined in the middle of one. */
  take(norms: Norms): { readonly kind: WindowKind; readonly index: number } | undefined {
    if (!this.norms.take(norms)) return undefined;
    const kind = norms.window_end - norms.window_start === hourMs ? 'hour' : 'day';
    return { kind, index: Math.floor(norms.window_start / windowMs(kind)) };
  }

  /**
   * Whether norms of the window are still to come, as far as anybody can tell. `clockBefore`: what
   * time it was before its closing was due.
   */
  awaits(kind: WindowKind, index: number, clockBefore: Millis): boolean {
    const newest = this.norms.get('hour', 'company', '');
    if (newest === undefined || this.#roundOf(kind) >= index) return false;
    const asOf = Math.min(clockBefore, (index + 1) * windowMs(kind));
    return asOf - newest.window_end <= aliveMs;
  }

  wait(kind: WindowKind, index: number, row: number): void {
    const rows = this.#waiting[kind].get(index);
    if (rows === undefined) this.#waiting[kind].set(index, [row]);
    else rows.push(row);
  }

  /** Puts on it what stands in the panes of a row that was taken up. */
  index(row: number, profile: Profile): void {
    for (const { kind, index } of profile.windows(({ isUnjudged }) => isUnjudged)) {
      this.wait(kind, index, row);
    }
  }

  /** Takes out the windows of a kind up to an index, oldest first. */
  takeUpTo(kind: WindowKind, last: number): OpenWindow[] {
    const taken: OpenWindow[] = [];
    for (const [index, rows] of this.#waiting[kind]) {
      if (index > last) continue;
      taken.push({ kind, index, rows });
      this.#waiting[kind].delete(index);
    }
    return taken.sort((a, b) => a.index - b.index);
  }

  /** Takes out those that have waited long enough by an instant; `closedAt`: since when. */
  takeStale(now: Millis, closedAt: (kind: WindowKind, index: number) => Millis): OpenWindow[] {
    const stale = (['hour', 'day'] as const).flatMap((kind) => {
      let last = -1;
      for (const index of this.#waiting[kind].keys()) {
        if (closedAt(kind, index) + normsWaitMs <= now) last = Math.max(last, index);
      }
      return this.takeUpTo(kind, last);
    });
    const end = ({ kind, index }: OpenWindow) => (index + 1) * windowMs(kind);
    return stale.sort((a, b) => end(a) - end(b) || (a.kind === 'hour' ? -1 : 1));
  }

  #roundOf(kind: WindowKind): number {
    const newest = this.norms.get(kind, 'company', '');
    return newest === undefined ? -1 : Math.floor(newest.window_start / windowMs(kind));
  }
}
