// The user at hand: their row in the slab, their windows, the detectors' numbers, their incident.
// One object that is moved from user to user, because there are too many users for one each.

import type { Anomaly, Explained, Incident, UserWindow } from '../generated/records.ts';
import { contextFactor, contextOf } from './context.ts';
import type { Access, Finding } from './detector.ts';
import { close, join, quietMs, strengthOf } from './incident.ts';
import { type Change, incidentRecord } from './incident-record.ts';
import type { Pane } from './pane.ts';
import type { Profile } from './profile.ts';
import { openRows, type Rows, stateAt } from './row-parts.ts';
import { addSample, readSamples, removeSample } from './samples.ts';
import { clearRow, loadRow, type SavedRow, saveRow } from './saved-row.ts';
import { dayMs, type Millis, type WindowKind, windowMs } from './time.ts';
import { type Bound, bind, type ChosenDetector } from './verdict.ts';

const kinds = ['unknown', 'human', 'service'] as const;

export class User {
  readonly profile: Profile;
  readonly detectors: readonly Bound[];
  /** Number of the row at hand. */
  row = 0;
  readonly #rows: Rows;
  /** Team names by the number in the row; 0 is none. */
  readonly #teams: (string | null)[] = [null];
  readonly #teamNumbers = new Map<string | null, number>([[null, 0]]);
  /** Rows with an open incident: an index over the rows. */
  readonly #open = new Set<number>();

  /** Rows that are not saved as they are. */
  readonly #changed = new Set<number>();

  constructor(chosen: readonly ChosenDetector[]) {
    const rows = openRows(chosen);
    this.#rows = rows;
    this.profile = rows.profile;
    const samples = () => this.#readSamples();
    this.detectors = bind(chosen, rows.slab.cursor, stateAt, { profile: rows.profile, samples });
  }

  get count(): number {
    return this.#rows.slab.size;
  }
  /** Bytes held by rows and overflow blocks, without the index of names. */
  get sizeBytes(): number {
    return this.#rows.slab.sizeBytes + this.#rows.blocks.sizeBytes;
  }
  get name(): string {
    return this.#rows.slab.userAt(this.row);
  }
  get team(): string | null {
    return this.#teams[this.profile.row.team] ?? null;
  }

  pane(kind: WindowKind): Pane {
    return kind === 'hour' ? this.profile.hour : this.profile.day;
  }

  /** Order of users in closings: by name, so that it is the same everywhere. */
  compare(rowA: number, rowB: number): number {
    if (rowA === rowB) return 0;
    return this.#rows.slab.userAt(rowA) < this.#rows.slab.userAt(rowB) ? -1 : 1;
  }

  moveTo(row: number): void {
    this.row = row;
    this.#rows.slab.moveTo(row);
  }

  /** The user at hand is about to be changed. */
  touch(): void {
    this.#changed.add(this.row);
  }

