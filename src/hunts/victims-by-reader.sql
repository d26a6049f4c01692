-- title: Whose customers are defrauded more than their segments make likely?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Fraudsters choose the old and the wealthy, so whoever serves those has victims among their
--   customers without having sold any. What counts is more of them than in the same segments of
--   other people.
-- reading: `expected` is how many victims there would be, had each segment that the person read as
--   many among its customers as with everybody; own reads are in that too, and a customer counts
--   once for each reader. `lift` is `victims` over it. The order is that of `at_least`, below which
--   the true ratio lies with one chance in a hundred (Byar's lower bound of a Poisson count), so
--   that few customers do not stand on top by luck; of a hundred honest people one is above 1.
--   `segments` are victims of customers, as the customers were when last read. Services, lists and
--   what was refused are left out. Reads after the complaint cannot be told from those before:
--   `attribute` takes dates, merged ids and chance into account, and says whether anybody can be
--   named.
-- benign: Whoever handles the complaints reads all victims after the call: let `until` end before.
--   A campaign to customers of whom the fraudsters have another list.
-- cost: span
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 10 | Fewest customers that a person has read
-- param: limit UInt32 = 50 | Most people to show
-- columns: user, team, customers, victims, listed, expected, lift, at_least, segments
WITH met AS
(
  SELECT
    user,
    segment,
    argMax(one.team, one.last_at) AS team,
    max(one.last_at) AS last_at,
    count() AS customers,
    countIf(is_victim) AS victims
  FROM
  (
    -- A customer who changed segments is one customer of a reader who met both.
    SELECT
      touched.user AS user,
      any(subject IN {subjects:Array(String)}) AS is_victim,
      argMax((touched.segment, touched.team), (touched.at, touched.segment)) AS newest,
      newest.1 AS segment,
      newest.2 AS team,
      max(touched.at) AS last_at
    FROM
    (
      SELECT user, team, at, subject, segment
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(segments, length(subjects)) AS segment
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
    ) AS touched
    GROUP BY user, cityHash64(subject)
  ) AS one
  GROUP BY user, segment
)
SELECT
  user, team, customers, victims,
  length(arrayDistinct({subjects:Array(String)})) AS listed,
  round(likely, 1) AS expected,
  round(victims / likely, 1) AS lift,
  round(
    victims * pow(1 - 1 / (9 * victims) - 2.326 / (3 * sqrt(victims)), 3) / likely, 2
  ) AS at_least,
  segments
FROM
(
  SELECT
    user,
    argMax(part.team, part.last_at) AS team,
    sum(part.customers) AS customers,
    sum(part.victims) AS victims,
    sum(part.customers * usual_share) AS likely,
    arrayStringConcat(
      arrayMap(
        one -> concat(one.3, ' ', toString(one.1), ' of ', toString(one.2)),
        arraySlice(
          arrayReverseSort(groupArray((part.victims, part.customers, part.segment))), 1, 5
        )
      ),
      ', '
    ) AS segments
  FROM
  (
    SELECT
      *,
      sum(victims) OVER one_segment / sum(customers) OVER one_segment AS usual_share
    FROM met
    WINDOW one_segment AS (PARTITION BY segment)
  ) AS part
  GROUP BY user
)
WHERE victims > 0 AND customers >= {customers:UInt32}
ORDER BY at_least DESC, victims DESC, user
LIMIT {limit:UInt32}
