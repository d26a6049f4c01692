-- title: Which customers has this person read and nobody else of their team?
-- theme: person
-- attack: T1213
-- why: Work is shared: a customer who calls twice meets two colleagues. A thief's customers call
--   nobody, so nobody else of the team meets them.
-- reading: Most customers are met once, by one: what counts is how many of these are without a
--   reason. `elsewhere` is how many people of other teams read them in the same time; services are
--   no people. The team is the person's newest in it; being in a list is being seen, and to be
--   refused is not.
-- benign: Customers with a contact of their own, quiet ones, a campaign that one person worked off.
-- cost: span
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 200 | Most customers to show
-- columns: subject, segment, reads, without_reason, touches, reasons, flag, elsewhere, first_at,
--   last_at
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained' AND user = {user:String}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  own AS
  (
    SELECT arrayJoin(subjects) AS subject
    FROM access
    WHERE user = {user:String} AND status NOT IN ('denied', 'failed')
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  (
    SELECT argMax(ifNull(team, ''), at)
    FROM access
    WHERE user = {user:String}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ) AS own_team
SELECT
  touched.subject AS subject,
  argMaxIf(touched.segment, touched.at, is_theirs) AS segment,
  uniqExactIf(event_id, is_theirs) AS reads,
  uniqExactIf(event_id, is_open) AS without_reason,
  arrayStringConcat(arraySort(groupUniqArrayIf(touch, is_theirs)), ', ') AS touches,
  arrayStringConcat(arraySort(groupUniqArrayIf(why, is_theirs)), ', ') AS reasons,
  maxIf(touched.flag, is_theirs) AS flag,
  uniqExactIf(touched.user, is_other) AS elsewhere,
  minIf(touched.at, is_theirs) AS first_at,
  maxIf(touched.at, is_theirs) AS last_at
FROM
(
  SELECT
    user, event_id, at, touch, subject, segment, flag,
    ifNull(team, '') = own_team AS is_team,
    user = {user:String} AS is_theirs,
    NOT is_theirs AND user_kind != 'service' AS is_other,
    if(
      is_theirs AND reason = 'none' AND (event_id, part, subject) IN (explained),
      'late',
      reason
    ) AS why,
    is_theirs AND why = 'none' AND touch != 'listed' AND user_kind != 'service' AS is_open
  FROM access
  ARRAY JOIN
    subjects AS subject,
    arrayResize(segments, length(subjects)) AS segment,
    arrayResize(flags, length(subjects)) AS flag,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND status NOT IN ('denied', 'failed') AND subject IN (own)
) AS touched
GROUP BY subject
HAVING countIf(is_team AND is_other) = 0
ORDER BY without_reason DESC, reads DESC, first_at, subject
LIMIT {limit:UInt32}
