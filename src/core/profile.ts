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
import { type Column, layout, type View, viewOf } from './layout.ts';
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
import type { Slab } from './slab.ts';
import { SubjectSets } from './subject-set.ts';
import { dayMs, hourMs, type Millis, paneMs } from './time.ts';

export const profileLayout = layout({
  newestPane: 'u32',
  newestHour: 'u32',
  newestDay: 'u32',
  pastDay: 'u32',
  past: ['f64', pastFields],
  paneRows: ['u32', panesKept],
  hours: ['u32', hoursKept],
  days: ['u32', daysKept],
  team: 'u16',
  kind: 'u8',
});

export type WindowKind = 'hour' | 'day';

/** What a detector may ask about the user of the event or window at hand. */
export type ProfileView = {
  readonly isService: boolean;
  readonly hour: PaneView;
  readonly day: DayView;
  /** Rows in the five minutes of the event. */
  readonly paneRows: number;
  /** The days before `day`, without those of an open incident. */
  readonly past: Past;
};

/** What an event adds to its panes. */
export type Addition = {
  readonly at: Millis;
  readonly rows: number;
  readonly subjects: readonly string[];
};

/** Called with each pane that loses its slot, while it can still be looked at. */
export type Evict = (kind: WindowKind, index: number) => void;

/** Reads and writes the windows of the user at whose row the slab stands. */
export class Profile implements ProfileView {
  readonly row: View<typeof profileLayout.fields>;
  readonly hour: Pane;
  readonly day: Pane;
  /** Whether the ring still has the hour, and the day, of the event; else they are empty panes. */
  hasHour = false;
  hasDay = false;
  paneRows = 0;
  readonly #blocks: Blocks;
  readonly #sets: SubjectSets;
  readonly #scratch: Pane;
  readonly #emptyHour: number;
  readonly #emptyDay: number;
  readonly #past: Past = emptyPast();

