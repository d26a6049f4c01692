-- title: Who lists many customers, and exports soon after?
-- theme: theft
-- attack: T1213.004, T1074, T1567
-- why: Before something can be taken along, it has to be found. Searches that list hundreds of
--   customers, and an export within the hour, are one piece of work.
-- reading: Exports of the same `minutes` are one line: `exports` of them, from `exported_at` on.
--   `listed` counts the customers that lists and searches showed in the time before one of them,
--   those whom a source only counts search by search; whether these are the customers exported is
--   not compared. `days_with` is on how many days the
--   person did so: a task repeats, a theft is once or grows.
-- benign: A report that was asked for, a list for a mailing, a privacy request.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 60 | Most minutes from a search to the export
-- param: customers UInt32 = 50 | Fewest customers listed before it
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, exported_at, exports, searches, listed, minutes, exported, rows, tables,
--   program, host, days_with
WITH
  -- Stretches of `minutes`: a search is held against those of its own and the next stretch, and not
  -- against each export, of which an account of an application has as many as it has searches.
  exported AS
  (
    SELECT
      user, stretch,
      argMax(one.team, one.at) AS team,
      min(one.at) AS first_at,
      max(one.at) AS last_at,
      count() AS exports,
      sum(one.customers) AS customers,
      sum(one.rows) AS rows,
      arraySlice(arraySort(groupUniqArrayArray(one.tables)), 1, 10) AS tables,
      argMax(one.program, one.at) AS program,
      argMax(one.host, one.at) AS host
    FROM
    (
      SELECT
        user, team, at, rows, tables, program, host,
        intDiv(toUnixTimestamp64Milli(at), 60000 * greatest(1, {minutes:UInt32})) AS stretch,
        greatest(subject_count, toInt64(length(subjects))) AS customers
      FROM access
      WHERE ({user:String} = '' OR user = {user:String})
        AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND part = 0 AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
        AND (touch = 'exported' OR operation = 'export')
      ORDER BY event_id, seen_at
      LIMIT 1 BY event_id
    ) AS one
    GROUP BY user, stretch
  ),
  searched AS
  (
    SELECT
      user, at, event_id, part, subjects,
      greatest(0, subject_count - toInt64(length(subjects))) AS unnamed,
      intDiv(toUnixTimestamp64Milli(at), 60000 * greatest(1, {minutes:UInt32})) AS own_stretch,
      arrayJoin([own_stretch, own_stretch + 1]) AS stretch
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalMinute({minutes:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
      AND (touch = 'listed' OR operation = 'search')
      -- What is an export above is not its own search.
      AND NOT (touch = 'exported' OR operation = 'export')
      AND status NOT IN ('denied', 'failed')
  )
SELECT
  user, team, exported_at, exports, searches, listed, minutes, exported, rows, tables, program,
  host, uniqExact(toDate(exported_at)) OVER (PARTITION BY user) AS days_with
FROM
(
  SELECT
    searched.user AS user,
    any(exported.team) AS team,
    any(exported.first_at) AS exported_at,
    any(exported.exports) AS exports,
    uniqExact(searched.event_id) AS searches,
    toInt64(uniqExactArray(searched.subjects)) + arraySum(
      one -> one.3,
      groupUniqArrayIf((searched.event_id, searched.part, unnamed), unnamed > 0)
    ) AS listed,
    dateDiff('minute', min(searched.at), any(exported.last_at)) AS minutes,
    any(exported.customers) AS exported,
    any(exported.rows) AS rows,
    arrayStringConcat(any(exported.tables), ', ') AS tables,
    any(exported.program) AS program,
    any(exported.host) AS host
  FROM searched
  INNER JOIN exported ON exported.user = searched.user AND exported.stretch = searched.stretch
  WHERE searched.at <= exported.last_at
    AND searched.at >= exported.first_at - toIntervalMinute({minutes:UInt32})
  GROUP BY user, searched.stretch
)
WHERE listed >= {customers:UInt32}
ORDER BY days_with, listed DESC, user, exported_at
LIMIT {limit:UInt32}
