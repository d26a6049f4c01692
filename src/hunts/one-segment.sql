-- title: Whose unexplained reads are of one kind of customer?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Buyers order by kind: the rich, the old, one country. Chance slips fall on the kinds that
--   somebody serves anyway; ordered records do not.
-- reading: `usual_share` is how much of the person's reads with a reason are of that segment, drawn
--   towards that of the company as if by twenty customers; `beyond` is how many customers without a
--   reason are more than that. Of ten customers little can be said, of fifty much. A customer who
--   was read in two segments counts in both.
-- benign: A second queue that sends no tickets, a campaign for one segment that was not registered.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 10 | Fewest customers of the segment without a reason
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, segment, customers, without_reason, share, usual_share, company_share,
--   beyond, first_at, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, segment, customers, without_reason, share, usual_share, company_share, beyond,
  first_at, last_at, examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    segment,
    uniqExactIf(subject, is_open) AS customers,
    uniqExactIf(subject, NOT is_open) AS with_reason,
    sum(customers) OVER one_person AS without_reason,
    round(customers / greatest(1, without_reason), 3) AS share,
    round(
      (
        sum(with_reason) OVER (PARTITION BY segment) / greatest(1, sum(with_reason) OVER ())
      ) AS company,
      3
    ) AS company_share,
    round(
      ((with_reason + 20 * company) / (20 + sum(with_reason) OVER one_person)) AS usual, 3
    ) AS usual_share,
    round(customers - without_reason * usual, 1) AS beyond,
    minIf(touch.at, is_open) AS first_at,
    maxIf(touch.at, is_open) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_open)), 1, 5) AS examples
  FROM
  (
    SELECT
      user, team, at, subject, one_segment AS segment,
      one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(segments, length(subjects)) AS one_segment
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_reason NOT IN ('', 'unknown')
      AND one_segment != ''
  ) AS touch
  GROUP BY user, segment
  WINDOW one_person AS (PARTITION BY user)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(1, {customers:UInt32}) AND beyond > 0
ORDER BY beyond DESC, user, segment
LIMIT {limit:UInt32}
