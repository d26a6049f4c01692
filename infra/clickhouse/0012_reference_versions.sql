-- people_versions, tickets_versions, subjects_versions, assets_versions: each version of a reference
--   record, where the tables of 0009 keep the newest of each key. For replays of raw events with
--   the reference data of the day (docs/replay.md), and for the question what was known then.
-- Grain: one record of the topic, tombstones (_deleted 1) included.
-- ORDER BY _log, _partition, _offset: read in the order of the log, without sorting. The days are
--   found by the index over _seen_at, which grows with the offset.
-- ReplacingMergeTree: inserts into the base tables have no tokens and may be repeated; so a version
--   may be there twice until parts merge. Read it with FINAL, or skip an offset that comes again.
-- PARTITION BY nothing, TTL: none: a version holds until the next of its key, however old it is, so
--   no month can be dropped by itself.
-- Fed by views from the base tables. A column that these are given must be given to the versions
--   too, and the view made anew: a test compares them.
-- Additions: those of the base tables, and _copied_at: 1970 where archive brought the version; else
--   when this migration found it as the newest of its key: what it had replaced is lost.
CREATE TABLE IF NOT EXISTS people_versions AS people
ENGINE = ReplacingMergeTree
ORDER BY (_log, _partition, _offset);

ALTER TABLE people_versions
  ADD COLUMN IF NOT EXISTS _copied_at DateTime64(3, 'UTC') DEFAULT 0 CODEC(ZSTD(1)),
  ADD INDEX IF NOT EXISTS by_seen_at _seen_at TYPE minmax GRANULARITY 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS people_versions_feed TO people_versions AS
SELECT * FROM people;

INSERT INTO people_versions SELECT *, now64(3) FROM people
WHERE (_log, _partition, _offset) NOT IN (SELECT _log, _partition, _offset FROM people_versions);

CREATE TABLE IF NOT EXISTS tickets_versions AS tickets
ENGINE = ReplacingMergeTree
ORDER BY (_log, _partition, _offset);

ALTER TABLE tickets_versions
  ADD COLUMN IF NOT EXISTS _copied_at DateTime64(3, 'UTC') DEFAULT 0 CODEC(ZSTD(1)),
  ADD INDEX IF NOT EXISTS by_seen_at _seen_at TYPE minmax GRANULARITY 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS tickets_versions_feed TO tickets_versions AS
SELECT * FROM tickets;

INSERT INTO tickets_versions SELECT *, now64(3) FROM tickets
WHERE (_log, _partition, _offset) NOT IN (SELECT _log, _partition, _offset FROM tickets_versions);

CREATE TABLE IF NOT EXISTS subjects_versions AS subjects
ENGINE = ReplacingMergeTree
ORDER BY (_log, _partition, _offset);

ALTER TABLE subjects_versions
  ADD COLUMN IF NOT EXISTS _copied_at DateTime64(3, 'UTC') DEFAULT 0 CODEC(ZSTD(1)),
  ADD INDEX IF NOT EXISTS by_seen_at _seen_at TYPE minmax GRANULARITY 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS subjects_versions_feed TO subjects_versions AS
SELECT * FROM subjects;

INSERT INTO subjects_versions SELECT *, now64(3) FROM subjects
WHERE (_log, _partition, _offset) NOT IN (SELECT _log, _partition, _offset FROM subjects_versions);

CREATE TABLE IF NOT EXISTS assets_versions AS assets
ENGINE = ReplacingMergeTree
ORDER BY (_log, _partition, _offset);

ALTER TABLE assets_versions
  ADD COLUMN IF NOT EXISTS _copied_at DateTime64(3, 'UTC') DEFAULT 0 CODEC(ZSTD(1)),
  ADD INDEX IF NOT EXISTS by_seen_at _seen_at TYPE minmax GRANULARITY 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS assets_versions_feed TO assets_versions AS
SELECT * FROM assets;

INSERT INTO assets_versions SELECT *, now64(3) FROM assets
WHERE (_log, _partition, _offset) NOT IN (SELECT _log, _partition, _offset FROM assets_versions);

-- replays.reference: which of them a replay of raw events took: `now`, `then`; else empty.
ALTER TABLE replays ADD COLUMN IF NOT EXISTS reference LowCardinality(String);
-- replays.is_part: whether it went through the records of --offsets alone.
ALTER TABLE replays ADD COLUMN IF NOT EXISTS is_part Bool;

-- access.ticket_marks: what is odd about the ticket behind each reason. access.order_key: where the
--   access stands in an order that can be walked. Rows of before have neither: [] and −1, as the
--   schema's defaults. access_control likewise, of an Explained.
ALTER TABLE access
  ADD COLUMN IF NOT EXISTS ticket_marks Array(Int32) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS order_key Int64 DEFAULT -1 CODEC(ZSTD(1));
ALTER TABLE access_control
  ADD COLUMN IF NOT EXISTS segment LowCardinality(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS ticket_marks Int32 CODEC(T64, ZSTD(1));

CREATE OR REPLACE VIEW replays_now AS SELECT * FROM replays FINAL;

-- incidents.tier, .context, .peers_per_thousand: question or incident; by what the odds were
--   multiplied before any evidence; of 1,000 colleagues, how many reach as much in a month. Those
--   from before there were tiers are incidents. replay_incidents has whatever incidents has.
ALTER TABLE incidents
  ADD COLUMN IF NOT EXISTS tier LowCardinality(String) DEFAULT 'incident' CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS context Map(String, Float64) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS peers_per_thousand Nullable(Float64) CODEC(ZSTD(1));
ALTER TABLE replay_incidents
  ADD COLUMN IF NOT EXISTS tier LowCardinality(String) DEFAULT 'incident' CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS context Map(String, Float64) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS peers_per_thousand Nullable(Float64) CODEC(ZSTD(1));

CREATE OR REPLACE VIEW incidents_latest AS
SELECT * FROM incidents
ORDER BY id, sequence DESC, _seen_at DESC
LIMIT 1 BY id;

-- dispositions: what those who looked into incidents found them to be, and what they excused.
-- Grain: one Disposition record. ORDER BY user, at. PARTITION BY nothing: few. TTL: none: whoever
--   excuses an accomplice is to be seen years later.
-- Additions: _log, _partition, _offset, _seen_at.
CREATE TABLE IF NOT EXISTS dispositions
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  id String CODEC(ZSTD(1)),
  incident String CODEC(ZSTD(1)),
  `user` LowCardinality(String) CODEC(ZSTD(1)),
  verdict LowCardinality(String) CODEC(ZSTD(1)),
  excused Map(String, Float64) CODEC(ZSTD(1)),
  since DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  `until` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  author LowCardinality(String) CODEC(ZSTD(1)),
  reason String CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (`user`, at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

-- access_control: a Disposition in access has an incident, which nothing else there has.
ALTER TABLE access_control
  ADD COLUMN IF NOT EXISTS id String CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS incident String CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS verdict LowCardinality(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS excused Map(String, Float64) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS since DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS `until` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS author LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN _record LowCardinality(String) DEFAULT multiIf(state != '', 'Tick',
    `key` != '', 'Norms', incident != '', 'Disposition', 'Explained') CODEC(ZSTD(1));
