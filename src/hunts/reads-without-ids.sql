-- title: Which reads may hold customers whom nobody can name?
-- theme: unlisted
-- attack: T1213, T1530
-- why: A query that returns ten thousand rows and no ids is the largest read of the day and stands
--   in no list of who read whom. A victim without a reader may be in one of these.
-- reading: `unknown` is what is left of rows, or of the customers that the source counted, after
--   those who have names: an upper bound, since one customer may have many rows. With a segment
--   only reads remain whose named customers are of it, or that name none. `predicate` says what was
--   selected.
-- benign: Reports and counts, tables without customers, services that copy; many rows of one
--   customer.
-- cost: span
-- param: segment String = '' | Only what may be of this segment; empty: all
-- param: table String = '' | Only this table; empty: all
-- param: more UInt32 = 100 | Fewest unknown to show
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most reads to show
-- columns: at, user, team, source, operation, tables, rows, counted, named, unknown, predicate,
--   event_id
SELECT
  min(one.at) AS at,
  one.user AS user,
  any(one.team) AS team,
  any(one.source) AS source,
  any(one.operation) AS operation,
  arrayStringConcat(any(one.tables), ', ') AS tables,
  max(one.rows) AS rows,
  sum(one.subject_count) AS counted,
  sum(one.named) AS named,
  greatest(rows, counted) - toInt64(named) AS unknown,
  any(one.predicate) AS predicate,
  one.event_id AS event_id
FROM
(
  SELECT
    at, user, team, source, operation, tables, rows, subject_count, predicate, event_id,
    length(subjects) AS named,
    {segment:String} = '' OR has(segments, {segment:String}) OR empty(subjects) AS is_possible
  FROM access
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND ({table:String} = '' OR has(tables, {table:String}))
    AND status NOT IN ('denied', 'failed')
    AND operation NOT IN ('insert', 'update', 'delete', 'grant', 'login')
    AND (parts > 1 OR greatest(rows, subject_count) >= length(subjects) + {more:UInt32})
  LIMIT 1 BY user, event_id, part
) AS one
GROUP BY user, event_id
HAVING unknown >= {more:UInt32} AND max(one.is_possible)
ORDER BY unknown DESC, at, user, event_id
LIMIT {limit:UInt32}
