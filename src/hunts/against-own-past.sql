-- title: Which weeks of this person are unlike their own past?
-- theme: person
-- attack: T1213, T1030
-- why: A slow theft stands out on no day. Week by week, beside what is usual for the same person,
--   it does.
-- reading: Everything is for a day at work, so that weeks with holidays compare. `usual` is the
--   median of all weeks of the time asked for: a theft of many months is in it, so ask for the time
--   before it too. `without_reason` comes from closed days and is 0 where none was closed. Accesses
--   that were refused or failed count too. Several logs may hold the same accesses: events and rows
--   of a day are those of the log that has most of it.
-- benign: A new task, another team or queue, the weeks in which a colleague was away.
-- cost: sums
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 182 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 53 | Most weeks to show
-- columns: week, days, customers, customers_a_day, usual_customers, times_usual,
--   without_reason_a_day, usual_without_reason, events_a_day, usual_events, rows_a_day, usual_rows
WITH
  read AS
  (
    SELECT
      toMonday(day) AS week,
      count() AS days,
      uniqCombined64Merge(12)(one_day.subjects) AS customers,
      sum(one_day.events) / days AS events_a_day,
      sum(one_day.rows) / days AS rows_a_day
    FROM
    (
      SELECT
        day,
        uniqCombined64MergeState(12)(of_log.subjects) AS subjects,
        max(of_log.events) AS events,
        max(of_log.rows) AS rows
      FROM
      (
        SELECT
          day,
          uniqCombined64MergeState(12)(subjects) AS subjects,
          sum(events) AS events,
          sum(rows) AS rows
        FROM user_day
        WHERE user = {user:String}
          AND day >= toDate32({since:DateTime64(3, 'UTC')})
          AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
        GROUP BY day, _log
      ) AS of_log
      GROUP BY day
    ) AS one_day
    GROUP BY week
  ),
  open AS
  (
    SELECT toMonday(start) AS week, sum(unexplained_subjects) AS without_reason
    FROM windows_latest
    WHERE kind = 'day' AND user = {user:String}
      AND start >= toDateTime64(toDate32({since:DateTime64(3, 'UTC')}), 3, 'UTC')
      AND start < {until:DateTime64(3, 'UTC')}
    GROUP BY week
  )
SELECT
  read.week AS week,
  read.days AS days,
  read.customers AS customers,
  round(read.customers / read.days, 1) AS customers_a_day,
  round((quantileExact(0.5)(read.customers / read.days) OVER ()) AS usual, 1) AS usual_customers,
  round(read.customers / read.days / greatest(usual, 1), 2) AS times_usual,
  round(open.without_reason / read.days, 1) AS without_reason_a_day,
  round(quantileExact(0.5)(open.without_reason / read.days) OVER (), 1) AS usual_without_reason,
  round(read.events_a_day, 1) AS events_a_day,
  round(quantileExact(0.5)(read.events_a_day) OVER (), 1) AS usual_events,
  round(read.rows_a_day, 1) AS rows_a_day,
  round(quantileExact(0.5)(read.rows_a_day) OVER (), 1) AS usual_rows
FROM read
LEFT JOIN open USING (week)
ORDER BY times_usual DESC, week
LIMIT {limit:UInt32}
