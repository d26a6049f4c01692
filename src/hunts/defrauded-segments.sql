-- title: Which segments do the defrauded customers come from?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Victims who know nothing of each other were on one list, and a list has a beginning: the
--   segment that it was taken from. That says whose work it was near.
-- reading: `lift` compares the share of the victims with the share of all customers, and
--   `lift_read` with the share of the customers who were read in the time: 1 is chance. `listed` is
--   how many victims were given; those who are neither known nor read are in no line, and segments
--   without victims count and are not shown. A segment is the customer's present one; whoever
--   is not known is in those that they were read in.
-- benign: Fraudsters choose the old and the wealthy themselves, with no list of yours.
-- cost: span
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most segments to show
-- columns: segment, victims, listed, share, customers, lift, victims_read, customers_read,
--   lift_read
WITH counted AS
(
  SELECT
    segment,
    sum(one.victims) AS victims,
    sum(one.customers) AS customers,
    sum(one.victims_read) AS victims_read,
    sum(one.customers_read) AS customers_read
  FROM
  (
    -- Each customer once as it is, and hashes in place of ids: one row for each customer who was
    -- read would be more memory than a hunt has, in a house of ten million.
    SELECT
      ifNull(segment, '') AS segment,
      countIf(id IN {subjects:Array(String)} AS is_victim) AS victims,
      count() AS customers,
      countIf(is_victim AND is_read) AS victims_read,
      countIf(
        cityHash64(id) IN
        (
          SELECT cityHash64(arrayJoin(subjects))
          FROM access
          WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
            AND status NOT IN ('denied', 'failed')
        ) AS is_read
      ) AS customers_read
    FROM subjects_now
    GROUP BY segment
    UNION ALL
    SELECT
      one_segment,
      uniqExactIf(subject_hash, subject IN {subjects:Array(String)}) AS victims,
      uniqExact(cityHash64(subject) AS subject_hash) AS customers,
      victims AS victims_read,
      customers AS customers_read
    FROM access
    ARRAY JOIN subjects AS subject, arrayResize(segments, length(subjects)) AS one_segment
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND status NOT IN ('denied', 'failed')
      AND cityHash64(subject) NOT IN (SELECT cityHash64(id) FROM subjects_now)
    GROUP BY one_segment
  ) AS one
  GROUP BY segment
)
SELECT
  segment, victims, listed, share, customers, lift, victims_read, customers_read, lift_read
FROM
(
  SELECT
    *,
    length(arrayDistinct({subjects:Array(String)})) AS listed,
    round(victims / sum(victims) OVER (), 3) AS share,
    round(
      (victims / sum(victims) OVER ()) / nullIf(customers / sum(customers) OVER (), 0), 1
    ) AS lift,
    round(
      (victims_read / nullIf(sum(victims_read) OVER (), 0))
        / nullIf(customers_read / sum(customers_read) OVER (), 0),
      1
    ) AS lift_read
  FROM counted
)
WHERE victims > 0
ORDER BY lift DESC, victims DESC, segment
LIMIT {limit:UInt32}
