// One pane of a ring: what one user did in one hour or one day, as a block of the user's own.
//
//   hour, 32 bytes   │ rows f64 │ events │ touches │ unexplained │ subjects → set │
//                    │ unexplained subjects → set │ marks │
//   day,  64 bytes   │ the same, with a number instead of the second set │ fired │
//                    │ peak subjects, active hours │ peak rows of an hour, of 5 minutes │
//                    │ how busy the team was f32, how much it read without a reason f32 │ fired │
//
//   marks: late events (16 bits) · emissions (8) · open, dirty, tainted, partial, awaited, unjudged
//          (1 each)
//
// Which hour or day it is follows from its slot in the ring and is not stored.
// `unexplained` counts tenths, so that sums are whole numbers and independent of their order.
// Handed to detectors as read-only; only profile.ts writes.

import type { Blocks } from './blocks.ts';
import { isExactSet, type SubjectSets } from './subject-set.ts';

export const hourPaneClass = 1;
export const dayPaneClass = 2;

/** Words that hold handles of sets: the second only in an hour. */
export const setAt = 5;
export const unexplainedSetAt = 6;

/** Words that hold the claims, ten detectors in each. */
const claimWords = [8, 14, 15] as const;
const busyAt = 12;
const outageAt = 13;
const bitsPerDetector = 3;
const detectorsPerWord = 10;

const isOpenBit = 1;
const isDirtyBit = 2;
const isTaintedBit = 4;
const isPartialBit = 8;
const isAwaitedBit = 16;
const isUnjudgedBit = 32;

/** What detectors may see of a pane. Counts are of the whole pane so far, this event included. */
export type PaneView = {
  /** Hours or days since 1970, UTC. */
  readonly index: number;
  readonly rows: number;
  readonly events: number;
  readonly touches: number;
  /** Sum of 1 − confidence over the touches. */
  readonly unexplained: number;
  /** Distinct subjects: exact up to 96, beyond that estimated. */
  readonly subjects: number;
  /** Distinct subjects opened without any reason; of a day the sum over its hours. */
  readonly unexplainedSubjects: number;
  readonly isExact: boolean;
};

/** What detectors may see of a day beside that. */
export type DayView = PaneView & {
  /** Most distinct subjects in one hour of the day. */
  readonly peakSubjects: number;
  readonly activeHours: number;
  /** Counted up to 2³² − 1, as those of five minutes: beyond it every job is as large. */
  readonly peakHourRows: number;
  readonly peakPaneRows: number;
  /** How busy the team was, and how much more than likely it read without a reason; 1: unknown. */
  readonly busy: number;
  readonly outage: number;
};

/** A pane through which one reads and writes, wherever it was last pointed. */
export class Pane implements DayView {
  readonly #blocks: Blocks;
  readonly #sets: SubjectSets;
  #words: Uint32Array = new Uint32Array(16);
  #doubles: Float64Array = new Float64Array(8);
  #floats: Float32Array = new Float32Array(16);
  #at = 0;
  /** As counted since it was pointed here; below 0: not yet. */
  #subjects = -1;
  handle = 0;
  /** Hours or days since 1970. */
  index = 0;
  /** Whether it points at an hour: a day keeps a number where an hour keeps a set. */
  isHour = false;

  constructor(blocks: Blocks, sets: SubjectSets) {
    this.#blocks = blocks;
    this.#sets = sets;
  }

  pointTo(handle: number, isHour: boolean, index: number): this {
    this.handle = handle;
    this.#subjects = -1;
    this.isHour = isHour;
    this.index = index;
    this.#words = this.#blocks.words(handle);
    this.#doubles = this.#blocks.doubles(handle);
    this.#floats = this.#blocks.floats(handle);
    this.#at = this.#blocks.start(handle);
    return this;
  }

