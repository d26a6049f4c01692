-- title: Which accounts are used from two places at once?
-- theme: theft
-- attack: T1078
-- why: An account that is used at its own desk and minutes later somewhere else, back and forth,
--   has two users. One of them is not who the log says.
-- reading: `switches` counts how often the place changed within `minutes`. One switch is a walk to
--   a meeting room; many on one day are two people. Hosts are compared with hosts, and
--   networks where no host is known: that one is not known is no other place. Names behind an
--   application's account are kept apart.
-- benign: Two screens, a terminal server beside a laptop, a network whose addresses change, help at
--   a colleague's desk.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 10 | Most minutes from one place to the other
-- param: switches UInt32 = 2 | Fewest switches on a day
-- param: limit UInt32 = 50 | Most lines to show
-- columns: account, user, day, switches, places, networks, accesses, customers, shortest_minutes,
--   days_with, first_at, last_at
SELECT
  account,
  user,
  day,
  uniqExactIf(event_id, is_switch) AS switches,
  arraySlice(arraySort(groupUniqArrayIf(place, is_switch OR is_left)), 1, 10) AS places,
  uniqExactIf(assumeNotNull(network), network IS NOT NULL) AS networks,
  uniqExact(event_id) AS accesses,
  uniqExactArray(subjects) AS customers,
  round(minIf(gap_seconds, is_switch) / 60, 1) AS shortest_minutes,
  uniqExact(day) OVER (PARTITION BY account, user) AS days_with,
  minIf(use.at, is_switch) AS first_at,
  maxIf(use.at, is_switch) AS last_at
FROM
(
  SELECT
    account, user, at, event_id, place, is_host, network, subjects, day, gap_seconds, is_switch,
    leadInFrame(is_switch) OVER (
      PARTITION BY account, user, day, is_host ORDER BY at, event_id
      ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING
    ) AS is_left
  FROM
  (
    SELECT
      account, user, at, event_id, network,
      if(status IN ('denied', 'failed'), [], access.subjects) AS subjects,
      toDate(at) AS day,
      ifNull(host, '') != '' AS is_host,
      if(is_host, assumeNotNull(host), assumeNotNull(network)) AS place,
      lagInFrame(place) OVER one_day AS place_before,
      dateDiff('second', lagInFrame(at) OVER one_day, at) AS gap_seconds,
      place_before != '' AND place != place_before AND gap_seconds <= 60 * {minutes:UInt32}
        AS is_switch
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND part = 0 AND user_kind != 'service' AND (host != '' OR network != '')
    WINDOW one_day AS (
      PARTITION BY account, user, day, is_host ORDER BY at, event_id
      ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
  )
) AS use
GROUP BY account, user, day
HAVING switches >= greatest(1, {switches:UInt32})
ORDER BY switches DESC, account, user, day
LIMIT {limit:UInt32}
