-- title: Which sources have gone silent?
-- theme: sensor
-- attack: T1562
-- why: A system that stops reporting makes everybody who works in it invisible, and holds back the
--   closing of hours for all. Switching off a log is also what a careful thief does first.
-- reading: Silence counts from the newest event of any source. `times_usual` compares it with the
--   longest silence that the source had before: nights and weekends are in that already.
-- benign: A system that was switched off for good, a holiday, a source that speaks only at the
--   end of the month.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 30 DAY | From (UTC)
-- param: hours Float64 = 1 | Fewest hours of silence to show
-- columns: source, database, events, last_at, silent_hours, usual_hours, times_usual
WITH (SELECT max(at) FROM access) AS newest
SELECT
  source,
  database,
  sum(events_in_hour) AS events,
  max(last_in_hour) AS last_at,
  round(dateDiff('second', last_at, newest) / 3600, 2) AS silent_hours,
  round(max(gap_seconds) / 3600, 2) AS usual_hours,
  round(silent_hours / greatest(usual_hours, 0.1), 1) AS times_usual
FROM
(
  SELECT
    source,
    database,
    events_in_hour,
    last_in_hour,
    -- The first hour has none before it: its gap is 0.
    lagInFrame(last_in_hour, 1, first_in_hour) OVER one_source AS last_before,
    greatest(0, dateDiff('second', last_before, first_in_hour)) AS gap_seconds
  FROM
  (
    SELECT
      source,
      database,
      count() AS events_in_hour,
      min(at) AS first_in_hour,
      max(at) AS last_in_hour
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')}
    GROUP BY source, database, toStartOfHour(at)
  )
  WINDOW one_source AS
    (PARTITION BY source, database ORDER BY first_in_hour ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
)
GROUP BY source, database
HAVING silent_hours >= {hours:Float64}
ORDER BY times_usual DESC, silent_hours DESC, source, database
