-- windows: closed hours and days of each user, with every revision; closings: which windows each
--   partition of access has closed.
-- Grain: one UserWindow record; one Closed record.
-- ORDER BY user, kind, start.
-- Why not ReplacingMergeTree: after a crash the rows of a range are counted, and rows that merges
--   take away would look lost. Revisions are few; the view windows_latest shows the newest of each.
-- PARTITION BY month of the window. TTL: none, as access.
-- Additions: _log, _partition, _offset, _seen_at.
CREATE TABLE IF NOT EXISTS windows
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  `user` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  user_kind LowCardinality(String) CODEC(ZSTD(1)),
  `kind` LowCardinality(String) CODEC(ZSTD(1)),
  `start` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  `end` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  revision Int32 CODEC(T64, ZSTD(1)),
  events Int64 CODEC(T64, ZSTD(1)),
  `rows` Int64 CODEC(T64, ZSTD(1)),
  touches Int64 CODEC(T64, ZSTD(1)),
  subjects Int64 CODEC(T64, ZSTD(1)),
  `exact` Bool CODEC(ZSTD(1)),
  unexplained Float64 CODEC(ZSTD(1)),
  unexplained_subjects Int64 CODEC(T64, ZSTD(1)),
  late_events Int64 CODEC(T64, ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(`start`)
ORDER BY (`user`, `kind`, `start`, revision, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS windows_latest AS
SELECT * FROM windows
ORDER BY `user`, `kind`, `start`, revision DESC, _seen_at DESC
LIMIT 1 BY `user`, `kind`, `start`;

CREATE TABLE IF NOT EXISTS closings
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  `partition` Int32 CODEC(T64, ZSTD(1)),
  `kind` LowCardinality(String) CODEC(ZSTD(1)),
  `start` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  users Int32 CODEC(T64, ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (`kind`, `start`, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
