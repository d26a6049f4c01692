// From where and as whom somebody worked, and whom of their customers others have read too. For
// user-card.

import { dayMs, type Millis } from '../../core/time.ts';
import type { Ask } from '../attribution/count-reach.ts';
import { instant } from '../attribution/reach-sql.ts';
import { wasRead } from '../attribution/reads-of-victims.ts';
import type { Days } from './day-measures.ts';
import { inSpan } from './reason-sql.ts';

/** An account, host, application or program. */
export type Used = {
  readonly kind: string;
  readonly name: string;
  readonly accesses: number;
  /** In none of as many days before these. */
  readonly isNew: boolean;
  /** Names of this kind, these and others. */
  readonly total: number;
};

export type Shared = {
  /** Different customers that the person opened. */
  readonly customers: number;
  /** Of these, those that were looked at; always the same. */
  readonly looked: number;
  /** Of those looked at, those whom nobody else opened in the same days. */
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

const mostUsed = 3;
const rarest = 2;
/** Who shares customers is a question of now. */
const sharedDays = 14;
const othersMax = 5;
/** Looked at, of whoever opened more: everybody has read some of those. */
const customersMax = 20_000;

/**
 * Grain: a name of a kind: those most used, and of the others those that are new or rarest: a
 * second computer by which little was taken is what somebody looks for. Of more than 65,536
 * accesses `uniq` is near enough, and keeps no more than that of them.
 */
export const usedSql = `
SELECT kind, name, accesses, is_new, total
FROM
(
  SELECT
    *, count() OVER (PARTITION BY kind) AS total,
    row_number() OVER (PARTITION BY kind ORDER BY accesses DESC, name) AS from_most,
    row_number() OVER (PARTITION BY kind ORDER BY is_new DESC, accesses, name) AS from_rarest
  FROM
  (
    SELECT
      pair.1 AS kind, pair.2 AS name,
      uniqIf(event_id, at >= ${instant('from')}) AS accesses,
      min(at) >= ${instant('from')} AS is_new
    FROM access
    ARRAY JOIN [
      ('account', account), ('host', ifNull(host, '')), ('app', ifNull(app, '')),
      ('program', ifNull(program, ''))
    ] AS pair
    WHERE user = {user:String} AND at >= ${instant('before')} AND at < ${instant('until')}
      AND name != ''
    GROUP BY kind, name
    HAVING accesses > 0
  )
)
WHERE from_most <= ${mostUsed} OR from_rarest <= ${rarest}
ORDER BY kind, accesses DESC, name`;

/** Different customers that somebody opened. */
const openedSql = `
SELECT uniqExact(arrayJoin(subjects)) AS customers FROM access
WHERE user = {user:String} AND ${inSpan} AND touch != 'listed' AND ${wasRead}`;

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
      SELECT DISTINCT arrayJoin(subjects) AS customer FROM access
      WHERE user = {user:String} AND ${inSpan} AND touch != 'listed' AND ${wasRead}
      ORDER BY cityHash64(customer), customer LIMIT ${customersMax}
    )
    AND ${inSpan} AND touch != 'listed' AND ${wasRead} AND user_kind != 'service'
  GROUP BY subject, user
)
GROUP BY user
ORDER BY user = {user:String} DESC, customers DESC, user
LIMIT ${othersMax + 1}`;

/** `before`: since when names are old; where that is `from`, nothing is called new. */
export async function usedPlaces(
  ask: Ask,
  user: string,
  { from, until, before }: Days & { readonly before: Millis },
): Promise<readonly Used[]> {
  const rows = await ask(usedSql, { user, from, until, before });
  return rows.map((row) => ({
    kind: `${row['kind']}`,
    name: `${row['name']}`,
    accesses: Number(row['accesses']),
    isNew: before < from && row['is_new'] === 1,
    total: Number(row['total']),
  }));
}

export async function sharedCustomers(ask: Ask, user: string, days: Days): Promise<Shared> {
  const from = Math.max(days.from, days.until - sharedDays * dayMs);
  const asked = { user, from, until: days.until };
  const [opened] = await ask(openedSql, asked);
  const rows = await ask(sharedSql, asked);
  const own = rows.find((row) => row['user'] === user);
  const others = rows.filter((row) => row !== own && own !== undefined);
  return {
    customers: own === undefined ? 0 : Number(opened?.['customers']),
    looked: Number(own?.['customers'] ?? 0),
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

/** Of a service nobody asks: everybody has its customers. */
export function nothingShared({ from }: Pick<Days, 'from'>): Shared {
  return { customers: 0, looked: 0, alone: 0, others: [], from };
}
