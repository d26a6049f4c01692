-- title: Whose reasons come after the read?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: Honest work begins with a ticket or a call. Whoever looks first and writes the ticket later
--   has a reason for every read, as late as they like.
-- reading: Compare `share` with `team_share`: who answers the telephone writes tickets after the
--   look-up all day. `beyond` is how many customers are more than the team makes likely. Among them
--   `own` were written by the reader, `uncalled` too, of customers who had not called. Late is a
--   reason that turned up later, or whose ticket was opened later: where history was loaded its
--   tickets were there before the reads.
-- benign: Telephone work, a ticket system that lags, a colleague who writes the tickets for two.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 3 | Fewest customers whose reason came later
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customers, late, share, team_share, beyond, own, uncalled, usual_minutes,
--   last_at, examples
SELECT
  user, team, customers, late, share, team_share, beyond, own, uncalled, usual_minutes, last_at,
  examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    uniqExact((day, subject)) AS customers,
    uniqExactIf((day, subject), is_late) AS late,
    round(late / customers, 3) AS share,
    round((sum(late) OVER one_team / sum(customers) OVER one_team) AS of_team, 3) AS team_share,
    round(late - customers * of_team, 1) AS beyond,
    uniqExactIf((day, subject), is_late AND bitTest(mark, 0)) AS own,
    uniqExactIf((day, subject), is_late AND bitAnd(mark, 3) = 3) AS uncalled,
    round(quantileExactIf(0.5)(delay_seconds, is_late) / 60, 1) AS usual_minutes,
    maxIf(touch.at, is_late) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_late)), 1, 5) AS examples
  FROM
  (
    SELECT
      met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
      met.one_reason = 'none' AND told.event_id != '' AS is_told,
      if(is_told, told.ticket_marks, met.one_mark) AS mark,
      toDate(met.at) AS day,
      if(is_told, told.explained_at, opened.opened_at) AS reason_at,
      is_told OR reason_at > met.at AS is_late,
      if(is_late, dateDiff('second', met.at, reason_at), 0) AS delay_seconds
    FROM
    (
      SELECT user, team, at, event_id, part, subject, one_reason, one_mark, one_ticket
      FROM access
      ARRAY JOIN
        subjects AS subject,
        arrayResize(reasons, length(subjects)) AS one_reason,
        arrayResize(ticket_marks, length(subjects)) AS one_mark,
        arrayResize(tickets, length(subjects)) AS one_ticket
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
        AND one_reason NOT IN ('', 'campaign', 'unknown')
    ) AS met
    LEFT JOIN
    (
      -- What was explained later: of its read are the team and whether anything was seen.
      SELECT event_id, part, subject, explained_at, ticket_marks
      FROM access_control
      WHERE _record = 'Explained' AND reason != 'campaign'
        AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      ORDER BY explained_at, reason, ticket
      LIMIT 1 BY event_id, part, subject
    ) AS told
      ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
    LEFT JOIN
    (
      -- Of tickets opened in the time, or within the hour after it, for which a read may wait.
      SELECT _key, opened_at
      FROM tickets_now
      WHERE opened_at >= {since:DateTime64(3, 'UTC')}
        AND opened_at < {until:DateTime64(3, 'UTC')} + INTERVAL 1 HOUR
    ) AS opened ON opened._key = met.one_ticket
    WHERE is_told OR met.one_reason != 'none'
  ) AS touch
  GROUP BY user
  WINDOW one_team AS (PARTITION BY team)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND late >= greatest(1, {customers:UInt32})
ORDER BY beyond DESC, late DESC, user
LIMIT {limit:UInt32}
