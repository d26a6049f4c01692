-- title: What were incidents found to be?
-- theme: triage
-- why: Whoever excuses somebody takes a detector off them for a while. All such exceptions are
--   here, with who said so and why: a lead who excuses an accomplice is to be seen.
-- reading: Look for one author who closes most of one person's or one team's incidents, for reasons
--   that repeat word for word, and for exceptions that are renewed again and again.
-- benign: A desk with one lead has one author; whoever works through a backlog closes many on one
--   day.
-- cost: sums
-- param: user String = '' | The person whom it is about; empty: all
-- param: author String = '' | Who said so; empty: all
-- param: verdict String = '' | benign, confirmed or unclear; empty: all
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Said from (UTC)
-- param: limit UInt32 = 200 | Most to show
-- columns: at, author, verdict, user, incident, excused, until, reason, by_author_on_user
SELECT
  at,
  author,
  verdict,
  `user`,
  incident,
  arrayStringConcat(
    arrayMap(
      one -> concat(one.1, ' up to ', toString(one.2)),
      arraySort(arrayZip(mapKeys(excused), mapValues(excused)))
    ),
    ', '
  ) AS excused,
  until,
  reason,
  count() OVER (PARTITION BY author, `user`) AS by_author_on_user
FROM (SELECT * FROM dispositions ORDER BY id, _seen_at LIMIT 1 BY id)
WHERE ({user:String} = '' OR `user` = {user:String})
  AND ({author:String} = '' OR author = {author:String})
  AND ({verdict:String} = '' OR verdict = {verdict:String})
  AND at >= {since:DateTime64(3, 'UTC')}
ORDER BY at DESC, incident
LIMIT {limit:UInt32}
