-- hunt_log: who asked what of these tables: a ranking of people is itself something to look after.
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
