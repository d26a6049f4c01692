-- anomalies: every verdict of every detector.
-- Grain: one Anomaly record. The same cause gives the same id; a replay into another log gives it
--   again, so count(DISTINCT id) where several logs were archived.
-- ORDER BY user, at, detector.
-- PARTITION BY month of the event. TTL: none, as access.
-- Additions: _log, _partition, _offset, _seen_at.
CREATE TABLE IF NOT EXISTS anomalies
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  id String CODEC(ZSTD(1)),
  detector LowCardinality(String) CODEC(ZSTD(1)),
  version Int32 CODEC(T64, ZSTD(1)),
  family LowCardinality(String) CODEC(ZSTD(1)),
  settings_hash LowCardinality(String) CODEC(ZSTD(1)),
  `user` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  window_end DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  trigger_event Nullable(String) CODEC(ZSTD(1)),
  provisional Bool CODEC(ZSTD(1)),
  late Bool CODEC(ZSTD(1)),
  norm_stale Bool CODEC(ZSTD(1)),
  score Float64 CODEC(ZSTD(1)),
  observed Float64 CODEC(ZSTD(1)),
  expected Float64 CODEC(ZSTD(1)),
  because String CODEC(ZSTD(1)),
  evidence Array(Tuple(name String, value String, usual String)) CODEC(ZSTD(1)),
  subjects Array(String) CODEC(ZSTD(1)),
  subjects_total Int64 CODEC(T64, ZSTD(1)),
  events Array(String) CODEC(ZSTD(1)),
  events_total Int64 CODEC(T64, ZSTD(1)),
  attack Array(LowCardinality(String)) CODEC(ZSTD(1)),
  hunt LowCardinality(String) CODEC(ZSTD(1)),
  hunt_parameters Map(String, String) CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (`user`, at, detector, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
