-- title: Which detectors raise false alarms?
-- theme: triage
-- why: Time spent on harmless incidents is taken from the others. Which detector is in those that
--   were found benign, and which in the confirmed ones, says which threshold to move.
-- reading: A detector counts for each incident or question that it spoke in. `benign_share` is of
--   those found benign or confirmed; few verdicts make it a guess. `alone` are those in which no
--   other detector spoke, `alone_benign` those of them found benign. The newest verdict counts.
-- benign: A detector in many benign ones was often not the one that opened them: see `alone`.
--   Whoever closes everything as benign makes all detectors look bad: see dispositions.
-- cost: sums
-- param: tier String = '' | question or incident; empty: both
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Opened from (UTC)
-- param: limit UInt32 = 50 | Most detectors to show
-- columns: detector, opened, benign, confirmed, unclear, not_judged, benign_share, alone,
--   alone_benign, people, newest_at
SELECT
  detector,
  count() AS opened,
  countIf(verdict = 'benign') AS benign,
  countIf(verdict = 'confirmed') AS confirmed,
  countIf(verdict = 'unclear') AS unclear,
  countIf(verdict = '') AS not_judged,
  round(benign / nullIf(benign + confirmed, 0), 3) AS benign_share,
  countIf(detectors = 1) AS alone,
  countIf(detectors = 1 AND verdict = 'benign') AS alone_benign,
  uniqExact(user) AS people,
  max(opened_at) AS newest_at
FROM
(
  SELECT
    incident.user AS user,
    incident.opened_at AS opened_at,
    length(mapKeys(incident.anomalies_by_detector)) AS detectors,
    arrayJoin(mapKeys(incident.anomalies_by_detector)) AS detector,
    toString(said.verdict) AS verdict
  FROM
  (
    SELECT id, user, opened_at, anomalies_by_detector
    FROM incidents_latest
    WHERE opened_at >= {since:DateTime64(3, 'UTC')} AND ({tier:String} = '' OR tier = {tier:String})
  ) AS incident
  LEFT JOIN
  (
    SELECT incident, argMax(verdict, (at, id)) AS verdict
    FROM dispositions
    GROUP BY incident
  ) AS said ON said.incident = incident.id
)
GROUP BY detector
ORDER BY benign DESC, benign_share DESC, detector
LIMIT {limit:UInt32}
