-- repair_claims: who may put right the tables derived from `access`, for one partition of one log.
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
