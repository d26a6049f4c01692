// How much everybody reads, as statements: beside it a hit is rare or not. For count-reach.
//
//   access_by_subject            the readers of the victims, exactly; everybody, over every n-th
//                                customer: totals and comparisons need no more, and machines are
//                                counted well enough by them
//   access_by_subject, desks     who shared a queue's work in a shift
//
// Of another kind of entity than the user, the same over its touches (entity-kinds.ts).

import { type EntityKind, isWay } from './entity-kinds.ts';
import { wasRead } from './reads-of-victims.ts';

/** As core/attribution/desk.ts has it. */
function routedSql(reason: string, marks: string): string {
  return `(${reason} != 'none' AND bitAnd(${marks}, 3) != 3)`;
}

/** A parameter in milliseconds as a time. */
export const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
const inSpan = `at > ${instant('from')} AND at <= ${instant('until')}`;
const isClean = `at <= ${instant('clean')}`;

/** Grain: one row. Sums of days: the days known, and who read anything in those of the span. */
export const daysSql = `
SELECT
  count() AS days,
  toUnixTimestamp(toDateTime(min(day), 'UTC')) * 1000 AS first_ms,
  (toUnixTimestamp(toDateTime(max(day), 'UTC')) + 86400) * 1000 AS end_ms,
  uniqExactIf(user, touches > 0 AND day >= toDate(${instant('from')}, 'UTC')
    AND day < toDate(${instant('until')}, 'UTC')) AS tested
FROM user_day`;

/** Grain: one row. Of all times: a projection has it. */
export const touchesSql = `
SELECT count() AS touches FROM access_by_subject WHERE segment IN {segments:Array(String)}`;

/** Of the customers that are counted: always the same ones. */
const drawn = (hash: string) => `${hash} % {every:UInt32} = 0`;

/** In one look: of the given people all customers, of everybody every n-th. */
const isCounted = (hash: string) => `(${drawn(hash)} OR user IN {users:Array(String)})`;

/**
 * Grain: a segment. Different customers, summed over people, of every n-th customer; and of each of
 * the given people, exactly: at all, in the clean time, routed, and in the clean time without being
 * so. Whoever was told later why a record was opened has as many strays less.
 */
export const reachSql = `
WITH
  late AS
  (
    SELECT cityHash64(subject) AS customer_hash, user,
      uniqExact(event_id, part, subject_index) AS explained,
      uniqExactIf((event_id, part, subject_index), ${isClean}) AS explained_before
    FROM access_control
    WHERE _record = 'Explained' AND ${inSpan} AND ${isCounted('cityHash64(subject)')}
      AND ${routedSql('reason', 'ticket_marks')}
    GROUP BY customer_hash, user
  ),
  pairs AS
  (
    SELECT customer_hash, segment, user,
      countIf(${isClean}) > 0 AS is_before,
      countIf(routed) AS routed_touches,
      countIf(NOT routed AND ${isClean}) AS strays_before
    FROM access_by_subject
    WHERE ${inSpan} AND ${isCounted('customer_hash')} AND ${wasRead} AND user_kind != 'service'
      AND segment IN {segments:Array(String)}
    GROUP BY customer_hash, segment, user
  ),
  people AS
  (
    SELECT segment, user,
      count() AS recent,
      countIf(is_before) AS before,
      countIf(is_routed) AS routed,
      countIf(is_stray) AS stray,
      countIf(is_drawn) AS recent_drawn,
      countIf(is_drawn AND is_before) AS before_drawn,
      countIf(is_drawn AND is_routed) AS routed_drawn,
      countIf(is_drawn AND is_stray) AS stray_drawn
    FROM
    (
      SELECT segment, user, is_before,
        routed_touches + explained > 0 AS is_routed,
        strays_before > explained_before AS is_stray,
        ${drawn('customer_hash')} AS is_drawn
      FROM pairs LEFT JOIN late USING (customer_hash, user)
    )
    GROUP BY segment, user
  )
SELECT
  segment,
  sum(recent_drawn) AS recent_of_all,
  sum(greatest(before_drawn * {scale:Float64}, routed_drawn + stray_drawn * {scale:Float64}))
    AS usual_of_all,
  groupArrayIf((user, recent, before, routed, stray), user IN {users:Array(String)}) AS given
FROM people
GROUP BY segment`;

