// From where and as whom somebody worked, and whom of their customers others have read too. For
// user-card.

import { dayMs, type Millis } from '../../core/time.ts';
import type { Ask } from '../attribution/count-reach.ts';
import { wasRead } from '../attribution/reads-of-victims.ts';
import type { Days } from './day-measures.ts';
import { inSpan } from './reason-sql.ts';

/** An account, host, application or program, and in how many accesses. */
export type Used = { readonly kind: string; readonly name: string; readonly accesses: number };

export type Shared = {
  /** Different customers that the person opened, as far as they are looked at. */
  readonly customers: number;
  /** Of these, those whom nobody else opened in the same days. */
  readonly alone: number;
  /** Who opened most of the same ones. */
  readonly others: readonly {
    readonly user: string;
    readonly team: string | null;
    readonly customers: number;
    readonly lastAt: Millis;
  }[];
  readonly from: Millis;
};

const namesOfKind = 4;
/** Who shares customers is a question of now. */
const sharedDays = 14;
const othersMax = 5;
/** Looked at, of whoever opened more: everybody has read some of those. */
const customersMax = 20_000;

export const usedSql = `
SELECT pair.1 AS kind, pair.2 AS name, uniqExact(event_id) AS accesses
FROM access
ARRAY JOIN [
  ('account', account), ('host', ifNull(host, '')), ('app', ifNull(app, '')),
  ('program', ifNull(program, ''))
] AS pair
WHERE user = {user:String} AND ${inSpan} AND name != ''
GROUP BY kind, name
ORDER BY kind, accesses DESC, name
LIMIT ${namesOfKind} BY kind`;

/** Grain: a person; the one asked about with the customers that nobody else has opened. */
export const sharedSql = `
SELECT
  user,
  any(one_team) AS team,
  count() AS customers,
  countIf(readers = 1) AS alone,
  max(last_ms) AS last_at
FROM
(
  SELECT
    subject, user, argMax(team, at) AS one_team, toUnixTimestamp64Milli(max(at)) AS last_ms,
    count() OVER (PARTITION BY subject) AS readers
  FROM access_by_subject
  WHERE subject IN
    (
      SELECT DISTINCT arrayJoin(subjects) FROM access
      WHERE user = {user:String} AND ${inSpan} AND touch != 'listed' AND ${wasRead}
      LIMIT ${customersMax}
    )
    AND ${inSpan} AND touch != 'listed' AND ${wasRead} AND user_kind != 'service'
  GROUP BY subject, user
)
GROUP BY user
ORDER BY user = {user:String} DESC, customers DESC, user
LIMIT ${othersMax + 1}`;

export async function usedPlaces(
  ask: Ask,
  user: string,
  { from, until }: Days,
): Promise<readonly Used[]> {
  const rows = await ask(usedSql, { user, from, until });
  return rows.map(({ kind, name, accesses }) => {
    return { kind: `${kind}`, name: `${name}`, accesses: Number(accesses) };
  });
}

/** Of a service nothing: everybody has its customers. */
export async function sharedCustomers(ask: Ask, user: string, days: Days): Promise<Shared> {
  const from = Math.max(days.from, days.until - sharedDays * dayMs);
  const rows = await ask(sharedSql, { user, from, until: days.until });
  const own = rows.find((row) => row['user'] === user);
  const others = rows.filter((row) => row !== own && own !== undefined);
  return {
    customers: Number(own?.['customers'] ?? 0),
    alone: Number(own?.['alone'] ?? 0),
    others: others.map((row) => ({
      user: `${row['user']}`,
      team: row['team'] === null ? null : `${row['team']}`,
      customers: Number(row['customers']),
      lastAt: Number(row['last_at']),
    })),
    from,
  };
}
