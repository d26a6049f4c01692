-- title: Who lists many customers, and exports them soon after?
-- theme: theft
-- attack: T1213.004, T1074, T1567
-- why: Before something can be taken along, it has to be found. Searches that list hundreds of
--   customers, and an export within the hour, are one piece of work.
-- reading: `listed` counts the customers that lists and searches showed in the time before the
--   export. `days_with` is on how many days the person did so: a task repeats, a theft is once or
--   grows.
-- benign: A report that was asked for, a list for a mailing, a privacy request.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 60 | Most minutes from a search to the export
-- param: customers UInt32 = 50 | Fewest customers listed before it
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, exported_at, searches, listed, minutes, exported, rows, tables, program,
--   host, days_with
WITH
  exported AS
  (
    SELECT
      user, team, at, event_id, rows, tables, program, host,
      greatest(subject_count, toInt64(length(subjects))) AS customers
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND part = 0 AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
      AND (touch = 'exported' OR operation = 'export')
    ORDER BY event_id, seen_at
    LIMIT 1 BY event_id
  ),
  searched AS
  (
    SELECT user, at, event_id, subjects, subject_count
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalMinute({minutes:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
      AND user IN (SELECT user FROM exported)
      AND (touch = 'listed' OR operation = 'search') AND touch != 'exported'
      AND status NOT IN ('denied', 'failed')
    ORDER BY event_id, part, seen_at
    LIMIT 1 BY event_id, part
  )
SELECT
  user, team, exported_at, searches, listed, minutes, exported, rows, tables, program, host,
  uniqExact(toDate(exported_at)) OVER (PARTITION BY user) AS days_with
FROM
(
  SELECT
    exported.user AS user,
    any(exported.team) AS team,
    any(exported.at) AS exported_at,
    uniqExact(searched.event_id) AS searches,
    -- Where a source counts customers and does not name them, its count.
    greatest(toInt64(uniqExactArray(searched.subjects)), max(searched.subject_count)) AS listed,
    dateDiff('minute', min(searched.at), exported_at) AS minutes,
    any(exported.customers) AS exported,
    any(exported.rows) AS rows,
    arrayStringConcat(any(exported.tables), ', ') AS tables,
    any(exported.program) AS program,
    any(exported.host) AS host
  FROM exported
  INNER JOIN searched ON searched.user = exported.user
  WHERE searched.at <= exported.at
    AND searched.at >= exported.at - toIntervalMinute({minutes:UInt32})
  GROUP BY user, exported.event_id
)
WHERE listed >= {customers:UInt32}
ORDER BY days_with, listed DESC, user, exported_at
LIMIT {limit:UInt32}
