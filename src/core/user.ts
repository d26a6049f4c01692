// The user at hand: their row in the slab, their windows, the detectors' numbers, their incident.
// One object that is moved from user to user, because there are too many users for one each.

import type { Disposition, Explained, Incident } from '../generated/records.ts';
import { Case, type CaseSettings, type Charge } from './case.ts';
import type { Access } from './detector.ts';
import { Labels } from './labels.ts';
import type { Pane } from './pane.ts';
import type { Profile } from './profile.ts';
import { openRows, type Rows } from './rows.ts';
import { addSample, readSamples, removeSample } from './samples.ts';
import { clearRow, loadRow, type SavedRow, saveRow } from './saved-row.ts';
import { dayMs, type Millis, type WindowKind } from './time.ts';
import { type Bound, bind, type ChosenDetector } from './verdict.ts';
import type { WouldOpenRow } from './would-open.ts';

const kinds = ['unknown', 'human', 'service'] as const;

export type UserSettings = CaseSettings & { readonly detectors: readonly ChosenDetector[] };

export class User {
  readonly profile: Profile;
  readonly detectors: readonly Bound[];
  /** Number of the row at hand. */
  row = 0;
  readonly #rows: Rows;
  readonly #case: Case;
  readonly #teams = new Labels();
  /** Rows with an open incident: an index over the rows. */
  readonly #open = new Set<number>();

  /** Rows that are not saved as they are. */
  readonly #changed = new Set<number>();

  constructor({ detectors: chosen, ...settings }: UserSettings) {
    const rows = openRows(chosen);
    this.#rows = rows;
    this.profile = rows.profile;
    const samples = () => this.#readSamples();
    this.detectors = bind(chosen, rows.states, { profile: rows.profile, samples });
    this.#case = new Case(rows, this, settings);
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
    return this.#teams.nameOf(this.profile.row.team);
  }

  get userKind(): (typeof kinds)[number] {
    return kinds[this.profile.row.kind] ?? 'unknown';
  }

  /** Whom this one is compared with: machines with machines, people with those of their role. */
  get peerClass(): Case['peerClass'] {
    return this.#case.peerClass;
  }

  get contextFactor(): number {
    return this.#case.contextFactor;
  }

  /** Whether anybody feeds tickets in, so that reasons can lack. */
  get hasTickets(): boolean {
    return this.#case.hasTickets;
  }

  /** What scores are worth, and from where on somebody is asked or paged. */
  get calibration(): Case['calibration'] {
    return this.#case.calibration;
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
    this.profile.row.team = this.#teams.numberOf(loadRow(this.#rows, saved));
    if (this.#case.isOpen) this.#open.add(this.row);
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
    profile.row.team = this.#teams.numberOf(access.team);
    profile.row.kind = Math.max(0, kinds.indexOf(access.user_kind as (typeof kinds)[number]));
    this.#case.observe(access);
    if (this.#case.isPaged) profile.taint();
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

  joinIncident(charge: Charge): Incident | undefined {
    const record = this.#case.join(charge);
    if (this.#case.isOpen) this.#open.add(this.row);
    return record;
  }

  /** Takes in what somebody has found an incident of the user at hand to be. */
  dispose(disposition: Disposition, now: Millis): Incident | undefined {
    this.touch();
    const record = this.#case.dispose(disposition, now);
    if (!this.#case.isOpen) this.#open.delete(this.row);
    return record;
  }

  /** What a lower threshold would have opened. */
  get wouldOpen(): WouldOpenRow {
    return this.#rows.incident;
  }

  /** Whether somebody is paged. */
  get isPaged(): boolean {
    return this.#case.isPaged;
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
    if (!this.#case.isOpen) return undefined;
    const at = this.#case.quietAt;
    if (at > now) return undefined;
    this.touch();
    this.#open.delete(this.row);
    return this.#case.close(at, 'Seven days without another anomaly.');
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
