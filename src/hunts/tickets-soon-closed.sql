-- title: Who reads under tickets that are closed as soon as they are opened?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: A ticket that is opened and closed within two minutes was for nobody. Whoever needs a reason
--   for a read writes such ones, before or after it.
-- reading: `share` is of the customers read under a ticket since then, `share_before` of those in
--   the weeks before; `beyond` is how many customers are more than that. Look at `own` and
--   `uncalled`: written by the reader, and nobody had called. Of who read nobody under a ticket in
--   the weeks before, nothing is `beyond`, and they come last. Tickets that turned up later are in
--   it, and so are those that were closed after the read. Lists and services are not.
-- benign: Short calls that are written down when they are over, spam, tickets merged into others.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 28 | Days before it to compare with
-- param: customers UInt32 = 3 | Fewest customers under such tickets
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, customers, soon_closed, own, uncalled, share, share_before, beyond,
--   last_at, examples
WITH
  -- What was explained later: of its read are the team and whether anything was seen.
  told AS
  (
    SELECT event_id, part, subject, ticket, ticket_marks
    FROM access_control
    WHERE _record = 'Explained' AND reason != 'campaign'
      AND ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY event_id, part, subject
  ),
  -- What was closed since the read: a mark is of the time of the read. Not those that were closed
  -- a month before all reads: they are a reason for none.
  soon AS
  (
    SELECT id
    FROM tickets_versions
    WHERE _seen_at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32} + 31)
      AND opened_at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32} + 31)
      AND closed_at < opened_at + INTERVAL 2 MINUTE
  )
SELECT
  user,
  argMax(touch.team, touch.at) AS team,
  uniqExactIf(day, is_soon AND is_now) AS days,
  uniqExactIf((day, subject), is_now) AS customers,
  uniqExactIf((day, subject), is_soon AND is_now) AS soon_closed,
  uniqExactIf((day, subject), is_soon AND is_now AND bitTest(mark, 0)) AS own,
  uniqExactIf((day, subject), is_soon AND is_now AND bitTest(mark, 1)) AS uncalled,
  round(soon_closed / customers, 3) AS share,
  round(
    (
      uniqExactIf((day, subject), is_soon AND NOT is_now)
        / nullIf(uniqExactIf((day, subject), NOT is_now), 0)
    ) AS part_before,
    3
  ) AS share_before,
  round(soon_closed - customers * part_before, 1) AS beyond,
  maxIf(touch.at, is_soon AND is_now) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(behind, is_soon AND is_now AND behind != '')), 1, 5)
    AS examples
FROM
(
  SELECT
    user, team, at, subject, behind, mark,
    toDate(at) AS day,
    at >= {since:DateTime64(3, 'UTC')} AS is_now,
    bitTest(mark, 2) OR behind IN (soon) AS is_soon
  FROM
  (
    SELECT
      met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
      met.one_reason = 'none' AND told.event_id != '' AS is_told,
      if(is_told, told.ticket, met.one_ticket) AS behind,
      if(is_told, told.ticket_marks, met.one_mark) AS mark
    FROM
    (
      SELECT user, team, at, event_id, part, subject, one_reason, one_ticket, one_mark
      FROM access
      ARRAY JOIN
        subjects AS subject,
        arrayResize(reasons, length(subjects)) AS one_reason,
        arrayResize(tickets, length(subjects)) AS one_ticket,
        arrayResize(ticket_marks, length(subjects)) AS one_mark
      WHERE ({user:String} = '' OR user = {user:String})
        AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
        AND one_reason NOT IN ('', 'campaign', 'unknown')
    ) AS met
    LEFT JOIN told
      ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
    WHERE is_told OR met.one_reason != 'none'
  )
) AS touch
GROUP BY user
HAVING soon_closed >= greatest(1, {customers:UInt32})
ORDER BY beyond DESC NULLS LAST, soon_closed DESC, user
LIMIT {limit:UInt32}
