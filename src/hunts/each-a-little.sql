-- title: On which days did many people each open a little more without a reason?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Fifty people who take five records a day each are quiet one by one. Together they open more
--   customers without a reason than the weeks before, and more of one kind.
-- reading: Compared is each segment with the same days of the week in the weeks before. There are
--   `days_compared` of them on which people worked: where that is 0, nothing is `beyond`, and the
--   day comes last. `people_beyond` is how many more people than usual; where `most_by_one` is
--   nearly all of `customers` it is a case of one person: see reads-without-reason. A customer
--   counts once for each of the people. Then run team-members over these days.
-- benign: A ticket feed that was down, an outage after which everybody calls, a new task for all.
-- cost: span
-- param: segment String = '' | Only this segment; empty: all
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: weeks UInt32 = 4 | Weeks before it to compare with
-- param: limit UInt32 = 50 | Most lines to show
-- columns: day, segment, customers, people, most_by_one, customers_usual, people_usual,
--   customers_beyond, people_beyond, times_usual, days_compared
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained'
      AND at >= toDateTime64(toDate32({since:DateTime64(3, 'UTC')}), 3, 'UTC')
        - toIntervalWeek({weeks:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
  ),
  worked AS
  (
    SELECT toDayOfWeek(at) AS weekday, uniqExact(toDate(at)) AS days
    FROM access
    WHERE at >= toDateTime64(toDate32({since:DateTime64(3, 'UTC')}), 3, 'UTC')
      - toIntervalWeek({weeks:UInt32})
      AND at < toDateTime64(toDate32({since:DateTime64(3, 'UTC')}), 3, 'UTC')
      AND user_kind != 'service'
    GROUP BY weekday
  ),
  opened AS
  (
    SELECT day, segment, sum(by_one) AS customers, count() AS people, max(by_one) AS most_by_one
    FROM
    (
      SELECT toDate(at) AS day, one_segment AS segment, user, uniqExact(subject) AS by_one
      FROM access
      ARRAY JOIN
        subjects AS subject,
        arrayResize(reasons, length(subjects)) AS one_reason,
        arrayResize(segments, length(subjects)) AS one_segment
      WHERE at >= toDateTime64(toDate32({since:DateTime64(3, 'UTC')}), 3, 'UTC')
        - toIntervalWeek({weeks:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND status NOT IN ('denied', 'failed')
        AND user_kind != 'service' AND one_reason = 'none'
        AND ({segment:String} = '' OR one_segment = {segment:String})
        AND (event_id, part, subject) NOT IN (explained)
      GROUP BY day, segment, user
    )
    GROUP BY day, segment
  ),
  before AS
  (
    SELECT
      toDayOfWeek(day) AS weekday, segment,
      sum(opened.customers) AS customers, sum(opened.people) AS people
    FROM opened
    WHERE day < toDate32({since:DateTime64(3, 'UTC')})
    GROUP BY weekday, segment
  )
SELECT
  opened.day AS day,
  opened.segment AS segment,
  opened.customers AS customers,
  opened.people AS people,
  opened.most_by_one AS most_by_one,
  round((before.customers / nullIf(worked.days, 0)) AS usual, 1) AS customers_usual,
  round((before.people / nullIf(worked.days, 0)) AS people_before, 1) AS people_usual,
  round(opened.customers - usual, 1) AS customers_beyond,
  round(opened.people - people_before, 1) AS people_beyond,
  round(opened.customers / if(worked.days = 0, NULL, greatest(1, usual)), 1) AS times_usual,
  worked.days AS days_compared
FROM opened
LEFT JOIN worked ON worked.weekday = toDayOfWeek(opened.day)
LEFT JOIN before ON before.weekday = toDayOfWeek(opened.day) AND before.segment = opened.segment
WHERE opened.day >= toDate32({since:DateTime64(3, 'UTC')})
ORDER BY people_beyond DESC NULLS LAST, customers_beyond DESC NULLS LAST, opened.people DESC, day,
  segment
LIMIT {limit:UInt32}
