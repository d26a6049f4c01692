-- title: Who opens records without a reason?
-- theme: theft
-- attack: T1213
-- why: Honest work leaves a ticket, a call or a campaign behind it. A customer who was opened with
--   nothing of that, and got none within the hour after, is what a seller of records looks like.
-- reading: Compare `share` within a team: some teams work from systems that send no tickets.
--   Touches whose reason is unknown (no ticket feed then) are left out on both sides, and so are
--   lists, services, and what was refused or failed.
-- benign: A call that dropped before there was a ticket, the wrong customer chosen, a ticket feed
--   that was down for everybody.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, day, touches, without_reason, share, customers, first_at, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  touch.user AS user,
  argMax(touch.team, touch.at) AS team,
  toDate(touch.at) AS day,
  uniqExact(event_id, part, subject) AS touches,
  uniqExactIf((event_id, part, subject), is_open) AS without_reason,
  round(without_reason / touches, 3) AS share,
  uniqExactIf(touch.subject, is_open) AS customers,
  minIf(touch.at, is_open) AS first_at,
  maxIf(touch.at, is_open) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(touch.subject, is_open)), 1, 5) AS examples
FROM
(
  SELECT
    user, team, at, event_id, part, subject,
    reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  ARRAY JOIN subjects AS subject, reasons AS reason
  WHERE ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND length(reasons) = length(subjects)
    AND reason != 'unknown' AND touch != 'listed' AND user_kind != 'service'
    AND status NOT IN ('denied', 'failed')
) AS touch
GROUP BY user, day
HAVING without_reason > 0
ORDER BY without_reason DESC, share DESC, user, day
LIMIT {limit:UInt32}
