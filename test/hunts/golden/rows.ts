// Rows that are planted into the golden world, beside what the simulator made: an access is as one
// of the simulated desk unless it says otherwise. Whoever is called mole-… has done it; ann-… is
// innocent and looks nearly the same; bob-… is somebody whom the case needs. For planted-….ts.

import { explainedLater, type Row, read } from '../../support/planted-rows.ts';

/** Rows by the table that they go into. */
export type Planted = Readonly<Record<string, readonly Row[]>>;

type Customers = string | readonly string[];

/** A day of the world, which goes from January 5 to February 8, 2026, both included. */
export const january = (day: number, time = '10:00:00') => `2026-01-${twoDigits(day)} ${time}`;
export const february = (day: number, time = '10:00:00') => `2026-02-${twoDigits(day)} ${time}`;

/** So many minutes after ten. */
export const minute = (minutes: number) =>
  `${twoDigits(10 + Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:00`;

const twoDigits = (value: number) => String(value).padStart(2, '0');

export const names = (what: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${what}-${i + 1}`);

/** Customers opened without a reason. */
export function opened(user: string, at: string, customers: Customers, more: Row = {}): Row {
  const first = typeof customers === 'string' ? customers : (customers[0] ?? '');
  return read(user, at, customers, {
    ...{ event_id: `${user}, ${at}, ${first}`, team: 'planted', segment: 'en-consumer' },
    ...{ source: 'crm-proxy', database: 'crm', ...more },
  });
}

/** The same with a ticket behind each. */
export function served(user: string, at: string, customers: Customers, more: Row = {}): Row {
  return opened(user, at, customers, { reason: 'ticket-named', ...more });
}

/** A reason that turned up within the hour, for all customers of these accesses. */
export function explained(accesses: readonly Row[], more: Row = {}): Row[] {
  return accesses.flatMap((access) =>
    (access['subjects'] as readonly string[]).map((subject, index) => {
      const place = { event_id: access['event_id'], subject_index: index };
      const explained_at = String(access['at']).replace(/:\d\d:\d\d$/, ':59:00');
      return explainedLater(0, access, subject, { ...place, explained_at, ...more });
    }),
  );
}

/** Several themes in one: the rows of each table one after the other. */
export function together(themes: readonly Planted[]): Planted {
  const tables = new Set(themes.flatMap((theme) => Object.keys(theme)));
  const rowsOf = (table: string) => themes.flatMap((theme) => theme[table] ?? []);
  return Object.fromEntries([...tables].map((table) => [table, rowsOf(table)]));
}
