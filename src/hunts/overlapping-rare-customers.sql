-- title: Which two people read the same rare customers without a reason?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Two who work from one list, or one with two accounts, meet at customers whom hardly anybody
--   else reads. Chance brings two people together at one of them, not at ten.
-- reading: A customer is rare when at most `few` people opened it at all. `share` is of the
--   customers of whichever of the two opened fewer. `days_apart` is the median between the two
--   looks: 0 is work side by side, weeks are a list that was passed on.
-- benign: A trainer and a newcomer, a second opinion, two who share a desk and a case.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: few UInt32 = 3 | Most people who opened a rare customer, at most 20
-- param: customers UInt32 = 3 | Fewest rare customers in common
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, other, team, other_team, customers, customers_of_user, customers_of_other, share,
--   days_apart, first_at, last_at, examples
WITH
  explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
),
  opened AS
  (
    SELECT
      user,
      subject,
      argMax(touch.team, touch.at) AS team,
      maxIf(touch.at, is_open) AS last_at,
      minIf(touch.at, is_open) AS first_at,
      countIf(is_open) > 0 AS is_stray,
      count() OVER (PARTITION BY subject) AS people
    FROM
    (
      SELECT
        user, team, at, subject,
        one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
    ) AS touch
    GROUP BY user, subject
  ),
  rare AS
  (
    SELECT user, team, subject, first_at, last_at, count() OVER (PARTITION BY user) AS customers
    FROM opened
    WHERE is_stray AND people <= least(20, {few:UInt32})
  ),
  -- Each beside all who opened the same one, itself among them: joined with itself, everything
  -- would be read twice.
  beside AS
  (
    SELECT
      *,
      groupArray((user, team, first_at, last_at, customers)) OVER (PARTITION BY subject) AS readers
    FROM rare
  )
SELECT
  pair.user AS user,
  pair.other AS other,
  any(pair.team) AS team,
  any(pair.other_team) AS other_team,
  count() AS customers,
  any(pair.customers) AS customers_of_user,
  any(pair.other_customers) AS customers_of_other,
  round(customers / least(customers_of_user, customers_of_other), 3) AS share,
  round(quantileExact(0.5)(abs(dateDiff('hour', pair.first_at, pair.other_first_at))) / 24, 1)
    AS days_apart,
  min(least(pair.first_at, pair.other_first_at)) AS first_at,
  max(greatest(pair.last_at, pair.other_last_at)) AS last_at,
  arraySlice(arraySort(groupArray(pair.subject)), 1, 5) AS examples
FROM
(
  SELECT
    user, team, subject, first_at, last_at, customers, other, other_team, other_first_at,
    other_last_at, other_customers
  FROM beside
  ARRAY JOIN
    readers.1 AS other, readers.2 AS other_team, readers.3 AS other_first_at,
    readers.4 AS other_last_at, readers.5 AS other_customers
) AS pair
WHERE pair.user != pair.other
  AND (pair.user < pair.other AND {user:String} = '' OR pair.user = {user:String})
GROUP BY user, other
HAVING customers >= greatest(1, {customers:UInt32})
ORDER BY customers DESC, share DESC, user, other
LIMIT {limit:UInt32}
