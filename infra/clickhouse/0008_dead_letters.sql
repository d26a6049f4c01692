-- dead_letters: records that could not be processed, with the reason and the original bytes.
-- Grain: one DeadLetter record.
-- ORDER BY reason, seen_at: "what is being refused, since when".
-- PARTITION BY month of arrival. TTL: none; the topic keeps them for 90 days.
-- Additions: _log, _partition, _offset: of the topic dead-letter; the fields topic, partition and
--   offset are those of the refused record, and seen_at is when that one arrived.
CREATE TABLE IF NOT EXISTS dead_letters
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  reason LowCardinality(String) CODEC(ZSTD(1)),
  detail String CODEC(ZSTD(1)),
  stage LowCardinality(String) CODEC(ZSTD(1)),
  topic LowCardinality(String) CODEC(ZSTD(1)),
  `partition` Int32 CODEC(T64, ZSTD(1)),
  `offset` Int64 CODEC(T64, ZSTD(1)),
  seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  `key` Nullable(String) CODEC(ZSTD(1)),
  `value` String CODEC(ZSTD(1)),
  size_bytes Int64 CODEC(T64, ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(seen_at)
ORDER BY (reason, seen_at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
