-- title: Where are records of the log missing?
-- theme: sensor
-- attack: T1562
-- why: Tables `access` and `access_control` together hold the whole topic. An offset that is in
--   neither was never archived, or was taken out: by whoever knows what it would show.
-- reading: `seen_from` and `seen_to` are when the records around the gap arrived. `alike` is how
--   many gaps of the same length the partition has. On Kafka each transaction takes an offset for
--   its control record, and aborted ones leave more: many short ones, alike, are those, and one
--   long one is not. The local log has none of them. What is before the first offset is not seen,
--   nor what archive has not yet reached.
-- benign: Control records, aborted transactions, a month that was dropped by retention (its records
--   are missing together), records that went to dead-letter.
-- cost: all
-- param: missing UInt32 = 1 | Fewest offsets missing in one gap
-- param: limit UInt32 = 100 | Most gaps to show
-- columns: log, partition, last_before, first_after, missing, alike, seen_from, seen_to
WITH
  -- Blocks of 8,192 offsets as bitmaps: a bit for a record, where sorting all would take 30 bytes.
  block AS
  (
    SELECT
      _log,
      _partition,
      intDiv(_offset, 8192) AS number,
      bitmapToArray(groupBitmapState(toUInt32(_offset % 8192))) AS present,
      min(seen_at) AS seen_from,
      max(seen_at) AS seen_to
    FROM
    (
      SELECT _log, _partition, _offset, seen_at FROM access
      UNION ALL
      SELECT _log, _partition, _offset, _seen_at AS seen_at FROM access_control
    )
    GROUP BY _log, _partition, number
  ),
  chain AS
  (
    SELECT
      *,
      number * 8192 + toInt64(present[1]) AS first_offset,
      lagInFrame(number * 8192 + toInt64(present[-1]), 1, first_offset - 1) OVER in_order
        AS last_offset,
      lagInFrame(seen_from, 1, seen_from) OVER in_order AS seen_before
    FROM block
    WINDOW in_order AS (
      PARTITION BY _log, _partition ORDER BY number ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
  )
SELECT
  _log AS log,
  _partition AS partition,
  gap.1 AS last_before,
  gap.2 AS first_after,
  gap.2 - gap.1 - 1 AS missing,
  count() OVER (PARTITION BY _log, _partition, missing) AS alike,
  if(gap.3 = 1, seen_before, seen_from) AS seen_from,
  seen_to
FROM
(
  SELECT
    _log, _partition, seen_before, seen_from, seen_to,
    arrayJoin(
      arrayFilter(
        pair -> pair.2 - pair.1 > 1,
        arrayMap(
          (before, after, place) -> (before, after, place),
          arrayConcat(
            [last_offset],
            arrayMap(one -> number * 8192 + toInt64(one), arrayPopBack(present))
          ),
          arrayMap(one -> number * 8192 + toInt64(one), present),
          arrayEnumerate(present)
        )
      )
    ) AS gap
  FROM chain
)
WHERE missing >= {missing:UInt32}
ORDER BY missing DESC, log, partition, last_before
LIMIT {limit:UInt32}
