// The questions behind the story of a simulated world, each one statement. For story, and for
// the test that asks them again. All figures are counted here, none in memory of the run.
//
// An incident is several records; an incident that a replay wrote again has the same id, so the
// newest state counts. Instants leave as milliseconds: no client then guesses a zone.

/** What was read: grain one row. */
export const readSql = `
SELECT
  uniqExact(event_id) AS events,
  uniqExactIf(user, user_kind = 'human') AS people,
  uniqExactIf(user, user_kind = 'service') AS services,
  toUnixTimestamp64Milli(min(at)) AS first_at,
  toUnixTimestamp64Milli(max(at)) AS last_at,
  uniqExact(toDate(at)) AS days
FROM access`;

export const customersSql = `
SELECT uniqExact(subject) AS customers
FROM access_by_subject`;

/**
 * Questions and incidents: grain one row each, the oldest first. One that rose is an incident, told
 * as it stood when it did.
 */
export const incidentsSql = `
SELECT
  id,
  any(user) AS user,
  any(team) AS team,
  any(highest) AS reached,
  toUnixTimestamp64Milli(min(at)) AS asked_at,
  toUnixTimestamp64Milli(minIf(at, tier = highest)) AS opened_at,
  argMax(state, sequence) AS state,
  argMinIf(headline, sequence, tier = highest) AS because,
  arraySort(mapKeys(argMinIf(anomalies_by_detector, sequence, tier = highest))) AS detectors,
  argMax(anomalies_total, sequence) AS anomalies,
  argMax(records_taken, sequence) AS records_estimated
FROM (SELECT *, if(countIf(tier = 'incident') OVER (PARTITION BY id) > 0, 'incident', 'question')
  AS highest FROM incidents)
GROUP BY id
ORDER BY opened_at, id`;

/** How to look at an anomaly again: the first of an incident. */
export const huntSql = `
SELECT hunt, hunt_parameters
FROM anomalies
WHERE user = {user:String} AND at <= fromUnixTimestamp64Milli({at:Int64})
ORDER BY at DESC, id
LIMIT 1`;

/** Events of the theft that are there, for some of their ids. */
export const theftEventsSql = `
SELECT uniqExact(event_id) AS events
FROM access
WHERE user = {user:String} AND event_id IN {ids:Array(String)}`;

/**
 * Customers of the theft that were read by then, for some of them. Each customer is asked for in
 * one call only, so that the counts of the calls add up.
 */
export const takenSql = `
SELECT uniqExact(subject) AS customers
FROM access_by_subject
WHERE subject IN {subjects:Array(String)}
  AND user = {user:String}
  AND event_id IN {ids:Array(String)}
  AND at <= fromUnixTimestamp64Milli({until:Int64})`;

/** Customers that the thief met on a day of the theft: the median over these days. */
export const limitSql = `
SELECT quantileExact(0.5)(customers) AS customers
FROM
(
  SELECT uniqExact(subject) AS customers
  FROM access_by_subject
  WHERE user = {user:String} AND at >= fromUnixTimestamp64Milli({since:Int64})
  GROUP BY toDate(at)
)`;

/** Honest people who met as many on some day: what a fixed limit would have called. */
export const honestSql = `
SELECT count() AS days, uniqExact(user) AS people
FROM
(
  SELECT user, uniqExact(subject) AS customers
  FROM access_by_subject
  WHERE user != {user:String}
    AND user IN (SELECT DISTINCT user FROM access WHERE user_kind = 'human')
  GROUP BY user, toDate(at)
)
WHERE customers >= {limit:UInt32}`;
