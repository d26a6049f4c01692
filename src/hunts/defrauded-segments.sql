-- title: Which segments do the defrauded customers come from?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Victims who know nothing of each other were on one list, and a list has a beginning: the
--   segment that it was taken from. That says whose work it was near.
-- reading: `lift` compares the share of the victims with the share of all customers, and
--   `lift_read` with the share of the customers who were read in the time: 1 is chance. `listed` is
--   how many victims were given; those who are neither known nor read are in no line. A segment is
--   the customer's present one, else that of the newest read.
-- benign: Fraudsters choose the old and the wealthy themselves, with no list of yours.
-- cost: span
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most segments to show
-- columns: segment, victims, listed, share, customers, lift, victims_read, customers_read,
--   lift_read
SELECT
  segment,
  victims,
  length(arrayDistinct({subjects:Array(String)})) AS listed,
  round(victims / sum(victims) OVER (), 3) AS share,
  customers,
  round(
    (victims / sum(victims) OVER ()) / nullIf(customers / sum(customers) OVER (), 0), 1
  ) AS lift,
  victims_read,
  customers_read,
  round(
    (victims_read / sum(victims_read) OVER ())
      / nullIf(customers_read / sum(customers_read) OVER (), 0),
    1
  ) AS lift_read
FROM
(
  SELECT
    segment,
    countIf(is_victim) AS victims,
    count() AS customers,
    countIf(is_victim AND is_read) AS victims_read,
    countIf(is_read) AS customers_read
  FROM
  (
    SELECT
      subject,
      subject IN {subjects:Array(String)} AS is_victim,
      argMax(one.segment, one.at) AS segment,
      max(one.is_read) AS is_read
    FROM
    (
      SELECT
        id AS subject,
        ifNull(segment, '') AS segment,
        toDateTime64('2299-01-01 00:00:00', 3, 'UTC') AS at,
        0 AS is_read
      FROM subjects_now
      UNION ALL
      SELECT subject, segment, at, 1 AS is_read
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(segments, length(subjects)) AS segment
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND status NOT IN ('denied', 'failed')
    ) AS one
    GROUP BY subject
  )
  GROUP BY segment
)
WHERE victims > 0
ORDER BY lift DESC, victims DESC, segment
LIMIT {limit:UInt32}
