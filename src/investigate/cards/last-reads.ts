// The newest accesses of a person, each with its customers and the reasons that were found in the
// end. For user-card.

import type { Millis } from '../../core/time.ts';
import type { Ask } from '../attribution/count-reach.ts';
import { wasRead } from '../attribution/reads-of-victims.ts';
import type { Days } from './day-measures.ts';
import { inSpan, isUnasked, reasonTables, touchesSql } from './reason-sql.ts';

export type LastRead = {
  readonly at: Millis;
  readonly event: string;
  readonly operation: string;
  readonly tables: readonly string[];
  /** What was asked for, with its values left out; else empty. */
  readonly predicate: string;
  readonly touch: string;
  readonly status: string;
  readonly rows: number;
  readonly app: string;
  readonly program: string;
  readonly host: string;
  readonly isOffShift: boolean;
  /** Some of them; where strays were asked for, of those alone. */
  readonly customers: readonly string[];
  /** As the source counts them, where that is more than it names. */
  readonly customersTotal: number;
  /** Opened without a reason, or under a ticket of the reader's own for which nobody had called. */
  readonly straysTotal: number;
  /**
   * How many customers for which reason. What only stood in a list, or was met by a service, is
   * `listed` and `service`: nobody asks for a reason there. `(uncalled)` is a ticket of the
   * reader's own, for which nobody had called.
   */
  readonly reasons: Readonly<Record<string, number>>;
};

export const readsMax = 10;
const customersMax = 3;
/** Parts of accesses; of `strays` more, for what looks like one may have been explained later. */
const candidates = { all: 250, strays: 2_000 };

const isOwn = `user = {user:String} AND ${inSpan}`;

/** Whole accesses: all parts of the last one too. With `strays` those that may have some. */
const newestSql = `
  SELECT * FROM access WHERE ${isOwn}
    AND (NOT {strays:Bool} OR (touch != 'listed' AND user_kind != 'service'
      AND ${wasRead} AND (has(reasons, 'none')
        OR arrayExists(mark -> ${isUnasked('mark')}, ticket_marks))))
  ORDER BY at DESC, event_id
  LIMIT 1 BY event_id, part
  LIMIT {candidates:UInt32} WITH TIES`;

const columns =
  'subject_count, at, operation, tables, predicate, rows, app, program, host, on_shift';

/** The first few by their order, of those alone that are asked for. */
const shownSql = `groupArraySortedIf(${customersMax})(
    (one.part, one._index, one.subject), one._index > 0 AND (NOT {strays:Bool} OR one.is_stray))`;

/**
 * Grain: an access; with `strays` one by which somebody was opened without a reason, or for a
 * ticket of the reader's own for which nobody had called.
 */
export const lastReadsSql = `
WITH ${reasonTables('= {user:String}')}
SELECT
  toUnixTimestamp64Milli(min(one.at)) AS at_ms,
  one.event_id AS event,
  any(one.operation) AS did,
  any(one.tables) AS read_tables,
  any(ifNull(one.predicate, '')) AS asked,
  any(one.touch) AS met,
  any(one.status) AS ended,
  maxIf(one.rows, one.part = 0) AS read_rows,
  any(ifNull(one.app, '')) AS by_app,
  any(ifNull(one.program, '')) AS by_program,
  any(ifNull(one.host, '')) AS by_host,
  toBool(any(ifNull(one.on_shift = false, false))) AS is_off,
  arrayMap(place -> place.3, ${shownSql}) AS customers,
  greatest(
    toInt64(uniqExactIf(one.subject, one._index > 0)), sumIf(one.subject_count, one._index <= 1)
  ) AS customers_total,
  uniqExactIf(one.subject, one.is_stray) AS strays_total,
  sumMapIf([one.why], [toUInt64(1)], one._index > 0) AS whys
FROM
(
  SELECT
    *,
    is_opened AND (is_bare OR is_uncalled) AS is_stray,
    multiIf(
      is_late, concat(reason, ' later'),
      reason != 'none', reason,
      touch = 'listed', 'listed',
      NOT is_person, 'service',
      'none'
    ) AS reason_found,
    if(is_uncalled, concat(reason_found, ' (uncalled)'), reason_found) AS why
  FROM (${touchesSql(columns, newestSql)})
) AS one
GROUP BY one.event_id
HAVING NOT {strays:Bool} OR strays_total > 0
ORDER BY at_ms DESC, event
LIMIT ${readsMax}`;

export async function lastReads(
  ask: Ask,
  user: string,
  { from, until, strays }: Days & { readonly strays: boolean },
): Promise<readonly LastRead[]> {
  const looked = strays ? candidates.strays : candidates.all;
  const rows = await ask(lastReadsSql, { user, from, until, strays, candidates: looked });
  return rows.map((row) => ({
    at: Number(row['at_ms']),
    event: `${row['event']}`,
    operation: `${row['did']}`,
    tables: row['read_tables'] as readonly string[],
    predicate: `${row['asked']}`,
    touch: `${row['met']}`,
    status: `${row['ended']}`,
    rows: Number(row['read_rows']),
    app: `${row['by_app']}`,
    program: `${row['by_program']}`,
    host: `${row['by_host']}`,
    isOffShift: row['is_off'] === true,
    customers: row['customers'] as readonly string[],
    customersTotal: Number(row['customers_total']),
    straysTotal: Number(row['strays_total']),
    reasons: reasonsOf(row['whys']),
  }));
}

function reasonsOf(pair: unknown): Record<string, number> {
  const [names, counts] = pair as readonly [readonly string[], readonly unknown[]];
  return Object.fromEntries(names.map((name, i) => [name, Number(counts[i])]));
}
