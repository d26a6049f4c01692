-- access_by_subject, desks_of_reads in place of desks: who read how much in a queue's shift, with
--   the status, since what was refused or failed is no read. Counted as work it let whoever sent
--   refused statements pass for the desk that served the victims (docs/attribution.md).
-- Grain: as 0003 says. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: none.
-- Why another name: parts of before have the old one until it is dropped in the background, after
--   the new one was added to them. They are counted by the table until then.
ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS desks_of_reads
(
  SELECT shift, queue, user_kind, status, `user`, count()
  GROUP BY shift, queue, user_kind, status, `user`
);

ALTER TABLE access_by_subject MATERIALIZE PROJECTION desks_of_reads;

ALTER TABLE access_by_subject DROP PROJECTION IF EXISTS desks;
