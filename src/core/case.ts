// The case of the user at hand: their question or incident, what is known of them beside it, and
// what somebody who looked into it has said. Moves with user.ts, which is its only caller.

import type { Anomaly, Disposition, Incident } from '../generated/records.ts';
import { type Budgets, Calibration, type CalibrationTable, type PeerClass } from './calibration.ts';
import { contextFactor, feeds, observe, peerClassOf } from './context.ts';
import type { Access, Finding } from './detector.ts';
import { addException, isExcused, readExceptions } from './exceptions.ts';
import { close, confirm, countOf, forgetFamily, incidentTier, join, quietMs } from './incident.ts';
import { type Change, incidentId, incidentRecord, type Suspect } from './incident-record.ts';
import type { Rows } from './rows.ts';
import { shippedTable } from './shipped-table.ts';
import { familyEValue, tailOf } from './surprise.ts';
import { dayMs, type Millis } from './time.ts';
import type { Bound } from './verdict.ts';

/** A finding that was made, and what became of it. */
export type Charge = {
  readonly bound: Bound;
  readonly finding: Finding;
  readonly anomaly: Anomaly;
};

export type CaseSettings = {
  /** Questions and incidents that honest people may give, per 1,000 users and day. */
  readonly budgets: Budgets;
  /** What scores are worth; without it as shipped. */
  readonly calibration?: CalibrationTable;
};

export class Case {
  readonly calibration: Calibration;
  readonly #rows: Pick<Rows, 'incident' | 'context' | 'blocks'>;
  /** The user at hand, whoever that is. */
  readonly #suspect: Suspect;

  constructor(rows: Rows, suspect: Suspect, settings: CaseSettings) {
    this.#rows = rows;
    this.#suspect = suspect;
    this.calibration = new Calibration(settings.calibration ?? shippedTable, settings.budgets);
  }

  get peerClass(): PeerClass {
    return peerClassOf(this.#rows.context);
  }
  /** By which the odds before any evidence are multiplied. */
  get contextFactor(): number {
    return contextFactor(this.#rows.context);
  }
  /** Whether anybody feeds tickets in, so that reasons can lack. */
  get hasTickets(): boolean {
    return this.#rows.context.tickets !== feeds.none;
  }
  get isOpen(): boolean {
    return this.#rows.incident.tier > 0;
  }
  /** Whether days teach nothing: while somebody is paged, and not while somebody is asked. */
  get isPaged(): boolean {
    return this.#rows.incident.tier === incidentTier;
  }
  /** When it closes by itself. */
  get quietAt(): Millis {
    return this.#rows.incident.lastAt + quietMs;
  }

  observe(access: Access): void {
    observe(this.#rows.context, access);
  }

  /** Joins a finding; undefined where nothing is open after it. */
  join({ bound, finding, anomaly }: Charge): Incident | undefined {
    const { incident, context, blocks } = this.#rows;
    const { detectors, profile } = this.#suspect;
    const { at } = anomaly;
    const excused = readExceptions(blocks, context.exceptions);
    if (isExcused(excused, bound.position, { at, observed: finding.observed })) return undefined;
    const saidOf = ({ position }: Bound) =>
      excused.some(({ detector, until }) => detector === position && at < until)
        ? 0
        : profile.day.claimed(position);
    const judging = { calibration: this.calibration, peers: peerClassOf(context) };
    const told = { bound, tail: tailOf(judging, bound, finding), detectors };
    const evident = {
      anomalyId: anomaly.id,
      detector: bound.position,
      family: bound.detector.family,
      eValue: familyEValue(judging, told, saidOf),
      contextFactor: contextFactor(context),
      hasTickets: this.hasTickets,
      always: bound.detector.always,
      at,
      since: Math.min(finding.windowStart, finding.estimatedStart ?? finding.windowStart),
      taken: finding.taken,
    };
    const joined = join(this.#rows, evident, this.calibration.thresholds);
    if (this.isPaged) profile.taint();
    if (joined === undefined) return undefined;
    // What was asked about has been theft, perhaps: none of those days is to become the usual.
    if (joined.isRisen) this.#taintFrom(incident.startAt);
    return this.#record({ ...joined, at, headline: anomaly.because });
  }

  close(at: Millis, headline: string): Incident {
    this.#rows.incident.sequence += 1;
    const change = { state: 'closed', at, headline, isAnnounced: true } as const;
    const record = this.#record(change);
    close(this.#rows);
    return record;
  }

  /** Takes in what somebody has found it to be; the incident closes where it is the one open. */
  dispose(disposition: Disposition, now: Millis): Incident | undefined {
    const { incident, blocks } = this.#rows;
    const { verdict, author, reason, since } = disposition;
    if (verdict === 'benign') this.#excuse(disposition);
    if (verdict === 'confirmed') {
      this.#taintFrom(since);
      confirm(incident);
    }
    const isThis =
      this.isOpen && incidentId(this.#suspect.name, this.#rows) === disposition.incident;
    if (!isThis) return undefined;
    if (verdict === 'benign') this.#forget(disposition, blocks);
    return this.close(
      Math.max(incident.lastAt, now),
      `Closed as ${verdict} by ${author}: ${reason}`,
    );
  }

  #excuse({ excused, since, until }: Disposition): void {
    const { context, blocks } = this.#rows;
    for (const { detector, position } of this.#suspect.detectors) {
      const highest = excused[detector.id];
      if (highest === undefined) continue;
      const exception = { detector: position, since, until, highest };
      context.exceptions = addException(blocks, context.exceptions, exception);
    }
  }

  /** Evidence of a family goes where everything that was said in it is excused. */
  #forget({ excused }: Disposition, blocks: Rows['blocks']): void {
    const { incident } = this.#rows;
    const spoke = this.#suspect.detectors.filter(
      ({ position }) => countOf(incident, blocks, position) > 0,
    );
    for (const { detector } of spoke) {
      const { family } = detector;
      const isAll = spoke.every(
        (other) => other.detector.family !== family || excused[other.detector.id] !== undefined,
      );
      if (isAll) forgetFamily(incident, family);
    }
  }

  #taintFrom(at: Millis): void {
    const { profile } = this.#suspect;
    profile.eachDay(Math.floor(at / dayMs), (day) => {
      day.isTainted = true;
    });
    profile.row.pastDay = 0;
  }

  #record(change: Change): Incident {
    const { calibration } = this;
    return incidentRecord({ suspect: this.#suspect, kept: this.#rows, calibration }, change);
  }
}
