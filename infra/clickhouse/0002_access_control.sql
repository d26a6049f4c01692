-- access_control: everything in the topic access that is not an access: Explained, Tick, Norms.
-- Grain: one record. One table with the union of their fields, so that access and access_control
--   together hold the whole topic and replay merges two tables, not four; absent fields take their
--   default, and Ticks compress to almost nothing.
-- ORDER BY _record first: every question asks for one kind of record.
-- PARTITION BY nothing: a fraction of access, and a Tick has no `at`.
-- TTL: none, as access.
-- Additions: _log, _partition, _offset, _seen_at, and _record: the kind of record, derived from the
--   field that only it has (a Tick always has a state, Norms always have a key).
CREATE TABLE IF NOT EXISTS access_control
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  event_id String CODEC(ZSTD(1)),
  part Int32 CODEC(T64, ZSTD(1)),
  `user` LowCardinality(String) CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  subject_index Int32 CODEC(T64, ZSTD(1)),
  subject String CODEC(ZSTD(1)),
  reason LowCardinality(String) CODEC(ZSTD(1)),
  ticket String CODEC(ZSTD(1)),
  explained_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  source_partition Int32 CODEC(T64, ZSTD(1)),
  clock DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  sources Int32 CODEC(T64, ZSTD(1)),
  state LowCardinality(String) CODEC(ZSTD(1)),
  `key` String CODEC(ZSTD(1)),
  `kind` LowCardinality(String) CODEC(ZSTD(1)),
  version Int64 CODEC(T64, ZSTD(1)),
  effective_from DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  window_end DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  norms Map(String, Float64) CODEC(ZSTD(1)),
  _record LowCardinality(String)
    DEFAULT multiIf(state != '', 'Tick', `key` != '', 'Norms', 'Explained') CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (_record, `user`, at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
