// What the days before a day say about a person: counts and moments, from the ring of days alone.
// Detectors shrink them towards a company prior. Nothing older than the ring has any influence,
// so a cold start that rereads four weeks knows exactly what a running process knows.

import type { Column } from './layout.ts';
import type { DayView } from './pane.ts';
import { log1p } from './stats/special.ts';

/** Sum and sum of squares of log1p(rows). */
export type Moments = { sum: number; squares: number };

export type Past = {
  /** Days with events, at most 27. */
  days: number;
  touches: number;
  /** Sum of 1 − confidence over the touches. */
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
export const pastFields = 11;

export function emptyPast(): Past {
  return {
    days: 0,
    touches: 0,
    unexplained: 0,
    subjects: 0,
    peakSubjects: 0,
    dayRows: { sum: 0, squares: 0 },
    hourRows: { sum: 0, squares: 0 },
    paneRows: { sum: 0, squares: 0 },
  };
}

export function clearPast(past: Past): void {
  past.days = 0;
  past.touches = 0;
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
  past.touches += day.touches;
  past.unexplained += day.unexplained;
  past.subjects += day.subjects;
  past.peakSubjects += day.peakSubjects;
  learn(past.dayRows, day.rows);
  learn(past.hourRows, day.peakHourRows);
  learn(past.paneRows, day.peakPaneRows);
}

function learn(moments: Moments, rows: number): void {
  const y = log1p(rows);
  moments.sum += y;
  moments.squares += y * y;
}

export function writePast(past: Past, column: Column): void {
  column.set(0, past.days);
  column.set(1, past.touches);
  column.set(2, past.unexplained);
  column.set(3, past.subjects);
  column.set(4, past.peakSubjects);
  column.set(5, past.dayRows.sum);
  column.set(6, past.dayRows.squares);
  column.set(7, past.hourRows.sum);
  column.set(8, past.hourRows.squares);
  column.set(9, past.paneRows.sum);
  column.set(10, past.paneRows.squares);
}

export function readPast(column: Column, into: Past): Past {
  into.days = column.get(0);
  into.touches = column.get(1);
  into.unexplained = column.get(2);
  into.subjects = column.get(3);
  into.peakSubjects = column.get(4);
  into.dayRows.sum = column.get(5);
  into.dayRows.squares = column.get(6);
  into.hourRows.sum = column.get(7);
  into.hourRows.squares = column.get(8);
  into.paneRows.sum = column.get(9);
  into.paneRows.squares = column.get(10);
  return into;
}
