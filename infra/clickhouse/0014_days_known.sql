-- user_scores: how much was known of the user, and how many days a score stands for; null in records
--   of before.
-- Grain: as 0013 says. Of a day that late events changed, `scores` of the newest record hold;
--   `days_passed`, and what opened between `risk_before` and `risk`, add up over its records.
-- ORDER BY, PARTITION BY, TTL: as they were. Additions: none.
ALTER TABLE user_scores
  ADD COLUMN IF NOT EXISTS days_known Nullable(Int32) CODEC(T64, ZSTD(1)) AFTER risk_before,
  ADD COLUMN IF NOT EXISTS days_passed Nullable(Int32) CODEC(T64, ZSTD(1)) AFTER days_known;
