-- title: Who reads customers outside their shift, and more than they used to?
-- theme: theft
-- attack: T1078, T1029
-- why: Theft is done when nobody looks over the shoulder, and with a stolen password when its owner
--   sleeps. The shift of a person is known; what is outside of it can be counted.
-- reading: `share` of the customers opened was outside of the shift, `share_before` in the days
--   before `since`; `beyond` is how many customers are more than that. `hours` are local ones.
--   Of who opened nobody in those days, nothing is `beyond`, and they come last: `customers` is
--   what there is to see. People without a known shift are left out.
-- benign: Overtime and on-call duty, a shift that was swapped and not entered, a move to another
--   site.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 28 | Days before it to compare with
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, customers, share, share_before, beyond, without_reason, exported,
--   hours, first_at, last_at
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user,
  argMax(touch.team, touch.at) AS team,
  uniqExactIf(toDate(touch.at), is_off) AS days,
  uniqExactIf((toDate(touch.at), subject), is_off) AS customers,
  round(customers / (uniqExactIf((toDate(touch.at), subject), is_now) AS opened), 3) AS share,
  round(
    (
      uniqExactIf((toDate(touch.at), subject), NOT is_now AND NOT on_shift)
        / nullIf(uniqExactIf((toDate(touch.at), subject), NOT is_now), 0)
    ) AS part_before,
    3
  ) AS share_before,
  round(customers - part_before * opened, 1) AS beyond,
  uniqExactIf((toDate(touch.at), subject), is_off AND is_open) AS without_reason,
  uniqExactIf((toDate(touch.at), subject), is_off AND touch.touch = 'exported') AS exported,
  arraySort(groupUniqArrayIf(local_hour, is_off)) AS hours,
  minIf(touch.at, is_off) AS first_at,
  maxIf(touch.at, is_off) AS last_at
FROM
(
  SELECT
    user, team, at, subject, touch, assumeNotNull(on_shift) AS on_shift,
    at >= {since:DateTime64(3, 'UTC')} AS is_now,
    is_now AND NOT on_shift AS is_off,
    toHour(at + toIntervalMinute(utc_offset_minutes)) AS local_hour,
    one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
  WHERE ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
    AND at < {until:DateTime64(3, 'UTC')}
    AND touch != 'listed' AND status NOT IN ('denied', 'failed')
    AND user_kind != 'service' AND access.on_shift IS NOT NULL
) AS touch
GROUP BY user
HAVING customers > 0
ORDER BY beyond DESC NULLS LAST, customers DESC, user
LIMIT {limit:UInt32}
