-- user_scores: how much was known of the user, and how many days a score stands for; null in records
--   of before. What a day opened, and the days that it stands for, add up over its records.
ALTER TABLE user_scores
  ADD COLUMN IF NOT EXISTS days_known Nullable(Int32) CODEC(T64, ZSTD(1)) AFTER risk_before,
  ADD COLUMN IF NOT EXISTS days_passed Nullable(Int32) CODEC(T64, ZSTD(1)) AFTER days_known;