  /** Rows touched since the last call of this. */
  takeChanged(): number[] {
    const rows = [...this.#changed];
    this.#changed.clear();
    return rows;
  }

  find(user: string): boolean {
    const row = this.#rows.slab.find(user);
    if (row === undefined) return false;
    this.moveTo(row);
    return true;
  }

  /** Moves to a user of whom nothing is known yet. */
  insert(user: string): void {
    this.moveTo(this.#rows.slab.insert(user));
  }

  /** All of the user at hand, for another process. */
  save(): SavedRow {
    return saveRow(this.#rows, this.team);
  }

  /** Moves to a user as they were saved, whatever is known of them here. */
  load(user: string, saved: SavedRow): void {
    if (!this.find(user)) this.insert(user);
    const team = loadRow(this.#rows, saved);
    this.profile.row.team = this.#teamNumber(team);
    if (this.#rows.incident.isOpen === 1) this.#open.add(this.row);
    else this.#open.delete(this.row);
  }

  /** Of a user that was loaded nothing is known after this. */
  unload(user: string): void {
    if (!this.find(user)) return;
    clearRow(this.#rows);
    this.#open.delete(this.row);
  }

  add(access: Access, unexplainedTenths: number): void {
    const { profile } = this;
    profile.row.team = this.#teamNumber(access.team);
    profile.row.kind = Math.max(0, kinds.indexOf(access.user_kind as (typeof kinds)[number]));
    profile.row.context = contextOf(access.employment);
    if (this.#rows.incident.isOpen === 1) profile.taint();
    const { at, rows, subjects, reasons } = access;
    const isListed = access.touch === 'listed';
    profile.add({ at, rows, subjects, reasons, isListed, unexplainedTenths });
    // Robots and jobs read without tickets all day, and no detector asks them for one.
    const isAsked = !isListed && !profile.isService;
    if (unexplainedTenths > 0 && isAsked) this.#sample(access);
  }

  explain(explained: Explained, tenths: number): void {
    const { profile } = this;
    profile.lookAt(explained.at);
    const { subject, event_id } = explained;
    profile.explain(subject, tenths);
    this.#rows.samples.handle = removeSample(this.#rows.blocks, this.#rows.samples.handle, {
      subject,
      event: event_id,
    });
  }

  /**
   * Subjects without a reason in the hours of the day that are settled when a window closes. One
   * that was opened in several hours is counted in each, but never more than all of the day.
   */
  settled(kind: WindowKind, index: number): number {
    const { day } = this.profile;
    const isWhole = kind === 'day' || day.unexplainedSubjects === 0;
    const count = isWhole ? day.unexplainedSubjects : this.profile.unexplainedUntil(index);
    return Math.min(count, day.subjects);
  }

  windowRecord(kind: WindowKind, index: number): UserWindow {
    const pane = this.pane(kind);
    const start = index * windowMs(kind);
    return {
      user: this.name,
      team: this.team,
      user_kind: kinds[this.profile.row.kind] ?? 'unknown',
      kind,
      start,
      end: start + windowMs(kind),
      revision: pane.emissions,
      events: pane.events,
      rows: pane.rows,
      touches: pane.touches,
      subjects: pane.subjects,
      exact: pane.isExact,
      unexplained: pane.unexplained,
      unexplained_subjects: pane.unexplainedSubjects,
      late_events: pane.lateEvents,
    };
  }

  joinIncident(
    bound: Bound,
    finding: Finding,
    anomaly: Anomaly,
    riskToOpen: number,
  ): Incident | undefined {
    const evident = {
      anomalyId: anomaly.id,
      detector: bound.position,
      family: bound.detector.family,
      strength: strengthOf(bound.detector, finding) * contextFactor(this.profile.row.context),
      always: bound.detector.always,
      at: anomaly.at,
      since: finding.windowStart,
    };
    const joined = join(this.#rows.incident, this.#rows.blocks, evident, riskToOpen);
    if (joined?.state === 'opened') this.#open.add(this.row);
    if (this.#rows.incident.isOpen === 1) this.profile.taint();
    if (joined === undefined) return undefined;
    return this.#record({ ...joined, at: anomaly.at, headline: anomaly.because });
  }

  /** Closes the incidents that have been quiet for seven days, in the order of user names. */
  *quietIncidents(now: Millis, isAhead: (row: number) => boolean): Generator<Incident, void, void> {
    const rows = [...this.#open].sort((a, b) => this.compare(a, b));
    for (const row of rows) {
      if (isAhead(row)) continue;
      this.moveTo(row);
      const incident = this.quietIncident(now);
      if (incident !== undefined) yield incident;
    }
  }

  /** Closes the incident of the user at hand where it has been quiet for seven days. */
  quietIncident(now: Millis): Incident | undefined {
    if (this.#rows.incident.isOpen === 0) return undefined;
    const at = this.#rows.incident.lastAt + quietMs;
    if (at > now) return undefined;
    this.touch();
    this.#rows.incident.sequence += 1;
    const headline = 'Seven days without another anomaly.';
    const record = this.#record({ state: 'closed', at, headline, isAnnounced: true });
    close(this.#rows.incident, this.#rows.blocks);
    this.#open.delete(this.row);
    return record;
  }

  #record(change: Change): Incident {
    return incidentRecord(
      { user: this.name, team: this.team, profile: this.profile, detectors: this.detectors },
      { row: this.#rows.incident, blocks: this.#rows.blocks },
      change,
    );
  }

  #teamNumber(team: string | null): number {
    let number = this.#teamNumbers.get(team);
    if (number === undefined) {
      // Beyond 65,535 teams a row cannot name one more: it then shows none.
      number = this.#teams.length > 0xffff ? 0 : this.#teams.push(team) - 1;
      this.#teamNumbers.set(team, number);
    }
    return number;
  }

  #sample(access: Access): void {
    const samples = this.#rows.samples;
    const day = Math.floor(access.at / dayMs);
    if (day < samples.day) return;
    if (day > samples.day) {
      if (samples.handle !== 0) this.#rows.blocks.free(samples.handle);
      samples.handle = 0;
      samples.day = day;
    }
    for (let i = 0; i < access.subjects.length; i += 1) {
      if (access.reasons[i] !== 'none') continue;
      const sample = { subject: access.subjects[i]!, event: access.event_id };
      samples.handle = addSample(this.#rows.blocks, samples.handle, sample);
    }
  }

  #readSamples(): { subjects: string[]; events: string[] } {
    if (this.#rows.samples.day !== this.profile.day.index) return { subjects: [], events: [] };
    const samples = readSamples(this.#rows.blocks, this.#rows.samples.handle);
    return {
      subjects: [...new Set(samples.map(({ subject }) => subject))],
      events: [...new Set(samples.map(({ event }) => event))],
    };
  }
}