  constructor(slab: Slab, blocks: Blocks) {
    this.#blocks = blocks;
    this.#sets = new SubjectSets(blocks);
    this.row = viewOf(profileLayout, slab.cursor, 0);
    this.hour = new Pane(blocks, this.#sets);
    this.day = new Pane(blocks, this.#sets);
    this.#scratch = new Pane(blocks, this.#sets);
    this.#emptyHour = blocks.allocate(hourPaneClass);
    this.#emptyDay = blocks.allocate(dayPaneClass);
  }

  get isService(): boolean {
    return this.row.kind === 2;
  }

  /** Points at the panes of an instant, and makes room for them where it lies ahead. */
  enter(at: Millis, evict: Evict): void {
    const { row } = this;
    const hour = Math.floor(at / hourMs);
    const day = Math.floor(at / dayMs);
    if (hour > row.newestHour) {
      this.#vacate('hour', row.hours, hoursKept, row.newestHour, hour, evict);
      row.newestHour = hour;
    }
    if (day > row.newestDay) {
      this.#vacate('day', row.days, daysKept, row.newestDay, day, evict);
      row.newestDay = day;
    }
    this.#pointTo(hour, day, true);
  }

  /** Points at the panes of a window that exists, for closing it. */
  look(kind: WindowKind, index: number): void {
    if (kind === 'hour') this.#pointTo(index, Math.floor(index / 24), false);
    else this.#pointTo(-1, index, false);
  }

  /** Points at the panes that hold an instant, where they exist. */
  lookAt(at: Millis): void {
    this.#pointTo(Math.floor(at / hourMs), Math.floor(at / dayMs), false);
  }

  /** Adds an event to the panes entered. */
  add(addition: Addition, unexplainedTenths: number): void {
    const { subjects, rows } = addition;
    this.paneRows = this.#addToPane(Math.floor(addition.at / paneMs), rows);
    if (this.hasHour) this.hour.addEvent(rows, subjects.length, unexplainedTenths);
    if (this.hasDay) this.day.addEvent(rows, subjects.length, unexplainedTenths);
    for (let i = 0; i < subjects.length; i += 1) {
      const hash = hash32(subjects[i]!);
      if (this.hasHour) this.hour.addSubject(hash);
      if (this.hasDay) this.day.addSubject(hash);
    }
    if (this.hasDay && this.hasHour) this.day.raisePeaks(this.hour, this.paneRows);
    if (this.day.index < this.row.newestDay) this.row.pastDay = 0;
  }

  /** Takes back what a late reason explains. */
  explain(tenths: number): void {
    if (this.hasHour) this.hour.explain(tenths);
    if (this.hasDay) this.day.explain(tenths);
    if (this.day.index < this.row.newestDay) this.row.pastDay = 0;
  }

  /** Unexplained touches of the day at hand in its hours up to and with one. */
  unexplainedUntil(hour: number): number {
    let sum = 0;
    for (let index = this.day.index * 24; index <= hour; index += 1) {
      const handle = this.#handleOf(this.row.hours, hoursKept, this.row.newestHour, index);
      if (handle !== 0) sum += this.#scratch.pointTo(handle).unexplained;
    }
    return sum;
  }

  /** The past of the newest day is kept in the row; that of an older one is computed anew. */
  get past(): Past {
    const { row, day } = this;
    if (row.pastDay === day.index && row.pastDay !== 0) return readPast(row.past, this.#past);
    this.#computePast(day.index);
    if (day.index === row.newestDay) {
      writePast(this.#past, row.past);
      row.pastDay = day.index;
    }
    return this.#past;
  }

  /** Visits the days of the ring from one on, oldest first. */
  eachDay(fromDay: number, visit: (day: Pane) => void): void {
    const { row } = this;
    const first = Math.max(fromDay, row.newestDay - daysKept + 1);
    for (let index = first; index <= row.newestDay; index += 1) {
      const handle = this.#handleOf(row.days, daysKept, row.newestDay, index);
      if (handle !== 0) visit(this.#scratch.pointTo(handle));
    }
  }

  #computePast(day: number): void {
    clearPast(this.#past);
    this.eachDay(day - daysKept + 1, (pane) => {
      if (pane.index < day && !pane.isTainted) learnDay(this.#past, pane);
    });
  }

  #pointTo(hour: number, day: number, isMade: boolean): void {
    const { row } = this;
    this.hasHour = this.#select(this.hour, row.hours, hour, row.newestHour, isMade);
    this.hasDay = this.#select(this.day, row.days, day, row.newestDay, isMade);
    if (!this.hasHour) this.#clear(this.hour, this.#emptyHour, hour);
    if (!this.hasDay) this.#clear(this.day, this.#emptyDay, day);
  }

  #select(pane: Pane, ring: Column, index: number, newest: number, isMade: boolean): boolean {
    const isHour = pane === this.hour;
    const kept = isHour ? hoursKept : daysKept;
    if (index <= newest - kept || index > newest) return false;
    const slot = index % kept;
    let handle = ring.get(slot);
    if (handle === 0) {
      if (!isMade) return false;
      handle = this.#blocks.allocate(isHour ? hourPaneClass : dayPaneClass);
      ring.set(slot, handle);
      pane.pointTo(handle).begin(index);
      return true;
    }
    pane.pointTo(handle);
    return true;
  }

  #clear(pane: Pane, handle: number, index: number): void {
    pane.pointTo(handle).begin(Math.max(0, index));
  }

  #handleOf(ring: Column, kept: number, newest: number, index: number): number {
    return index > newest - kept && index <= newest ? ring.get(index % kept) : 0;
  }

  #vacate(
    kind: WindowKind,
    ring: Column,
    kept: number,
    newest: number,
    next: number,
    evict: Evict,
  ): void {
    const last = Math.min(next, newest + kept);
    for (let index = newest + 1; index <= last; index += 1) {
      const slot = index % kept;
      const handle = ring.get(slot);
      if (handle === 0) continue;
      evict(kind, index - kept);
      this.#sets.free(this.#scratch.pointTo(handle).setHandle);
      this.#blocks.free(handle);
      ring.set(slot, 0);
    }
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
