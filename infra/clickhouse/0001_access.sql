-- access: the log of truth, as rows.
-- Grain: one enriched access (one part of it, where an event has more than 5,000 subjects).
-- ORDER BY user, at: almost every question is about one person over some time.
-- PARTITION BY month of the event: a month can be dropped at once.
-- TTL: none. History is loaded long after it happened, so a TTL by event time would delete it on
--   arrival; and these rows are evidence. To expire: ALTER TABLE access MODIFY TTL
--   toDateTime(seen_at) + INTERVAL 400 DAY.
-- Additions: _log, _partition, _offset: the record's place in the log, for recounting and replay.
-- Why a projection: the newest position of each partition costs 2 ms by it, else a scan.
-- Nullable where the schema has a null: replay from here must be byte for byte what was read.
-- Why so little LowCardinality, and small parts compact: dictionaries and files were half of the
--   CPU of inserts and merges (docs/decisions/plain-strings-in-access.md).
CREATE TABLE IF NOT EXISTS access
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  event_id String CODEC(ZSTD(1)),
  part Int32 CODEC(T64, ZSTD(1)),
  parts Int32 CODEC(T64, ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  reported_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  late Bool CODEC(ZSTD(1)),
  source_partition Int32 CODEC(T64, ZSTD(1)),
  source_offset Int64 CODEC(Delta, ZSTD(1)),
  `user` String CODEC(ZSTD(1)),
  user_kind String CODEC(ZSTD(1)),
  team Nullable(String) CODEC(ZSTD(1)),
  role Nullable(String) CODEC(ZSTD(1)),
  queue Nullable(String) CODEC(ZSTD(1)),
  site Nullable(String) CODEC(ZSTD(1)),
  utc_offset_minutes Int32 CODEC(T64, ZSTD(1)),
  on_shift Nullable(Bool) CODEC(ZSTD(1)),
  employment String CODEC(ZSTD(1)),
  network Nullable(String) CODEC(ZSTD(1)),
  sensitivity String CODEC(ZSTD(1)),
  shape Nullable(String) CODEC(ZSTD(1)),
  predicate Nullable(String) CODEC(ZSTD(1)),
  account String CODEC(ZSTD(1)),
  end_user Nullable(String) CODEC(ZSTD(1)),
  source String CODEC(ZSTD(1)),
  `database` String CODEC(ZSTD(1)),
  operation String CODEC(ZSTD(1)),
  `tables` Array(String) CODEC(ZSTD(1)),
  `columns` Array(String) CODEC(ZSTD(1)),
  statement Nullable(String) CODEC(ZSTD(1)),
  `rows` Int64 CODEC(T64, ZSTD(1)),
  `bytes` Int64 CODEC(T64, ZSTD(1)),
  subjects Array(String) CODEC(ZSTD(1)),
  subject_count Int64 CODEC(T64, ZSTD(1)),
  touch String CODEC(ZSTD(1)),
  ticket Nullable(String) CODEC(ZSTD(1)),
  app Nullable(String) CODEC(ZSTD(1)),
  program Nullable(String) CODEC(ZSTD(1)),
  host Nullable(String) CODEC(ZSTD(1)),
  ip Nullable(String) CODEC(ZSTD(1)),
  session Nullable(String) CODEC(ZSTD(1)),
  duration_ms Nullable(Int64) CODEC(ZSTD(1)),
  status String CODEC(ZSTD(1)),
  segments Array(String) CODEC(ZSTD(1)),
  flags Array(Int32) CODEC(ZSTD(1)),
  subject_sources Array(String) CODEC(ZSTD(1)),
  reasons Array(LowCardinality(String)) CODEC(ZSTD(1)),
  tickets Array(String) CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1,
  PROJECTION newest_position (SELECT _log, _partition, max(_offset) GROUP BY _log, _partition)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (`user`, at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000, min_bytes_for_wide_part = 134217728;
