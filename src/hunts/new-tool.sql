-- title: Who has begun to use a tool that hardly anybody uses?
-- theme: theft
-- attack: T1078, T1119
-- why: The desk has its programs. Whoever comes with another one, such as a console or a script,
--   gets at what screens do not show, and as much as they want.
-- reading: A tool is new when the person had not used it in the weeks before, and rare when at most
--   `most` people use it at all. `days_known` is for how many days the person was seen before it:
--   with 0 everything is new. Then see what was read with it: wildcard-exports, person-timeline.
-- benign: A pilot of a new version, an administrator, a tool that only few people need at the end
--   of a month.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 56 | Days before it in which the tool was not used
-- param: most UInt32 = 3 | Most people who use the tool
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, tool, people, first_at, last_at, days_known, accesses, customers,
--   without_reason, rows, hosts
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, tool, people, first_at, last_at, days_known, accesses, customers, without_reason,
  rows, hosts
FROM
(
  SELECT
    user,
    argMax(used.team, used.at) AS team,
    tool,
    count() OVER (PARTITION BY tool) AS people,
    min(used.at) AS first_at,
    max(used.at) AS last_at,
    any(known) AS days_known,
    uniqExact(event_id) AS accesses,
    uniqExactIf(subject, subject != '') AS customers,
    uniqExactIf(subject, is_open) AS without_reason,
    toInt64(sumIf(used.rows, is_first)) AS rows,
    arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(host), host IS NOT NULL)), 1, 5) AS hosts
  FROM
  (
    SELECT
      user, team, at, event_id, rows, subject, host,
      concat(named.1, ' ', assumeNotNull(named.2)) AS tool,
      uniqExactIf(toDate(at), at < {since:DateTime64(3, 'UTC')}) OVER (PARTITION BY user) AS known,
      -- Rows of an event count once, whatever customers, parts and logs it has.
      row_number() OVER (PARTITION BY tool, event_id ORDER BY part, i, seen_at) = 1 AS is_first,
      subject != '' AND touch != 'listed' AND reasons[i] = 'none'
        AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM
    (
      SELECT
        user, team, at, event_id, part, seen_at, rows, touch, reasons, host, subject, i, named
      FROM access
      ARRAY JOIN [('app', app), ('program', program)] AS named
      LEFT ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS i
      WHERE at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND user_kind != 'service' AND named.2 != ''
    )
  ) AS used
  GROUP BY user, tool
)
WHERE ({user:String} = '' OR user = {user:String})
  AND first_at >= {since:DateTime64(3, 'UTC')} AND people <= {most:UInt32}
ORDER BY customers DESC, rows DESC, user, tool
LIMIT {limit:UInt32}
