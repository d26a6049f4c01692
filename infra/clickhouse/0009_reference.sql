-- people, tickets, subjects, assets: reference tables, as the compacted topics hold them.
-- Grain: one key; the row with the highest offset counts, and a tombstone is a row with _deleted 1.
--   Read them with FINAL, or through the views *_now, which also leave out what was deleted.
-- ORDER BY _key: the record's key, which a tombstone has too.
-- ReplacingMergeTree: repeats of a range replace themselves, so no tokens and no counting.
-- PARTITION BY nothing: a key must be in one partition. TTL: none.
-- Additions: _log, _partition, _offset, _seen_at, _key, _deleted.
CREATE TABLE IF NOT EXISTS people
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  _key String CODEC(ZSTD(1)),
  _deleted UInt8 CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  accounts Array(String) CODEC(ZSTD(1)),
  `kind` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  role LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  queues Array(LowCardinality(String)) CODEC(ZSTD(1)),
  site LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  utc_offset_minutes Int32 CODEC(T64, ZSTD(1)),
  shift Nullable(String) CODEC(ZSTD(1)),
  employment LowCardinality(String) CODEC(ZSTD(1)),
  valid_from Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_offset, _deleted)
ORDER BY _key;

CREATE VIEW IF NOT EXISTS people_now AS SELECT * FROM people FINAL WHERE _deleted = 0;

CREATE TABLE IF NOT EXISTS tickets
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  _key String CODEC(ZSTD(1)),
  _deleted UInt8 CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  `kind` LowCardinality(String) CODEC(ZSTD(1)),
  subject Nullable(String) CODEC(ZSTD(1)),
  segments Array(LowCardinality(String)) CODEC(ZSTD(1)),
  teams Array(LowCardinality(String)) CODEC(ZSTD(1)),
  until Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  queue LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  assignee Nullable(String) CODEC(ZSTD(1)),
  created_by Nullable(String) CODEC(ZSTD(1)),
  inbound Bool CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  closed_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_offset, _deleted)
ORDER BY _key;

CREATE VIEW IF NOT EXISTS tickets_now AS SELECT * FROM tickets FINAL WHERE _deleted = 0;

CREATE TABLE IF NOT EXISTS subjects
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  _key String CODEC(ZSTD(1)),
  _deleted UInt8 CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  segment LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  vip Bool CODEC(ZSTD(1)),
  canary Bool CODEC(ZSTD(1)),
  merged_into Nullable(String) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_offset, _deleted)
ORDER BY _key;

CREATE VIEW IF NOT EXISTS subjects_now AS SELECT * FROM subjects FINAL WHERE _deleted = 0;

CREATE TABLE IF NOT EXISTS assets
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  _key String CODEC(ZSTD(1)),
  _deleted UInt8 CODEC(ZSTD(1)),
  source LowCardinality(String) CODEC(ZSTD(1)),
  `database` LowCardinality(String) CODEC(ZSTD(1)),
  `table` String CODEC(ZSTD(1)),
  sensitivity LowCardinality(String) CODEC(ZSTD(1)),
  subject_column LowCardinality(Nullable(String)) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_offset, _deleted)
ORDER BY _key;

CREATE VIEW IF NOT EXISTS assets_now AS SELECT * FROM assets FINAL WHERE _deleted = 0;
