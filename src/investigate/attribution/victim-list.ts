// Customers who complain, as somebody has written them down: a customer, and as far as they are
// known when they were called, when they first complained, and how sure it is that somebody who
// knew their record has called. For count-list.

import { type Dates, guardMs } from '../../core/attribution/cutoff.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import { timeReader } from '../../core/time-words.ts';

export type ListedVictim = {
  readonly id: string;
  readonly dates: Dates;
  /** Nobody says when they were called or complained: these are dates of the archive. */
  readonly isUndated?: boolean;
  /** From 0 to 1. */
  readonly certainty: number;
};

/** Cells as text, by the names of `victimColumns`; others are passed over. */
export type VictimCells = Readonly<Record<string, string | undefined>>;

export const victimColumns = [
  'customer',
  'reported_at',
  'first_complaint_at',
  'certainty',
] as const;

export const victimsMax = 10_000;

export type VictimList = {
  readonly victims: readonly ListedVictim[];
  readonly problems: readonly string[];
  /** What was understood otherwise than it may have been meant. */
  readonly remarks: readonly string[];
};

/** `newest`: of all that is known of; who has no date was called by then. */
export function victimsFrom(rows: readonly VictimCells[], newest: Millis): VictimList {
  const problems: string[] = [];
  const byId = new Map<string, ListedVictim>();
  let twice = 0;
  rows.forEach((row, i) => {
    const read = victimFrom(row, newest);
    if (typeof read === 'string') {
      problems.push(`Row ${i + 1}: ${read}`);
      return;
    }
    const known = byId.get(read.id);
    if (known !== undefined) twice += 1;
    byId.set(read.id, known === undefined ? read : earlierOf(known, read));
  });
  if (byId.size > victimsMax) problems.push(`A list has ${victimsMax} customers at most.`);
  const remarks: string[] = [];
  if (twice > 0) remarks.push(`${twice} customers came again: the earlier dates count.`);
  return { victims: [...byId.values()], problems, remarks };
}

/**
 * What is to be said of those without a date, if any; once it is known who of them is the same
 * customer as another.
 */
export function remarkOfUndated(
  victims: readonly Pick<ListedVictim, 'isUndated'>[],
): string | undefined {
  const undated = victims.filter(({ isUndated }) => isUndated).length;
  if (undated === 0) return undefined;
  return (
    `${undated} without a date: reads of the last ${guardMs / dayMs} days are left out, and ` +
    'nobody is named: whoever handled the complaints before has read them too.'
  );
}

function cell(row: VictimCells, name: (typeof victimColumns)[number]): string {
  return (row[name] ?? '').trim();
}

function victimFrom(row: VictimCells, newest: Millis): ListedVictim | string {
  const id = cell(row, 'customer');
  if (id === '') return 'there is no customer.';
  const [reported, complained] = [cell(row, 'reported_at'), cell(row, 'first_complaint_at')];
  const [reportedAt, complainedAt] = [instantFrom(reported), instantFrom(complained)];
  for (const [text, at] of [[reported, reportedAt] as const, [complained, complainedAt] as const]) {
    if (Number.isNaN(at)) return `"${text}" is no day, such as 2026-01-31.`;
    if (at !== null && at > newest + dayMs) return `"${text}" is later than anything archived.`;
  }
  const sure = cell(row, 'certainty');
  const certainty = sure === '' ? 1 : Number(sure);
  if (!(certainty >= 0 && certainty <= 1)) return `certainty is from 0 to 1, not "${sure}".`;
  const isUndated = reportedAt === null && complainedAt === null;
  if (isUndated) return { id, dates: { reportedAt: newest, complainedAt }, isUndated, certainty };
  return { id, dates: { reportedAt, complainedAt }, certainty };
}

/** A day, or a day and a time; UTC unless it says otherwise. */
const readTime = timeReader('iso', 'UTC');

/** NaN: neither. */
function instantFrom(text: string): Millis | null {
  return text === '' ? null : (readTime(text) ?? Number.NaN);
}

/** Of one customer who came twice; without a date only where neither time has one. */
export function earlierOf(a: ListedVictim, b: ListedVictim): ListedVictim {
  const certainty = Math.max(a.certainty, b.certainty);
  if ((a.isUndated === true) !== (b.isUndated === true)) {
    const dated = a.isUndated ? b : a;
    return { id: a.id, dates: dated.dates, certainty };
  }
  return {
    ...a,
    dates: {
      reportedAt: earlier(a.dates.reportedAt, b.dates.reportedAt),
      complainedAt: earlier(a.dates.complainedAt, b.dates.complainedAt),
    },
    certainty,
  };
}

function earlier(a: Millis | null, b: Millis | null): Millis | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
