-- title: Which incidents are to be looked at first?
-- theme: triage
-- why: What to look at first.
-- reading: A question asks what it was for, and nobody is suspected; an incident is to be looked
--   into. `risk` says by how much the evidence has raised the log odds: an order, no probability.
--   `families` is how many kinds of evidence agree: one family alone is more often harmless.
--   `records_taken` and `estimated_start` are estimates.
-- benign: One family of evidence alone is often a new task, a campaign, or a feed of tickets that
--   was down.
-- cost: sums
-- param: state String = '' | opened, updated or closed; empty: all
-- param: tier String = '' | question or incident; empty: both
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Last verdict from (UTC)
-- param: limit UInt32 = 50 | Most incidents to show
-- columns: id, user, team, tier, state, risk, families, anomalies, opened_at, last_at,
--   estimated_start, records_taken, headline
SELECT
  id,
  user,
  team,
  tier,
  state,
  round(risk, 2) AS risk,
  length(risk_by_family) AS families,
  anomalies_total AS anomalies,
  opened_at,
  last_at,
  estimated_start,
  records_taken,
  headline
FROM incidents_latest
WHERE ({state:String} = '' OR state = {state:String})
  AND ({tier:String} = '' OR tier = {tier:String})
  AND last_at >= {since:DateTime64(3, 'UTC')}
ORDER BY tier, incidents_latest.risk DESC, last_at DESC, id
LIMIT {limit:UInt32}
