// What happens to a record of `access`, in the order in which it happens. A pure function of the
// records so far: no clock, no randomness, no batch boundary has any influence. The stage feeds it
// and writes what it says to the log; replay and the laws of detectors feed it the same way.
//
//   access     → close what of the user is due by the user's own time
//                → enter the user's windows → add → score every detector → learn → report
//   explained  → take the touch out of what is unexplained
//   tick       → move the stream clock → write revised windows → close due windows, judge them
//                → close quiet incidents → at the end of all sources close what is open
//   report     → anomaly → the user's incident
//
// Ticks come from all sources, and how these are interleaved is chance. What a user's verdicts rest
// on must not be: so an access first closes those of its user's windows that a Tick would have
// closed by then, had it come. A window is judged by exactly what happened before its closing.

import type {
  Anomaly,
  Closed,
  Explained,
  Incident,
  Tick,
  UserWindow,
} from '../generated/records.ts';
import { Agenda, type Revision } from './agenda.ts';
import { Ahead } from './ahead.ts';
import type { Access, Finding } from './detector.ts';
import { reasonTenths } from './explain.ts';
import { closingsPerStep } from './limits.ts';
import type { WindowPlace } from './profile.ts';
import type { SavedRow } from './saved-row.ts';
import { type SavedClock, StreamClock } from './stream-clock.ts';
import { type Millis, type WindowKind, windowMs } from './time.ts';
import { User } from './user.ts';
import { anomalyOf, type Bound, type ChosenDetector, levelOf, type Occasion } from './verdict.ts';

export type PipelineSettings = {
  /** Partition of access, written into Closed. */
  readonly partition: number;
  readonly detectors: readonly ChosenDetector[];
  /** How long after its end a window waits for late events and late reasons. */
  readonly graceMs: Millis;
  /** Combined risk at which an incident opens. */
  readonly riskToOpen: number;
};

/** Where the pipeline puts what it finds, in order. */
export type Sink = {
  anomaly(anomaly: Anomaly): void;
  incident(incident: Incident): void;
  window(window: UserWindow): void;
  closed(closed: Closed): void;
};

/** When a finding was made: on arrival of an access, or at the closing of a window. */
type When = { readonly at: Millis; readonly access?: Access; readonly isLate?: boolean };

