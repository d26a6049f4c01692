// The life of a window, from its first event to the verdict about it: opened, closed by a Tick or
// by its user's own time, written again where late events changed it, judged beside colleagues.
//
//   Ticks come from all sources, and how these are interleaved is chance. What a user's verdicts
//   rest on must not be: so an access first closes those of its user's windows that a Tick would
//   have closed by then, had it come (`settle`).
//
// For core/pipeline, which says what becomes of a verdict.

import type { Closed, Norms, UserScore, UserWindow } from '../generated/records.ts';
import { Agenda, type OpenWindow, type Revision } from './agenda.ts';
import type { Ahead } from './ahead.ts';
import type { Finding } from './detector.ts';
import { closingsPerStep } from './limits.ts';
import type { Evict, WindowPlace } from './profile.ts';
import type { StreamClock } from './stream-clock.ts';
import { type Millis, type WindowKind, windowMs } from './time.ts';
import { Unjudged } from './unjudged.ts';
import type { User } from './user.ts';
import { askAbout, othersOfUser, scoreOf, windowOf } from './user-windows.ts';
import type { Bound } from './verdict.ts';

/** When a window was judged, and how much was known. */
export type Judged = {
  readonly at: Millis;
  readonly isLate: boolean;
  readonly isNormStale: boolean;
};

export type ClosingsOptions = {
  readonly partition: number;
  readonly graceMs: Millis;
  readonly user: User;
  readonly clock: StreamClock;
  readonly ahead: Ahead;
  readonly sink: {
    window(window: UserWindow): void;
    closed(closed: Closed): void;
    score(score: UserScore): void;
  };
  readonly report: (bound: Bound, finding: Finding, judged: Judged) => void;
};

export class Closings {
  readonly unjudged: Unjudged;
  readonly #options: ClosingsOptions;
  readonly #user: User;
  readonly #agenda: Agenda;

  constructor(options: ClosingsOptions) {
    this.#options = options;
    this.#user = options.user;
    this.#agenda = new Agenda(options.graceMs);
    const { calibration } = options.user;
    this.unjudged = new Unjudged((norms) => calibration.heed(norms));
  }

  /** A window loses its slot: what is to be said about it is said now. */
  readonly evict: Evict = (kind, index) => {
    const user = this.#user;
    user.profile.look(kind, index);
    const pane = user.pane(kind);
    if (pane.isAwaited) this.#agenda.drop(kind, index, user.row);
    if (pane.isOpen || pane.isDirty) this.#closeWindow(kind, index);
    if (pane.isUnjudged) this.#judge(kind, index);
  };

  /** Puts the windows of a row that was taken up where they are waited for. */
  index(row: number): void {
    const { profile } = this.#user;
    this.#agenda.index(row, profile);
    this.unjudged.index(row, profile);
  }

  /** What a move of the clock brings; yields now and then between users. */
  *closeDue(since: Millis): Generator<void, void, void> {
    const { clock } = this.#options;
    yield* this.#writeRevised();
    const passed = this.#agenda.passed(since, clock.now);
    yield* this.#closeUntil(clock.now, passed);
    yield* this.#judgeStale(clock.now);
  }

  /** All that is open, at the end of all sources: every partition tells of the same windows. */
  *closeAll(): Generator<void, void, void> {
    const { now, highest } = this.#options.clock;
    const begun = highest === 0 ? [] : this.#agenda.begun(now, highest);
    yield* this.#closeUntil(Number.POSITIVE_INFINITY, begun);
    yield* this.#judgeStale(Number.POSITIVE_INFINITY);
  }

  *judgeBeside(norms: Norms): Generator<void, void, void> {
    const round = this.unjudged.take(norms);
    if (round === undefined) return;
    yield* this.#judgeAll(this.unjudged.takeUpTo(round.kind, round.index));
  }

  /** Closes what of the user at hand is due by an instant of theirs. */
  settle(at: Millis): void {
    const { profile } = this.#user;
    if (profile.isDueBy(at)) {
      const closesAt = ({ kind, index }: WindowPlace) => this.#agenda.closesAt(kind, index);
      const open = profile
        .openWindows()
        .sort((a, b) => closesAt(a) - closesAt(b) || (a.kind === 'hour' ? -1 : 1));
      for (const window of open.filter((one) => closesAt(one) <= at)) {
        profile.look(window.kind, window.index);
        this.#closeWindow(window.kind, window.index);
      }
      const next = open.find((one) => closesAt(one) > at);
      profile.row.dueAt = next === undefined ? 0 : closesAt(next);
    }
  }

  /** A window got an event: it is on the agenda, or has to be written once more. */
  touched(kind: WindowKind, at: Millis): void {
    const pane = this.#user.pane(kind);
    if (pane.isOpen || pane.events === 0) return;
    const index = Math.floor(at / windowMs(kind));
    if (this.#agenda.closesAt(kind, index) > this.#options.clock.now) {
      // New, or closed before its time by a drain or a reused slot.
      pane.isOpen = true;
      this.#await(kind, index);
      this.#user.profile.raiseDue(this.#agenda.closesAt(kind, index));
      return;
    }
    pane.countLate();
    this.revise(kind, index);
  }

