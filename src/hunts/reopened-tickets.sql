-- title: Whose tickets were reopened, or given to them, just before they read the customer?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: An old ticket that is opened again, or moved to oneself, is a reason that nobody called for.
--   The read follows within minutes.
-- reading: Counted are reads under a ticket of which a version came in, shortly before, that was no
--   longer closed, or newly assigned to the reader, whatever changed in it since. Who changed it is
--   not known: ask the ticket system. `uncalled`: no customer had called. Compared is when things
--   came in, so history that was loaded at once shows nothing. All versions of tickets are gone
--   through, of all time, for those that were read under.
-- benign: A customer who calls again; a shift handing over its tickets; a dispatcher who assigns
--   work.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 60 | Most minutes from the change to the read
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, tickets, customers, reopened, assigned, uncalled, customers_in_all, share,
--   first_at, last_at, examples
WITH
  -- Each is held against changes of both kinds: reopened, for nobody, and given to the reader.
  read AS
  (
    SELECT
      user, team, at, seen_at, subject, one_ticket AS behind, one_mark AS mark,
      arrayJoin(['', user]) AS whom
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(tickets, length(subjects)) AS one_ticket,
      arrayResize(ticket_marks, length(subjects)) AS one_mark
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_ticket != ''
      AND one_reason != 'campaign'
  ),
  changed AS
  (
    SELECT
      id,
      _seen_at AS changed_at,
      arrayJoin(
        arrayConcat(if(is_reopened, [''], []), if(is_assigned, [new_assignee], []))
      ) AS whom
    FROM
    (
      SELECT
        id, _seen_at,
        ifNull(assignee, '') AS new_assignee,
        row_number() OVER one_ticket > 1 AS is_later,
        is_later AND closed_at IS NULL
          AND lagInFrame(closed_at) OVER one_ticket IS NOT NULL AS is_reopened,
        is_later AND new_assignee != ''
          AND new_assignee != ifNull(lagInFrame(assignee) OVER one_ticket, '') AS is_assigned
      -- Without FINAL: a version that is there twice is no change.
      FROM tickets_versions
      WHERE _deleted = 0 AND id IN (SELECT behind FROM read)
      WINDOW one_ticket AS (
        PARTITION BY _log, id ORDER BY _seen_at, _offset ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      )
    )
  )
SELECT
  user,
  argMax(touch.team, touch.at) AS team,
  uniqExactIf(ticket, is_hit) AS tickets,
  uniqExactIf(subject, is_hit) AS customers,
  uniqExactIf(ticket, is_hit AND reopened) AS reopened,
  uniqExactIf(ticket, is_hit AND assigned) AS assigned,
  uniqExactIf(subject, is_hit AND bitTest(mark, 1)) AS uncalled,
  uniqExact(subject) AS customers_in_all,
  round(customers / customers_in_all, 3) AS share,
  minIf(touch.at, is_hit) AS first_at,
  maxIf(touch.at, is_hit) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(ticket, is_hit)), 1, 5) AS examples
FROM
(
  SELECT
    read.user AS user, read.team AS team, read.at AS at, read.subject AS subject,
    read.behind AS ticket, read.mark AS mark,
    read.whom = '' AS reopened,
    NOT reopened AS assigned,
    changed.id != ''
      AND read.seen_at <= changed.changed_at + toIntervalMinute({minutes:UInt32}) AS is_hit
  FROM read
  ASOF LEFT JOIN changed
    ON changed.id = read.behind AND changed.whom = read.whom AND changed.changed_at <= read.seen_at
) AS touch
GROUP BY user
HAVING tickets > 0
ORDER BY share DESC, customers DESC, user
LIMIT {limit:UInt32}
