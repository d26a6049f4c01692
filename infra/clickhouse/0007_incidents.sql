-- incidents: what a person is paged for, each change of it; settings_changes: the settings of
--   detect whenever they changed, kept for ever, so that a replay can cross such a change.
-- Grain: one Incident record (opened, updated or closed); one Settings record.
-- ORDER BY id, sequence. The view incidents_latest shows the newest state of each incident.
-- PARTITION BY nothing: few. TTL: none.
-- Additions: _log, _partition, _offset, _seen_at.
CREATE TABLE IF NOT EXISTS incidents
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  id String CODEC(ZSTD(1)),
  `user` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  state LowCardinality(String) CODEC(ZSTD(1)),
  sequence Int32 CODEC(T64, ZSTD(1)),
  announced Bool CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  opened_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  last_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  closed_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  risk Float64 CODEC(ZSTD(1)),
  risk_by_family Map(String, Float64) CODEC(ZSTD(1)),
  anomalies_by_detector Map(String, Float64) CODEC(ZSTD(1)),
  anomalies Array(String) CODEC(ZSTD(1)),
  anomalies_total Int64 CODEC(T64, ZSTD(1)),
  headline String CODEC(ZSTD(1)),
  estimated_start Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  records_taken Nullable(Int64) CODEC(ZSTD(1)),
  benign Array(Tuple(explanation String, outcome String)) CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (id, sequence, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS incidents_latest AS
SELECT * FROM incidents
ORDER BY id, sequence DESC, _seen_at DESC
LIMIT 1 BY id;

CREATE TABLE IF NOT EXISTS settings_changes
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  generation Int32 CODEC(T64, ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  hashes Map(String, String) CODEC(ZSTD(1)),
  settings String CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (generation, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
