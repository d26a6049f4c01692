-- title: Who has copied customers into a table of their own?
-- theme: theft
-- attack: T1074, T1213.006
-- why: A copy is in no register, nobody logs its customers, and it can be read at leisure. Made
--   once within the rights of an insert, it is read later, or by somebody else.
-- reading: Shown are tables that nobody touched in the 28 days before they were written to, and
--   that no register of tables knows. `tables` are those of the statement that made it: customers
--   beside a name of somebody's own. `readers` are all who read it since then.
-- benign: A table for a migration or a test, a new part of the product that is not in the register
--   yet.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, table, copied_at, tables, rows_copied, program, reads, rows_read, readers,
--   last_at, statement
WITH
  written AS
  (
    SELECT source, database, table
    FROM access
    ARRAY JOIN tables AS table
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND lower(operation) IN ('insert', 'create', 'copy', 'create table')
      AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
      AND (source, database, table) NOT IN (SELECT source, database, table FROM assets_now)
  )
SELECT
  user, team, table, copied_at, tables, rows_copied, program, reads, rows_read, readers, last_at,
  statement
FROM
(
  SELECT
    name AS table,
    argMinIf(use.user, use.at, is_write) AS user,
    argMinIf(use.team, use.at, is_write) AS team,
    minIf(use.at, is_write) AS copied_at,
    arrayStringConcat(argMinIf(use.tables, use.at, is_write), ', ') AS tables,
    toInt64(sumIf(use.rows, is_write)) AS rows_copied,
    argMinIf(use.program, use.at, is_write) AS program,
    countIf(NOT is_write) AS reads,
    toInt64(sumIf(use.rows, NOT is_write)) AS rows_read,
    arraySlice(arraySort(groupUniqArrayIf(use.user, NOT is_write)), 1, 5) AS readers,
    max(use.at) AS last_at,
    argMinIf(use.statement, use.at, is_write) AS statement,
    min(use.at) AS first_at
  FROM
  (
    SELECT
      user, team, at, tables, rows, program, statement,
      concat(source, '/', database, '/', table) AS name,
      lower(operation) IN ('insert', 'create', 'copy', 'create table') AS is_write
    FROM access
    ARRAY JOIN tables AS table
    WHERE at >= {since:DateTime64(3, 'UTC')} - INTERVAL 28 DAY
      AND at < {until:DateTime64(3, 'UTC')}
      AND part = 0 AND status NOT IN ('denied', 'failed')
      AND (source, database, table) IN (written)
    ORDER BY event_id, table, seen_at
    LIMIT 1 BY event_id, table
  ) AS use
  GROUP BY table
  HAVING first_at = copied_at AND copied_at >= {since:DateTime64(3, 'UTC')}
)
WHERE ({user:String} = '' OR user = {user:String})
ORDER BY reads = 0, rows_copied DESC, table
LIMIT {limit:UInt32}
