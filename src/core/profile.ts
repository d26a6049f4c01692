// The sliding windows of one user, as rings of panes, in event time and UTC.
//
//   five minutes   ▏12 ▏  rows and events, in the row itself
//   hours          ▏24 ▏  handles of panes: rows, events, touches, distinct subjects, unexplained
//   days           ▏28 ▏  the same, and the peaks of the day
//
//                 … ┌────┬────┬────┬────┐
//      hours        │ 21 │ 22 │ 23 │ 24 │◄─ newest
//                   └────┴────┴────┴────┘
//      an event at 22:40 that arrives now goes into pane 22, as long as the ring has it;
//      an event of hour 25 takes over the slot of hour 1, which is closed first.
//
// A window slides by whole panes: it errs by at most one pane at its edge. Only additions, maxima
// and set insertions happen on arrival, so that the order of events does not matter. Panes are
// blocks of the user's own and exist only for hours and days with events: a person who works
// five shifts of eight hours pays for those.

import type { Blocks } from './blocks.ts';
import { hash32 } from './hash.ts';
import { emptyHistory, type History } from './history.ts';
import { layout, type View } from './layout.ts';
import { daysKept, hoursKept, panesKept } from './limits.ts';
import { type DayView, dayPaneClass, hourPaneClass, Pane, type PaneView } from './pane.ts';
import {
  clearPast,
  emptyPast,
  learnDay,
  type Past,
  pastFields,
  readPast,
  writePast,
} from './past.ts';
import { Ring } from './ring.ts';
import { SubjectSets } from './subject-set.ts';
import { dayMs, hourMs, type Millis, paneMs, type WindowKind } from './time.ts';
import { addToWeeks, sumWeeks, type WeeksRow } from './weeks.ts';

export const profileLayout = layout({
  newestPane: 'u32',
  newestHour: 'u32',
  newestDay: 'u32',
  pastDay: 'u32',
  dueAt: 'f64',
  ...pastFields,
  paneRows: ['u32', panesKept],
  hours: ['u32', hoursKept],
  days: ['u32', daysKept],
  /** The newest day of which a score was given. */
  scoredDay: 'u32',
  team: 'u16',
  kind: 'u8',
});

/** What a detector may ask about the user of the event or window at hand. */
export type ProfileView = {
  readonly isService: boolean;
  readonly hour: PaneView;
  readonly day: DayView;
  /** Rows in the five minutes of the event. */
  readonly paneRows: number;
  /** The days before `day`, without those of an open incident. */
  readonly past: Past;
  /** The days up to `day`, each with what was to be expected of it. */
  readonly history: () => History;
};

/** What an event adds to its panes. */
export type Addition = {
  readonly at: Millis;
  readonly rows: number;
  readonly subjects: readonly string[];
  /** Reason of each subject. */
  readonly reasons: readonly string[];
  /** Hits in a list were seen, but not opened: they ask for no reason. */
  readonly isListed: boolean;
  /** Sum of 1 − confidence over the subjects, in tenths. */
  readonly unexplainedTenths: number;
};

export type WindowPlace = { readonly kind: WindowKind; readonly index: number };

/** Called with each pane that loses its slot, while it can still be looked at. */
export type Evict = (kind: WindowKind, index: number) => void;

/** Reads and writes the windows of the user at whose row the slab stands. */
export class Profile implements ProfileView {
  readonly row: ProfileRow;
  readonly hour: Pane;
  readonly day: Pane;
  /** Whether the ring still has the hour, and the day, of the event; else they are empty panes. */
  hasHour = false;
  hasDay = false;
  paneRows = 0;
  readonly #blocks: Blocks;
  readonly #sets: SubjectSets;
  readonly #hours: Ring;
  readonly #days: Ring;
  readonly #scratch: Pane;
  readonly #empty: number;
  readonly #past: Past = emptyPast();
  readonly #history: History = emptyHistory();
  readonly #weeks: WeeksRow;

