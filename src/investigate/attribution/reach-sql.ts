// How much everybody reads, as statements: beside it a hit is rare or not. For count-reach.
//
//   everybody         of small segments over all customers, of large ones over every n-th
//                     (sampling.ts, touches-sql.ts): totals and comparisons need no more, and
//                     machines are counted well enough by them
//   those who read    over more of them
//   a queue's shift   who shared its work: by a projection of access_by_subject, desks_of_reads
//
// Of another kind of entity than the user, the same over its touches (entity-kinds.ts).

import { type EntityKind, isWay } from './entity-kinds.ts';
import { wasRead } from './reads-of-victims.ts';
import {
  allExplanations,
  drawnExplanations,
  drawnTouches,
  touchesOfSegments,
} from './touches-sql.ts';

/** Milliseconds as a time; and a parameter of them. */
export const instantOf = (millis: string) => `fromUnixTimestamp64Milli(${millis}, 'UTC')`;
export const instant = (name: string) => instantOf(`{${name}:Int64}`);
const inSpan = `at > ${instant('from')} AND at <= ${instant('until')}`;
const isClean = `at <= ${instant('clean')}`;

/** Grain: one row. The days of which anything is known. */
export const daysSql = `
SELECT
  count() AS days,
  toUnixTimestamp(toDateTime(min(day), 'UTC')) * 1000 AS first_ms,
  (toUnixTimestamp(toDateTime(max(day), 'UTC')) + 86400) * 1000 AS end_ms
FROM user_day`;

/** Grain: one row. Who read anything in the span. */
const usersTestedSql = `
SELECT uniqExact(user) AS tested
FROM user_day
WHERE touches > 0
  AND day >= toDate(${instant('from')}, 'UTC') AND day < toDate(${instant('until')}, 'UTC')`;

/** Grain: a segment. Of all times: a projection has it. */
export const touchesSql = `
SELECT segment, count() AS touches
FROM access_by_subject
WHERE segment IN {segments:Array(String)}
GROUP BY segment`;

/** Grain: one row. Of all segments and times. */
export const archivedSql = 'SELECT count() AS touches FROM access_by_subject';

/** Grain: a segment. How many of those customers that are drawn were read in the span. */
export const customersSql = `
SELECT segment, uniqExact(customer_hash) AS customers
FROM ${drawnTouches}
WHERE ${inSpan} AND ${wasRead} AND segment IN {segments:Array(String)}
GROUP BY segment`;

/** Of the customers that are counted of a segment: always the same ones; of others none. */
const lastOfSegment = '{lasts:Array(String)}[indexOf({segments:Array(String)}, segment)]';
const isDrawn = `customer_hash <= toUInt64OrZero(${lastOfSegment})`;
const ofSome = 'user IN {users:Array(String)}';

/** Grain: a customer and a reader. How many reads found their reason later. */
function explainedIn(explanations: string, { of = '', more = '' } = {}): string {
  return `
    SELECT customer_hash, user, sum(reads) AS explained${more}
    FROM ${explanations}
    WHERE ${inSpan}${of}
    GROUP BY customer_hash, user
  `;
}

/**
 * Grain: a segment. Different customers, summed over people; and of each of the given people: at
 * all, in the clean time, routed, and in the clean time without being so. Whoever was told later
 * why a record was opened has as many strays less.
 */
function reachIn(touches: string, explanations: string, { of = '', among = '' } = {}): string {
  const more = `, sumIf(reads, ${isClean}) AS explained_before`;
  return `
WITH
  late AS (${explainedIn(explanations, { of, more })}),
  pairs AS
  (
    SELECT customer_hash, segment, user,
      sumIf(touches, ${isClean}) > 0 AS is_before,
      sumIf(touches, routed) AS routed_touches,
      sumIf(touches, NOT routed AND ${isClean}) AS strays_before
    FROM ${touches}
    WHERE ${inSpan} AND ${wasRead} AND user_kind != 'service'
      AND segment IN {segments:Array(String)}${among}${of}
    GROUP BY customer_hash, segment, user
  ),
  people AS
  (
    SELECT segment, user,
      count() AS recent,
      countIf(is_before) AS before,
      countIf(routed_touches + explained > 0) AS routed,
      countIf(strays_before > explained_before) AS stray
    FROM pairs LEFT JOIN late USING (customer_hash, user)
    GROUP BY segment, user
  )
SELECT
  segment,
  sum(recent) AS recent_of_all,
  sum(greatest(before * {scale:Float64}, routed + stray * {scale:Float64})) AS usual_of_all,
  groupArrayIf((user, recent, before, routed, stray), ${ofSome}) AS given
FROM people
GROUP BY segment`;
}

const among = ` AND ${isDrawn}`;

/** Of everybody: over all customers, where there are few touches, or over every n-th. */
export const reachSql = {
  all: reachIn(touchesOfSegments, allExplanations),
  drawn: reachIn(drawnTouches, drawnExplanations, { among }),
  /** Of the given people alone, so that more customers may be drawn. */
  drawnOfSome: reachIn(drawnTouches, drawnExplanations, { among, of: ` AND ${ofSome}` }),
} as const;

/**
 * Grain: a segment. As reachSql, of a way: all its touches, for whatever reason, everybody's over
 * every n-th customer and the given ones exactly, in one look. What would have been usual is not
 * asked: a route is found by what was read lately.
 */
