// Made by `npm run gen` from infra/clickhouse/*.sql. DO NOT EDIT.

export const migrations: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: '0001_access',
    text: `-- access: the log of truth, as rows.
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
  \`user\` String CODEC(ZSTD(1)),
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
  \`database\` String CODEC(ZSTD(1)),
  operation String CODEC(ZSTD(1)),
  \`tables\` Array(String) CODEC(ZSTD(1)),
  \`columns\` Array(String) CODEC(ZSTD(1)),
  statement Nullable(String) CODEC(ZSTD(1)),
  \`rows\` Int64 CODEC(T64, ZSTD(1)),
  \`bytes\` Int64 CODEC(T64, ZSTD(1)),
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
ORDER BY (\`user\`, at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000, min_bytes_for_wide_part = 134217728;
`,
  },
  {
    name: '0002_access_control',
    text: `-- access_control: everything in the topic access that is not an access: Explained, Tick, Norms.
-- Grain: one record. One table with the union of their fields, so that access and access_control
--   together hold the whole topic and replay merges two tables, not four; absent fields take their
--   default, and Ticks compress to almost nothing.
-- ORDER BY _record first: every question asks for one kind of record.
-- PARTITION BY nothing: a fraction of access, and a Tick has no \`at\`.
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
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
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
  \`key\` String CODEC(ZSTD(1)),
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
  version Int64 CODEC(T64, ZSTD(1)),
  effective_from DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  window_start DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  window_end DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  norms Map(String, Float64) CODEC(ZSTD(1)),
  _record LowCardinality(String)
    DEFAULT multiIf(state != '', 'Tick', \`key\` != '', 'Norms', 'Explained') CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (_record, \`user\`, at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
`,
  },
  {
    name: '0003_access_by_subject',
    text: `-- access_by_subject: access turned over, so that "who read this customer" is one range of rows
--   (2 ms instead of a scan of 0.8 s over 20 million events).
-- Grain: one touch: one subject of one access.
-- ORDER BY subject, at; index_granularity 2048, since a customer has few rows and a granule is what
--   one look-up reads.
-- PARTITION BY year: a list of customers is looked up in every partition, so few partitions.
-- TTL: none, as access. Fed by a view from access; rebuilt from it by \`archive\` where rows are
--   missing, found by the same coordinates.
-- Small parts compact: as in access.
-- Additions: _log, _partition, _offset as in access; _index: which subject of the access, from 1.
CREATE TABLE IF NOT EXISTS access_by_subject
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _index UInt32 CODEC(T64, ZSTD(1)),
  subject String CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  event_id String CODEC(ZSTD(1)),
  part Int32 CODEC(T64, ZSTD(1)),
  touch LowCardinality(String) CODEC(ZSTD(1)),
  segment LowCardinality(String) CODEC(ZSTD(1)),
  flag Int32 CODEC(T64, ZSTD(1)),
  subject_source LowCardinality(String) CODEC(ZSTD(1)),
  reason LowCardinality(String) CODEC(ZSTD(1)),
  ticket String CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYear(at)
ORDER BY (subject, at, _partition, _offset)
SETTINGS index_granularity = 2048, non_replicated_deduplication_window = 10000,
  min_bytes_for_wide_part = 134217728;

-- An array shorter than subjects (a source that knows no reasons) gives its type's default.
CREATE MATERIALIZED VIEW IF NOT EXISTS access_by_subject_feed TO access_by_subject AS
SELECT
  _log, _partition, _offset, _index, subject, at, \`user\`, team, event_id, part, touch,
  segments[_index] AS segment,
  flags[_index] AS flag,
  subject_sources[_index] AS subject_source,
  reasons[_index] AS reason,
  tickets[_index] AS ticket
FROM access
ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS _index;
`,
  },
  {
    name: '0004_user_day',
    text: `-- user_day: what each person did on each day, as sketches: rankings over weeks in a tenth of the
--   time of access.
-- Grain: one user, one UTC day, one partition of access of one log.
-- ORDER BY day, user, _log, _partition: the last two so that a partition's owner can rebuild a day
--   without touching what others wrote. AggregatingMergeTree; read it with sum() and
--   uniqCombined64Merge(12)(subjects) GROUP BY day, user.
-- PARTITION BY month. TTL: none, as access. Fed by a view from access; days are rebuilt from it.
-- Additions: _log, _partition.
CREATE TABLE IF NOT EXISTS user_day
(
  _log LowCardinality(String),
  _partition Int32,
  \`day\` Date,
  \`user\` LowCardinality(String),
  events SimpleAggregateFunction(sum, UInt64),
  \`rows\` SimpleAggregateFunction(sum, Int64),
  touches SimpleAggregateFunction(sum, UInt64),
  subjects AggregateFunction(uniqCombined64(12), String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(\`day\`)
ORDER BY (\`day\`, \`user\`, _log, _partition)
SETTINGS non_replicated_deduplication_window = 10000;

-- A split event counts once: by its part 0.
CREATE MATERIALIZED VIEW IF NOT EXISTS user_day_feed TO user_day AS
SELECT
  _log, _partition,
  toDate(at) AS \`day\`,
  \`user\`,
  countIf(part = 0) AS events,
  sumIf(access.\`rows\`, part = 0) AS \`rows\`,
  sum(length(access.subjects)) AS touches,
  uniqCombined64ArrayState(12)(access.subjects) AS subjects
FROM access
GROUP BY _log, _partition, \`day\`, \`user\`;
`,
  },
  {
    name: '0005_windows',
    text: `-- windows: closed hours and days of each user, with every revision; closings: which windows each
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
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  user_kind LowCardinality(String) CODEC(ZSTD(1)),
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`start\` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  \`end\` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  revision Int32 CODEC(T64, ZSTD(1)),
  events Int64 CODEC(T64, ZSTD(1)),
  \`rows\` Int64 CODEC(T64, ZSTD(1)),
  touches Int64 CODEC(T64, ZSTD(1)),
  subjects Int64 CODEC(T64, ZSTD(1)),
  \`exact\` Bool CODEC(ZSTD(1)),
  unexplained Float64 CODEC(ZSTD(1)),
  unexplained_subjects Int64 CODEC(T64, ZSTD(1)),
  late_events Int64 CODEC(T64, ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(\`start\`)
ORDER BY (\`user\`, \`kind\`, \`start\`, revision, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS windows_latest AS
SELECT * FROM windows
ORDER BY \`user\`, \`kind\`, \`start\`, revision DESC, _seen_at DESC
LIMIT 1 BY \`user\`, \`kind\`, \`start\`;

CREATE TABLE IF NOT EXISTS closings
(
  _log LowCardinality(String) CODEC(ZSTD(1)),
  _partition Int32 CODEC(T64, ZSTD(1)),
  _offset Int64 CODEC(Delta, ZSTD(1)),
  _seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  \`partition\` Int32 CODEC(T64, ZSTD(1)),
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
  \`start\` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  users Int32 CODEC(T64, ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (\`kind\`, \`start\`, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
`,
  },
  {
    name: '0006_anomalies',
    text: `-- anomalies: every verdict of every detector.
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
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
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
ORDER BY (\`user\`, at, detector, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
`,
  },
  {
    name: '0007_incidents',
    text: `-- incidents: what a person is paged for, each change of it; settings_changes: the settings of
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
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
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
`,
  },
  {
    name: '0008_dead_letters',
    text: `-- dead_letters: records that could not be processed, with the reason and the original bytes.
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
  \`partition\` Int32 CODEC(T64, ZSTD(1)),
  \`offset\` Int64 CODEC(T64, ZSTD(1)),
  seen_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  \`key\` Nullable(String) CODEC(ZSTD(1)),
  \`value\` String CODEC(ZSTD(1)),
  size_bytes Int64 CODEC(T64, ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(seen_at)
ORDER BY (reason, seen_at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
`,
  },
  {
    name: '0009_reference',
    text: `-- people, tickets, subjects, assets: reference tables, as the compacted topics hold them.
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
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
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
  \`kind\` LowCardinality(String) CODEC(ZSTD(1)),
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
  \`database\` LowCardinality(String) CODEC(ZSTD(1)),
  \`table\` String CODEC(ZSTD(1)),
  sensitivity LowCardinality(String) CODEC(ZSTD(1)),
  subject_column LowCardinality(Nullable(String)) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_offset, _deleted)
ORDER BY _key;

CREATE VIEW IF NOT EXISTS assets_now AS SELECT * FROM assets FINAL WHERE _deleted = 0;
`,
  },
  {
    name: '0010_repair_claims',
    text: `-- repair_claims: who may put right the tables derived from \`access\`, for one partition of one log.
-- Grain: one claim; the newest holds. Each statement of a repair asks for it while it runs, so that
--   a worker that was held up in the middle of one and wakes after its successor does nothing.
-- ORDER BY _log, _partition. PARTITION BY nothing, TTL: none: a few rows for each unclean stop.
-- Additions: none.
CREATE TABLE IF NOT EXISTS repair_claims
(
  _log String,
  _partition Int32,
  claim UInt64,
  owner String,
  claimed_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (_log, _partition, claim)
SETTINGS non_replicated_deduplication_window = 10000;
`,
  },
  {
    name: '0011_replays',
    text: `-- replays: what was run again, by whom, why, with which settings, and how far it is.
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
  \`from\` Nullable(DateTime64(3, 'UTC')),
  \`to\` Nullable(DateTime64(3, 'UTC')),
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
ORDER BY (\`user\`, \`kind\`, \`start\`, revision, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS replay_anomalies AS anomalies
ENGINE = MergeTree
PARTITION BY _log
ORDER BY (\`user\`, at, detector, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS replay_incidents AS incidents
ENGINE = MergeTree
PARTITION BY _log
ORDER BY (id, sequence, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;
`,
  },
  {
    name: '0012_reference_versions',
    text: `-- people_versions, tickets_versions, subjects_versions, assets_versions: each version of a reference
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

-- replays.reference: which of them a replay of raw events took: \`now\`, \`then\`; else empty.
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
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
  verdict LowCardinality(String) CODEC(ZSTD(1)),
  excused Map(String, Float64) CODEC(ZSTD(1)),
  since DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  \`until\` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  author LowCardinality(String) CODEC(ZSTD(1)),
  reason String CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (\`user\`, at, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

-- access_control: a Disposition in access has an incident, which nothing else there has.
ALTER TABLE access_control
  ADD COLUMN IF NOT EXISTS id String CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS incident String CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS verdict LowCardinality(String) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS excused Map(String, Float64) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS since DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS \`until\` DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS author LowCardinality(String) CODEC(ZSTD(1)),
  MODIFY COLUMN _record LowCardinality(String) DEFAULT multiIf(state != '', 'Tick',
    \`key\` != '', 'Norms', incident != '', 'Disposition', 'Explained') CODEC(ZSTD(1));
`,
  },
  {
    name: '0013_population',
    text: `-- user_scores: how unusual each day of each user was, whether or not it crossed a threshold.
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
  \`user\` LowCardinality(String) CODEC(ZSTD(1)),
  team LowCardinality(Nullable(String)) CODEC(ZSTD(1)),
  class LowCardinality(String) CODEC(ZSTD(1)),
  \`day\` DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  risk Float64 CODEC(ZSTD(1)),
  risk_before Float64 CODEC(ZSTD(1)),
  is_open Bool CODEC(ZSTD(1)),
  scores Map(String, Float64) CODEC(ZSTD(1)),
  INDEX by_position (_offset) TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(\`day\`)
ORDER BY (\`user\`, \`day\`, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000;

-- team_anomalies: verdicts about teams. Grain, order, partition and additions: those of anomalies;
--   \`user\` is the team.
CREATE TABLE IF NOT EXISTS team_anomalies AS anomalies
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (\`user\`, at, detector, _partition, _offset)
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
ORDER BY \`user\`, \`kind\`, \`start\`, revision DESC, _seen_at DESC
LIMIT 1 BY \`user\`, \`kind\`, \`start\`;
`,
  },
  {
    name: '0014_days_known',
    text: `-- user_scores: how much was known of the user, and how many days a score stands for; null in records
--   of before.
-- Grain: as 0013 says. Of a day that late events changed, \`scores\` of the newest record hold;
--   \`days_passed\`, and what opened between \`risk_before\` and \`risk\`, add up over its records.
-- ORDER BY, PARTITION BY, TTL: as they were. Additions: none.
ALTER TABLE user_scores
  ADD COLUMN IF NOT EXISTS days_known Nullable(Int32) CODEC(T64, ZSTD(1)) AFTER risk_before,
  ADD COLUMN IF NOT EXISTS days_passed Nullable(Int32) CODEC(T64, ZSTD(1)) AFTER days_known;
`,
  },
  {
    name: '0015_desks_of_touches',
    text: `-- access_by_subject.queue, .user_kind, .status, .ticket_marks: who was on duty, whether anything was
--   read at all, and whether the ticket behind a reason was asked for by anybody: from a list of victims to whoever read them
--   (src/core/attribution). It is emptied and filled from access anew, with its view.
-- Grain: as 0003 says. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: _log, _partition, _offset, _index as they were; routed, shift: derived, as
--   src/core/attribution/desk.ts has them; customer_hash: different customers are counted by it in
--   a third of the time that their ids take, and every n-th of them drawn, always the same.
-- Why projections: how the reads of one queue in one shift are shared out, and how many a segment
--   has, cost milliseconds by them, else a scan. They are part of each part, so that nothing can be
--   missing in them alone.
-- Arrays are joined side by side and not asked for their n-th: an access of 5,000 subjects would
--   carry its arrays along 5,000 times. One that is shorter than subjects gives its type's default.
-- Not while somebody archives, and by one process: rows that come in between would be in access
--   alone, until \`access check --mend\`; two that fill it would fill it twice.
DROP VIEW IF EXISTS access_by_subject_feed;

ALTER TABLE access_by_subject
  ADD COLUMN IF NOT EXISTS queue LowCardinality(String) CODEC(ZSTD(1)) AFTER team,
  ADD COLUMN IF NOT EXISTS user_kind LowCardinality(String) CODEC(ZSTD(1)) AFTER queue,
  ADD COLUMN IF NOT EXISTS status LowCardinality(String) CODEC(ZSTD(1)) AFTER touch,
  ADD COLUMN IF NOT EXISTS ticket_marks Int32 CODEC(T64, ZSTD(1)) AFTER ticket,
  ADD COLUMN IF NOT EXISTS routed Bool
    MATERIALIZED reason != 'none' AND bitAnd(ticket_marks, 3) != 3 CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS shift DateTime('UTC')
    MATERIALIZED toStartOfInterval(at, INTERVAL 8 HOUR, 'UTC') CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS customer_hash UInt64 MATERIALIZED cityHash64(subject) CODEC(ZSTD(1));

TRUNCATE TABLE access_by_subject;

ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS desks
  (SELECT shift, queue, user_kind, \`user\`, count() GROUP BY shift, queue, user_kind, \`user\`);

ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS touches_of_segment
  (SELECT segment, count() GROUP BY segment);

INSERT INTO access_by_subject
  (_log, _partition, _offset, _index, subject, at, \`user\`, team, queue, user_kind, event_id, part,
   touch, status, segment, flag, subject_source, reason, ticket, ticket_marks)
SELECT
  _log, _partition, _offset, _index, subject, at, \`user\`, team, ifNull(queue, ''), user_kind,
  event_id, part, touch, status, one_segment, one_flag, one_source, one_reason, one_ticket, one_mark
FROM access
ARRAY JOIN
  subjects AS subject,
  arrayEnumerate(subjects) AS _index,
  arrayResize(segments, length(subjects)) AS one_segment,
  arrayResize(flags, length(subjects)) AS one_flag,
  arrayResize(subject_sources, length(subjects)) AS one_source,
  arrayResize(reasons, length(subjects)) AS one_reason,
  arrayResize(tickets, length(subjects)) AS one_ticket,
  arrayResize(access.ticket_marks, length(subjects)) AS one_mark
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS access_by_subject_feed TO access_by_subject AS
SELECT
  _log, _partition, _offset, _index, subject, at, \`user\`, team,
  ifNull(access.queue, '') AS queue,
  user_kind, event_id, part, touch, status,
  one_segment AS segment,
  one_flag AS flag,
  one_source AS subject_source,
  one_reason AS reason,
  one_ticket AS ticket,
  one_mark AS ticket_marks
FROM access
ARRAY JOIN
  subjects AS subject,
  arrayEnumerate(subjects) AS _index,
  arrayResize(segments, length(subjects)) AS one_segment,
  arrayResize(flags, length(subjects)) AS one_flag,
  arrayResize(subject_sources, length(subjects)) AS one_source,
  arrayResize(reasons, length(subjects)) AS one_reason,
  arrayResize(tickets, length(subjects)) AS one_ticket,
  arrayResize(access.ticket_marks, length(subjects)) AS one_mark;
`,
  },
  {
    name: '0016_hunt_log',
    text: `-- hunt_log: who asked what of these tables: a ranking of people is itself something to look after.
-- Grain: one question: a hunt, a statement of somebody's own, a list of victims.
-- ORDER BY at. PARTITION BY nothing: few. TTL: none: who looked whom up is to be seen years later.
-- Written by the commands as the writing user; the hunting user can read it and change nothing.
-- Additions: none: no records, so no coordinates.
CREATE TABLE IF NOT EXISTS hunt_log
(
  at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(ZSTD(1)),
  author String CODEC(ZSTD(1)),
  command LowCardinality(String) CODEC(ZSTD(1)),
  question String CODEC(ZSTD(1)),
  parameters Map(String, String) CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY at;
`,
  },
  {
    name: '0017_drawn_touches',
    text: `-- access_by_subject, drawn_touches: the touches of every sixteenth customer, those of eight hours in
--   one row: how much everybody reads is counted by them (docs/attribution.md), where all touches
--   would be a scan of the table for each list of victims.
-- access_control, drawn_explanations: the same of reads whose reason turned up later, each once.
-- Grain: as 0003 and 0002 say. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: none. What is not drawn becomes one row: drawn are the customers whose hash is below
--   2^60, by that hash, so that of fewer customers still a beginning is read.
-- Why a projection, and no table: it is part of each part, so that nothing can be missing in it
--   alone. It takes about a twentieth of the table. Parts of before get it in the background, and
--   are counted by the table until then.
ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS drawn_touches
(
  SELECT
    if(customer_hash < 1152921504606846976, customer_hash, 18446744073709551615) AS drawn_hash,
    if(customer_hash < 1152921504606846976, segment, '') AS drawn_segment,
    if(customer_hash < 1152921504606846976, \`user\`, '') AS drawn_user,
    if(customer_hash < 1152921504606846976, user_kind, '') AS drawn_kind,
    if(customer_hash < 1152921504606846976, status, '') AS drawn_status,
    if(customer_hash < 1152921504606846976, routed, false) AS drawn_routed,
    if(customer_hash < 1152921504606846976, shift, toDateTime(0, 'UTC')) AS drawn_shift,
    count()
  GROUP BY
    drawn_hash, drawn_segment, drawn_user, drawn_kind, drawn_status, drawn_routed, drawn_shift
);

ALTER TABLE access_by_subject MATERIALIZE PROJECTION drawn_touches;

ALTER TABLE access_control ADD PROJECTION IF NOT EXISTS drawn_explanations
(
  WITH _record = 'Explained' AND reason != 'none' AND bitAnd(ticket_marks, 3) != 3
    AND cityHash64(subject) < 1152921504606846976 AS is_drawn
  SELECT
    if(is_drawn, cityHash64(subject), 18446744073709551615) AS drawn_hash,
    if(is_drawn, \`user\`, '') AS drawn_user,
    if(is_drawn, intDiv(toUnixTimestamp64Milli(at), 28800000), 0) AS drawn_shift,
    uniqExact(if(is_drawn, (event_id, part, subject_index), ('', 0, 0)))
  GROUP BY drawn_hash, drawn_user, drawn_shift
);

ALTER TABLE access_control MATERIALIZE PROJECTION drawn_explanations;
`,
  },
  {
    name: '0018_desks_of_reads',
    text: `-- access_by_subject, desks_of_reads in place of desks: who read how much in a queue's shift, with
--   the status, since what was refused or failed is no read. Counted as work it let whoever sent
--   refused statements pass for the desk that served the victims (docs/attribution.md).
-- Grain: as 0003 says. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: none.
-- Why another name: parts of before have the old one until it is dropped in the background, after
--   the new one was added to them. They are counted by the table until then.
ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS desks_of_reads
(
  SELECT shift, queue, user_kind, status, \`user\`, count()
  GROUP BY shift, queue, user_kind, status, \`user\`
);

ALTER TABLE access_by_subject MATERIALIZE PROJECTION desks_of_reads;

ALTER TABLE access_by_subject DROP PROJECTION IF EXISTS desks;
`,
  },
  {
    name: '0019_versions_by_key',
    text: `-- subjects_versions: the versions of few customers among all of them. Of a victim whom nobody read
--   in time attribute asks of which segment they were then (docs/attribution.md): of 12 million
--   customers 20 took a second, as all keys were gone through, and take 32 ms.
-- Grain: as 0012 says. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: none.
-- Why so sure a filter (15 bits a key, 23 MB of 12 million): each of 20 keys would else be found in
--   one part of forty by mistake, so that half of them were read.
ALTER TABLE subjects_versions
  ADD INDEX IF NOT EXISTS by_key _key TYPE bloom_filter(0.001) GRANULARITY 1;

ALTER TABLE subjects_versions MATERIALIZE INDEX by_key;
`,
  },
];
