-- title: Which teams, or the whole company, read more without a reason?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Many people who take a little each are quiet one by one. Here is which team, or the company
--   as a whole, opened more customers without a reason for days than its own past and all other
--   teams make likely.
-- reading: A new task without tickets, or a ticket system of one team that lags, looks the same: ask
--   for it first. Then run team-members over the time of the drift.
-- benign: A ticket feed that was down, a new task of the whole team, people who joined.
-- cost: sums
-- param: team String = '' | Only this team; empty: all, and the company
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Said from (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: at, team, since, opened, expected, score, because, members
SELECT
  at,
  if(`user` = '', 'the company', `user`) AS team,
  window_start AS since,
  round(observed) AS opened,
  round(expected) AS expected,
  round(score, 1) AS score,
  because,
  arrayStringConcat(arrayMap(one -> concat(one.1, ': ', one.2), evidence), '; ') AS members
FROM (SELECT * FROM team_anomalies ORDER BY id, _seen_at LIMIT 1 BY id)
WHERE ({team:String} = '' OR `user` = {team:String})
  AND at >= {since:DateTime64(3, 'UTC')}
ORDER BY at DESC, team
LIMIT {limit:UInt32}
