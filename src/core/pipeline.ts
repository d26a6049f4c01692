// What happens to a record of `access`, in the order in which it happens. A pure function of the
// records so far: no clock, no randomness, no batch boundary has any influence. The stage feeds it
// and writes what it says to the log; replay and the laws of detectors feed it the same way.
//
//   access     → enter the user's windows → add → score every detector → learn → report
//   explained  → take the touch out of what is unexplained
//   tick       → move the stream clock → write revised windows → close due windows, judge them
//                → close quiet incidents → at the end of all sources close what is open
//   report     → anomaly → the user's incident

import type {
  Anomaly,
  Closed,
  Explained,
  Incident,
  Tick,
  UserWindow,
} from '../generated/records.ts';
import { Agenda, type Revision } from './agenda.ts';
import type { Access, Finding } from './detector.ts';
import { reasonTenths } from './explain.ts';
import { closingsPerStep } from './limits.ts';
import { StreamClock } from './stream-clock.ts';
import { dayMs, type Millis, type WindowKind, windowMs } from './time.ts';
import { User } from './user.ts';
import { anomalyOf, type Bound, type ChosenDetector, type Occasion } from './verdict.ts';

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
  readonly #evict = (kind: WindowKind, index: number) => {
    this.user.profile.look(kind, index);
    const pane = this.user.pane(kind);
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
    user.enter(access, this.#evict);
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
      const finding = bound.detector.score?.(bound.arrival);
      if (finding !== undefined) this.#report(bound, finding, { at: access.at, access });
      bound.detector.learn?.(bound.arrival);
    }
  }

  explained(explained: Explained): void {
    const { user } = this;
    if (!user.find(explained.user)) return;
    const tenths = reasonTenths(explained.reason);
    user.explain(explained, tenths);
    for (const kind of ['hour', 'day'] as const) {
      const pane = user.pane(kind);
      if (pane.events > 0 && !pane.isOpen) this.#revise(kind, pane.index);
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

  /** A window got an event: it is on the agenda, or has to be written once more. */
  #touched(kind: WindowKind, at: Millis): void {
    const pane = this.user.pane(kind);
    if (pane.isOpen || pane.events === 0) return;
    const index = Math.floor(at / windowMs(kind));
    if (this.#agenda.closesAt(kind, index) > this.clock.now) {
      // New, or closed before its time by a drain or a reused slot.
      pane.isOpen = true;
      this.#agenda.open(kind, index, this.user.row);
      return;
    }
    pane.countLate();
    this.#revise(kind, index);
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
    for (const { row, kind, index } of this.#agenda.takeRevised().sort(order)) {
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
      const sorted = [...rows].sort((a, b) => this.user.compare(a, b));
      let users = 0;
      for (const row of sorted) {
        this.user.moveTo(row);
        this.user.profile.look(kind, index);
        if (!this.user.pane(kind).isOpen) continue;
        this.#closeWindow(kind, index);
        users += 1;
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
    const isLate = pane.isDirty;
    this.#sink.window(user.windowRecord(kind, index));
    pane.countEmission();
    pane.isOpen = false;
    pane.isDirty = false;
    const end = (index + 1) * windowMs(kind);
    if (!user.profile.hasDay) return;
    for (const bound of user.detectors) {
      if (bound.detector.judge === undefined) continue;
      bound.closing.kind = kind;
      bound.closing.start = end - windowMs(kind);
      bound.closing.end = end;
      bound.closing.unexplainedSettled = user.settled(kind, index);
      const finding = bound.detector.judge(bound.closing);
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
    const hasClosed = this.#agenda.closesAt('day', Math.floor(at / dayMs)) <= this.clock.now;
    const isLate = when.isLate === true || hasClosed;
    const occasion: Occasion = { user: user.name, team: user.team, at, access, isLate, level };
    const anomaly = anomalyOf(bound, finding, occasion);
    this.#sink.anomaly(anomaly);
    const incident = user.joinIncident(bound, finding, anomaly, this.#settings.riskToOpen);
    if (incident !== undefined) this.#sink.incident(incident);
  }

  #closeQuietIncidents(): void {
    for (const incident of this.user.quietIncidents(this.clock.now)) this.#sink.incident(incident);
  }
}

/** 1 at the threshold, one more each time the score doubles; at most 7. */
function levelOf({ score, threshold }: Finding): number {
  let level = 1;
  for (let next = 2 * threshold; level < 7 && score >= next && threshold > 0; next *= 2) level += 1;
  return level;
}

function unexplainedTenths(access: Access): number {
  let tenths = 0;
  for (let i = 0; i < access.subjects.length; i += 1) {
    tenths += 10 - reasonTenths(access.reasons[i] ?? 'unknown');
  }
  return tenths;
}