export const reachOfWaysSql = ({ touches }: EntityKind) => `
SELECT
  segment,
  sum(drawn) AS recent_of_all,
  groupArrayIf((user, recent), ${ofSome}) AS given
FROM
(
  SELECT segment, user,
    uniqExact(customer_hash) AS recent,
    uniqExactIf(customer_hash, ${isDrawn}) AS drawn
  FROM ${touches}
  WHERE ${inSpan} AND (${isDrawn} OR ${ofSome}) AND ${wasRead}
    AND segment IN {segments:Array(String)}
  GROUP BY segment, user
)
GROUP BY segment`;

/** Grain: one row. Of a way: how many anything was read by. */
const waysTestedSql = ({ touches, accesses }: EntityKind) => `
SELECT uniqExact(user) AS tested
FROM ${accesses ?? touches}
WHERE ${inSpan} AND ${wasRead}${accesses === null ? '' : ' AND notEmpty(access.subjects)'}`;

export const testedSql = (kind: EntityKind) => (isWay(kind) ? waysTestedSql(kind) : usersTestedSql);

/** Grain: a reader. What they read of which the customers are not known. */
export const coverageSql = ({ accesses }: EntityKind) => `
SELECT
  user,
  sum(length(access.subjects)) AS known,
  sum(subject_count) AS counted,
  countIf(empty(access.subjects) AND subject_count = 0 AND access.rows > 0) AS blind
FROM ${accesses}
WHERE user IN {users:Array(String)} AND ${inSpan} AND ${wasRead}
GROUP BY user`;

type Look = {
  /** How many reads found their reason later. */
  readonly late: string;
  /** Among which customers. */
  readonly among?: string;
};

/**
 * Grain: a segment, with how much of it the given users read: customers, and of those that are not
 * on the list the weight, as much as people have read of them, but for one own stray of each; and
 * these.
 */
function controlsIn(touches: string, strays: string, { late, among = '' }: Look): string {
  return `
WITH
  listed AS (SELECT cityHash64(arrayJoin({subjects:Array(String)}))),
  late AS (${late}),
  pairs AS
  (
    SELECT segment, customer_hash, user,
      sumIf(touches, user_kind != 'service') AS weight,
      ${strays} AS strays
    FROM ${touches}
    WHERE ${inSpan} AND ${wasRead} AND segment IN {segments:Array(String)}${among}
    GROUP BY segment, customer_hash, user
  ),
  customers AS
  (
    SELECT segment, customer_hash,
      sum(pairs.weight) AS weight,
      groupArrayIf((user, toUInt64(strays > explained)), ${ofSome}) AS readers
    FROM pairs LEFT JOIN late USING (customer_hash, user)
    GROUP BY segment, customer_hash
  ),
  others AS (SELECT * FROM customers WHERE customer_hash NOT IN listed),
  given AS
  (
    SELECT segment, groupArray((user, recent, read_weight, own_strays)) AS readers
    FROM
    (
      SELECT segment, reader.1 AS user, count() AS recent,
        sumIf(weight - reader.2, customer_hash NOT IN listed) AS read_weight,
        sumIf(reader.2, customer_hash NOT IN listed) AS own_strays
      FROM customers ARRAY JOIN readers AS reader
      GROUP BY segment, user
    )
    GROUP BY segment
  ),
  weights AS
  (
    SELECT segment, sum(weight) AS all_weight, sum(weight * weight) AS square_sum
    FROM others GROUP BY segment
  )
SELECT segment, all_weight AS weight, square_sum, given.readers AS given_readers
FROM weights FULL JOIN given USING (segment)`;
}

const strays = "sumIf(touches, NOT routed AND user_kind != 'service')";
const noStrays = 'toUInt64(0)';
const noExplanations =
  "SELECT toUInt64(0) AS customer_hash, '' AS user, toUInt64(0) AS explained WHERE false";

export const controlsSql = {
  all: controlsIn(touchesOfSegments, strays, { late: explainedIn(allExplanations) }),
  drawn: controlsIn(drawnTouches, strays, { late: explainedIn(drawnExplanations), among }),
  /** Nothing that went through a way is in question more than anything else. */
  ofWays: ({ touches }: EntityKind) =>
    controlsIn(touches, noStrays, { late: noExplanations, among }),
} as const;

/**
 * Grain: a desk and an entity: how many reads by people. A way has its desks in its accesses. What
 * was refused is no work: who asks for very many would pass for the desk that served the victims.
 */
export const desksSql = (kind: EntityKind) => `
SELECT desk, user, sum(touches) AS touches
FROM
(
  SELECT shift, queue, user, ${isWay(kind) ? 'sum(length(access.subjects))' : 'count()'} AS touches,
    concat(queue, ' ', toString(intDiv(toUnixTimestamp(shift), 28800))) AS desk
  FROM ${isWay(kind) ? kind.accesses : 'access_by_subject'}
  WHERE shift IN {shifts:Array(DateTime('UTC'))} AND queue IN {queues:Array(String)}
    AND user_kind != 'service' AND ${wasRead}
  GROUP BY shift, queue, user
)
WHERE desk IN {desks:Array(String)}
GROUP BY desk, user`;
