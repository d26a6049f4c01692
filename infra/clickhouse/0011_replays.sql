-- replays: what was run again, by whom, why, with which settings, and how far it is.
-- Grain: one replay; the row with the highest revision counts: read replays_now.
-- ORDER BY id. PARTITION BY nothing: few. TTL: none: what was looked at is evidence too.
-- Additions: none; _log is that of the access that was gone through.
CREATE TABLE IF NOT EXISTS replays
(
  id String,
  revision UInt32,
  state LowCardinality(String),
  started_at DateTime64(3, 'UTC'),
  told_at DateTime64(3, 'UTC'),
  who String,
  reason String,
  version String,
  source String,
  _log String,
  `from` Nullable(DateTime64(3, 'UTC')),
  `to` Nullable(DateTime64(3, 'UTC')),
  users Array(String),
  settings String,
  settings_hash String,
  ranges Array(Tuple(partition Int32, first Int64, next Int64, isKept Bool)),
  records UInt64,
  unreadable UInt64,
  input_digest String,
  reached_at DateTime64(3, 'UTC'),
  findings UInt64
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY id;

CREATE VIEW IF NOT EXISTS replays_now AS SELECT * FROM replays FINAL;

-- replay_windows, replay_anomalies, replay_incidents: what replays have found.
-- Grain and columns: those of windows, anomalies and incidents; _log is the id of the replay,
--   _partition that of access, _offset counts from 0. Nothing else ever reads or writes these.
-- PARTITION BY _log: a replay that is deleted is gone at once.
CREATE TABLE IF NOT EXISTS replay_windows AS windows
ENGINE = MergeTree
PARTITION BY _log
ORDER BY (`user`, `kind`, `start`, revision, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS replay_anomalies AS anomalies
ENGINE = MergeTree
PARTITION BY _log
ORDER BY (`user`, at, detector, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS replay_incidents AS incidents
ENGINE = MergeTree
PARTITION BY _log
ORDER BY (id, sequence, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
