-- title: Who finds customers by searching, opens each once, and nobody ever comes back to them?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Work on a customer has a before and an after: a ticket, a second look, a colleague. A record
--   that is taken is found in a list, opened once, and left alone for good.
-- reading: Compare `share` within a team: it is the part of all customers opened that were opened
--   once by anybody, minutes after the person's search had listed them, without a reason. Searches
--   that name no customers count for whatever is opened next. The last days have had no time for a
--   second look.
-- benign: A wrong name among several of the same, a call that dropped, a question that was answered
--   at once.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 10 | Most minutes from the search to the opening
-- param: customers UInt32 = 5 | Fewest such customers
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customers, customers_in_all, share, team_share, days, first_at, last_at,
--   examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, customers, customers_in_all, share, team_share, days, first_at, last_at, examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    uniqExactIf(subject, is_once) AS customers,
    uniqExact(subject) AS customers_in_all,
    round(customers / customers_in_all, 3) AS share,
    round(sum(customers) OVER one_team / sum(customers_in_all) OVER one_team, 3) AS team_share,
    uniqExactIf(toDate(touch.at), is_once) AS days,
    minIf(touch.at, is_once) AS first_at,
    maxIf(touch.at, is_once) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_once)), 1, 5) AS examples
  FROM
  (
    SELECT
      user, user_kind, team, at, subject, is_list,
      is_open AND openings = 1
        AND at <= greatest(found_at, blind_at) + toIntervalMinute({minutes:UInt32}) AS is_once
    FROM
    (
      SELECT
        user, user_kind, team, at, subject,
        touch = 'listed' OR operation = 'search' AS is_list,
        NOT is_list AND reasons[i] = 'none' AND (event_id, part, subject) NOT IN (explained)
          AS is_open,
        uniqExactIf(event_id, NOT is_list) OVER (PARTITION BY subject) AS openings,
        maxIf(at, is_list) OVER (
          PARTITION BY user, subject ORDER BY at, event_id ROWS UNBOUNDED PRECEDING
        ) AS found_at,
        maxIf(at, is_list AND subject = '') OVER (
          PARTITION BY user ORDER BY at, event_id ROWS UNBOUNDED PRECEDING
        ) AS blind_at
      FROM access
      LEFT ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS i
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    )
    WHERE NOT is_list AND subject != '' AND user_kind != 'service'
  ) AS touch
  GROUP BY user
  WINDOW one_team AS (PARTITION BY team)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(1, {customers:UInt32})
ORDER BY customers DESC, share DESC, user
LIMIT {limit:UInt32}
