// How much everybody reads, as statements: beside it a hit is rare or not. For count-reach.
//
//   access, by user              the readers of the victims, exactly
//   access_by_subject            everybody, over every n-th customer: totals need no more, and
//                                whoever reads millions is counted well enough
//   access_by_subject, desks     who shared a queue's work in a shift

/** As core/attribution/desk.ts has it. */
function routedSql(reason: string, marks: string): string {
  return `(${reason} NOT IN ('none', '') AND bitAnd(${marks}, 3) != 3)`;
}

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
const inSpan = `at > ${instant('from')} AND at <= ${instant('until')}`;
const isClean = `at <= ${instant('clean')}`;

/** Grain: one row. Sums of days: the first day known, and what was read in the days of the span. */
export const daysSql = `
SELECT
  count() AS days,
  toUnixTimestamp(min(day)) * 1000 AS first_ms,
  uniqExactIf(user, touches > 0 AND day >= toDate(${instant('from')}, 'UTC')
    AND day < toDate(${instant('until')}, 'UTC')) AS tested,
  sumIf(touches, day >= toDate(${instant('from')}, 'UTC')
    AND day < toDate(${instant('until')}, 'UTC')) AS touched
FROM user_day`;

/** Grain: a reader and a segment. */
export const readersSql = `
WITH late AS
(
  SELECT
    event_id, part, subject_index + 1 AS touch_index,
    argMax(${routedSql('reason', 'ticket_marks')}, explained_at) AS is_routed,
    1 AS is_late
  FROM access_control
  WHERE _record = 'Explained' AND user IN {users:Array(String)} AND ${inSpan}
  GROUP BY event_id, part, touch_index
)
SELECT
  user, segment,
  uniqExact(subject) AS recent,
  uniqExactIf(subject, is_before) AS before,
  uniqExactIf(subject, is_routed) AS routed,
  uniqExactIf(subject, NOT is_routed AND is_before) AS stray_before
FROM
(
  SELECT
    touched.user AS user, touched.segment AS segment, touched.subject AS subject,
    touched.is_before AS is_before,
    if(late.is_late = 1, late.is_routed, touched.is_routed) AS is_routed
  FROM
  (
    SELECT
      user, event_id, part, touch_index, subject,
      ${isClean} AS is_before,
      segments[touch_index] AS segment,
      ${routedSql('reasons[touch_index]', 'access.ticket_marks[touch_index]')} AS is_routed
    FROM access
    ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS touch_index
    WHERE user IN {users:Array(String)} AND ${inSpan}
  ) AS touched
  LEFT JOIN late USING (event_id, part, touch_index)
)
GROUP BY user, segment`;

/** Grain: a reader. What they read of which the customers are not known. */
export const coverageSql = `
SELECT
  user,
  sum(length(access.subjects)) AS known,
  sumIf(subject_count, part = 0) AS counted,
  countIf(empty(access.subjects) AND subject_count = 0 AND access.rows > 0) AS blind
FROM access
WHERE user IN {users:Array(String)} AND ${inSpan}
GROUP BY user`;

/**
 * Grain: a segment, with how much the given users read in it. Of every n-th customer: whoever was
 * told later why a record was opened has as many strays less.
 */
export const everybodySql = `
WITH
  late AS
  (
    SELECT subject, user, uniqExact(event_id, part, subject_index) AS explained,
      uniqExactIf((event_id, part, subject_index), ${isClean}) AS explained_before
    FROM access_control
    WHERE _record = 'Explained' AND ${inSpan}
      AND cityHash64(subject) % {every:UInt32} = 0
      AND ${routedSql('reason', 'ticket_marks')}
    GROUP BY subject, user
  ),
  pairs AS
  (
    SELECT subject, segment, user,
      max(user_kind != 'service') AS is_person,
      count() AS touches,
      countIf(${isClean}) > 0 AS is_before,
      countIf(routed) AS routed_touches,
      countIf(NOT routed AND ${isClean}) AS strays_before
    FROM access_by_subject
    WHERE ${inSpan} AND cityHash64(subject) % {every:UInt32} = 0
    GROUP BY subject, segment, user
  ),
  customers AS
  (
    SELECT segment, subject,
      sumIf(touches, is_person) AS weight,
      groupArray((user, is_person, is_before, routed_touches + explained > 0,
        strays_before > explained_before)) AS readers
    FROM pairs LEFT JOIN late USING (subject, user)
    GROUP BY segment, subject
  ),
  people AS
  (
    SELECT segment, reader.1 AS user, reader.2 AS is_person,
      count() AS recent,
      countIf(reader.3) AS before,
      countIf(reader.4) AS routed,
      countIf(reader.5) AS stray_before,
      sumIf(weight, is_other) AS read_weight,
      sumIf(weight, is_other AND place = 1) AS weights,
      sumIf(weight * weight, is_other AND place = 1) AS squares
    FROM
    (
      SELECT segment, weight, subject NOT IN {subjects:Array(String)} AS is_other, reader, place
      FROM customers
      ARRAY JOIN readers AS reader, arrayEnumerate(readers) AS place
    )
    GROUP BY segment, user, is_person
  )
SELECT
  segment,
  sumIf(recent, is_person) AS recent_of_all,
  sumIf(greatest(before * {scale:Float64}, routed + stray_before * {scale:Float64}), is_person)
    AS usual_of_all,
  sum(weights) AS weight,
  sum(squares) AS square_sum,
  groupArrayIf((user, recent, read_weight), user IN {users:Array(String)}) AS given
FROM people
GROUP BY segment`;

/** Grain: a desk and a person: how many routed reads. */
export const desksSql = `
SELECT desk, user, sum(touches) AS touches
FROM
(
  SELECT shift, queue, user, count() AS touches,
    concat(queue, ' ', toString(intDiv(toUnixTimestamp(shift), 28800))) AS desk
  FROM access_by_subject
  WHERE shift IN {shifts:Array(DateTime('UTC'))} AND queue IN {queues:Array(String)}
    AND routed AND user_kind != 'service'
  GROUP BY shift, queue, user
)
WHERE desk IN {desks:Array(String)}
GROUP BY desk, user`;

/** Segments of customers whom nobody has read. */
export const segmentsSql = `
SELECT id, segment FROM subjects_now WHERE _key IN {subjects:Array(String)}`;
