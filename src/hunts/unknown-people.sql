-- title: Which accounts belong to nobody who is known?
-- theme: sensor
-- attack: T1078
-- why: An account without a person has no team, no shift and no peers; one that was made for the
--   purpose looks exactly so. And all who share it look like one.
-- reading: `person_now`: since then somebody has been entered for it; empty: still nobody. Many
--   hosts or end users behind one account are an application or a shared password. First come
--   those of nobody, by customers. One whose `first_at` is late in the time asked for may be new:
--   look at those first.
-- benign: Technical accounts that nobody entered, people who joined before the feed had them.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most accounts to show
-- columns: account, person_now, sources, events, customers, rows, days, hosts, programs, end_users,
--   first_at, last_at
SELECT
  used.account AS account,
  entered.person AS person_now,
  used.sources AS sources,
  used.events AS events,
  used.customers AS customers,
  used.rows AS rows,
  used.days AS days,
  used.hosts AS hosts,
  used.programs AS programs,
  used.end_users AS end_users,
  used.first_at AS first_at,
  used.last_at AS last_at
FROM
(
  SELECT
    account,
    arrayStringConcat(arraySort(groupUniqArray(source)), ', ') AS sources,
    uniqExact(event_id) AS events,
    uniqExactArrayIf(subjects, status NOT IN ('denied', 'failed')) AS customers,
    sumIf(one.rows, part = 0) AS rows,
    uniqExact(toDate(one.at)) AS days,
    uniqExact(host) AS hosts,
    arrayStringConcat(arraySlice(arraySort(groupUniqArray(program)), 1, 5), ', ') AS programs,
    uniqExact(end_user) AS end_users,
    min(one.at) AS first_at,
    max(one.at) AS last_at
  FROM
  (
    SELECT
      account, source, event_id, part, subjects, status, rows, at, host, program, end_user
    FROM access
    WHERE user_kind = 'unknown'
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY event_id, part, seen_at
    LIMIT 1 BY event_id, part
  ) AS one
  GROUP BY account
) AS used
LEFT JOIN
(
  SELECT arrayJoin(accounts) AS account, min(id) AS person FROM people_now GROUP BY account
) AS entered ON entered.account = used.account
ORDER BY person_now = '' DESC, customers DESC, rows DESC, account
LIMIT {limit:UInt32}
