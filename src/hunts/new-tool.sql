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
WITH
  explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
),
  -- Whom and what is not known yet, with all days of the person: one look at the time before.
  begun AS
  (
    SELECT user, tool, people, days
    FROM
    (
      SELECT
        user, tool,
        min(at) AS first_at,
        count() OVER (PARTITION BY tool) AS people,
        length(groupUniqArrayArray(
          groupUniqArrayIf(toDate(at), at < {since:DateTime64(3, 'UTC')})
        ) OVER (PARTITION BY user)) AS days
      FROM access
      ARRAY JOIN [concat('app ', ifNull(app, '')), concat('program ', ifNull(program, ''))] AS tool
      WHERE at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND user_kind != 'service'
      GROUP BY user, tool
    )
    WHERE ({user:String} = '' OR user = {user:String}) AND tool NOT IN ('app ', 'program ')
      AND first_at >= {since:DateTime64(3, 'UTC')} AND people <= {most:UInt32}
  )
SELECT
  user,
  argMax(used.team, used.at) AS team,
  tool,
  any(used.people) AS people,
  min(used.at) AS first_at,
  max(used.at) AS last_at,
  any(used.days) AS days_known,
  uniqExact(event_id) AS accesses,
  uniqExactArray(shown) AS customers,
  uniqExactArray(strays) AS without_reason,
  toInt64(sumIf(used.rows, part = 0)) AS rows,
  arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(host), host IS NOT NULL)), 1, 5) AS hosts
FROM
(
  SELECT
    one.user AS user, one.tool AS tool, begun.people AS people, begun.days AS days,
    team, at, event_id, part, rows, host,
    if(status IN ('denied', 'failed'), [], subjects) AS shown,
    arrayFilter(
      (subject, reason) ->
        touch != 'listed' AND status NOT IN ('denied', 'failed')
          AND reason = 'none' AND (event_id, part, subject) NOT IN (explained),
      subjects, arrayResize(reasons, length(subjects))
    ) AS strays
  FROM
  (
    SELECT
      user, team, at, seen_at, event_id, part, rows, host, touch, status, subjects, reasons, tool
    FROM access
    ARRAY JOIN [concat('app ', ifNull(app, '')), concat('program ', ifNull(program, ''))] AS tool
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND ({user:String} = '' OR user = {user:String})
      AND user_kind != 'service'
  ) AS one
  INNER JOIN begun ON begun.user = one.user AND begun.tool = one.tool
  ORDER BY event_id, part, tool, seen_at
  LIMIT 1 BY event_id, part, tool
) AS used
GROUP BY user, tool
ORDER BY customers DESC, rows DESC, user, tool
LIMIT {limit:UInt32}
