-- title: Who finds customers by searching, opens each once, and nobody ever comes back to them?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Work on a customer has a before and an after: a ticket, a second look, a colleague. A record
--   that is taken is found in a list, opened once, and left alone for good.
-- reading: Compare `share` within a team: it is the part of all customers opened that were opened
--   once, by this person alone, minutes after their search had listed them, without a reason. An
--   opening may take several statements, and what services read is nobody's second look. Searches
--   that name no customers count for whatever is opened next. Whoever opens a customer later, also
--   after `until`, has come back to them: with an `until` of long ago, all that came since is read
--   too. What was before `since` is not looked at. The last days of the archive have had no time
--   for a second look.
-- benign: A wrong name among several of the same, a call that dropped, a question that was answered
--   at once.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 10 | Most minutes from the search to the opening
-- param: opening UInt32 = 5 | Most minutes from the first statement of an opening to its last
-- param: customers UInt32 = 5 | Fewest such customers
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customers, customers_in_all, share, team_share, days, first_at, last_at,
--   examples
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained'
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  once AS
  (
    SELECT subject, any(touch.user) AS user, min(touch.at) AS at
    FROM
    (
      SELECT
        user, at, subject,
        one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND operation != 'search' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
    ) AS touch
    GROUP BY subject
    HAVING min(touch.user) = max(touch.user) AND min(is_open)
      AND max(touch.at) <= min(touch.at) + toIntervalMinute({opening:UInt32})
  ),
  listed AS
  (
    SELECT user, subject, at
    FROM access
    ARRAY JOIN subjects AS subject
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND (touch = 'listed' OR operation = 'search') AND status NOT IN ('denied', 'failed')
      AND (user, subject) IN (SELECT user, subject FROM once)
  ),
  -- Not by key: where many were opened once, that reads all of access_by_subject.
  again AS
  (
    SELECT subject, min(user) AS first_user, max(user) AS last_user, max(at) AS last_at
    FROM access
    ARRAY JOIN subjects AS subject
    WHERE at >= {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND operation != 'search' AND user_kind != 'service'
      AND status NOT IN ('denied', 'failed')
      AND subject IN (SELECT subject FROM once)
    GROUP BY subject
  ),
  blind AS
  (
    SELECT user, at
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND (touch = 'listed' OR operation = 'search') AND status NOT IN ('denied', 'failed')
      AND empty(subjects)
  ),
  found AS
  (
    SELECT
      one.user AS user,
      count() AS customers,
      uniqExact(toDate(one.at)) AS days,
      min(one.at) AS first_at,
      max(one.at) AS last_at,
      arraySlice(arraySort(groupArray(one.subject)), 1, 5) AS examples
    FROM
    (
      SELECT near.user AS user, near.subject AS subject, near.at AS at, near.found_at AS found_at,
        blind.at AS blind_at
      FROM
      (
        SELECT once.user AS user, once.subject AS subject, once.at AS at, listed.at AS found_at
        FROM once
        ASOF LEFT JOIN listed
          ON listed.user = once.user AND listed.subject = once.subject AND listed.at <= once.at
      ) AS near
      ASOF LEFT JOIN blind ON blind.user = near.user AND blind.at <= near.at
    ) AS one
    LEFT JOIN again ON again.subject = one.subject
    WHERE one.at <= greatest(found_at, blind_at) + toIntervalMinute({minutes:UInt32})
      -- An opening that began in the time may end after it.
      AND
      (
        again.subject = ''
        OR again.first_user = one.user AND again.last_user = one.user
          AND again.last_at <= one.at + toIntervalMinute({opening:UInt32})
      )
    GROUP BY user
  )
SELECT
  user, team, customers, customers_in_all, share, team_share, days, first_at, last_at, examples
FROM
(
  SELECT
    opened.user AS user,
    opened.team AS team,
    found.customers AS customers,
    opened.customers AS customers_in_all,
    round(customers / customers_in_all, 3) AS share,
    round(sum(customers) OVER one_team / sum(customers_in_all) OVER one_team, 3) AS team_share,
    found.days AS days,
    found.first_at AS first_at,
    found.last_at AS last_at,
    found.examples AS examples
  FROM
  (
    SELECT user, argMax(touch.team, touch.at) AS team, uniqExact(subject) AS customers
    FROM
    (
      SELECT user, team, at, subject
      FROM access
      ARRAY JOIN subjects AS subject
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND operation != 'search' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
    ) AS touch
    GROUP BY user
  ) AS opened
  LEFT JOIN found ON found.user = opened.user
  WINDOW one_team AS (PARTITION BY opened.team)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(1, {customers:UInt32})
ORDER BY customers DESC, share DESC, user
LIMIT {limit:UInt32}
