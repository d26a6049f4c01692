-- title: Who was refused a table, and had it a little later?
-- theme: theft
-- attack: T1078, T1213
-- why: Whoever tries what they may not, and then may, has found somebody who gives rights, or
--   another way in.
-- reading: Tables that the person had not read before the refusal, as far back as `before`, come
--   first: there the refusal was no slip of the system. `granted_by` names whoever granted rights
--   on that table from the refusal to the first read, where sources report grants: see who asked
--   them, and why.
-- benign: A new task that was asked for properly, a right that was lost by mistake, an
--   administrator.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 56 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 90 | Days before it in which the table may have been read
-- param: days UInt32 = 7 | Most days from a refusal to the read
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, table, denials, denied_at, allowed_at, hours, reads_before, reads,
--   customers, rows, granted_by
WITH
  refused AS
  (
    SELECT user, source, database, table
    FROM access
    ARRAY JOIN tables AS table
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND status = 'denied' AND user_kind != 'service'
  ),
  granted AS
  (
    SELECT at, user AS giver, concat(source, '/', database, '/', table) AS table
    FROM access
    ARRAY JOIN tables AS table
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND operation = 'grant' AND status = 'ok'
  )
SELECT
  tried.user AS user,
  any(tried.team) AS team,
  tried.table AS table,
  any(tried.denials) AS denials,
  any(tried.denied_at) AS denied_at,
  any(tried.allowed_at) AS allowed_at,
  round(dateDiff('second', denied_at, allowed_at) / 3600, 1) AS hours,
  any(tried.reads_before) AS reads_before,
  any(tried.reads) AS reads,
  any(tried.customers) AS customers,
  any(tried.rows) AS rows,
  arraySort(
    groupUniqArrayIf(granted.giver, granted.at BETWEEN tried.denied_at AND tried.allowed_at)
  ) AS granted_by
FROM
(
  SELECT
    user,
    argMax(step.team, step.at) AS team,
    table,
    uniqExactIf(event_id, is_denied) AS denials,
    minIf(step.at, is_denied) AS denied_at,
    minIf(step.at, is_after) AS allowed_at,
    uniqExactIf(event_id, is_read AND step.at < denied_after_all) AS reads_before,
    uniqExactIf(event_id, is_after) AS reads,
    uniqExactArrayIf(subjects, is_after) AS customers,
    toInt64(sumIf(step.rows, is_after AND part = 0)) AS rows
  FROM
  (
    SELECT
      user, team, at, event_id, part, rows, subjects,
      concat(source, '/', database, '/', table) AS table,
      status = 'denied' AND at >= {since:DateTime64(3, 'UTC')} AS is_denied,
      status = 'ok' AND operation NOT IN ('grant', 'login') AS is_read,
      minIf(at, is_denied) OVER (PARTITION BY user, table) AS denied_after_all,
      maxIf(at, is_denied) OVER (
        PARTITION BY user, table ORDER BY at, is_read, event_id ROWS UNBOUNDED PRECEDING
      ) AS denied_last,
      is_read AND denied_last > toDateTime64(0, 3, 'UTC')
        AND at <= denied_last + toIntervalDay({days:UInt32}) AS is_after
    FROM
    (
      SELECT
        user, team, at, event_id, part, rows, subjects, source, database, status, operation, table
      FROM access
      ARRAY JOIN tables AS table
      WHERE ({user:String} = '' OR user = {user:String})
        AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND (user, source, database, table) IN (refused)
      ORDER BY event_id, part, table, seen_at
      LIMIT 1 BY event_id, part, table
    )
  ) AS step
  GROUP BY user, table
  HAVING reads > 0
) AS tried
LEFT JOIN granted ON granted.table = tried.table
GROUP BY user, table
ORDER BY reads_before > 0, denials DESC, customers DESC, user, table
LIMIT {limit:UInt32}
