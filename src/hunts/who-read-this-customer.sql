-- title: Who has read this customer, and why?
-- theme: readers
-- attack: T1213
-- why: One customer complains, or turns up in a leak: here is everybody who ever met the record,
--   what for, and what is odd about the ticket behind it.
-- reading: `explained_at`: the reason turned up after the read, and `reason` is that one. `marks`
--   come from the ticket as it is now: made by the reader, without an inbound contact, closed
--   within two minutes, closed before the read; that an event names the ticket of another customer
--   stands in tickets-by-reader alone. Whoever comes back under `none` is to be asked. A record
--   that was merged into this one has its reads under its own id. Whoever was refused is not in it:
--   that stands in person-timeline.
-- benign: A list or a search that the customer merely stood in (`listed`), a callback, a sample of
--   a supervisor, a service that reads everybody.
-- cost: key
-- param: subject String | Id of the customer
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 500 | Most reads to show
-- columns: at, user, team, touch, subject_source, reason, explained_at, ticket, marks,
--   reads_by_user, event_id
WITH
  hit AS
  (
    SELECT at, user, team, touch, subject_source, reason, ticket, event_id, part
    FROM access_by_subject
    WHERE subject = {subject:String} AND status NOT IN ('denied', 'failed')
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY event_id, part, _log
    LIMIT 1 BY user, event_id, part
  ),
  explained AS
  (
    SELECT user, event_id, part, reason, ticket, toNullable(explained_at) AS explained_at
    FROM access_control
    WHERE _record = 'Explained' AND (user, at) IN (SELECT user, at FROM hit)
      AND subject = {subject:String}
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY user, event_id, part
  ),
  told AS
  (
    SELECT
      hit.at AS at,
      hit.user AS user,
      hit.team AS team,
      hit.touch AS touch,
      hit.subject_source AS subject_source,
      if(hit.reason = 'none' AND explained.reason != '', explained.reason, hit.reason) AS reason,
      if(hit.reason = 'none', explained.explained_at, NULL) AS explained_at,
      if(hit.reason = 'none' AND explained.reason != '', explained.ticket, hit.ticket) AS ticket,
      hit.event_id AS event_id,
      hit.part AS part
    FROM hit
    LEFT JOIN explained USING (user, event_id, part)
  )
SELECT
  told.at AS at,
  told.user AS user,
  told.team AS team,
  told.touch AS touch,
  told.subject_source AS subject_source,
  told.reason AS reason,
  told.explained_at AS explained_at,
  told.ticket AS ticket,
  if(
    behind.id = '' OR told.reason = 'campaign',
    '',
    arrayStringConcat(
      arrayFilter(
        mark -> mark != '',
        [
          if(behind.created_by = told.user, 'own', ''),
          if(behind.inbound, '', 'no contact'),
          if(behind.closed_at < behind.opened_at + INTERVAL 2 MINUTE, 'soon closed', ''),
          if(behind.closed_at < told.at, 'closed before', '')
        ]
      ),
      ', '
    )
  ) AS marks,
  count() OVER (PARTITION BY told.user) AS reads_by_user,
  told.event_id AS event_id
FROM told
LEFT JOIN
(
  SELECT id, created_by, inbound, opened_at, closed_at
  FROM tickets_now
  WHERE _key IN (SELECT ticket FROM told WHERE ticket != '')
) AS behind ON behind.id = told.ticket
ORDER BY at, user, event_id, told.part
LIMIT {limit:UInt32}
