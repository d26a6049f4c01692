-- title: Who has seen the most customers in a day?
-- theme: theft
-- attack: T1213, T1530
-- why: Selling records needs many of them. A day with several times the customers of a person's own
--   usual day, or of everybody's, stands out whatever the reason was.
-- reading: Mass work (migrations, campaigns, service accounts) is on top of this list every week:
--   learn its names, then look at who is new. `usual` is the person's own median day in the time
--   asked for; with fewer than five days of work it says little. Whole days count, and accesses
--   that were refused or failed count too. Several logs may hold the same accesses: `events` and
--   `rows` of a day are those of the log that has most of it.
-- benign: Migrations, campaigns, back-office runs and the first day after an outage.
-- cost: sums
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 30 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, day, customers, events, rows, usual, times_usual, days_worked
SELECT
  user,
  day,
  customers,
  events,
  rows,
  quantileExact(0.5)(customers) OVER one_person AS usual,
  round(customers / greatest(usual, 1), 1) AS times_usual,
  count() OVER one_person AS days_worked
FROM
(
  SELECT
    user,
    day,
    uniqCombined64Merge(12)(of_log.subjects) AS customers,
    max(of_log.events) AS events,
    max(of_log.rows) AS rows
  FROM
  (
    SELECT
      user, day,
      uniqCombined64MergeState(12)(subjects) AS subjects,
      sum(events) AS events,
      sum(rows) AS rows
    FROM user_day
    WHERE ({user:String} = '' OR user = {user:String})
      AND day >= toDate32({since:DateTime64(3, 'UTC')})
      AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
    GROUP BY user, day, _log
  ) AS of_log
  GROUP BY user, day
)
WINDOW one_person AS (PARTITION BY user)
ORDER BY customers DESC, user, day
LIMIT {limit:UInt32}
