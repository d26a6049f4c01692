-- title: Who has read these customers?
-- theme: readers
-- attack: T1213, T1530
-- why: Ten complaints name ten customers. Whoever read most of them, and few others, is where to
--   start: chance hits everybody in proportion to what they read anyway.
-- reading: `lift` compares the share of the list that a person read with the share of all customers
--   that they read: 1 is chance. High lift with one or two hits means little; look for many hits.
--   A list made from one team's own tickets points at that team, whoever is guilty. Whoever was
--   refused has read nothing, and a reason that turned up later is one; lists and services need
--   none. `customers_read`, by whole days, holds refused ones too. How likely it is by chance, and
--   whether anybody can be named, says `attribute`.
-- benign: Whoever served them: a list made from one team's own tickets points at that team,
--   whoever is guilty. Whoever handles the complaints reads all of them after the call.
-- cost: key
-- param: subjects Array(String) | Customer ids, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most people to show
-- columns: user, team, customers_hit, customers_listed, without_reason, customers_read, lift,
--   first_at, last_at
WITH
  read AS
  (
    SELECT user, uniqCombined64Merge(12)(subjects) AS customers
    FROM user_day
    WHERE day >= toDate32({since:DateTime64(3, 'UTC')})
      AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
    GROUP BY user
  ),
  (
    SELECT uniqCombined64Merge(12)(subjects)
    FROM user_day
    WHERE day >= toDate32({since:DateTime64(3, 'UTC')})
      AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
  ) AS customers_in_all,
  explained AS
  (
    SELECT user, event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained' AND subject IN {subjects:Array(String)}
      AND (user, at) IN
      (
        SELECT user, at
        FROM access_by_subject
        WHERE subject IN {subjects:Array(String)} AND reason = 'none'
          AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      )
  ),
  length(arrayDistinct({subjects:Array(String)})) AS listed
SELECT
  hit.user AS user,
  hit.team AS team,
  hit.customers_hit AS customers_hit,
  listed AS customers_listed,
  hit.without_reason AS without_reason,
  read.customers AS customers_read,
  round(customers_hit / listed / (read.customers / customers_in_all), 1) AS lift,
  hit.first_at AS first_at,
  hit.last_at AS last_at
FROM
(
  SELECT
    user,
    argMax(team, at) AS team,
    uniqExact(subject) AS customers_hit,
    uniqExactIf(
      subject,
      reason = 'none' AND touch != 'listed' AND user_kind != 'service'
        AND (user, event_id, part, subject) NOT IN (explained)
    ) AS without_reason,
    min(at) AS first_at,
    max(at) AS last_at
  FROM access_by_subject
  WHERE subject IN {subjects:Array(String)} AND status NOT IN ('denied', 'failed')
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  GROUP BY user
) AS hit
INNER JOIN read ON read.user = hit.user
ORDER BY customers_hit DESC, lift DESC, user
LIMIT {limit:UInt32}
