-- title: How do this person's days compare with those of their team?
-- theme: person
-- attack: T1213
-- why: On a Monday after an outage everybody is busy. Whether somebody was busier than those who
--   did the same work on the same day, no calendar has to say.
-- reading: `rank` 1 is the highest of the team on that day, equals sharing it; `team_customers` and
--   `team_without_reason` are medians, the person among them. One first place says nothing; always
--   being first, or first in `without_reason` alone, does. Compared are those of the same team and
--   class (agent, supervisor, service), on days that are closed. As for detectors, tries that were
--   refused count too.
-- benign: The most experienced of a team is first on most days; so is who works full time among
--   those who do not.
-- cost: sums
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) - INTERVAL 28 DAY | First
--   day (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) + INTERVAL 1 DAY | Up to,
--   and without (UTC)
-- param: limit UInt32 = 100 | Most days to show
-- columns: day, team, members, customers, team_customers, rank, without_reason,
--   team_without_reason, rank_without_reason, rows, team_rows, rank_rows
SELECT
  day, team, members, customers, team_customers, rank, without_reason, team_without_reason,
  rank_without_reason, rows, team_rows, rank_rows
FROM
(
  SELECT
    user,
    toDate(start) AS day,
    team,
    count() OVER peers AS members,
    subjects AS customers,
    quantileExact(0.5)(subjects) OVER peers AS team_customers,
    rank() OVER (PARTITION BY start, team, class ORDER BY subjects DESC) AS rank,
    unexplained_subjects AS without_reason,
    quantileExact(0.5)(unexplained_subjects) OVER peers AS team_without_reason,
    rank() OVER (PARTITION BY start, team, class ORDER BY unexplained_subjects DESC)
      AS rank_without_reason,
    rows,
    quantileExact(0.5)(rows) OVER peers AS team_rows,
    rank() OVER (PARTITION BY start, team, class ORDER BY rows DESC) AS rank_rows
  FROM windows_latest
  WHERE kind = 'day'
    AND start >= {since:DateTime64(3, 'UTC')} AND start < {until:DateTime64(3, 'UTC')}
  WINDOW peers AS (PARTITION BY start, team, class)
)
WHERE user = {user:String}
ORDER BY without_reason - team_without_reason DESC, customers DESC, day
LIMIT {limit:UInt32}
