-- title: Who goes through customers in the order of their ids?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Customers do not call in the order in which they were registered. Whoever wants them all, or
--   has a script, opens one number after the next.
-- reading: A run is of reads without a reason, each with an id a little above the one before,
--   within one day of one person. `longest_step` 1 and few `minutes` are a script. Rising order
--   alone: who goes downwards, or in strides above `near`, is not here. Only ids with one number at
--   their end have an order. Tries that were refused are steps too.
-- benign: A list that is worked off in order where tickets are not fed in; customers who were all
--   registered on one day.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: near UInt32 = 1000 | Most that an id may be above the one before
-- param: customers UInt32 = 6 | Fewest customers in a run
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, day, customers, from_id, to_id, longest_step, minutes, first_at, last_at,
--   days_with_runs
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user,
  argMax(walked.team, walked.at) AS team,
  day,
  uniqExact(key) AS customers,
  argMin(subject, key) AS from_id,
  argMax(subject, key) AS to_id,
  maxIf(step, is_start = 0) AS longest_step,
  dateDiff('minute', first_at, last_at) AS minutes,
  min(walked.at) AS first_at,
  max(walked.at) AS last_at,
  uniqExact(day) OVER (PARTITION BY user) AS days_with_runs
FROM
(
  SELECT
    user, team, day, at, subject, key, step, is_start,
    sum(is_start) OVER (PARTITION BY user, day ORDER BY at, event_id, key ROWS UNBOUNDED PRECEDING)
      AS run
  FROM
  (
    SELECT
      user, team, at, event_id, subjects[1] AS subject, order_key AS key,
      toDate(at) AS day,
      -- A record that is there twice, and a second look, are steps of 0: they end no run.
      key - lagInFrame(key, 1, -1) OVER (
        PARTITION BY user, day ORDER BY at, event_id, key ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      ) AS step,
      toUInt64(NOT (step BETWEEN 0 AND {near:UInt32}) OR row_number() OVER (
        PARTITION BY user, day ORDER BY at, event_id, key
      ) = 1) AS is_start
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND order_key >= 0 AND length(subjects) = 1 AND touch != 'listed' AND user_kind != 'service'
      AND reasons[1] IN ('none', 'unknown')
      AND (event_id, part, subjects[1]) NOT IN (explained)
  )
) AS walked
GROUP BY user, day, run
HAVING customers >= greatest(2, {customers:UInt32})
ORDER BY customers DESC, user, first_at
LIMIT {limit:UInt32}
