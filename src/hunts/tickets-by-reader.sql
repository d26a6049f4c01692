-- title: Who reads under tickets of their own?
-- theme: tickets
-- attack: T1213, T1036
-- why: A thief who writes a ticket for each record stolen has a reason for every read. Nobody called
--   about these tickets, and they were made by the reader: that can be counted.
-- reading: Compare with the person's own earlier days and with the team: who answers the telephone
--   writes tickets all day. Then call some of the customers of `examples`: did they ask?
--   Tickets that turned up after the read are in it as far as the archive has them; `soon_closed`
--   are also those closed since, all else is of the time of the read.
-- benign: Who answers the telephone writes tickets all day; after a call is over some are closed
--   at once.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most lines to show
-- columns: user, team, day, customers, own, uncalled, soon_closed, closed_before, other_customer,
--   own_share, examples
WITH
  -- What was explained later: of its read are the team and whether anything was seen.
  told AS
  (
    SELECT event_id, part, subject, ticket, ticket_marks
    FROM access_control
    WHERE _record = 'Explained' AND reason != 'campaign'
      AND ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY event_id, part, subject
  ),
  -- What was closed since the read: a mark is of the time of the read. Not those that were closed
  -- a month before all reads: they are a reason for none.
  soon AS
  (
    SELECT id
    FROM tickets_versions
    WHERE _seen_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 31 DAY
      AND opened_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 31 DAY
      AND closed_at < opened_at + INTERVAL 2 MINUTE
  )
SELECT
  touch.user AS user,
  argMax(touch.team, touch.at) AS team,
  toDate(touch.at) AS day,
  uniqExact(subject) AS customers,
  uniqExactIf(subject, bitTest(marks, 0)) AS own,
  uniqExactIf(subject, bitAnd(marks, 3) = 3) AS uncalled,
  uniqExactIf(subject, bitTest(marks, 2) OR behind IN (soon)) AS soon_closed,
  uniqExactIf(subject, bitTest(marks, 3)) AS closed_before,
  uniqExactIf(subject, bitTest(marks, 4)) AS other_customer,
  round(own / customers, 3) AS own_share,
  arraySlice(arraySort(groupUniqArrayIf(subject, bitAnd(marks, 3) = 3)), 1, 5) AS examples
FROM
(
  SELECT
    met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
    met.reason = 'none' AND told.event_id != '' AS is_told,
    if(is_told, bitOr(met.mark, told.ticket_marks), met.mark) AS marks,
    multiIf(is_told, told.ticket, met.reason = 'campaign', '', met.one_ticket) AS behind
  FROM
  (
    SELECT
      user, team, at, event_id, part, subject, reason, mark, one_ticket,
      length(ticket_marks) = length(subjects) AS is_marked
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(ticket_marks, length(subjects)) AS mark,
      arrayResize(reasons, length(subjects)) AS reason,
      arrayResize(tickets, length(subjects)) AS one_ticket
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND length(reasons) = length(subjects)
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND (reason NOT IN ('campaign', 'unknown') OR mark != 0)
  ) AS met
  LEFT JOIN told
    ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
  WHERE is_told OR met.is_marked AND (met.reason != 'none' OR met.mark != 0)
) AS touch
GROUP BY user, day
HAVING own > 0 OR other_customer > 0 OR soon_closed > 0 OR closed_before > 0
ORDER BY own_share DESC, customers DESC, user, day
LIMIT {limit:UInt32}
