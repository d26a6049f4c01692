-- title: Which sources have a wrong clock, or report late?
-- theme: sensor
-- attack: T1562
-- why: Order is evidence: whether the ticket came before the read. A source whose clock is wrong,
--   or that reports hours later, makes honest reads look odd, and hides others in closed windows.
-- reading: `clamped` are events that named a time more than five minutes after their arrival, and
--   got that of the arrival instead; `ahead_seconds` is by how much, at most. `delay` is arrival
--   after event time, in seconds: of history that was loaded later it is years. `early` arrived
--   before they happened. `late` came behind what their source had reported before.
-- benign: History that was ingested, a batch each night, one laptop with a wrong clock.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most sources to show
-- columns: source, database, events, clamped, ahead_seconds, early, late, late_share, delay_median,
--   delay_p99, delay_max, accounts_ahead
SELECT
  source,
  database,
  uniqExact(event_id) AS events,
  uniqExactIf(event_id, reported_at IS NOT NULL) AS clamped,
  round(max(ifNull(dateDiff('millisecond', at, reported_at), 0)) / 1000, 1) AS ahead_seconds,
  uniqExactIf(event_id, seen_at < at) AS early,
  uniqExactIf(event_id, late) AS late,
  round(uniqExactIf(event_id, access.late) / events, 4) AS late_share,
  round(quantileExact(0.5)(dateDiff('millisecond', at, seen_at)) / 1000, 1) AS delay_median,
  round(quantileExact(0.99)(dateDiff('millisecond', at, seen_at)) / 1000, 1) AS delay_p99,
  round(max(dateDiff('millisecond', at, seen_at)) / 1000, 1) AS delay_max,
  arraySlice(arraySort(groupUniqArrayIf(account, reported_at IS NOT NULL)), 1, 5)
    AS accounts_ahead
FROM access
WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')} AND part = 0
GROUP BY source, database
ORDER BY clamped / events DESC, late_share DESC, early DESC, delay_p99 DESC, source, database
LIMIT {limit:UInt32}
