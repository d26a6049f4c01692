-- title: Which sources have gone silent?
-- theme: sensor
-- attack: T1562
-- why: A system that stops reporting makes everybody who works in it invisible, and holds back the
--   closing of hours for all. Switching off a log is also what a careful thief does first.
-- reading: `times_usual` compares the silence with the longest that the source had in the `days`
--   before its last event, to a minute where it was within an hour: nights and weekends are in that
--   already. Silence counts up to `now`: by itself the newest event, or how far the clock of the
--   sources has come, which goes on while molecatcher runs. Of a log that was loaded and is at
--   rest, one source alone is never silent unless `now` is given; and with an earlier `now`, the
--   answer is of that time. `events` of several logs with the same accesses count once.
-- benign: A system that was switched off for good, a holiday, a source that speaks only at the
--   end of the month.
-- cost: all
-- param: now DateTime64(3, 'UTC') = greatest((SELECT max(at) FROM access), (SELECT max(clock) FROM
--   access_control WHERE _record = 'Tick')) | Until when it is silent (UTC)
-- param: days UInt32 = 30 | Days before its last event that say what is usual
-- param: hours Float64 = 1 | Fewest hours of silence to show
-- columns: source, database, events, last_at, silent_hours, usual_hours, times_usual
SELECT
  source,
  database,
  sum(events_in_hour) AS events,
  max(last_in_hour) AS last_at,
  round(dateDiff('second', last_at, {now:DateTime64(3, 'UTC')}) / 3600, 2) AS silent_hours,
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
    -- Within the hour by its minutes: all events of all time would be too many to lay side by side.
    least(
      60 * arrayMax(arrayDifference(bitPositionsToArray(minutes))),
      dateDiff('second', first_in_hour, last_in_hour)
    ) AS longest_seconds,
    greatest(
      0, dateDiff('second', last_before, first_in_hour), longest_seconds
    ) AS gap_seconds
  FROM
  (
    SELECT
      source,
      database,
      max(of_log.events) AS events_in_hour,
      min(of_log.first_at) AS first_in_hour,
      max(of_log.last_at) AS last_in_hour,
      groupBitOr(of_log.minutes) AS minutes,
      max(last_in_hour) OVER (PARTITION BY source, database) AS newest
    FROM
    (
      -- Of all time: what has been silent for long has said nothing in any shorter one.
      SELECT
        source,
        database,
        toStartOfHour(at) AS hour,
        countIf(part = 0) AS events,
        min(at) AS first_at,
        max(at) AS last_at,
        groupBitOr(bitShiftLeft(toUInt64(1), toMinute(at))) AS minutes
      FROM access
      WHERE at <= {now:DateTime64(3, 'UTC')}
      GROUP BY source, database, hour, _log
    ) AS of_log
    GROUP BY source, database, hour
  )
  WHERE dateDiff('second', last_in_hour, newest) <= 86400 * {days:UInt32}
  WINDOW one_source AS
    (PARTITION BY source, database ORDER BY first_in_hour ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
)
GROUP BY source, database
HAVING silent_hours >= {hours:Float64}
ORDER BY times_usual DESC, silent_hours DESC, source, database
