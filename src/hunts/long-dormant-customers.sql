-- title: Who opens customers, without a reason, whom nobody has opened for long?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Customers who have been quiet for half a year call nobody and are missed by nobody: whoever
--   takes from a list of names meets many of them, whoever serves callers meets few.
-- reading: `company_share` is the part of all customers opened without a reason who were dormant,
--   and `beyond` what the person has more than that. `never` of the dormant had been opened by
--   nobody in the whole archive, and count as quiet for its age: new customers are among them.
--   Services count as nobody. Each of these customers is looked up through the whole archive; where
--   that is younger than `dormant` days it answers nothing.
-- benign: A customer who is new: nobody can have opened them before. A clean-up of old records, a
--   recall, a campaign that was not registered.
-- cost: all
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: dormant UInt32 = 180 | Fewest days for which nobody had opened the customer
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, dormant, never, customers, share, company_share, beyond, days, longest_days,
--   first_at, last_at, examples
WITH
  explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
),
  strays AS
  (
    SELECT user, team, at, subject
    FROM access
    ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_reason = 'none'
      AND (event_id, part, subject) NOT IN (explained)
  ),
  (SELECT min(at) FROM access) AS oldest
SELECT
  user, team, dormant, never, customers, share, company_share, beyond, days, longest_days,
  first_at, last_at, examples
FROM
(
  SELECT
    user,
    argMax(stray.team, stray.at) AS team,
    uniqExactIf(subject, is_dormant) AS dormant,
    uniqExactIf(subject, is_dormant AND is_first) AS never,
    uniqExact(subject) AS customers,
    round(dormant / customers, 3) AS share,
    round((sum(dormant) OVER () / sum(customers) OVER ()) AS company, 3) AS company_share,
    round(dormant - customers * company, 1) AS beyond,
    uniqExactIf(toDate(stray.at), is_dormant) AS days,
    maxIf(quiet_days, is_dormant) AS longest_days,
    minIf(stray.at, is_dormant) AS first_at,
    maxIf(stray.at, is_dormant) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_dormant)), 1, 5) AS examples
  FROM
  (
    SELECT
      stray.user AS user, stray.team AS team, stray.at AS at, stray.subject AS subject,
      opened.at = 0 AS is_first,
      dateDiff('day', if(is_first, oldest, opened.at), stray.at) AS quiet_days,
      quiet_days >= {dormant:UInt32} AS is_dormant
    FROM strays AS stray
    ASOF LEFT JOIN
    (
      SELECT subject, at
      FROM access_by_subject
      WHERE subject IN (SELECT subject FROM strays)
        AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND status NOT IN ('denied', 'failed')
        AND user NOT IN (SELECT id FROM people_now WHERE kind = 'service')
        AND user NOT IN
        (
          SELECT user
          FROM access
          WHERE user_kind = 'service'
            AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        )
    ) AS opened ON opened.subject = stray.subject AND opened.at < stray.at
  ) AS stray
  GROUP BY user
)
WHERE ({user:String} = '' OR user = {user:String}) AND dormant > 0
ORDER BY beyond DESC, dormant DESC, user
LIMIT {limit:UInt32}
