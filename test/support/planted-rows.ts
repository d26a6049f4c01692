// Rows planted into a ClickHouse, for tests of hunts: an access with what a test does not say set
// to what is usual, so that a test shows only what matters. Each test plants a world of its own.

import { findHunt, type GivenValues, runHunt } from '../../src/investigate/hunt.ts';
import type { Warehouse } from '../../src/ports.ts';

export type Row = Readonly<Record<string, unknown>>;

/** All tables that hunts read, with those that views feed. */
const tables = [
  'access',
  'access_by_subject',
  'access_control',
  'user_day',
  'tickets',
  'tickets_versions',
  'people',
  'people_versions',
  'assets',
  'assets_versions',
  'anomalies',
  'incidents',
  'dispositions',
  'team_anomalies',
  'windows',
  'dead_letters',
];

export async function plant(warehouse: Warehouse, table: string, rows: readonly Row[]) {
  if (rows.length === 0) return;
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  await warehouse.execute(`INSERT INTO ${table} FORMAT JSONEachRow\n${lines}`);
}

/**
 * Nothing but these accesses, and what was explained of them later. Two logs hold each of them, as
 * after a replay into another log: no hunt may count anything twice.
 */
export async function plantOnly(
  warehouse: Warehouse,
  accesses: readonly Row[],
  explained: readonly Row[] = [],
): Promise<void> {
  for (const table of tables) await warehouse.execute(`TRUNCATE TABLE ${table}`);
  await plant(warehouse, 'access', inTwoLogs(accesses.map(numbered)));
  await plant(warehouse, 'access_control', inTwoLogs(explained.map(numbered)));
}

function inTwoLogs(rows: readonly Row[]): Row[] {
  return ['first', 'second'].flatMap((_log) => rows.map((row) => ({ ...row, _log })));
}

/** Ids from the position in the list, so that the order of planting is that of the log. */
function numbered(row: Row, position: number): Row {
  return { _offset: position, event_id: `e${position}`, ...row };
}

/** One access of some customers, opened without a reason unless `more` says otherwise. */
export function read(
  user: string,
  at: string,
  customers: string | readonly string[],
  more: Row = {},
): Row {
  const subjects = typeof customers === 'string' ? [customers] : customers;
  const { reason = 'none', segment = '', mark = 0, behind = '', ...rest } = more;
  const each = (value: unknown) => subjects.map(() => value);
  return {
    ...{ user, account: user, at, seen_at: at, user_kind: 'human', team: 'support' },
    ...{ source: 'crm', database: 'main', operation: 'select', tables: ['customers'] },
    ...{ touch: 'opened', status: 'ok', employment: 'active', parts: 1, rows: subjects.length },
    ...{ subjects, subject_count: subjects.length, reasons: each(reason) },
    ...{ segments: each(segment), ticket_marks: each(mark), tickets: each(behind) },
    ...{ flags: each(0), order_key: -1, app: 'crm', program: 'crm-web' },
    ...rest,
  };
}

/** The same with a ticket behind it. */
export function served(
  user: string,
  at: string,
  customers: string | readonly string[],
  more: Row = {},
): Row {
  return read(user, at, customers, { reason: 'ticket-named', ...more });
}

/** A reason that turned up later, for one customer of the access planted at `event`. */
export function explainedLater(event: number, access: Row, subject: string, more: Row = {}): Row {
  const { user, at } = access;
  const about = { event_id: `e${event}`, part: 0, user, at, subject, subject_index: 0 };
  return { ...about, reason: 'open-in-queue', explained_at: at, ...more };
}

/** Day `day` of March 2024, which began on a Friday. */
export function march(day: number, time = '10:00:00'): string {
  return `2024-03-${String(day).padStart(2, '0')} ${time}`;
}

export function days(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Its rows; the test fails where they have other columns than the header says. */
export async function hunted(
  warehouse: Warehouse,
  id: string,
  given: GivenValues = {},
): Promise<Record<string, unknown>[]> {
  const { hunt, rows } = await runHunt(warehouse, findHunt(id), { given });
  for (const row of rows) {
    const columns = Object.keys(row);
    if (columns.join() !== hunt.columns.join()) throw new Error(`${id} has ${columns.join(', ')}`);
  }
  return rows as Record<string, unknown>[];
}

/** Some columns of each row. */
export function picked(rows: readonly Row[], ...columns: readonly string[]): unknown[][] {
  return rows.map((row) => columns.map((column) => row[column]));
}
