-- user_scores: how unusual each day of each user was, whether or not it crossed a threshold.
-- Grain: one UserScore record; a day that late events changed has several: read the one with the
--   highest _offset of a user and a day.
-- ORDER BY user, day.
-- PARTITION BY month of the day. TTL: none, as access.
-- Additions: _log, _partition, _offset, _seen_at.
CREATE TABLE IF NOT EXISTS user_scores
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  `user` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  class LowCardinality(String) CODEC(ZSTD(1)),
  `day` DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  risk Float64 CODEC(ZSTD(1)),
  risk_before Float64 CODEC(ZSTD(1)),
  is_open Bool CODEC(ZSTD(1)),
  scores Map(String, Float64) CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(`day`)
ORDER BY (`user`, `day`, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

-- team_anomalies: verdicts about teams. Grain, order, partition and additions: those of anomalies;
--   `user` is the team.
CREATE TABLE IF NOT EXISTS team_anomalies AS anomalies
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (`user`, at, detector, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

-- windows: the peer class, and what the user's own past made likely in the window.
ALTER TABLE windows
  ADD COLUMN IF NOT EXISTS class LowCardinality(String) CODEC(ZSTD(1)) AFTER user_kind,
  ADD COLUMN IF NOT EXISTS expected_subjects Float64 CODEC(ZSTD(1)) AFTER unexplained_subjects,
  ADD COLUMN IF NOT EXISTS expected_unexplained Float64 CODEC(ZSTD(1)) AFTER expected_subjects;

ALTER TABLE replay_windows
  ADD COLUMN IF NOT EXISTS class LowCardinality(String) CODEC(ZSTD(1)) AFTER user_kind,
  ADD COLUMN IF NOT EXISTS expected_subjects Float64 CODEC(ZSTD(1)) AFTER unexplained_subjects,
  ADD COLUMN IF NOT EXISTS expected_unexplained Float64 CODEC(ZSTD(1)) AFTER expected_subjects;

CREATE OR REPLACE VIEW windows_latest AS
SELECT * FROM windows
ORDER BY `user`, `kind`, `start`, revision DESC, _seen_at DESC
LIMIT 1 BY `user`, `kind`, `start`;
