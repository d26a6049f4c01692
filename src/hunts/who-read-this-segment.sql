-- title: Who has read the customers of this segment?
-- theme: readers
-- attack: T1213
-- why: What is sold is seldom everybody: it is the wealthy, the old, those of one country. Whoever
--   read more of a segment than their work has of it is where to start.
-- reading: `share` is how much of what a person read was of the segment, `usual_share` the same of
--   everybody together, and `lift` the one over the other. High lift with few customers means
--   little. Segments are those that the customers had when they were read. To be
--   refused is no read.
-- benign: A team that serves the segment has all of it; compare within the team. Campaigns and
--   services read whole segments.
-- cost: span
-- param: segment String | The segment
-- param: team String = '' | Only this team; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most people to show
-- columns: user, team, customers, opened, without_reason, customers_read, share, usual_share, lift,
--   first_at, last_at, examples
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained'
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  reader AS
  (
    SELECT
      touched.user AS user,
      argMax(touched.team, touched.at) AS team,
      uniqExactIf(subject, is_here) AS customers,
      uniqExactIf(subject, is_here AND touch != 'listed') AS opened,
      uniqExactIf(subject, is_here AND is_open) AS without_reason,
      uniqExact(subject) AS customers_read,
      minIf(touched.at, is_here) AS first_at,
      maxIf(touched.at, is_here) AS last_at,
      arraySlice(arraySort(groupUniqArrayIf(subject, is_here AND is_open)), 1, 5) AS examples
    FROM
    (
      SELECT
        user, team, at, touch, subject,
        segment = {segment:String} AS is_here,
        reason = 'none' AND touch != 'listed' AND user_kind != 'service'
          AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN
        subjects AS subject,
        arrayResize(segments, length(subjects)) AS segment,
        arrayResize(reasons, length(subjects), 'unknown') AS reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND status NOT IN ('denied', 'failed')
    ) AS touched
    GROUP BY user
  )
SELECT
  user, team, customers, opened, without_reason, customers_read, share, usual_share, lift,
  first_at, last_at, examples
FROM
(
  SELECT
    *,
    round(customers / customers_read, 3) AS share,
    round(sum(customers) OVER () / sum(customers_read) OVER (), 3) AS usual_share,
    round(
      (customers / customers_read)
        / nullIf(sum(customers) OVER () / sum(customers_read) OVER (), 0),
      1
    ) AS lift
  FROM reader
)
WHERE customers > 0 AND ({team:String} = '' OR team = {team:String})
ORDER BY without_reason DESC, customers DESC, lift DESC, user
LIMIT {limit:UInt32}
