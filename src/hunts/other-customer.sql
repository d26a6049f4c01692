-- title: Who names tickets of another customer than the one they read?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: A field that wants a ticket is satisfied by any. Whoever names the ticket of the last caller
--   for the next five records looks busy, and is not.
-- reading: `named` counts customers read while a ticket was named, `other_customer` those whose
--   ticket it was not; `company_share` is that of everybody. `without_reason`: nothing else
--   explains the read either. Look at one ticket named for many: one-ticket-many-customers.
-- benign: A ticket window that was left open from the call before, a household, customers who were
--   merged a short while ago.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 3 | Fewest customers whose ticket it was not
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, named, other_customer, share, company_share, beyond, without_reason,
--   tickets, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, days, named, other_customer, share, company_share, beyond, without_reason, tickets,
  last_at, examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    uniqExactIf(day, is_other) AS days,
    uniqExact((day, subject)) AS named,
    uniqExactIf((day, subject), is_other) AS other_customer,
    round(other_customer / named, 3) AS share,
    round((sum(other_customer) OVER () / sum(named) OVER ()) AS company, 3) AS company_share,
    round(other_customer - named * company, 1) AS beyond,
    uniqExactIf((day, subject), is_other AND is_open) AS without_reason,
    uniqExactIf(name, is_other) AS tickets,
    maxIf(touch.at, is_other) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_other)), 1, 5) AS examples
  FROM
  (
    SELECT
      user, team, at, subject,
      assumeNotNull(ticket) AS name,
      toDate(at) AS day,
      bitTest(one_mark, 4) AS is_other,
      one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(ticket_marks, length(subjects)) AS one_mark
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND ticket != '' AND touch != 'listed' AND user_kind != 'service'
      AND status NOT IN ('denied', 'failed')
  ) AS touch
  GROUP BY user
)
WHERE ({user:String} = '' OR user = {user:String})
  AND other_customer >= greatest(1, {customers:UInt32})
ORDER BY beyond DESC, other_customer DESC, user
LIMIT {limit:UInt32}
