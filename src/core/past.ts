// What the days before a day say about a person: counts and moments, from the ring of days alone.
// Detectors shrink them towards a company prior. Nothing older than the ring has any influence,
// so a cold start that rereads four weeks knows exactly what a running process knows.

import type { Column } from './layout.ts';
import type { DayView } from './pane.ts';
import { log1p } from './stats/special.ts';

/** Sum and sum of squares of log1p(rows). */
export type Moments = { sum: number; squares: number };

export type Past = {
  /** Days with events, at most 27: for warm-ups. */
  known: number;
  /** Those that teach: without an open incident, and whole. All below is about them. */
  days: number;
  /** Those, each times how busy the team was: what a usual day is worth in them. */
  load: number;
  /** Distinct subjects, each day's times how much the team read without a reason. */
  exposure: number;
  /** Distinct subjects without a reason, summed over the hours. */
  unexplained: number;
  /** Distinct subjects, summed over the days; and those of each day's busiest hour. */
  subjects: number;
  peakSubjects: number;
  /** Of the rows of a day, of its busiest hour, of its busiest five minutes. */
  dayRows: Moments;
  hourRows: Moments;
  paneRows: Moments;
};

/** A Past as fields of a row. */
export const pastFields = { pastCounts: ['u32', 5], pastSums: ['f64', 8] } as const;
type PastRow = { readonly pastCounts: Column; readonly pastSums: Column };

export function emptyPast(): Past {
  return {
    known: 0,
    days: 0,
    load: 0,
    exposure: 0,
    unexplained: 0,
    subjects: 0,
    peakSubjects: 0,
    dayRows: { sum: 0, squares: 0 },
    hourRows: { sum: 0, squares: 0 },
    paneRows: { sum: 0, squares: 0 },
  };
}

export function clearPast(past: Past): void {
  past.known = 0;
  past.days = 0;
  past.load = 0;
  past.exposure = 0;
  past.unexplained = 0;
  past.subjects = 0;
  past.peakSubjects = 0;
  for (const moments of [past.dayRows, past.hourRows, past.paneRows]) {
    moments.sum = 0;
    moments.squares = 0;
  }
}

export function learnDay(past: Past, day: DayView): void {
  past.days += 1;
  past.load += day.busy;
  past.exposure += day.subjects * day.outage;
  past.unexplained += day.unexplainedSubjects;
  past.subjects += day.subjects;
  past.peakSubjects += day.peakSubjects;
  learn(past.dayRows, day.rows);
  learn(past.hourRows, day.peakHourRows);
  learn(past.paneRows, day.peakPaneRows);
}

/** On a log scale: rows a day are spread over powers of ten, and one export is no new habit. */
function learn(moments: Moments, rows: number): void {
  const y = log1p(rows);
  moments.sum += y;
  moments.squares += y * y;
}

export function writePast(past: Past, row: PastRow): void {
  const { pastCounts, pastSums } = row;
  pastCounts.set(0, past.known);
  pastCounts.set(1, past.days);
  pastCounts.set(2, past.unexplained);
  pastCounts.set(3, past.subjects);
  pastCounts.set(4, past.peakSubjects);
  pastSums.set(0, past.load);
  pastSums.set(1, past.exposure);
  writeMoments(pastSums, 2, past.dayRows);
  writeMoments(pastSums, 4, past.hourRows);
  writeMoments(pastSums, 6, past.paneRows);
}

export function readPast(row: PastRow, into: Past): Past {
  const { pastCounts, pastSums } = row;
  into.known = pastCounts.get(0);
  into.days = pastCounts.get(1);
  into.unexplained = pastCounts.get(2);
  into.subjects = pastCounts.get(3);
  into.peakSubjects = pastCounts.get(4);
  into.load = pastSums.get(0);
  into.exposure = pastSums.get(1);
  readMoments(pastSums, 2, into.dayRows);
  readMoments(pastSums, 4, into.hourRows);
  readMoments(pastSums, 6, into.paneRows);
  return into;
}

function writeMoments(column: Column, at: number, { sum, squares }: Moments): void {
  column.set(at, sum);
  column.set(at + 1, squares);
}

function readMoments(column: Column, at: number, into: Moments): void {
  into.sum = column.get(at);
  into.squares = column.get(at + 1);
}