  #await(kind: WindowKind, index: number): void {
    const pane = this.#user.pane(kind);
    if (!pane.isAwaited) this.#agenda.open(kind, index, this.#user.row);
    pane.isAwaited = true;
  }

  revise(kind: WindowKind, index: number): void {
    const pane = this.#user.pane(kind);
    if (pane.isDirty) return;
    pane.isDirty = true;
    this.#agenda.revise({ row: this.#user.row, kind, index });
  }

  *#writeRevised(): Generator<void, void, void> {
    const order = (a: Revision, b: Revision) =>
      this.#user.compare(a.row, b.row) || a.index - b.index || (a.kind === 'hour' ? -1 : 1);
    let written = 0;
    for (const revision of this.#agenda.takeRevised().sort(order)) {
      const { row, kind, index } = revision;
      if (this.#options.ahead.has(row)) {
        this.#agenda.revise(revision);
        continue;
      }
      this.#user.moveTo(row);
      this.#user.profile.look(kind, index);
      if (this.#user.pane(kind).isDirty) this.#closeWindow(kind, index);
      written += 1;
      if (written % closingsPerStep === 0) yield;
    }
  }

  *#closeUntil(until: Millis, passed: readonly WindowPlace[]): Generator<void, void, void> {
    let closed = 0;
    for (const { kind, index, rows } of this.#agenda.takeDue(until, passed)) {
      const sorted = [...new Set(rows)].sort((a, b) => this.#user.compare(a, b));
      let users = 0;
      for (const row of sorted) {
        if (this.#options.ahead.has(row)) {
          this.#agenda.open(kind, index, row);
          continue;
        }
        users += 1;
        this.#user.moveTo(row);
        this.#user.profile.look(kind, index);
        this.#user.touch();
        this.#user.pane(kind).isAwaited = false;
        // Some have closed it themselves, by an access of later.
        if (!this.#user.pane(kind).isOpen) continue;
        this.#closeWindow(kind, index);
        closed += 1;
        if (closed % closingsPerStep === 0) yield;
      }
      const start = index * windowMs(kind);
      // What lies ahead of all clocks a drain may close, but nobody has passed it.
      if (start > this.#options.clock.highest) continue;
      this.#options.sink.closed({ partition: this.#options.partition, kind, start, users });
    }
  }

  /** Writes the window at hand; it is judged at once where nothing more is to be known of it. */
  #closeWindow(kind: WindowKind, index: number): void {
    const user = this.#user;
    const pane = user.pane(kind);
    user.touch();
    this.#options.sink.window(windowOf(user, { kind, index }, this.unjudged.norms));
    pane.countEmission();
    pane.isOpen = false;
    pane.isDirty = false;
    if (!user.profile.hasDay) return;
    const { from } = this.#options.clock.passing(this.#agenda.closesAt(kind, index));
    if (this.unjudged.awaits(kind, index, from)) {
      if (!pane.isUnjudged) this.unjudged.wait(kind, index, user.row);
      pane.isUnjudged = true;
    } else this.#judge(kind, index);
  }

  *#judgeStale(now: Millis): Generator<void, void, void> {
    const { clock } = this.#options;
    const closedAt = (kind: WindowKind, index: number) =>
      clock.passing(this.#agenda.closesAt(kind, index)).to;
    yield* this.#judgeAll(this.unjudged.takeStale(now, closedAt));
  }

  *#judgeAll(windows: readonly OpenWindow[]): Generator<void, void, void> {
    let judged = 0;
    for (const { kind, index, rows } of windows) {
      for (const row of rows.toSorted((a, b) => this.#user.compare(a, b))) {
        if (this.#options.ahead.has(row)) {
          this.unjudged.wait(kind, index, row);
          continue;
        }
        this.#user.moveTo(row);
        this.#user.profile.look(kind, index);
        if (!this.#user.pane(kind).isUnjudged) continue;
        this.#judge(kind, index);
        judged += 1;
        if (judged % closingsPerStep === 0) yield;
      }
    }
  }

  /** Lets every detector judge the window at hand, beside what is known of colleagues in it. */
  #judge(kind: WindowKind, index: number): void {
    const user = this.#user;
    const pane = user.pane(kind);
    user.touch();
    pane.isUnjudged = false;
    const others = othersOfUser(user, { kind, index }, this.unjudged.norms);
    const settled = user.settled(kind, index);
    // Nobody could have known before the window had waited for late reasons.
    const at = this.#agenda.closesAt(kind, index);
    const judged: Judged = { at, isLate: pane.emissions > 1, isNormStale: others.isStale };
    for (const bound of user.detectors) {
      const { judge } = bound.detector;
      if (judge === undefined) continue;
      askAbout(user, bound, { kind, index, others, settled });
      const finding = judge(bound.closing);
      if (finding !== undefined) this.#options.report(bound, finding, judged);
    }
    if (kind === 'day') this.#options.sink.score(scoreOf(user, index));
  }
}
