-- title: What did a day of this person look like, hour by hour?
-- theme: person
-- attack: T1213
-- why: A timeline of a thousand lines hides the shape of a day: when it began, where the load lay,
--   and the hour in which somebody read fifty customers without a call.
-- reading: `hour` is in UTC and `local` in the person's own time. `reasons` counts touches by
--   reason; `late` are those that were explained after the read, `listed` those that only stood in
--   a list, `refused` those that were denied or failed: these are no `customers`. Two hosts or
--   networks within one hour are two places, or two people.
-- benign: The hour after an outage, a shift that was swapped, a meeting room's computer.
-- cost: key
-- param: user String | The person, as on events
-- param: day DateTime64(3, 'UTC') = toStartOfDay((SELECT max(at) FROM access)) | Start of the 24
--   hours (UTC)
-- param: limit UInt32 = 24 | Most hours to show
-- columns: hour, local, events, rows, customers, without_reason, reasons, operations, apps, hosts,
--   first_at, last_at
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained' AND user = {user:String}
      AND at >= {day:DateTime64(3, 'UTC')} AND at < {day:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
  ),
  event AS
  (
    SELECT
      at, event_id, part, utc_offset_minutes, rows, subjects, reasons, touch, status, user_kind,
      operation, app, host, network
    FROM access
    WHERE user = {user:String}
      AND at >= {day:DateTime64(3, 'UTC')} AND at < {day:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
    LIMIT 1 BY event_id, part
  )
SELECT
  toStartOfHour(one.at) AS hour,
  formatDateTime(
    toStartOfHour(one.at) + INTERVAL argMin(utc_offset_minutes, (one.at, one.event_id)) MINUTE,
    '%H:%i'
  ) AS local,
  uniqExact(one.event_id) AS events,
  sumIf(one.rows, _index <= 1) AS rows,
  uniqExactIf(subject, _index > 0 AND why != 'refused') AS customers,
  uniqExactIf(subject, why = 'none') AS without_reason,
  arrayStringConcat(
    arrayMap(
      pair -> concat(pair.1, ' ', toString(pair.2)),
      arrayZip((sumMapIf([why], [toUInt64(1)], _index > 0) AS counted).1, counted.2)
    ),
    ', '
  ) AS reasons,
  arrayStringConcat(arraySort(groupUniqArray(operation)), ', ') AS operations,
  arrayStringConcat(arraySlice(arraySort(groupUniqArray(app)), 1, 5), ', ') AS apps,
  arrayStringConcat(
    arraySlice(arraySort(groupUniqArrayIf(place, place != '')), 1, 5), ', '
  ) AS hosts,
  min(one.at) AS first_at,
  max(one.at) AS last_at
FROM
(
  SELECT
    at, event_id, utc_offset_minutes, rows, operation, app, subject, _index,
    trim(concat(ifNull(host, ''), ' ', ifNull(network, ''))) AS place,
    multiIf(
      status IN ('denied', 'failed'), 'refused',
      reason != 'none', reason,
      (event_id, part, subject) IN (explained), 'late',
      touch = 'listed', 'listed',
      user_kind = 'service', 'service',
      'none'
    ) AS why
  FROM event
  LEFT ARRAY JOIN
    subjects AS subject,
    arrayEnumerate(subjects) AS _index,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
) AS one
GROUP BY hour
ORDER BY hour
LIMIT {limit:UInt32}