/**
 * Grain: a segment. As reachSql, of a way: all its touches, for whatever reason. What would have
 * been usual is not asked: a route is found by what was read lately.
 */
export const reachOfWaysSql = ({ touches }: EntityKind) => `
SELECT
  segment,
  sum(drawn) AS recent_of_all,
  groupArrayIf((user, recent), user IN {users:Array(String)}) AS given
FROM
(
  SELECT segment, user,
    uniqExact(customer_hash) AS recent,
    uniqExactIf(customer_hash, ${drawn('customer_hash')}) AS drawn
  FROM ${touches}
  WHERE ${inSpan} AND ${isCounted('customer_hash')} AND ${wasRead}
    AND segment IN {segments:Array(String)}
  GROUP BY segment, user
)
GROUP BY segment`;

/** Grain: one row. Ways that anything was read by. */
export const waysTestedSql = ({ touches, accesses }: EntityKind) => `
SELECT uniqExact(user) AS tested
FROM ${accesses ?? touches}
WHERE ${inSpan}${accesses === null ? '' : ' AND notEmpty(access.subjects)'}`;

/** Grain: a reader. What they read of which the customers are not known. */
export const coverageSql = ({ accesses }: EntityKind) => `
SELECT
  user,
  sum(length(access.subjects)) AS known,
  sum(subject_count) AS counted,
  countIf(empty(access.subjects) AND subject_count = 0 AND access.rows > 0) AS blind
FROM ${accesses}
WHERE user IN {users:Array(String)} AND ${inSpan}
GROUP BY user`;

/**
 * Grain: a segment, with how much of it the given users read: customers, and weight of those that
 * are not on the list. A customer weighs as much as people have read of them.
 */
export const controlsSql = ({ touches }: EntityKind) => `
WITH
  listed AS (SELECT cityHash64(arrayJoin({subjects:Array(String)}))),
  customers AS
  (
    SELECT segment, customer_hash,
      countIf(user_kind != 'service') AS weight,
      groupUniqArrayIf(user, user IN {users:Array(String)}) AS readers
    FROM ${touches}
    WHERE ${inSpan} AND ${drawn('customer_hash')} AND ${wasRead}
      AND segment IN {segments:Array(String)}
    GROUP BY segment, customer_hash
  ),
  others AS (SELECT * FROM customers WHERE customer_hash NOT IN listed),
  given AS
  (
    SELECT segment, groupArray((user, recent, read_weight)) AS readers
    FROM
    (
      SELECT segment, user, count() AS recent,
        sumIf(weight, customer_hash NOT IN listed) AS read_weight
      FROM customers ARRAY JOIN readers AS user
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

/** Grain: a desk and an entity: how many reads by people. A way has its desks in its accesses. */
export const desksSql = (kind: EntityKind) => `
SELECT desk, user, sum(touches) AS touches
FROM
(
  SELECT shift, queue, user, ${isWay(kind) ? 'sum(length(access.subjects))' : 'count()'} AS touches,
    concat(queue, ' ', toString(intDiv(toUnixTimestamp(shift), 28800))) AS desk
  FROM ${isWay(kind) ? kind.accesses : kind.touches}
  WHERE shift IN {shifts:Array(DateTime('UTC'))} AND queue IN {queues:Array(String)}
    AND user_kind != 'service'
  GROUP BY shift, queue, user
)
WHERE desk IN {desks:Array(String)}
GROUP BY desk, user`;

/** Segments of customers whom nobody has read. */
export const segmentsSql = `
SELECT id, segment FROM subjects_now WHERE _key IN {subjects:Array(String)}`;

/** Those that count what everything is held against, for whoever wants to see them. */
export function statementsOf(kind: EntityKind): string[] {
  const coverage = kind.accesses === null ? [] : [coverageSql(kind)];
  const reach = isWay(kind) ? [waysTestedSql(kind), reachOfWaysSql(kind)] : [reachSql];
  const desks = kind.hasDuty ? [desksSql(kind)] : [];
  return [...reach, controlsSql(kind), ...desks, ...coverage];
}