  get rows(): number {
    return this.#doubles[this.#at >> 1]!;
  }
  get events(): number {
    return this.#words[this.#at + 2]!;
  }
  get touches(): number {
    return this.#words[this.#at + 3]!;
  }
  get unexplained(): number {
    return this.#words[this.#at + 4]! / 10;
  }
  get setHandle(): number {
    return this.#words[this.#at + setAt]!;
  }
  get lateEvents(): number {
    return this.#words[this.#at + 7]! >>> 16;
  }
  /** How often the window was written to the log: the next one carries this as its revision. */
  get emissions(): number {
    return (this.#words[this.#at + 7]! >>> 8) & 0xff;
  }
  get subjects(): number {
    // Asked for by many detectors in turn, and a sketch is a sum over all its registers.
    if (this.#subjects < 0) this.#subjects = this.#sets.count(this.setHandle);
    return this.#subjects;
  }
  get unexplainedSubjects(): number {
    const word = this.#words[this.#at + unexplainedSetAt]!;
    return this.isHour ? this.#sets.count(word) : word;
  }
  get unexplainedHandle(): number {
    return this.isHour ? this.#words[this.#at + unexplainedSetAt]! : 0;
  }
  get isExact(): boolean {
    return isExactSet(this.setHandle);
  }
  get peakSubjects(): number {
    return this.#words[this.#at + 9]! >>> 16;
  }
  get activeHours(): number {
    return this.#words[this.#at + 9]! & 0xffff;
  }
  get peakHourRows(): number {
    return this.#words[this.#at + 10]!;
  }
  get peakPaneRows(): number {
    return this.#words[this.#at + 11]!;
  }
  get busy(): number {
    return this.#floats[this.#at + busyAt]! || 1;
  }
  get outage(): number {
    return this.#floats[this.#at + outageAt]! || 1;
  }
  /** Of a day: whether anybody knows what colleagues did. */
  get isCompared(): boolean {
    return this.#words[this.#at + busyAt] !== 0;
  }
  compare({ busy, outage }: { readonly busy: number; readonly outage: number }): void {
    this.#floats[this.#at + busyAt] = busy;
    this.#floats[this.#at + outageAt] = outage;
  }

  /** Counted towards its closing. */
  get isOpen(): boolean {
    return this.#has(isOpenBit);
  }
  set isOpen(value: boolean) {
    this.#mark(isOpenBit, value);
  }
  /** Whether it was closed and has not been opened again. */
  get isWritten(): boolean {
    return this.emissions > 0 && !this.isOpen;
  }
  /** A Tick is to close it, though an access of its user may have done so already. */
  get isAwaited(): boolean {
    return this.#has(isAwaitedBit);
  }
  set isAwaited(value: boolean) {
    this.#mark(isAwaitedBit, value);
  }
  /** Closed, but what colleagues did in it is not known yet: no verdict was given. */
  get isUnjudged(): boolean {
    return this.#has(isUnjudgedBit);
  }
  set isUnjudged(value: boolean) {
    this.#mark(isUnjudgedBit, value);
  }
  /** Changed after it was written: to be written again at the next Tick. */
  get isDirty(): boolean {
    return this.#has(isDirtyBit);
  }
  set isDirty(value: boolean) {
    this.#mark(isDirtyBit, value);
  }
  /** An incident of the user was open: nothing is learnt from this day. */
  get isTainted(): boolean {
    return this.#has(isTaintedBit);
  }
  set isTainted(value: boolean) {
    this.#mark(isTaintedBit, value);
  }

  /** Events of it came when their hours were gone from the ring: its peaks are not known. */
  get isPartial(): boolean {
    return this.#has(isPartialBit);
  }
  set isPartial(value: boolean) {
    this.#mark(isPartialBit, value);
  }

  addEvent(rows: number, touches: number, unexplainedTenths: number): void {
    this.#doubles[this.#at >> 1]! += rows;
    this.#words[this.#at + 2]! += 1;
    this.#words[this.#at + 3]! += touches;
    this.#words[this.#at + 4]! += unexplainedTenths;
  }
  /** Whether the subject is new in the pane. */
  addSubject(hash: number): boolean {
    const before = this.setHandle;
    const after = this.#sets.add(before, hash);
    // The set may have moved to a larger block; the pane itself never moves.
    if (after !== before) this.#words[this.#at + setAt] = after;
    if (this.#sets.wasAdded || after !== before) this.#subjects = -1;
    return this.#sets.wasAdded;
  }
  raisePeaks(hour: PaneView, paneRows: number): void {
    const rowsMax = 0xffff_ffff;
    this.#words[this.#at + 10] = Math.min(rowsMax, Math.max(this.peakHourRows, hour.rows));
    this.#words[this.#at + 11] = Math.min(rowsMax, Math.max(this.peakPaneRows, paneRows));
    const peak = Math.min(0xffff, Math.max(this.peakSubjects, hour.subjects));
    const hours = this.activeHours + (hour.events === 1 ? 1 : 0);
    this.#words[this.#at + 9] = ((peak << 16) | hours) >>> 0;
  }
  /** Of an hour: by how many its subjects without a reason grew; a sketch may jump. */
  addUnexplained(hash: number): number {
    const before = this.unexplainedSubjects;
    this.#words[this.#at + 6] = this.#sets.add(this.#words[this.#at + 6]!, hash);
    return Math.max(0, this.unexplainedSubjects - before);
  }
  /** Of an hour: whether the subject was among them. */
  removeUnexplained(hash: number): boolean {
    return this.#sets.remove(this.#words[this.#at + 6]!, hash);
  }
  /** Of a day: so many more, or less. */
  countUnexplained(change: number): void {
    this.#words[this.#at + 6] = Math.max(0, this.#words[this.#at + 6]! + change);
  }
  explain(tenths: number): void {
    this.#words[this.#at + 4] = Math.max(0, this.#words[this.#at + 4]! - tenths);
  }
  /**
   * Whether a verdict of this level is news for the day; levels are 1 to 7, three bits for each of
   * 30 detectors. So a day gets one anomaly of each detector, and another only when it is far
   * worse.
   */
  claim(detector: number, level: number): boolean {
    if (this.claimed(detector) >= level) return false;
    const word = claimWords[Math.floor(detector / detectorsPerWord)]!;
    const shift = (detector % detectorsPerWord) * bitsPerDetector;
    const claims = this.#words[this.#at + word]!;
    this.#words[this.#at + word] = ((claims & ~(7 << shift)) | (level << shift)) >>> 0;
    return true;
  }
  /** The level that a detector has reached on the day; 0: it has said nothing. */
  claimed(detector: number): number {
    const word = claimWords[Math.floor(detector / detectorsPerWord)]!;
    const shift = (detector % detectorsPerWord) * bitsPerDetector;
    return (this.#words[this.#at + word]! >>> shift) & 7;
  }
  countLate(): void {
    if (this.lateEvents < 0xffff) this.#words[this.#at + 7]! += 0x10000;
  }
  countEmission(): void {
    if (this.emissions < 0xff) this.#words[this.#at + 7]! += 0x100;
  }

  #has(bit: number): boolean {
    return (this.#words[this.#at + 7]! & bit) !== 0;
  }
  #mark(bit: number, value: boolean): void {
    const marks = this.#words[this.#at + 7]!;
    this.#words[this.#at + 7] = (value ? marks | bit : marks & ~bit) >>> 0;
  }
}
