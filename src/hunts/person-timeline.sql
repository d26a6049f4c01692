-- title: What has this person done, in order?
-- theme: person
-- attack: T1213
-- why: What somebody did, in order, with what the detectors said about it beside it.
-- reading: Read what came just before a verdict: a ticket, a call, a colleague's request. `reasons`
--   counts touches by reason; `none` may have been explained later, see reads-without-reason.
--   `reported at`: the source named another time, which its clock did not bear out. `denied` and
--   `failed`: nothing was seen.
-- benign: A customer who called, a colleague's request, an outage: look a few lines up.
-- cost: key
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 1000 | Most lines to show
-- columns: at, kind, what, rows, customers, reasons, detail
SELECT at, kind, what, rows, customers, reasons, detail
FROM
(
  SELECT
    at,
    'access' AS kind,
    concat(operation, ' ', arrayStringConcat(tables, ', ')) AS what,
    rows,
    toInt64(length(access.subjects)) AS customers,
    arrayStringConcat(
      arrayMap(
        reason -> concat(reason, ' ', toString(countEqual(access.reasons, reason))),
        arraySort(arrayDistinct(access.reasons))
      ),
      ', '
    ) AS reasons,
    concat(
      source, '/', database, if(late, ', late', ''),
      if(status IN ('denied', 'failed'), concat(', ', status), ''),
      ifNull(concat(', reported at ', toString(reported_at)), '')
    ) AS detail
  FROM access
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ORDER BY event_id, part, seen_at
  LIMIT 1 BY event_id, part
  UNION ALL
  SELECT at, 'anomaly', detector, 0, subjects_total, '', because
  FROM anomalies
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ORDER BY id, _seen_at
  LIMIT 1 BY id
  UNION ALL
  SELECT at, toString(tier), state, 0, 0, '', headline
  FROM incidents
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ORDER BY id, sequence, _seen_at
  LIMIT 1 BY id, sequence
)
ORDER BY at, kind, what, detail
LIMIT {limit:UInt32}
