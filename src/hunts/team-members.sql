-- title: Who of a team opens more without a reason than before?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Many people who take a little each are quiet one by one. Beside the days before a day, it
--   shows who of a team opens more without a reason since then, and by how much.
-- reading: Many members with some more each are a new task without tickets, a ticket system that
--   lags, or people who work together. One member with all of it is a case of that person. Ask what
--   has changed for the team before asking anybody about themselves. Agents only: supervisors
--   sample as their work. Of who has no day before, nothing is `beyond`. As for
--   detectors, tries that were refused count too.
-- benign: Whoever was handed a new task, trains newcomers, or covers for somebody.
-- cost: sums
-- param: team String = '' | The team; empty: the whole company
-- param: since DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) - INTERVAL 7 DAY | First day (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) + INTERVAL 1 DAY | Up to, and without (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, without_reason, a_day, days_before, a_day_before, beyond, customers
SELECT
  `user`,
  argMax(team, start) AS team,
  countIf(start >= {since:DateTime64(3, 'UTC')}) AS days,
  sumIf(unexplained_subjects, start >= {since:DateTime64(3, 'UTC')}) AS without_reason,
  round(without_reason / greatest(days, 1), 1) AS a_day,
  countIf(start < {since:DateTime64(3, 'UTC')}) AS days_before,
  round(
    (
      sumIf(unexplained_subjects, start < {since:DateTime64(3, 'UTC')}) / nullIf(days_before, 0)
    ) AS usual,
    1
  ) AS a_day_before,
  round(without_reason - days * usual, 1) AS beyond,
  sumIf(subjects, start >= {since:DateTime64(3, 'UTC')}) AS customers
FROM windows_latest
WHERE kind = 'day' AND class = 'agent'
  AND start >= {since:DateTime64(3, 'UTC')} - INTERVAL 28 DAY
  AND start < {until:DateTime64(3, 'UTC')}
GROUP BY `user`
HAVING days > 0 AND ({team:String} = '' OR team = {team:String})
ORDER BY beyond DESC NULLS LAST, `user`
LIMIT {limit:UInt32}
