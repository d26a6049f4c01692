-- title: Where are records of the log missing?
-- theme: sensor
-- attack: T1562
-- why: Tables `access` and `access_control` together hold the whole topic. An offset that is in
--   neither was never archived, or was taken out: by whoever knows what it would show.
-- reading: `seen_from` and `seen_to` are when the records around the gap arrived, to 65,536
--   offsets. `alike` is how many gaps of the same length the partition has; the first 1,000 of them
--   are shown. On Kafka each transaction takes an offset for its control record, and aborted ones leave
--   more: many short ones, alike, are those, and one long one is not. The local log has none of
--   them. What is before the first offset is not seen, nor what archive has not yet reached.
-- benign: Control records, aborted transactions, a month that was dropped by retention (its records
--   are missing together), records that went to dead-letter.
-- cost: all
-- param: missing UInt32 = 1 | Fewest offsets missing in one gap
-- param: limit UInt32 = 100 | Most gaps to show
-- columns: log, partition, last_before, first_after, missing, alike, seen_from, seen_to
WITH
  -- 65,536 offsets a block, as bitmaps: two bits for a record, where sorting all would take 30
  -- bytes. Of what is there and the same moved by one, each lacks what the other begins with.
  block AS
  (
    SELECT
      _log,
      _partition,
      intDiv(_offset, 65536) AS number,
      groupBitmapState(toUInt32(_offset % 65536)) AS present,
      groupBitmapState(toUInt32(_offset % 65536 + 1)) AS moved,
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
  -- Where records that follow each other begin, and one behind where they end: never each of them.
  -- A bitmap of few is in no order.
  run AS
  (
    SELECT
      _log, _partition, number, seen_from, seen_to,
      arraySort(bitmapToArray(bitmapAndnot(present, moved))) AS heads,
      arraySort(bitmapToArray(bitmapAndnot(moved, present))) AS ends
    FROM block
  ),
  chain AS
  (
    SELECT
      *,
      lagInFrame(number * 65536 + ends[-1], 1, number * 65536 + heads[1]) OVER in_order
        AS end_before,
      lagInFrame(seen_from, 1, seen_from) OVER in_order AS seen_before
    FROM run
    WINDOW in_order AS (
      PARTITION BY _log, _partition ORDER BY number ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
  )
SELECT
  _log AS log,
  _partition AS partition,
  hole.1 - 1 AS last_before,
  hole.1 + missing AS first_after,
  missing,
  alike,
  hole.2 AS seen_from,
  hole.3 AS seen_to
FROM
(
  SELECT
    _log, _partition,
    gap.2 - gap.1 AS missing,
    count() AS alike,
    groupArraySorted(1000)((gap.1, if(gap.3 = 1, seen_before, seen_from), seen_to)) AS holes
  FROM
  (
    SELECT
      _log, _partition, seen_before, seen_from, seen_to,
      arrayJoin(
        arrayMap(
          (end, head, place) -> (end, number * 65536 + head, place),
          arrayConcat(
            [end_before],
            arrayMap(end -> number * 65536 + end, arrayPopBack(ends))
          ),
          heads,
          arrayEnumerate(heads)
        )
      ) AS gap
    FROM chain
  )
  WHERE gap.2 - gap.1 >= greatest(1, {missing:UInt32})
  GROUP BY _log, _partition, missing
)
ARRAY JOIN holes AS hole
ORDER BY missing DESC, log, partition, last_before
LIMIT {limit:UInt32}
