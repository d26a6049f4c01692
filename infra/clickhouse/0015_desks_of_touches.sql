-- access_by_subject.queue, .user_kind, .ticket_marks: who was on duty, and whether the ticket behind
--   a reason was asked for by anybody: from a list of victims to whoever read them
--   (src/core/attribution). It is emptied and filled from access anew, with its view.
-- Grain: as 0003 says. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: _log, _partition, _offset, _index as they were; routed, shift: derived, as
--   src/core/attribution/desk.ts has them.
-- Why a projection: how the reads of one queue in one shift are shared out costs milliseconds by
--   it, else a scan. It is a part of each part, so that nothing can be missing in it alone.
-- Not while somebody archives: rows that come in between would be in access alone, until
--   `access check --mend`.
DROP VIEW IF EXISTS access_by_subject_feed;

ALTER TABLE access_by_subject
  ADD COLUMN IF NOT EXISTS queue LowCardinality(String) CODEC(ZSTD(1)) AFTER team,
  ADD COLUMN IF NOT EXISTS user_kind LowCardinality(String) CODEC(ZSTD(1)) AFTER queue,
  ADD COLUMN IF NOT EXISTS ticket_marks Int32 CODEC(T64, ZSTD(1)) AFTER ticket,
  ADD COLUMN IF NOT EXISTS routed Bool
    MATERIALIZED reason NOT IN ('none', '') AND bitAnd(ticket_marks, 3) != 3 CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS shift DateTime('UTC')
    MATERIALIZED toStartOfInterval(at, INTERVAL 8 HOUR, 'UTC') CODEC(ZSTD(1));

TRUNCATE TABLE access_by_subject;

ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS desks
  (SELECT shift, queue, routed, user_kind, `user`, count()
   GROUP BY shift, queue, routed, user_kind, `user`);

INSERT INTO access_by_subject
  (_log, _partition, _offset, _index, subject, at, `user`, team, queue, user_kind, event_id, part,
   touch, segment, flag, subject_source, reason, ticket, ticket_marks)
SELECT
  _log, _partition, _offset, _index, subject, at, `user`, team, ifNull(queue, ''), user_kind,
  event_id, part, touch, segments[_index], flags[_index], subject_sources[_index],
  reasons[_index], tickets[_index], ticket_marks[_index]
FROM access
ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS _index
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS access_by_subject_feed TO access_by_subject AS
SELECT
  _log, _partition, _offset, _index, subject, at, `user`, team,
  ifNull(access.queue, '') AS queue,
  user_kind, event_id, part, touch,
  segments[_index] AS segment,
  flags[_index] AS flag,
  subject_sources[_index] AS subject_source,
  reasons[_index] AS reason,
  tickets[_index] AS ticket,
  access.ticket_marks[_index] AS ticket_marks
FROM access
ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS _index;
