-- title: On which machines do many people work?
-- theme: machines
-- attack: T1078
-- why: Where many people use one machine, what was read there is nobody's: a session that was left
--   open serves whoever comes next. And whoever uses many accounts does so from one machine.
-- reading: `switches` counts how often another person came within `minutes` of the one before: at a
--   desk that is handed over once a shift there are few, on a terminal server thousands. Compare
--   `without_reason` with the rest of the house. Few people and many switches are one person with
--   several accounts.
-- benign: A terminal server, the server of an application that reads for all, a counter, a training
--   room.
-- cost: span
-- param: host String = '' | Only this machine; empty: all
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: people UInt32 = 3 | Fewest people
-- param: minutes UInt32 = 5 | Most minutes from one person to the next that are a switch
-- param: limit UInt32 = 50 | Most lines to show
-- columns: host, people, people_a_day, accounts, networks, days, switches, customers,
--   without_reason, first_at, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  place AS host,
  uniqExact(user) AS people,
  round(uniqExact((toDate(use.at), user)) / uniqExact(toDate(use.at)), 1) AS people_a_day,
  uniqExact(account) AS accounts,
  uniqExactIf(assumeNotNull(network), network IS NOT NULL) AS networks,
  uniqExact(toDate(use.at)) AS days,
  uniqExactIf(event_id, is_switch) AS switches,
  uniqExactArray(use.subjects) AS customers,
  uniqExactArray(strays) AS without_reason,
  min(use.at) AS first_at,
  max(use.at) AS last_at,
  arraySlice(arraySort(groupUniqArray(user)), 1, 5) AS examples
FROM
(
  SELECT
    user, account, network, at, event_id,
    assumeNotNull(access.host) AS place,
    if(touch = 'listed' OR status IN ('denied', 'failed'), [], access.subjects) AS subjects,
    arrayFilter(
      (subject, reason) ->
        reason = 'none' AND (event_id, part, subject) NOT IN (explained),
      subjects, arrayResize(reasons, length(subjects))
    ) AS strays,
    lagInFrame(user) OVER one_host AS user_before,
    user_before != '' AND user != user_before
      AND dateDiff('second', lagInFrame(at) OVER one_host, at) <= 60 * {minutes:UInt32}
      AS is_switch
  FROM access
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND access.host != '' AND user_kind != 'service'
    AND ({host:String} = '' OR access.host = {host:String})
  WINDOW one_host AS (
    PARTITION BY access.host ORDER BY at, event_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  )
) AS use
GROUP BY place
HAVING people >= greatest(2, {people:UInt32})
ORDER BY people DESC, switches DESC, host
LIMIT {limit:UInt32}
