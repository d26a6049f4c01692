-- title: Who has opened records that nobody has a reason to open?
-- theme: triage
-- attack: T1213, T1119
-- why: A canary is a customer who does not exist: whoever opens it was walking through the records.
--   Prominent customers are opened out of curiosity first, and for money next.
-- reading: `opened` are distinct customers, lists left out; `listed` those who only stood in a
--   list: a search by name shows whoever is called so. `without_reason` are opened ones that no
--   ticket explains, not even later. Flags are those of the day of the read. Whoever
--   was refused has tried, and counts too.
-- benign: Whoever planted or tests the canaries; a prominent customer who called; a service that
--   copies everything.
-- cost: span
-- param: flag UInt32 = 1 | 1 canaries, 2 prominent customers, 3 both
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most people to show
-- columns: user, user_kind, team, opened, without_reason, listed, reads, days, first_at, last_at,
--   examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  met.user AS user,
  argMax(met.user_kind, met.at) AS user_kind,
  argMax(met.team, met.at) AS team,
  uniqExactIf(subject, touch != 'listed') AS opened,
  uniqExactIf(subject, touch != 'listed' AND is_open) AS without_reason,
  uniqExact(subject) - opened AS listed,
  uniqExact(event_id) AS reads,
  uniqExact(toDate(met.at)) AS days,
  min(met.at) AS first_at,
  max(met.at) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(subject, touch != 'listed')), 1, 5) AS examples
FROM
(
  SELECT
    user, user_kind, team, at, event_id, touch, subject,
    reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  ARRAY JOIN
    subjects AS subject,
    arrayResize(flags, length(subjects)) AS flag,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND bitAnd(flag, {flag:UInt32}) != 0
) AS met
GROUP BY user
ORDER BY user_kind = 'service', without_reason DESC, opened DESC, listed DESC, user
LIMIT {limit:UInt32}