export class Pipeline {
  readonly clock = new StreamClock();
  readonly user: User;
  /** Events older than every ring: they count nowhere. */
  tooOld = 0;
  readonly #settings: PipelineSettings;
  readonly #sink: Sink;
  readonly #agenda: Agenda;
  readonly #ahead = new Ahead();
  readonly #evict = (kind: WindowKind, index: number) => {
    this.user.profile.look(kind, index);
    const pane = this.user.pane(kind);
    if (pane.isAwaited) this.#agenda.drop(kind, index, this.user.row);
    if (pane.isOpen || pane.isDirty) this.#closeWindow(kind, index);
  };

  constructor(settings: PipelineSettings, sink: Sink) {
    this.#settings = settings;
    this.#sink = sink;
    this.#agenda = new Agenda(settings.graceMs);
    this.user = new User(settings.detectors);
  }

  access(access: Access): void {
    const { user } = this;
    const tenths = unexplainedTenths(access);
    const isKnown = user.find(access.user);
    if (isKnown && this.#ahead.has(user.row)) return;
    if (isKnown) this.#settle(access.at);
    else user.insert(access.user);
    user.touch();
    user.profile.enter(access.at, this.#evict);
    if (!user.profile.hasDay) {
      this.tooOld += 1;
      return;
    }
    user.add(access, tenths);
    this.#touched('hour', access.at);
    this.#touched('day', access.at);
    for (const bound of user.detectors) {
      bound.arrival.access = access;
      bound.arrival.unexplainedTenths = tenths;
      const finding = bound.score?.(bound.arrival);
      if (finding !== undefined) this.#report(bound, finding, { at: access.at, access });
      bound.learn?.(bound.arrival);
    }
  }

  explained(explained: Explained): void {
    const { user } = this;
    if (!user.find(explained.user) || this.#ahead.has(user.row)) return;
    const tenths = reasonTenths(explained.reason);
    user.touch();
    user.explain(explained, tenths);
    for (const { explain, explaining } of user.detectors) {
      if (explain === undefined) continue;
      explaining.explained = explained;
      explain(explaining);
    }
    for (const kind of ['hour', 'day'] as const) {
      const pane = user.pane(kind);
      if (pane.events > 0 && !pane.isOpen) this.#revise(kind, pane.index);
    }
  }

  /** Before each record. */
  begin(offset: number): void {
    this.#ahead.begin(offset);
  }

  save(row: number): { readonly user: string; readonly saved: SavedRow } {
    this.user.moveTo(row);
    return { user: this.user.name, saved: this.user.save() };
  }

  /** Takes up a user as of an offset: all records before it are in the row. */
  load(user: string, saved: SavedRow, validAt: number): void {
    this.user.load(user, saved);
    this.#ahead.put(this.user.row, validAt);
  }

  /**
   * After the users, what is no user's. They may have been saved later than the clock: the records
   * in between are gone through again, and leave those users out.
   */
  resumeAt(clock: SavedClock): void {
    this.clock.restore(clock);
    for (let row = 0; row < this.user.count; row += 1) {
      this.user.moveTo(row);
      this.#agenda.index(row, this.user.profile);
    }
  }

  /** Yields now and then between users, so that the caller can commit in the middle. */
  *tick(tick: Tick): Generator<void, void, void> {
    this.clock.hear(tick);
    yield* this.#writeRevised();
    yield* this.#closeUntil(this.clock.now);
    this.#closeQuietIncidents();
    if (this.clock.isEnded) yield* this.#closeUntil(Number.POSITIVE_INFINITY);
  }

  /** Closes what of the user at hand is due by an instant of theirs. */
  #settle(at: Millis): void {
    const { user } = this;
    const { profile } = user;
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
    this.#closeQuietIncident(at);
  }

  /** A window got an event: it is on the agenda, or has to be written once more. */
  #touched(kind: WindowKind, at: Millis): void {
    const pane = this.user.pane(kind);
    if (pane.isOpen || pane.events === 0) return;
    const index = Math.floor(at / windowMs(kind));
    if (this.#agenda.closesAt(kind, index) > this.clock.now) {
      // New, or closed before its time by a drain or a reused slot.
      pane.isOpen = true;
      this.#await(kind, index);
      this.user.profile.raiseDue(this.#agenda.closesAt(kind, index));
      return;
    }
    pane.countLate();
    this.#revise(kind, index);
  }

  #await(kind: WindowKind, index: number): void {
    const pane = this.user.pane(kind);
    if (!pane.isAwaited) this.#agenda.open(kind, index, this.user.row);
    pane.isAwaited = true;
  }

  #revise(kind: WindowKind, index: number): void {
    const pane = this.user.pane(kind);
    if (pane.isDirty) return;
    pane.isDirty = true;
    this.#agenda.revise({ row: this.user.row, kind, index });
  }

  *#writeRevised(): Generator<void, void, void> {
    const order = (a: Revision, b: Revision) =>
      this.user.compare(a.row, b.row) || a.index - b.index || (a.kind === 'hour' ? -1 : 1);
    let written = 0;
    for (const revision of this.#agenda.takeRevised().sort(order)) {
      const { row, kind, index } = revision;
      if (this.#ahead.has(row)) {
        this.#agenda.revise(revision);
        continue;
      }
      this.user.moveTo(row);
      this.user.profile.look(kind, index);
      if (this.user.pane(kind).isDirty) this.#closeWindow(kind, index);
      written += 1;
      if (written % closingsPerStep === 0) yield;
    }
  }

  *#closeUntil(until: Millis): Generator<void, void, void> {
    let closed = 0;
    for (const { kind, index, rows } of this.#agenda.takeDue(until)) {
      const sorted = [...new Set(rows)].sort((a, b) => this.user.compare(a, b));
      let users = 0;
      for (const row of sorted) {
        if (this.#ahead.has(row)) {
          this.#agenda.open(kind, index, row);
          continue;
        }
        users += 1;
        this.user.moveTo(row);
        this.user.profile.look(kind, index);
        this.user.touch();
        this.user.pane(kind).isAwaited = false;
        // Some have closed it themselves, by an access of later.
        if (!this.user.pane(kind).isOpen) continue;
        this.#closeWindow(kind, index);
        closed += 1;
        if (closed % closingsPerStep === 0) yield;
      }
      const start = index * windowMs(kind);
      this.#sink.closed({ partition: this.#settings.partition, kind, start, users });
    }
  }

  /** Writes the window at hand and lets every detector judge it. */
  #closeWindow(kind: WindowKind, index: number): void {
    const { user } = this;
    const pane = user.pane(kind);
    user.touch();
    const isLate = pane.isDirty;
    this.#sink.window(user.windowRecord(kind, index));
    pane.countEmission();
    pane.isOpen = false;
    pane.isDirty = false;
    const end = (index + 1) * windowMs(kind);
    if (!user.profile.hasDay) return;
    for (const bound of user.detectors) {
      if (bound.judge === undefined) continue;
      bound.closing.kind = kind;
      bound.closing.start = end - windowMs(kind);
      bound.closing.end = end;
      bound.closing.unexplainedSettled = user.settled(kind, index);
      const finding = bound.judge(bound.closing);
      // Nobody could have known before the window had waited for late reasons.
      const at = this.#agenda.closesAt(kind, index);
      if (finding !== undefined) this.#report(bound, finding, { at, isLate });
    }
  }

  #report(bound: Bound, finding: Finding, when: When): void {
    const { user } = this;
    const level = levelOf(finding);
    if (finding.byEvent !== true && !user.profile.day.claim(bound.position, level)) return;
    const { at, access } = when;
    const isLate = when.isLate ?? user.pane('day').isWritten;
    const occasion: Occasion = { user: user.name, team: user.team, at, access, isLate, level };
    const anomaly = anomalyOf(bound, finding, occasion);
    this.#sink.anomaly(anomaly);
    this.#closeQuietIncident(at);
    const incident = user.joinIncident(bound, finding, anomaly, this.#settings.riskToOpen);
    if (incident !== undefined) this.#sink.incident(incident);
  }

  #closeQuietIncident(at: Millis): void {
    const incident = this.user.quietIncident(at);
    if (incident !== undefined) this.#sink.incident(incident);
  }

  #closeQuietIncidents(): void {
    const isAhead = (row: number) => this.#ahead.has(row);
    for (const incident of this.user.quietIncidents(this.clock.now, isAhead)) {
      this.#sink.incident(incident);
    }
  }
}

function unexplainedTenths(access: Access): number {
  let tenths = 0;
  for (let i = 0; i < access.subjects.length; i += 1) {
    tenths += 10 - reasonTenths(access.reasons[i] ?? 'unknown');
  }
  return tenths;
}
