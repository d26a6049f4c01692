-- title: What could not be read, and why?
-- theme: sensor
-- attack: T1562
-- why: What was refused is in no window and no list. One bad release of a source blinds everything
--   that comes from it; a bad record now and then is somebody's mistake, or a test of what passes.
-- reading: `records` are distinct places in the topic, and `keys` distinct keys: of db-access these
--   are accounts, so one key means one account. `example` is the newest, `example_at` its topic,
--   partition and offset: its bytes are in dead_letters. A source is not told apart where it cannot
--   be read.
-- benign: A mapping that was wrong and was mended, a file of the wrong year, trials.
-- cost: sums
-- param: reason String = '' | Code of the reason; empty: all
-- param: topic String = '' | Topic it came from; empty: all
-- param: since DateTime64(3, 'UTC') = (SELECT max(seen_at) FROM dead_letters) - INTERVAL 28 DAY |
--   Arrived from (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(seen_at) FROM dead_letters) + INTERVAL 1 SECOND |
--   To (UTC)
-- param: limit UInt32 = 100 | Most lines to show
-- columns: day, reason, topic, stage, records, keys, bytes, first_at, last_at, example, example_at
SELECT
  toDate(seen_at) AS day,
  reason,
  topic,
  stage,
  count() AS records,
  uniqExact(key) AS keys,
  sum(size_bytes) AS bytes,
  min(seen_at) AS first_at,
  max(seen_at) AS last_at,
  argMax(detail, (seen_at, partition, offset)) AS example,
  argMax(
    concat(topic, '/', toString(partition), '/', toString(offset)), (seen_at, partition, offset)
  ) AS example_at
FROM
(
  SELECT *
  FROM dead_letters
  WHERE ({reason:String} = '' OR reason = {reason:String})
    AND ({topic:String} = '' OR topic = {topic:String})
    AND seen_at >= {since:DateTime64(3, 'UTC')} AND seen_at < {until:DateTime64(3, 'UTC')}
  ORDER BY topic, stage, partition, offset, seen_at, reason
  LIMIT 1 BY topic, stage, partition, offset, seen_at
)
GROUP BY day, reason, topic, stage
ORDER BY day DESC, records DESC, reason, topic, stage
LIMIT {limit:UInt32}
