-- user_day: what each person did on each day, as sketches: rankings over weeks in a tenth of the
--   time of access.
-- Grain: one user, one UTC day, one partition of access of one log.
-- ORDER BY day, user, _log, _partition: the last two so that a partition's owner can rebuild a day
--   without touching what others wrote. AggregatingMergeTree; read it with sum() and
--   uniqCombined64Merge(12)(subjects) GROUP BY day, user.
-- PARTITION BY month. TTL: none, as access. Fed by a view from access; days are rebuilt from it.
-- Additions: _log, _partition.
CREATE TABLE IF NOT EXISTS user_day
(
  _log LowCardinality(String),
  _partition Int32,
  `day` Date,
  `user` LowCardinality(String),
  events SimpleAggregateFunction(sum, UInt64),
  `rows` SimpleAggregateFunction(sum, Int64),
  touches SimpleAggregateFunction(sum, UInt64),
  subjects AggregateFunction(uniqCombined64(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(`day`)
ORDER BY (`day`, `user`, _log, _partition)
SETTINGS non_replicated_deduplication_window = 10000;

-- A split event counts once: by its part 0.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_day_feed TO user_day AS
SELECT
  _log, _partition,
  toDate(at) AS `day`,
  `user`,
  countIf(part = 0) AS events,
  sumIf(access.`rows`, part = 0) AS `rows`,
  sum(length(access.subjects)) AS touches,
  uniqCombined64ArrayState(12)(access.subjects) AS subjects
FROM access
GROUP BY _log, _partition, `day`, `user`;
