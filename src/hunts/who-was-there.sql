-- title: Who was there, in this table or source, at this time?
-- theme: readers
-- attack: T1213, T1078
-- why: The leaked file names a table, and the latest record in it a day: whoever was in that table
--   in those hours could have made it.
-- reading: `accounts` with more than one name, or of `user_kind` unknown, are to be explained
--   first. `refused` counts what the database denied or failed: whoever was refused and then read
--   is worth a look in person-timeline. Empty parameters ask for everything.
-- benign: Services and desks that work in this table all day; the one who exported on request.
-- cost: span
-- param: table String = '' | The table, as on events; empty: any
-- param: source String = '' | The source, as on events; empty: any
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 1 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most people to show
-- columns: user, user_kind, team, events, refused, rows, customers, operations, accounts, hosts,
--   first_at, last_at
SELECT
  one.user AS user,
  argMax(one.user_kind, one.at) AS user_kind,
  argMax(one.team, one.at) AS team,
  uniqExact(event_id) AS events,
  uniqExactIf(event_id, status IN ('denied', 'failed')) AS refused,
  sumIf(one.rows, part = 0) AS rows,
  uniqExactArrayIf(subjects, status NOT IN ('denied', 'failed')) AS customers,
  arrayStringConcat(arraySort(groupUniqArray(operation)), ', ') AS operations,
  arrayStringConcat(arraySlice(arraySort(groupUniqArray(account)), 1, 5), ', ') AS accounts,
  arrayStringConcat(arraySlice(arraySort(groupUniqArray(host)), 1, 5), ', ') AS hosts,
  min(one.at) AS first_at,
  max(one.at) AS last_at
FROM
(
  SELECT
    user, user_kind, team, event_id, part, status, rows, subjects, operation, account, host, at
  FROM access
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND ({table:String} = '' OR has(tables, {table:String}))
    AND ({source:String} = '' OR source = {source:String})
  LIMIT 1 BY user, event_id, part
) AS one
GROUP BY user
ORDER BY rows DESC, customers DESC, user
LIMIT {limit:UInt32}
