// The clock of one source (a partition of db-access): the highest event time that is believed. For
// the enrich stage; its fields are those of Position, so that a restart goes on where it was.
//
//   at > arrival + 1 day    refused: event-in-future        at < 2000   refused: event-before-2000
//   at > arrival + 5 min    clamped to the arrival; reported_at keeps what the source said
//   at > clock + 24 h       a jump: clamped to the clock, which moves only when a second account
//                           or three further events confirm it, because one bad or forged date
//                           must not close every window. An event that moves the clock the
//                           ordinary way ends the suspicion.
//   else                    clock = max(clock, at)
//
// A silent source moves on at the pace of the wall clock: clock + (now − arrival of its last
// record). So a jump is measured from there, and replayed old data does not become today.

import { dayMs, type Millis, minuteMs, paneMs } from './time.ts';

/** Clocks of honest machines differ by less. */
export const skewMs = 5 * minuteMs;
export const futureMs = dayMs;
export const jumpMs = dayMs;
/** Events after the first that confirm a jump when all come from one account. */
export const jumpConfirmations = 3;
/** 2000-01-01T00:00Z. */
export const oldestAt: Millis = 946_684_800_000;

export type ClockState = {
  clock: Millis | null;
  broker_at: Millis | null;
  ticked_pane: number | null;
  jump_account: string | null;
  jump_count: number;
};

/** What the clock says about one event. */
export type Stamp = {
  at: Millis;
  reportedAt: Millis | null;
  isLate: boolean;
  /** Whether this event moved the clock. */
  hasMoved: boolean;
};

export type ClockRefusal = 'event-in-future' | 'event-before-2000';

/** `ticked_pane` of a source that was announced as empty: every real pane is newer. */
export const emptyPane = -1;

export class SourceClock {
  clock: Millis | null;
  brokerAt: Millis | null;
  tickedPane: number | null;
  jumpAccount: string | null;
  jumpCount: number;
  readonly #latenessMs: number;
  readonly #stamp: Stamp = { at: 0, reportedAt: null, isLate: false, hasMoved: false };

  constructor(latenessMs: number, state?: ClockState) {
    this.#latenessMs = latenessMs;
    this.clock = state?.clock ?? null;
    this.brokerAt = state?.broker_at ?? null;
    this.tickedPane = state?.ticked_pane ?? null;
    this.jumpAccount = state?.jump_account ?? null;
    this.jumpCount = state?.jump_count ?? 0;
  }

  refusal(at: Millis, seenAt: Millis): ClockRefusal | undefined {
    if (at > seenAt + futureMs) return 'event-in-future';
    if (at < oldestAt) return 'event-before-2000';
    return undefined;
  }

  /** Takes in an event that was not refused. The stamp is valid until the next call. */
  take(reported: Millis, seenAt: Millis, account: string): Stamp {
    const stamp = this.#stamp;
    let at = reported > seenAt + skewMs ? seenAt : reported;
    stamp.hasMoved = false;
    if (this.clock === null) this.#move(at);
    else if (at > this.#expected(seenAt) + jumpMs && !this.#confirm(account)) at = this.clock;
    else if (at > this.clock) this.#move(at);
    stamp.at = at;
    stamp.reportedAt = at === reported ? null : reported;
    stamp.isLate = at < (this.clock ?? at) - this.#latenessMs;
    this.brokerAt = Math.max(this.brokerAt ?? seenAt, seenAt);
    return stamp;
  }

  /** Where the clock stands at `now`, if the source was read to its end and is silent since. */
  idleClock(now: Millis): Millis | null {
    return this.clock === null ? null : this.#expected(now);
  }

  /** Whether the clock is in a pane for which no Tick was written yet; then takes it as written. */
  entersPane(clock: Millis): boolean {
    const pane = Math.floor(clock / paneMs);
    if (this.tickedPane !== null && pane <= this.tickedPane) return false;
    this.tickedPane = pane;
    return true;
  }

  #expected(seenAt: Millis): Millis {
    return (this.clock ?? 0) + Math.max(0, seenAt - (this.brokerAt ?? seenAt));
  }

  #confirm(account: string): boolean {
    if (this.jumpAccount === null) {
      this.jumpAccount = account;
      this.jumpCount = 0;
      return false;
    }
    this.jumpCount += 1;
    return account !== this.jumpAccount || this.jumpCount >= jumpConfirmations;
  }

  #move(at: Millis): void {
    this.clock = at;
    this.#stamp.hasMoved = true;
    this.jumpAccount = null;
    this.jumpCount = 0;
  }
}
