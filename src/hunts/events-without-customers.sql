-- title: Where do reads name no customers?
-- theme: sensor
-- attack: T1562
-- why: Whom nobody names, nobody can look for: a table whose reads carry no ids is a blind spot of
--   every detector that counts customers, and of who-read-these-customers.
-- reading: `without_ids` of `reads` named no customer; `with_rows` of these returned rows, so there
--   may have been some. A table with a `subject_column` or of `personal` sensitivity belongs on
--   top: its source could report ids, or its statements could be read for them.
-- benign: Tables without customers, searches that found nobody, counts and reports.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most tables to show
-- columns: source, database, table, sensitivity, subject_column, reads, without_ids, share,
--   with_rows, rows, people, last_at
SELECT
  read.source AS source,
  read.database AS database,
  read.table AS table,
  asset.sensitivity AS sensitivity,
  ifNull(asset.subject_column, '') AS subject_column,
  read.reads AS reads,
  read.without_ids AS without_ids,
  round(read.without_ids / read.reads, 3) AS share,
  read.with_rows AS with_rows,
  read.rows AS rows,
  read.people AS people,
  read.last_at AS last_at
FROM
(
  SELECT
    source,
    database,
    table,
    uniqExact(event_id) AS reads,
    uniqExactIf(event_id, empty(subjects)) AS without_ids,
    uniqExactIf(event_id, empty(subjects) AND one.rows > 0) AS with_rows,
    sumIf(one.rows, empty(subjects)) AS rows,
    uniqExactIf(user, empty(subjects)) AS people,
    maxIf(at, empty(subjects)) AS last_at
  FROM
  (
    SELECT source, database, tables, event_id, subjects, rows, user, at
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND status NOT IN ('denied', 'failed')
      AND operation NOT IN ('insert', 'delete', 'grant', 'login')
    ORDER BY event_id, part, seen_at
    LIMIT 1 BY event_id, part
  ) AS one
  LEFT ARRAY JOIN arrayDistinct(tables) AS table
  GROUP BY source, database, table
) AS read
LEFT JOIN
(
  SELECT source, database, table, sensitivity, subject_column FROM assets_now
) AS asset
  ON asset.source = read.source AND asset.database = read.database AND asset.table = read.table
WHERE read.without_ids > 0
ORDER BY with_rows DESC, share DESC, source, database, table
LIMIT {limit:UInt32}