  constructor(row: ProfileRow, weeks: WeeksRow, blocks: Blocks) {
    this.#blocks = blocks;
    this.#sets = new SubjectSets(blocks);
    this.row = row;
    this.#weeks = weeks;
    const newestHour = { get: () => row.newestHour, set: (index: number) => setHour(row, index) };
    const newestDay = { get: () => row.newestDay, set: (index: number) => setDay(row, index) };
    this.#hours = new Ring({ length: hoursKept, handles: row.hours, newest: newestHour });
    this.#days = new Ring({ length: daysKept, handles: row.days, newest: newestDay });
    this.hour = new Pane(blocks, this.#sets);
    this.day = new Pane(blocks, this.#sets);
    this.#scratch = new Pane(blocks, this.#sets);
    this.#empty = blocks.allocate(dayPaneClass);
  }

  get isService(): boolean {
    return this.row.kind === 2;
  }

  /** Points at the panes of an instant, and makes room for them where it lies ahead. */
  enter(at: Millis, evict: Evict): void {
    const hour = Math.floor(at / hourMs);
    const day = Math.floor(at / dayMs);
    this.#hours.advance(hour, (index, handle) => {
      evict('hour', index);
      this.#release(handle, true);
    });
    this.#days.advance(day, (index, handle) => {
      evict('day', index);
      this.#remember(index, handle);
      this.#release(handle, false);
    });
    this.hasHour = this.#make(this.hour, this.#hours, hour);
    this.hasDay = this.#make(this.day, this.#days, day);
  }

  /** Points at the panes of a window that exists, for closing it. */
  look(kind: WindowKind, index: number): void {
    if (kind === 'hour') this.#lookAt(index, Math.floor(index / 24));
    else this.#lookAt(-1, index);
  }

  /** Points at the panes that hold an instant, where they exist. */
  lookAt(at: Millis): void {
    this.#lookAt(Math.floor(at / hourMs), Math.floor(at / dayMs));
  }

  /** Adds an event to the panes entered. */
  add({ at, rows, subjects, reasons, isListed, unexplainedTenths }: Addition): void {
    this.paneRows = this.#addToPane(Math.floor(at / paneMs), rows);
    if (this.hasHour) this.hour.addEvent(rows, subjects.length, unexplainedTenths);
    if (this.hasDay) this.day.addEvent(rows, subjects.length, unexplainedTenths);
    for (let i = 0; i < subjects.length; i += 1) {
      const hash = hash32(subjects[i]!);
      const isNewInDay = this.hasDay && this.day.addSubject(hash);
      if (this.hasHour) this.hour.addSubject(hash);
      if (isListed || reasons[i] !== 'none') continue;
      if (this.hasHour) this.day.countUnexplained(this.hour.addUnexplained(hash));
      // The hour is gone from the ring, and with it who was counted in it.
      else if (isNewInDay) this.day.countUnexplained(1);
    }
    if (!this.hasHour) this.day.isPartial = true;
    else if (this.hasDay) this.day.raisePeaks(this.hour, this.paneRows);
    this.#forgetPast();
  }

  /** An incident is open: the day teaches nothing. */
  taint(): void {
    this.day.isTainted = true;
    this.#forgetPast();
  }

  /** What colleagues did on a day is known now. */
  judgedBy(day: number, others: { readonly busy: number; readonly outage: number }): void {
    const handle = this.#days.at(day);
    if (handle === 0) return;
    this.#scratch.pointTo(handle, false, day).compare(others);
    if (day < this.row.newestDay) this.row.pastDay = 0;
  }

  /** Takes back what a late reason explains: the touch, and its subject with it. */
  explain(subject: string, tenths: number): void {
    if (this.hasHour) {
      this.hour.explain(tenths);
      if (this.hour.removeUnexplained(hash32(subject))) this.day.countUnexplained(-1);
    }
    if (this.hasDay) this.day.explain(tenths);
    this.#forgetPast();
  }

  /** Distinct subjects without a reason in the hours of the day at hand up to and with one. */
  unexplainedUntil(hour: number): number {
    let sum = 0;
    for (let index = this.day.index * 24; index <= hour; index += 1) {
      const handle = this.#hours.at(index);
      if (handle !== 0) sum += this.#scratch.pointTo(handle, true, index).unexplainedSubjects;
    }
    return sum;
  }

  get past(): Past {
    return this.pastBefore(this.day.index);
  }

  /** The past of the newest day is kept in the row; that of another one is computed anew. */
  pastBefore(day: number): Past {
    const { row } = this;
    const isNewest = day !== 0 && day === row.newestDay;
    if (isNewest && row.pastDay === day) return readPast(row, this.#past);
    clearPast(this.#past);
    this.eachDay(day - daysKept + 1, (pane) => {
      if (pane.index >= day) return;
      this.#past.known += 1;
      if (pane.isTainted || pane.isPartial) return;
      learnDay(this.#past, pane);
    });
    if (isNewest) {
      writePast(this.#past, row);
      row.pastDay = day;
    }
    return this.#past;
  }

  /** The days up to the one at hand. The answer is the same object, filled anew. */
  readonly history = (): History => {
    const history = this.#history;
    const last = this.day.index;
    history.count = 0;
    this.eachDay(last - daysKept + 1, (pane) => {
      if (pane.index > last) return;
      const at = history.count;
      history.day[at] = pane.index;
      history.subjects[at] = pane.subjects;
      history.unexplained[at] = pane.unexplainedSubjects;
      history.busy[at] = pane.busy;
      history.outage[at] = pane.outage;
      history.teaches[at] = pane.isTainted || pane.isPartial ? 0 : 1;
      history.count += 1;
    });
    sumWeeks(this.#weeks, last, history.older);
    return history;
  };

  /** Whether a window may have to be closed by an instant: cheap to ask, for every event. */
  isDueBy(at: Millis): boolean {
    const { dueAt } = this.row;
    return dueAt !== 0 && at >= dueAt;
  }

  /** A window that closes then was opened. */
  raiseDue(closesAt: Millis): void {
    const { row } = this;
    if (row.dueAt === 0 || closesAt < row.dueAt) row.dueAt = closesAt;
  }

  /** Windows that wait for their closing. */
  openWindows(): WindowPlace[] {
    return this.windows((pane) => pane.isOpen);
  }

  /** Those of the windows in the rings that are chosen, hours first, oldest first. */
  windows(isChosen: (pane: Pane) => boolean): WindowPlace[] {
    const chosen: WindowPlace[] = [];
    for (const kind of ['hour', 'day'] as const) {
      const ring = kind === 'hour' ? this.#hours : this.#days;
      ring.each(1, (index, handle) => {
        const pane = this.#scratch.pointTo(handle, kind === 'hour', index);
        if (isChosen(pane)) chosen.push({ kind, index });
      });
    }
    return chosen;
  }

  /** Visits the days of the ring from one on, oldest first; the pane is valid until the next. */
  eachDay(fromDay: number, visit: (day: Pane) => void): void {
    this.#days.each(fromDay, (day, handle) => {
      visit(this.#scratch.pointTo(handle, false, day));
    });
  }

  #lookAt(hour: number, day: number): void {
    this.hasHour = this.#select(this.hour, this.#hours, hour);
    this.hasDay = this.#select(this.day, this.#days, day);
  }

  /** Points at an existing pane, or at the empty one. */
  #select(pane: Pane, ring: Ring, index: number): boolean {
    const handle = ring.at(index);
    pane.pointTo(handle === 0 ? this.#empty : handle, ring === this.#hours, index);
    return handle !== 0;
  }

  /** The same, but makes the pane where the ring has room for it. */
  #make(pane: Pane, ring: Ring, index: number): boolean {
    if (this.#select(pane, ring, index)) return true;
    if (!ring.has(index)) return false;
    const isHour = ring === this.#hours;
    const handle = this.#blocks.allocate(isHour ? hourPaneClass : dayPaneClass);
    ring.put(index, handle);
    pane.pointTo(handle, isHour, index);
    return true;
  }

  /** A day that leaves the ring goes into the sum of its week. */
  #remember(day: number, handle: number): void {
    const pane = this.#scratch.pointTo(handle, false, day);
    if (pane.isTainted || pane.isPartial) return;
    const { subjects, unexplainedSubjects: unexplained } = pane;
    const sums = { load: pane.busy, exposure: subjects * pane.outage };
    addToWeeks(this.#weeks, day, { ...sums, subjects, unexplained });
  }

  #release(handle: number, isHour: boolean): void {
    const pane = this.#scratch.pointTo(handle, isHour, 0);
    this.#sets.free(pane.setHandle);
    this.#sets.free(pane.unexplainedHandle);
    this.#blocks.free(handle);
  }

  /** A change in an older day changes the past of the newest. */
  #forgetPast(): void {
    if (this.day.index < this.row.newestDay) this.row.pastDay = 0;
  }

  /** Rows of a five-minute pane after adding to it; a pane older than the ring stays alone. */
  #addToPane(pane: number, rows: number): number {
    const { row } = this;
    if (pane > row.newestPane) {
      const last = Math.min(pane, row.newestPane + panesKept);
      for (let index = row.newestPane + 1; index <= last; index += 1) {
        row.paneRows.set(index % panesKept, 0);
      }
      row.newestPane = pane;
    }
    if (pane <= row.newestPane - panesKept) return rows;
    const slot = pane % panesKept;
    const sum = Math.min(0xffff_ffff, row.paneRows.get(slot) + rows);
    row.paneRows.set(slot, sum);
    return sum;
  }
}

export type ProfileRow = View<typeof profileLayout.fields>;

function setHour(row: ProfileRow, index: number): void {
  row.newestHour = index;
}

function setDay(row: ProfileRow, index: number): void {
  row.newestDay = index;
}
