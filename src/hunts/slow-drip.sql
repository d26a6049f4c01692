-- title: Who opens a few customers without a reason on most days, for weeks?
-- theme: theft
-- attack: T1213.004, T1030, T1029
-- why: A seller who takes five records a day never stands out on any of them. Over weeks they do:
--   chance leaves a customer without a reason now and then, not on most days.
-- reading: `beyond` is what is more than the median of the team opens in as many days: of two with
--   as many days look at the one with the higher. Days with more than `most` are left out: see
--   reads-without-reason. Customers who came again count once.
-- benign: Somebody whose task leaves no tickets, a trainer, a team whose ticket system is not fed
--   in.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 42 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: most UInt32 = 15 | Most customers without a reason on a day that still is a drip
-- param: days UInt32 = 10 | Fewest days with a drip to show
-- param: share Float64 = 0.5 | Fewest of the days at work, from 0 to 1
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days_worked, days_with, share, customers, a_day, team_a_day, beyond,
--   first_day, last_day, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, days_worked, days_with, share, customers, a_day, team_a_day, beyond,
  first_day, last_day, examples
FROM
(
  SELECT
    user,
    argMax(one_day.team, one_day.day) AS team,
    count() AS days_worked,
    countIf(is_drip) AS days_with,
    round(days_with / days_worked, 3) AS share,
    uniqExactArrayIf(opened, is_drip) AS customers,
    round(customers / days_worked, 2) AS a_day,
    round(
      (quantileExact(0.5)(customers / days_worked) OVER (PARTITION BY team)) AS team_usual, 2
    ) AS team_a_day,
    round(customers - team_usual * days_worked, 1) AS beyond,
    minIf(one_day.day, is_drip) AS first_day,
    maxIf(one_day.day, is_drip) AS last_day,
    arraySlice(arraySort(groupUniqArrayArrayIf(opened, is_drip)), 1, 5) AS examples
  FROM
  (
    SELECT
      touch.user AS user,
      argMax(touch.team, touch.at) AS team,
      toDate(touch.at) AS day,
      groupUniqArrayIf(touch.subject, is_open) AS opened,
      length(opened) BETWEEN 1 AND {most:UInt32} AS is_drip
    FROM
    (
      SELECT
        user, team, at, subject,
        one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND status NOT IN ('denied', 'failed')
        AND user_kind != 'service' AND one_reason NOT IN ('', 'unknown')
    ) AS touch
    GROUP BY user, day
  ) AS one_day
  GROUP BY user
)
WHERE ({user:String} = '' OR user = {user:String})
  AND days_with >= {days:UInt32} AND days_with >= {share:Float64} * days_worked AND days_with > 0
ORDER BY beyond DESC, days_with DESC, user
LIMIT {limit:UInt32}
