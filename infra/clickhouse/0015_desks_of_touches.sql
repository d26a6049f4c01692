-- access_by_subject.queue, .user_kind, .status, .ticket_marks: who was on duty, whether anything was
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
--   alone, until `access check --mend`; two that fill it would fill it twice.
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
  (SELECT shift, queue, user_kind, `user`, count() GROUP BY shift, queue, user_kind, `user`);

ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS touches_of_segment
  (SELECT segment, count() GROUP BY segment);

INSERT INTO access_by_subject
  (_log, _partition, _offset, _index, subject, at, `user`, team, queue, user_kind, event_id, part,
   touch, status, segment, flag, subject_source, reason, ticket, ticket_marks)
SELECT
  _log, _partition, _offset, _index, subject, at, `user`, team, ifNull(queue, ''), user_kind,
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
  _log, _partition, _offset, _index, subject, at, `user`, team,
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
