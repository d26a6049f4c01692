-- title: Which machines have come up, and who reads what on them?
-- theme: machines
-- attack: T1078
-- why: A machine that was never there before is somebody's own, a new server, or a name that was
--   made up. Whoever takes records along wants them where nobody else looks.
-- reading: New is a host that no access named in the days before. Look first at those with one
--   person and many customers, and ask where the machine stands. Many new names at once are a
--   roll-out.
-- benign: A new colleague's machine, a roll-out, renamed machines, names that are given anew with
--   each session.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 90 | Days before it in which the host was not there
-- param: limit UInt32 = 50 | Most lines to show
-- columns: host, first_at, last_at, people, users, networks, programs, accesses, customers,
--   without_reason, exported
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  place AS host,
  min(use.at) AS first_at,
  max(use.at) AS last_at,
  uniqExact(user) AS people,
  arraySlice(arraySort(groupUniqArray(user)), 1, 5) AS users,
  arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(network), network IS NOT NULL)), 1, 5)
    AS networks,
  arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(program), program IS NOT NULL)), 1, 5)
    AS programs,
  uniqExact(event_id) AS accesses,
  uniqExactIf(subject, is_opened) AS customers,
  uniqExactIf(subject, is_open) AS without_reason,
  uniqExactIf(subject, is_opened AND touch = 'exported') AS exported
FROM
(
  SELECT
    user, at, event_id, touch, network, program, subject,
    assumeNotNull(access.host) AS place,
    subject != '' AND touch != 'listed' AND status NOT IN ('denied', 'failed') AS is_opened,
    is_opened AND one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  LEFT ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND access.host != '' AND access.host NOT IN
    (
      SELECT host
      FROM access
      WHERE at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {since:DateTime64(3, 'UTC')}
        AND host != ''
    )
) AS use
GROUP BY place
HAVING {user:String} = '' OR countIf(user = {user:String}) > 0
ORDER BY customers DESC, accesses DESC, host
LIMIT {limit:UInt32}
