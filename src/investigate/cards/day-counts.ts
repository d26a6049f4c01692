// The counts of days, of a person and of their peers alike, by one statement each: what was read
// (access, by its order of user and time) and which tickets were made. For user-card.

import { dayMs, type Millis } from '../../core/time.ts';
import type { WarehouseRow } from '../../ports.ts';
import type { Ask } from '../attribution/count-reach.ts';
import { instant } from '../attribution/reach-sql.ts';
import type { Days, ReadDay } from './day-measures.ts';
import { inSpan, reasonTables, touchesSql } from './reason-sql.ts';

const accessesSql = `
  SELECT
    user, at, event_id, part, rows, on_shift, subjects, reasons, tickets, ticket_marks, touch,
    status, user_kind
  FROM access
  WHERE user IN {users:Array(String)} AND ${inSpan}
  LIMIT 1 BY user, event_id, part`;

/** Grain: user and day. What two logs have counts once. */
export const daysSql = `
WITH ${reasonTables('IN {users:Array(String)}')}
SELECT
  user,
  toUnixTimestamp(toStartOfDay(one.at)) AS day_s,
  uniqExact(event_id) AS accesses,
  sumIf(one.rows, _index <= 1 AND part = 0) AS total_rows,
  uniqExactIf(subject, _index > 0 AND is_seen) AS customers,
  uniqExactIf(subject, is_opened AND reason != 'unknown') AS judged,
  uniqExactIf(subject, is_opened AND is_bare) AS without_reason,
  uniqExactIf(subject, is_opened AND is_uncalled) AS uncalled,
  uniqExactIf(subject, is_opened AND on_shift IS NOT NULL) AS shifted,
  uniqExactIf(subject, is_opened AND on_shift = false) AS off_shift,
  uniqExactIf(event_id, NOT is_seen) AS refused
FROM
(${touchesSql('user, at, rows, on_shift', accessesSql)}) AS one
GROUP BY user, day_s
ORDER BY user, day_s`;

/**
 * Grain: user and day, of services. They read too much to be counted access by access, and nobody
 * asks them for a reason. Of several logs the one that has most of a day: they may have the same.
 */
export const serviceDaysSql = `
SELECT
  user, day_s, max(log_accesses) AS accesses, max(log_rows) AS total_rows,
  uniqCombined64Merge(12)(log_subjects) AS customers
FROM
(
  SELECT
    user, toUnixTimestamp(toDateTime(day, 'UTC')) AS day_s,
    sum(events) AS log_accesses, sum(user_day.rows) AS log_rows,
    uniqCombined64MergeState(12)(subjects) AS log_subjects
  FROM user_day
  WHERE user IN {users:Array(String)}
    AND day >= toDate(${instant('from')}, 'UTC')
    AND day <= toDate(${instant('until')} - toIntervalMillisecond(1), 'UTC')
  GROUP BY user, day_s, _log
)
GROUP BY user, day_s
ORDER BY user, day_s`;

/** Tickets that somebody made, and that were assigned to them, by the day of their opening. */
export type TicketDay = {
  readonly user: string;
  readonly day: Millis;
  readonly made: number;
  /** Of those made: closed within two minutes. */
  readonly soonClosed: number;
  /** For which no customer had called or written; where that means something: not escalations. */
  readonly uncalled: number;
  readonly escalations: number;
  readonly assigned: number;
};

export const ticketDaysSql = `
SELECT
  part.1 AS user,
  toUnixTimestamp(toStartOfDay(opened_at)) AS day_s,
  countIf(part.2) AS made,
  countIf(part.2 AND closed_at < opened_at + INTERVAL 2 MINUTE) AS soon_closed,
  countIf(part.2 AND NOT inbound AND kind != 'escalation') AS uncalled,
  countIf(part.2 AND kind = 'escalation') AS escalations,
  countIf(NOT part.2) AS assigned
FROM tickets_now
ARRAY JOIN [(ifNull(created_by, ''), true), (ifNull(assignee, ''), false)] AS part
WHERE (created_by IN {users:Array(String)} OR assignee IN {users:Array(String)})
  AND opened_at >= ${instant('from')} AND opened_at < ${instant('until')}
  AND kind != 'campaign' AND user IN {users:Array(String)}
GROUP BY user, day_s`;

export async function ticketDays(
  ask: Ask,
  users: readonly string[],
  { from, until }: Days,
): Promise<readonly TicketDay[]> {
  const rows = await ask(ticketDaysSql, { users, from, until });
  return rows.map((row) => ({
    user: `${row['user']}`,
    day: Number(row['day_s']) * 1_000,
    made: Number(row['made']),
    soonClosed: Number(row['soon_closed']),
    uncalled: Number(row['uncalled']),
    escalations: Number(row['escalations']),
    assigned: Number(row['assigned']),
  }));
}

/** Of people, or of services: with other statements, and in the end with the same counts. */
export async function dayCounts(
  ask: Ask,
  users: readonly string[],
  { from, until, isService }: Days & { readonly isService: boolean },
): Promise<readonly ReadDay[]> {
  if (users.length === 0) return [];
  const rows = await ask(isService ? serviceDaysSql : daysSql, { users, from, until });
  const count = (row: WarehouseRow, name: string) => Number(row[name] ?? 0);
  return rows.map((row) => ({
    user: `${row['user']}`,
    day: count(row, 'day_s') * 1_000,
    accesses: count(row, 'accesses'),
    rows: count(row, 'total_rows'),
    customers: count(row, 'customers'),
    judged: count(row, 'judged'),
    withoutReason: count(row, 'without_reason'),
    uncalled: count(row, 'uncalled'),
    shifted: count(row, 'shifted'),
    offShift: count(row, 'off_shift'),
    refused: count(row, 'refused'),
  }));
}

/** Whole days, the last of them as far as it goes. */
export function daysUntil(until: number, days: number): Days {
  const last = Math.floor((until - 1) / dayMs) * dayMs;
  return { from: last - (days - 1) * dayMs, until };
}
