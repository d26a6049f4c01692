// What happens to a record of `access`, in the order in which it happens. A pure function of the
// records so far: no clock, no randomness, no batch boundary has any influence. The stage feeds it
// and writes what it says to the log; replay and the laws of detectors feed it the same way.
//
//   access     → close what of the user is due by the user's own time
//                → enter the user's windows → add → score every detector → learn → report
//   explained  → take the touch out of what is unexplained
//   norms      → at the end of a round judge the windows that waited for it
//   tick       → move the stream clock → write revised windows → close due windows, judge them or
//                let them wait for norms → close quiet incidents → at the end of all sources close
//                and judge what is open
//   report     → anomaly → the user's question or incident
//   disposition → what somebody found it to be: it closes, and what is excused counts no more
//
// Windows and their closing are closings.ts's; what becomes of a verdict is here.

import type {
  Anomaly,
  Closed,
  Disposition,
  Explained,
  Incident,
  Norms,
  Tick,
  UserScore,
  UserWindow,
} from '../generated/records.ts';
import { Ahead } from './ahead.ts';
import { Closings } from './closings.ts';
import type { Access, Finding } from './detector.ts';
import { reasonTenths } from './explain.ts';
import type { NormsInForce } from './norms.ts';
import type { SavedRow } from './saved-row.ts';
import { type SavedClock, StreamClock } from './stream-clock.ts';
import type { Millis } from './time.ts';
import { User, type UserSettings } from './user.ts';
import { anomalyOf, type Bound, levelOf, type Occasion } from './verdict.ts';

export type PipelineSettings = UserSettings & {
  /** Partition of access, written into Closed. */
  readonly partition: number;
  /** How long after its end a window waits for late events and late reasons. */
  readonly graceMs: Millis;
};

/** Where the pipeline puts what it finds, in order. */
export type Sink = {
  anomaly(anomaly: Anomaly): void;
  incident(incident: Incident): void;
  window(window: UserWindow): void;
  closed(closed: Closed): void;
  score(score: UserScore): void;
};

/** When a finding was made: on arrival of an access, or at the closing of a window. */
type When = {
  readonly at: Millis;
  readonly access?: Access;
  readonly isLate?: boolean;
  readonly isNormStale: boolean;
};

export class Pipeline {
  readonly clock = new StreamClock();
  readonly user: User;
  /** Events older than every ring: they count nowhere. */
  tooOld = 0;
  readonly #sink: Sink;
  readonly #ahead = new Ahead();
  readonly #closings: Closings;

  constructor(settings: PipelineSettings, sink: Sink) {
    this.#sink = sink;
    this.user = new User(settings);
    const { user, clock } = this;
    const { partition, graceMs } = settings;
    this.#closings = new Closings({
      ...{ partition, graceMs, user, clock, sink, ahead: this.#ahead },
      report: (bound, finding, judged) => this.#report(bound, finding, judged),
    });
  }

  access(access: Access): void {
    const { user } = this;
    const tenths = unexplainedTenths(access);
    const isKnown = user.find(access.user);
    if (isKnown && this.#ahead.has(user.row)) return;
    if (isKnown) {
      this.#closings.settle(access.at);
      this.#closeQuietIncident(access.at);
    } else user.insert(access.user);
    user.touch();
    user.profile.enter(access.at, this.#closings.evict);
    if (!user.profile.hasDay) {
      this.tooOld += 1;
      return;
    }
    user.add(access, tenths);
    this.#closings.touched('hour', access.at);
    this.#closings.touched('day', access.at);
    for (const bound of user.detectors) {
      bound.arrival.access = access;
      bound.arrival.unexplainedTenths = tenths;
      const finding = bound.score?.(bound.arrival);
      if (finding !== undefined) {
        this.#report(bound, finding, { at: access.at, access, isNormStale: true });
      }
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
      if (pane.events > 0 && !pane.isOpen) this.#closings.revise(kind, pane.index);
    }
  }

  /** Yields now and then between users, as `tick` does. */
  *norms(norms: Norms): Generator<void, void, void> {
    yield* this.#closings.judgeBeside(norms);
  }

  /** Norms as far as they are known here: to be saved beside the rows, and loaded before them. */
  get normsInForce(): NormsInForce {
    return this.#closings.unjudged.norms;
  }

  disposition(disposition: Disposition): void {
    const { user } = this;
    if (!user.find(disposition.user) || this.#ahead.has(user.row)) return;
    const incident = user.dispose(disposition, this.clock.now);
    if (incident !== undefined) this.#sink.incident(incident);
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
      this.#closings.index(row);
    }
  }

  /** Yields now and then between users, so that the caller can commit in the middle. */
  *tick(tick: Tick): Generator<void, void, void> {
    const since = this.clock.now;
    this.clock.hear(tick);
    yield* this.#closings.closeDue(since);
    const { isEnded, highest, now } = this.clock;
    // Which source ended first is chance, and the last to end leaves the clock where it is.
    this.#closeQuietIncidents(isEnded ? highest : now);
    if (isEnded) yield* this.#closings.closeAll();
  }

  #report(bound: Bound, finding: Finding, when: When): void {
    const { user } = this;
    const level = levelOf(finding);
    if (finding.byEvent !== true && !user.profile.day.claim(bound.position, level)) return;
    const { at, access, isNormStale } = when;
    const isLate = when.isLate ?? user.pane('day').isWritten;
    const who = { user: user.name, team: user.team };
    const occasion: Occasion = { ...who, at, access, isLate, isNormStale, level };
    const anomaly = anomalyOf(bound, finding, occasion);
    this.#sink.anomaly(anomaly);
    this.#closeQuietIncident(at);
    const incident = user.joinIncident({ bound, finding, anomaly });
    if (incident !== undefined) this.#sink.incident(incident);
  }

  #closeQuietIncident(at: Millis): void {
    const incident = this.user.quietIncident(at);
    if (incident !== undefined) this.#sink.incident(incident);
  }

  #closeQuietIncidents(until: Millis): void {
    const isAhead = (row: number) => this.#ahead.has(row);
    for (const incident of this.user.quietIncidents(until, isAhead)) {
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
