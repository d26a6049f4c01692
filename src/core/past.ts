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

/** Numbers in a Past as a column of a row. */
export const pastFields = 13;

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

export function learnDay(
  past: Past,
  day: DayView,
  others: { readonly busy: number; readonly outage: number },
): void {
  past.days += 1;
  past.load += others.busy;
  past.exposure += day.subjects * others.outage;
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

export function writePast(past: Past, column: Column): void {
  const { dayRows, hourRows, paneRows } = past;
  column.set(10, past.known);
  column.set(11, past.load);
  column.set(12, past.exposure);
  column.set(0, past.days);
  column.set(1, past.unexplained);
  column.set(2, past.subjects);
  column.set(3, past.peakSubjects);
  [dayRows, hourRows, paneRows].forEach(({ sum, squares }, i) => {
    column.set(4 + 2 * i, sum);
    column.set(5 + 2 * i, squares);
  });
}

export function readPast(column: Column, into: Past): Past {
  into.known = column.get(10);
  into.load = column.get(11);
  into.exposure = column.get(12);
  into.days = column.get(0);
  into.unexplained = column.get(1);
  into.subjects = column.get(2);
  into.peakSubjects = column.get(3);
  readMoments(column, 4, into.dayRows);
  readMoments(column, 6, into.hourRows);
  readMoments(column, 8, into.paneRows);
  return into;
}

function readMoments(column: Column, at: number, into: Moments): void {
  into.sum = column.get(at);
  into.squares = column.get(at + 1);
}
