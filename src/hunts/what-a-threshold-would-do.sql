-- title: Whom would a fixed limit on customers without a reason have flagged?
-- theme: triage
-- attack: T1030
-- why: Before somebody asks for a fixed limit: so many people would have been asked each week, and
--   so many of them were found guilty, or innocent.
-- reading: `customers` of the parameter is the fewest customers without a reason in one day that
--   are flagged. `flagged_first` are people flagged for the first time in the time asked for: the
--   others are flagged again and again. `confirmed` and `benign` are flagged people about whom that
--   was ever said. A limit that flags nobody each week finds nobody, and a thief stays below any
--   that is known.
-- benign: A week in which the ticket feed was down flags whole teams.
-- cost: sums
-- param: customers UInt32 = 20 | Customers without a reason in one day
-- param: team String = '' | Only this team; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) - INTERVAL 84 DAY | First
--   day (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) + INTERVAL 1 DAY | Up to,
--   and without (UTC)
-- param: limit UInt32 = 53 | Most weeks to show
-- columns: week, people, days, people_flagged, days_flagged, flagged_first, per_1000_days,
--   confirmed, benign, highest, highest_user
WITH said AS
(
  SELECT user, max(verdict = 'confirmed') AS is_confirmed, max(verdict = 'benign') AS is_benign
  FROM dispositions
  GROUP BY user
)
SELECT
  toMonday(one.start) AS week,
  uniqExact(one.user) AS people,
  count() AS days,
  uniqExactIf(one.user, is_flagged) AS people_flagged,
  countIf(is_flagged) AS days_flagged,
  uniqExactIf(one.user, is_flagged AND one.start = flagged_from) AS flagged_first,
  round(1000 * days_flagged / days, 2) AS per_1000_days,
  uniqExactIf(one.user, is_flagged AND said.is_confirmed = 1) AS confirmed,
  uniqExactIf(one.user, is_flagged AND said.is_benign = 1) AS benign,
  max(one.unexplained_subjects) AS highest,
  argMax(one.user, (one.unexplained_subjects, one.user)) AS highest_user
FROM
(
  SELECT
    user, start, unexplained_subjects,
    unexplained_subjects >= {customers:UInt32} AS is_flagged,
    minIf(start, is_flagged) OVER (PARTITION BY user) AS flagged_from
  FROM windows_latest
  WHERE kind = 'day' AND user_kind != 'service'
    AND ({team:String} = '' OR team = {team:String})
    AND start >= {since:DateTime64(3, 'UTC')} AND start < {until:DateTime64(3, 'UTC')}
) AS one
LEFT JOIN said ON said.user = one.user
GROUP BY week
ORDER BY week
LIMIT {limit:UInt32}
