-- title: Who has read the records of staff?
-- theme: readers
-- attack: T1213
-- why: Staff are customers too. What a colleague owes, or where a former partner lives, is read out
--   of curiosity more often than anything is stolen, and the own record is the first one that many
--   open. Who looks there learns that nobody notices.
-- reading: Which person has which record is in no table here: give the customer ids that personnel
--   know, and lay their list beside the answer. Whoever reads the own record and whoever reads that
--   of a colleague look alike. `of_list` is how many of the records given this person has read: one
--   many times is an acquaintance, many once is curiosity. A reason that turned up later is one.
--   Services, lists in which a record merely stood, and what was refused are left out.
-- benign: Staff tariffs and whoever administers them, test accounts, colleagues who call the desk
--   like anybody else, a customer who has the name of one.
-- cost: key
-- param: customers Array(String) | Customer ids of staff, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 200 | Most lines to show
-- columns: user, team, subject, of_list, reads, days, without_reason, reasons, tickets, first_at,
--   last_at
WITH
  hit AS
  (
    SELECT at, user, team, subject, reason, ticket, event_id, part
    FROM access_by_subject
    WHERE subject IN {customers:Array(String)}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
    ORDER BY event_id, part, _log
    LIMIT 1 BY user, event_id, part, subject
  ),
  explained AS
  (
    SELECT user, event_id, part, subject, reason, ticket
    FROM access_control
    WHERE _record = 'Explained' AND subject IN {customers:Array(String)}
      AND (user, at) IN (SELECT user, at FROM hit WHERE reason = 'none')
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY user, event_id, part, subject
  )
SELECT
  touched.user AS user,
  argMax(touched.team, touched.at) AS team,
  touched.subject AS subject,
  count() OVER (PARTITION BY user) AS of_list,
  uniqExact(event_id) AS reads,
  uniqExact(toDate(touched.at)) AS days,
  uniqExactIf(event_id, why = 'none') AS without_reason,
  arrayStringConcat(arraySort(groupUniqArray(why)), ', ') AS reasons,
  arrayStringConcat(arraySlice(arraySort(groupUniqArrayIf(behind, behind != '')), 1, 5), ', ')
    AS tickets,
  min(touched.at) AS first_at,
  max(touched.at) AS last_at
FROM
(
  SELECT
    hit.user AS user,
    hit.team AS team,
    hit.at AS at,
    hit.subject AS subject,
    hit.event_id AS event_id,
    if(hit.reason = 'none' AND explained.reason != '', explained.reason, hit.reason) AS why,
    if(hit.reason = 'none' AND explained.reason != '', explained.ticket, hit.ticket) AS behind
  FROM hit
  LEFT JOIN explained USING (user, event_id, part, subject)
) AS touched
GROUP BY user, subject
ORDER BY without_reason DESC, of_list DESC, reads DESC, user, subject
LIMIT {limit:UInt32}
