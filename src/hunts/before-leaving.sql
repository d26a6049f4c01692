-- title: Do people who leave read more than they did before?
-- theme: theft
-- attack: T1213, T1530
-- why: Most who take customers along do so in the weeks before they go, for the next employer; and
--   whoever has gone and still reads should not be able to.
-- reading: Compared are the days from the notice on with the days before it in the time asked for.
--   Whoever has ended and reads comes first, whatever they read. Of who has no day before, nothing
--   is `beyond`: ask for more time. Many plan before they give notice: look at the weeks before
--   `notice_at` too, with person-timeline.
-- benign: Handing customers over to a successor; a notice that was taken back; a person who came
--   back under the same account.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, employment, notice_at, days, a_day, a_day_before, without_reason_a_day,
--   without_reason_a_day_before, beyond, exported, last_at
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
  team,
  employment,
  notice_at,
  days,
  round(opened / days, 1) AS a_day,
  round(opened_before / nullIf(days_before, 0), 1) AS a_day_before,
  round(strays / days, 1) AS without_reason_a_day,
  round(strays_before / nullIf(days_before, 0), 1) AS without_reason_a_day_before,
  round(opened - days * (opened_before / nullIf(days_before, 0)), 1) AS beyond,
  exported,
  last_at
FROM
(
  SELECT
    user,
    argMaxIf(touch.team, touch.at, is_leaving) AS team,
    argMaxIf(touch.employment, touch.at, is_leaving) AS employment,
    minIf(touch.at, is_leaving) AS notice_at,
    maxIf(touch.at, is_leaving) AS last_at,
    uniqExactIf(day, is_leaving) AS days,
    uniqExactIf(day, NOT is_leaving) AS days_before,
    uniqExactIf((day, subject), is_leaving AND is_opened) AS opened,
    uniqExactIf((day, subject), NOT is_leaving AND is_opened) AS opened_before,
    uniqExactIf((day, subject), is_leaving AND is_open) AS strays,
    uniqExactIf((day, subject), NOT is_leaving AND is_open) AS strays_before,
    uniqExactIf(subject, is_leaving AND is_opened AND touch.touch = 'exported') AS exported
  FROM
  (
    SELECT
      user, team, employment, at, subject, touch,
      toDate(at) AS day,
      employment IN ('notice', 'ended') AS is_leaving,
      subject != '' AND touch != 'listed' AND status NOT IN ('denied', 'failed') AS is_opened,
      is_opened AND one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    LEFT ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND user_kind != 'service'
      AND user IN
      (
        SELECT user
        FROM access
        WHERE employment IN ('notice', 'ended')
          AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      )
  ) AS touch
  GROUP BY user
)
WHERE days > 0
ORDER BY employment != 'ended', beyond DESC NULLS LAST, user
LIMIT {limit:UInt32}
