-- title: Whose records has this insider taken?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Once somebody is known to have stolen, each customer whose record they opened without a
--   reason is to be told and watched, victims already or not.
-- reading: `segment_customers` is how many of the segment are in it. `reasons` of the parameter are
--   those that do not count: `none`; add `unknown` where there was no ticket feed, and more where
--   tickets were made up. A reason that turned up later is one like any other: such reads are left
--   out where it is not among `reasons`. So is what was refused or failed. `touches`: listed alone
--   means that the record stood in a list. `flag`: 1 canary, 2 prominent, added up.
-- benign: Slips, calls that dropped, training: among the customers of a thief these are a few too.
-- cost: key
-- param: user String | The insider, as on events
-- param: reasons Array(String) = ['none'] | Reasons that do not count, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 10000 | Most customers to show
-- columns: segment, segment_customers, subject, flag, first_at, last_at, reads, days, touches,
--   tables, sources
WITH
  explained AS
  (
    SELECT event_id, part, subject, reason
    FROM access_control
    WHERE _record = 'Explained' AND user = {user:String}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  )
SELECT
  argMax(taken.segment, taken.at) AS segment,
  count() OVER (PARTITION BY segment) AS segment_customers,
  taken.subject AS subject,
  max(taken.flag) AS flag,
  min(taken.at) AS first_at,
  max(taken.at) AS last_at,
  uniqExact(event_id) AS reads,
  uniqExact(toDate(taken.at)) AS days,
  arrayStringConcat(arraySort(groupUniqArray(touch)), ', ') AS touches,
  arrayStringConcat(arraySort(groupUniqArrayArray(taken.tables)), ', ') AS tables,
  arrayStringConcat(arraySort(groupUniqArray(source)), ', ') AS sources
FROM
(
  SELECT at, event_id, touch, tables, source, subject, segment, flag
  FROM access
  ARRAY JOIN
    subjects AS subject,
    arrayResize(segments, length(subjects)) AS segment,
    arrayResize(flags, length(subjects)) AS flag,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND status NOT IN ('denied', 'failed')
    AND
    (
      (
        reason IN {reasons:Array(String)}
        AND (reason != 'none' OR (event_id, part, subject) NOT IN (
          SELECT event_id, part, subject FROM explained WHERE reason NOT IN {reasons:Array(String)}
        ))
      )
      OR
      (
        reason = 'none' AND (event_id, part, subject) IN (
          SELECT event_id, part, subject FROM explained WHERE reason IN {reasons:Array(String)}
        )
      )
    )
) AS taken
GROUP BY subject
ORDER BY segment_customers DESC, segment, first_at, subject
LIMIT {limit:UInt32}
