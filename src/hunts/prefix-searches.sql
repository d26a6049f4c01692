-- title: Who searches for one beginning after the other?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Where ids cannot be guessed, a search for "aa", then "ab", then "ac" lists everybody. A
--   caller says a name, and the next one another: beginnings jump.
-- reading: `advancing` counts searches whose beginning follows a little after that of the search
--   before, `share` of all searches of the day. Honest typing gives the longer beginning of the
--   same name, which is no small step. Only the last four characters of a beginning are known, as a
--   number. Searches that were refused count too, but have shown no `customers`.
-- benign: A range of numbers that is checked after a fault, a list that is worked off by the
--   alphabet.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: near UInt32 = 40 | Most places that a beginning may be after the one before
-- param: advancing UInt32 = 5 | Fewest searches that advance
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, day, searches, beginnings, advancing, share, usual, customers, first_at,
--   last_at
SELECT user, team, day, searches, beginnings, advancing, share, usual, customers, first_at, last_at
FROM
(
  SELECT
    user,
    argMax(search.team, search.at) AS team,
    day,
    uniqExact(event_id) AS searches,
    uniqExact(key) AS beginnings,
    uniqExactIf(event_id, before >= 0 AND key - before BETWEEN 1 AND {near:UInt32}) AS advancing,
    round(advancing / searches, 3) AS share,
    quantileExact(0.5)(advancing) OVER (PARTITION BY user) AS usual,
    uniqExactArray(shown) AS customers,
    min(search.at) AS first_at,
    max(search.at) AS last_at
  FROM
  (
    SELECT
      user, team, at, event_id,
      if(status IN ('denied', 'failed'), [], subjects) AS shown,
      toDate(at) AS day,
      -2 - order_key AS key,
      lagInFrame(key, 1, -1) OVER (
        PARTITION BY user, day ORDER BY at, event_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      ) AS before
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND order_key < -1 AND user_kind != 'service'
  ) AS search
  GROUP BY user, day
)
WHERE advancing >= greatest(1, {advancing:UInt32})
ORDER BY advancing DESC, share DESC, user, day
LIMIT {limit:UInt32}
