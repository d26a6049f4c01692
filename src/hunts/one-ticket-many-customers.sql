-- title: Which tickets were used for many customers?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: A ticket is about one customer. Whoever names the same one for read after read has found one
--   that nobody checks.
-- reading: `ticket_of` is the customer whose ticket it is, as far as it is known; `other_customer`
--   how many customers were read who are somebody else for certain. `people` is how many named it
--   at all: a ticket that everybody uses is an internal one.
-- benign: An internal or collective ticket, a fault that many customers have, customers who were
--   merged into one, a household.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 3 | Fewest customers under one ticket
-- param: limit UInt32 = 50 | Most lines to show
-- columns: ticket, user, team, kind, ticket_of, customers, other_customer, days, people, first_at,
--   last_at, examples
SELECT
  ticket, user, team, kind, ticket_of, customers, other_customer, days, people, first_at, last_at,
  examples
FROM
(
  SELECT
    used.name AS ticket,
    used.user AS user,
    argMax(used.team, used.at) AS team,
    any(known.kind) AS kind,
    any(known.subject) AS ticket_of,
    uniqExact(used.subject) AS customers,
    uniqExactIf(used.subject, bitTest(mark, 4)) AS other_customer,
    uniqExact(toDate(used.at)) AS days,
    count() OVER (PARTITION BY ticket) AS people,
    min(used.at) AS first_at,
    max(used.at) AS last_at,
    arraySlice(arraySort(groupUniqArray(used.subject)), 1, 5) AS examples
  FROM
  (
    SELECT user, team, at, subject, mark, name
    FROM
    (
      -- The ticket that the event names, and the one found to be the reason, then or later.
      SELECT
        met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
        arrayDistinct([
          (met.named, met.one_mark),
          (if(met.one_reason = 'campaign', '', met.one_ticket), met.one_mark),
          if(met.one_reason = 'none', (told.ticket, told.ticket_marks), ('', 0))
        ]) AS names
      FROM
      (
        SELECT
          user, team, at, event_id, part, subject, one_reason, one_ticket, one_mark,
          ifNull(ticket, '') AS named
        FROM access
        ARRAY JOIN
          subjects AS subject,
          arrayResize(reasons, length(subjects)) AS one_reason,
          arrayResize(tickets, length(subjects)) AS one_ticket,
          arrayResize(ticket_marks, length(subjects)) AS one_mark
        WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
          AND touch != 'listed' AND user_kind != 'service'
          AND status NOT IN ('denied', 'failed')
          AND (named != '' OR one_ticket != '' OR one_reason = 'none')
      ) AS met
      LEFT JOIN
      (
        -- Of its read are the team and whether anything was seen.
        SELECT event_id, part, subject, ticket, ticket_marks
        FROM access_control
        WHERE _record = 'Explained' AND reason != 'campaign'
          AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        ORDER BY explained_at, reason, ticket
        LIMIT 1 BY event_id, part, subject
      ) AS told
        ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
    )
    ARRAY JOIN names.1 AS name, names.2 AS mark
    WHERE name != ''
  ) AS used
  LEFT JOIN tickets_now AS known ON known.id = used.name
  WHERE known.kind != 'campaign'
  GROUP BY ticket, user
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(2, {customers:UInt32})
ORDER BY customers DESC, other_customer DESC, ticket, user
LIMIT {limit:UInt32}
