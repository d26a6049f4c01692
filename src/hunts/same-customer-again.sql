-- title: Who comes back to the same customer without a reason?
-- theme: theft
-- attack: T1213.004
-- why: A former partner, a neighbour, somebody famous: whoever watches a person looks again and
--   again, and no ticket ever says why. One look is a slip, a look on many days is not.
-- reading: `days` are those without a reason, `days_with_reason` those with one: a customer whom
--   the person serves has both. Few `readers` beside many `days` is a private interest. Never tell
--   the customer's name to whoever might be the reader.
-- benign: A customer of whom the person takes care without tickets, a test record, the own account.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: days UInt32 = 3 | Fewest days without a reason
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customer, segment, is_vip, days, reads, days_with_reason, readers, first_at,
--   last_at
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, customer, segment, is_vip, days, reads, days_with_reason, readers, first_at, last_at
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    customer,
    max(touch.segment) AS segment,
    toBool(max(vip)) AS is_vip,
    uniqExactIf(toDate(touch.at), is_open) AS days,
    uniqExactIf(event_id, is_open) AS reads,
    uniqExactIf(toDate(touch.at), NOT is_open) AS days_with_reason,
    count() OVER (PARTITION BY customer) AS readers,
    minIf(touch.at, is_open) AS first_at,
    maxIf(touch.at, is_open) AS last_at
  FROM
  (
    SELECT
      user, team, at, event_id, subject AS customer, one_segment AS segment,
      bitTest(one_flag, 1) AS vip,
      one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(segments, length(subjects)) AS one_segment,
      arrayResize(flags, length(subjects)) AS one_flag
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_reason NOT IN ('', 'unknown')
  ) AS touch
  GROUP BY user, customer
)
WHERE ({user:String} = '' OR user = {user:String})
  AND days >= greatest(1, {days:UInt32})
ORDER BY days DESC, reads DESC, user, customer
LIMIT {limit:UInt32}
