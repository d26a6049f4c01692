// Made by `npm run gen` from src/hunts/*.sql. DO NOT EDIT.

export const huntFiles: readonly { readonly id: string; readonly text: string }[] = [
  {
    id: 'after-denial',
    text: `-- title: Who was refused a table, and had it a little later?
-- theme: theft
-- attack: T1078, T1213
-- why: Whoever tries what they may not, and then may, has found somebody who gives rights, or
--   another way in.
-- reading: Tables that the person had not read before the refusal, as far back as \`before\`, come
--   first: there the refusal was no slip of the system. \`granted_by\` names whoever granted rights
--   on that table from the refusal to the first read, where sources report grants: see who asked
--   them, and why.
-- benign: A new task that was asked for properly, a right that was lost by mistake, an
--   administrator.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 56 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 90 | Days before it in which the table may have been read
-- param: days UInt32 = 7 | Most days from a refusal to the read
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, table, denials, denied_at, allowed_at, hours, reads_before, reads,
--   customers, rows, granted_by
WITH
  refused AS
  (
    SELECT user, source, database, table
    FROM access
    ARRAY JOIN tables AS table
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND status = 'denied' AND user_kind != 'service'
  ),
  granted AS
  (
    SELECT at, user AS giver, concat(source, '/', database, '/', table) AS table
    FROM access
    ARRAY JOIN tables AS table
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND operation = 'grant' AND status = 'ok'
  )
SELECT
  tried.user AS user,
  any(tried.team) AS team,
  tried.table AS table,
  any(tried.denials) AS denials,
  any(tried.denied_at) AS denied_at,
  any(tried.allowed_at) AS allowed_at,
  round(dateDiff('second', denied_at, allowed_at) / 3600, 1) AS hours,
  any(tried.reads_before) AS reads_before,
  any(tried.reads) AS reads,
  any(tried.customers) AS customers,
  any(tried.rows) AS rows,
  arraySort(
    groupUniqArrayIf(granted.giver, granted.at BETWEEN tried.denied_at AND tried.allowed_at)
  ) AS granted_by
FROM
(
  SELECT
    user,
    argMax(step.team, step.at) AS team,
    table,
    uniqExactIf(event_id, is_denied) AS denials,
    minIf(step.at, is_denied) AS denied_at,
    minIf(step.at, is_after) AS allowed_at,
    uniqExactIf(event_id, is_read AND step.at < denied_after_all) AS reads_before,
    uniqExactIf(event_id, is_after) AS reads,
    uniqExactArrayIf(subjects, is_after) AS customers,
    toInt64(sumIf(step.rows, is_after AND part = 0)) AS rows
  FROM
  (
    SELECT
      user, team, at, event_id, part, rows, subjects,
      concat(source, '/', database, '/', table) AS table,
      status = 'denied' AND at >= {since:DateTime64(3, 'UTC')} AS is_denied,
      status = 'ok' AND operation NOT IN ('grant', 'login') AS is_read,
      minIf(at, is_denied) OVER (PARTITION BY user, table) AS denied_after_all,
      maxIf(at, is_denied) OVER (
        PARTITION BY user, table ORDER BY at, is_read, event_id ROWS UNBOUNDED PRECEDING
      ) AS denied_last,
      is_read AND denied_last > toDateTime64(0, 3, 'UTC')
        AND at <= denied_last + toIntervalDay({days:UInt32}) AS is_after
    FROM
    (
      SELECT
        user, team, at, event_id, part, rows, subjects, source, database, status, operation, table
      FROM access
      ARRAY JOIN tables AS table
      WHERE ({user:String} = '' OR user = {user:String})
        AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND (user, source, database, table) IN (refused)
      ORDER BY event_id, part, table, seen_at
      LIMIT 1 BY event_id, part, table
    )
  ) AS step
  GROUP BY user, table
  HAVING reads > 0
) AS tried
LEFT JOIN granted ON granted.table = tried.table
GROUP BY user, table
ORDER BY reads_before > 0, denials DESC, customers DESC, user, table
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'against-own-past',
    text: `-- title: Which weeks of this person are unlike their own past?
-- theme: person
-- attack: T1213, T1030
-- why: A slow theft stands out on no day. Week by week, beside what is usual for the same person,
--   it does.
-- reading: Everything is for a day at work, so that weeks with holidays compare. \`usual\` is the
--   median of all weeks of the time asked for: a theft of many months is in it, so ask for the time
--   before it too. \`without_reason\` comes from closed days and is 0 where none was closed. Accesses
--   that were refused or failed count too. Several logs may hold the same accesses: events and rows
--   of a day are those of the log that has most of it.
-- benign: A new task, another team or queue, the weeks in which a colleague was away.
-- cost: sums
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 182 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 53 | Most weeks to show
-- columns: week, days, customers, customers_a_day, usual_customers, times_usual,
--   without_reason_a_day, usual_without_reason, events_a_day, usual_events, rows_a_day, usual_rows
WITH
  read AS
  (
    SELECT
      toMonday(day) AS week,
      count() AS days,
      uniqCombined64Merge(12)(one_day.subjects) AS customers,
      sum(one_day.events) / days AS events_a_day,
      sum(one_day.rows) / days AS rows_a_day
    FROM
    (
      SELECT
        day,
        uniqCombined64MergeState(12)(of_log.subjects) AS subjects,
        max(of_log.events) AS events,
        max(of_log.rows) AS rows
      FROM
      (
        SELECT
          day,
          uniqCombined64MergeState(12)(subjects) AS subjects,
          sum(events) AS events,
          sum(rows) AS rows
        FROM user_day
        WHERE user = {user:String}
          AND day >= toDate32({since:DateTime64(3, 'UTC')})
          AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
        GROUP BY day, _log
      ) AS of_log
      GROUP BY day
    ) AS one_day
    GROUP BY week
  ),
  open AS
  (
    SELECT toMonday(start) AS week, sum(unexplained_subjects) AS without_reason
    FROM windows_latest
    WHERE kind = 'day' AND user = {user:String}
      AND start >= toDateTime64(toDate32({since:DateTime64(3, 'UTC')}), 3, 'UTC')
      AND start < {until:DateTime64(3, 'UTC')}
    GROUP BY week
  )
SELECT
  read.week AS week,
  read.days AS days,
  read.customers AS customers,
  round(read.customers / read.days, 1) AS customers_a_day,
  round((quantileExact(0.5)(read.customers / read.days) OVER ()) AS usual, 1) AS usual_customers,
  round(read.customers / read.days / greatest(usual, 1), 2) AS times_usual,
  round(open.without_reason / read.days, 1) AS without_reason_a_day,
  round(quantileExact(0.5)(open.without_reason / read.days) OVER (), 1) AS usual_without_reason,
  round(read.events_a_day, 1) AS events_a_day,
  round(quantileExact(0.5)(read.events_a_day) OVER (), 1) AS usual_events,
  round(read.rows_a_day, 1) AS rows_a_day,
  round(quantileExact(0.5)(read.rows_a_day) OVER (), 1) AS usual_rows
FROM read
LEFT JOIN open USING (week)
ORDER BY times_usual DESC, week
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'against-peers',
    text: `-- title: How do this person's days compare with those of their team?
-- theme: person
-- attack: T1213
-- why: On a Monday after an outage everybody is busy. Whether somebody was busier than those who
--   did the same work on the same day, no calendar has to say.
-- reading: \`rank\` 1 is the highest of the team on that day, equals sharing it; \`team_customers\` and
--   \`team_without_reason\` are medians, the person among them. One first place says nothing; always
--   being first, or first in \`without_reason\` alone, does. Compared are those of the same team and
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
`,
  },
  {
    id: 'before-leaving',
    text: `-- title: Do people who leave read more than they did before?
-- theme: theft
-- attack: T1213, T1530
-- why: Most who take customers along do so in the weeks before they go, for the next employer; and
--   whoever has gone and still reads should not be able to.
-- reading: Compared are the days from the notice on with the days before it in the time asked for.
--   Whoever has ended and reads comes first, whatever they read. Of who has no day before, nothing
--   is \`beyond\`: ask for more time. Many plan before they give notice: look at the weeks before
--   \`notice_at\` too, with person-timeline.
-- benign: Handing customers over to a successor; a notice that was taken back; a person who came
--   back under the same account.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, employment, notice_at, days, a_day, a_day_before, without_reason_a_day,
--   without_reason_a_day_before, beyond, exported, last_at
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user,
  team,
  employment,
  notice_at,
  days,
  round(opened / days, 1) AS a_day,
  round(opened_before / nullIf(days_before, 0), 1) AS a_day_before,
  round(strays / days, 1) AS without_reason_a_day,
  round(strays_before / nullIf(days_before, 0), 1) AS without_reason_a_day_before,
  round(opened - days * (opened_before / nullIf(days_before, 0)), 1) AS beyond,
  exported,
  last_at
FROM
(
  SELECT
    user,
    argMaxIf(touch.team, touch.at, is_leaving) AS team,
    argMaxIf(touch.employment, touch.at, is_leaving) AS employment,
    minIf(touch.at, is_leaving) AS notice_at,
    maxIf(touch.at, is_leaving) AS last_at,
    uniqExactIf(day, is_leaving) AS days,
    uniqExactIf(day, NOT is_leaving) AS days_before,
    uniqExactIf((day, subject), is_leaving AND is_opened) AS opened,
    uniqExactIf((day, subject), NOT is_leaving AND is_opened) AS opened_before,
    uniqExactIf((day, subject), is_leaving AND is_open) AS strays,
    uniqExactIf((day, subject), NOT is_leaving AND is_open) AS strays_before,
    uniqExactIf(subject, is_leaving AND is_opened AND touch.touch = 'exported') AS exported
  FROM
  (
    SELECT
      user, team, employment, at, subject, touch,
      toDate(at) AS day,
      employment IN ('notice', 'ended') AS is_leaving,
      subject != '' AND touch != 'listed' AND status NOT IN ('denied', 'failed') AS is_opened,
      is_opened AND one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    LEFT ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND user_kind != 'service'
      AND user IN
      (
        SELECT user
        FROM access
        WHERE employment IN ('notice', 'ended')
          AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      )
  ) AS touch
  GROUP BY user
)
WHERE days > 0
ORDER BY employment != 'ended', beyond DESC NULLS LAST, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'blast-radius',
    text: `-- title: Whose records has this insider taken?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Once somebody is known to have stolen, each customer whose record they opened without a
--   reason is to be told and watched, victims already or not.
-- reading: \`segment_customers\` is how many of the segment are in it. \`reasons\` of the parameter are
--   those that do not count: \`none\`; add \`unknown\` where there was no ticket feed, and more where
--   tickets were made up. A reason that turned up later is one like any other: such reads are left
--   out where it is not among \`reasons\`. So is what was refused or failed. \`touches\`: listed alone
--   means that the record stood in a list. \`flag\`: 1 canary, 2 prominent, added up.
-- benign: Slips, calls that dropped, training: among the customers of a thief these are a few too.
-- cost: key
-- param: user String | The insider, as on events
-- param: reasons Array(String) = ['none'] | Reasons that do not count, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 10000 | Most customers to show
-- columns: segment, segment_customers, subject, flag, first_at, last_at, reads, days, touches,
--   tables, sources
WITH
  explained AS
  (
    SELECT event_id, part, subject, reason
    FROM access_control
    WHERE _record = 'Explained' AND user = {user:String}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  )
SELECT
  argMax(taken.segment, taken.at) AS segment,
  count() OVER (PARTITION BY segment) AS segment_customers,
  taken.subject AS subject,
  max(taken.flag) AS flag,
  min(taken.at) AS first_at,
  max(taken.at) AS last_at,
  uniqExact(event_id) AS reads,
  uniqExact(toDate(taken.at)) AS days,
  arrayStringConcat(arraySort(groupUniqArray(touch)), ', ') AS touches,
  arrayStringConcat(arraySort(groupUniqArrayArray(taken.tables)), ', ') AS tables,
  arrayStringConcat(arraySort(groupUniqArray(source)), ', ') AS sources
FROM
(
  SELECT at, event_id, touch, tables, source, subject, segment, flag
  FROM access
  ARRAY JOIN
    subjects AS subject,
    arrayResize(segments, length(subjects)) AS segment,
    arrayResize(flags, length(subjects)) AS flag,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND status NOT IN ('denied', 'failed')
    AND
    (
      (
        reason IN {reasons:Array(String)}
        AND (reason != 'none' OR (event_id, part, subject) NOT IN (
          SELECT event_id, part, subject FROM explained WHERE reason NOT IN {reasons:Array(String)}
        ))
      )
      OR
      (
        reason = 'none' AND (event_id, part, subject) IN (
          SELECT event_id, part, subject FROM explained WHERE reason IN {reasons:Array(String)}
        )
      )
    )
) AS taken
GROUP BY subject
ORDER BY segment_customers DESC, segment, first_at, subject
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'canaries-read',
    text: `-- title: Who has opened records that nobody has a reason to open?
-- theme: triage
-- attack: T1213, T1119
-- why: A canary is a customer who does not exist: whoever opens it was walking through the records.
--   Prominent customers are opened out of curiosity first, and for money next.
-- reading: \`opened\` are distinct customers, lists left out; \`listed\` those who only stood in a
--   list: a search by name shows whoever is called so. \`without_reason\` are opened ones that no
--   ticket explains, not even later. Flags are those of the day of the read. Whoever
--   was refused has tried, and counts too.
-- benign: Whoever planted or tests the canaries; a prominent customer who called; a service that
--   copies everything.
-- cost: span
-- param: flag UInt32 = 1 | 1 canaries, 2 prominent customers, 3 both
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most people to show
-- columns: user, user_kind, team, opened, without_reason, listed, reads, days, first_at, last_at,
--   examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  met.user AS user,
  argMax(met.user_kind, met.at) AS user_kind,
  argMax(met.team, met.at) AS team,
  uniqExactIf(subject, touch != 'listed') AS opened,
  uniqExactIf(subject, touch != 'listed' AND is_open) AS without_reason,
  uniqExact(subject) - opened AS listed,
  uniqExact(event_id) AS reads,
  uniqExact(toDate(met.at)) AS days,
  min(met.at) AS first_at,
  max(met.at) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(subject, touch != 'listed')), 1, 5) AS examples
FROM
(
  SELECT
    user, user_kind, team, at, event_id, touch, subject,
    reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  ARRAY JOIN
    subjects AS subject,
    arrayResize(flags, length(subjects)) AS flag,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND bitAnd(flag, {flag:UInt32}) != 0
) AS met
GROUP BY user
ORDER BY user_kind = 'service', without_reason DESC, opened DESC, listed DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'clock-skew',
    text: `-- title: Which sources have a wrong clock, or report late?
-- theme: sensor
-- attack: T1562
-- why: Order is evidence: whether the ticket came before the read. A source whose clock is wrong,
--   or that reports hours later, makes honest reads look odd, and hides others in closed windows.
-- reading: \`clamped\` are events that named a time more than five minutes after their arrival, and
--   got that of the arrival instead; \`ahead_seconds\` is by how much, at most. \`delay\` is arrival
--   after event time, in seconds: of history that was loaded later it is years. \`early\` arrived
--   before they happened. \`late\` came behind what their source had reported before.
-- benign: History that was ingested, a batch each night, one laptop with a wrong clock.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most sources to show
-- columns: source, database, events, clamped, ahead_seconds, early, late, late_share, delay_median,
--   delay_p99, delay_max, accounts_ahead
SELECT
  source,
  database,
  uniqExact(event_id) AS events,
  uniqExactIf(event_id, reported_at IS NOT NULL) AS clamped,
  round(max(ifNull(dateDiff('millisecond', at, reported_at), 0)) / 1000, 1) AS ahead_seconds,
  uniqExactIf(event_id, seen_at < at) AS early,
  uniqExactIf(event_id, late) AS late,
  round(uniqExactIf(event_id, access.late) / events, 4) AS late_share,
  round(quantileExact(0.5)(dateDiff('millisecond', at, seen_at)) / 1000, 1) AS delay_median,
  round(quantileExact(0.99)(dateDiff('millisecond', at, seen_at)) / 1000, 1) AS delay_p99,
  round(max(dateDiff('millisecond', at, seen_at)) / 1000, 1) AS delay_max,
  arraySlice(arraySort(groupUniqArrayIf(account, reported_at IS NOT NULL)), 1, 5)
    AS accounts_ahead
FROM access
WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')} AND part = 0
GROUP BY source, database
ORDER BY clamped / events DESC, late_share DESC, early DESC, delay_p99 DESC, source, database
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'copied-table',
    text: `-- title: Who has copied customers into a table of their own?
-- theme: theft
-- attack: T1074, T1213.006
-- why: A copy is in no register, nobody logs its customers, and it can be read at leisure. Made
--   once within the rights of an insert, it is read later, or by somebody else.
-- reading: Shown are tables that nobody touched in the 28 days before they were written to, and
--   that no register of tables knows. \`tables\` are those of the statement that made it: customers
--   beside a name of somebody's own. \`readers\` are all who read it since then.
-- benign: A table for a migration or a test, a new part of the product that is not in the register
--   yet.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, table, copied_at, tables, rows_copied, program, reads, rows_read, readers,
--   last_at, statement
WITH
  written AS
  (
    SELECT source, database, table
    FROM access
    ARRAY JOIN tables AS table
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND lower(operation) IN ('insert', 'create', 'copy', 'create table')
      AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
      AND (source, database, table) NOT IN (SELECT source, database, table FROM assets_now)
  )
SELECT
  user, team, table, copied_at, tables, rows_copied, program, reads, rows_read, readers, last_at,
  statement
FROM
(
  SELECT
    name AS table,
    argMinIf(use.user, use.at, is_write) AS user,
    argMinIf(use.team, use.at, is_write) AS team,
    minIf(use.at, is_write) AS copied_at,
    arrayStringConcat(argMinIf(use.tables, use.at, is_write), ', ') AS tables,
    toInt64(sumIf(use.rows, is_write)) AS rows_copied,
    argMinIf(use.program, use.at, is_write) AS program,
    countIf(NOT is_write) AS reads,
    toInt64(sumIf(use.rows, NOT is_write)) AS rows_read,
    arraySlice(arraySort(groupUniqArrayIf(use.user, NOT is_write)), 1, 5) AS readers,
    max(use.at) AS last_at,
    argMinIf(use.statement, use.at, is_write) AS statement,
    min(use.at) AS first_at
  FROM
  (
    SELECT
      user, team, at, tables, rows, program, statement,
      concat(source, '/', database, '/', table) AS name,
      lower(operation) IN ('insert', 'create', 'copy', 'create table') AS is_write
    FROM access
    ARRAY JOIN tables AS table
    WHERE at >= {since:DateTime64(3, 'UTC')} - INTERVAL 28 DAY
      AND at < {until:DateTime64(3, 'UTC')}
      AND part = 0 AND status NOT IN ('denied', 'failed')
      AND (source, database, table) IN (written)
    ORDER BY event_id, table, seen_at
    LIMIT 1 BY event_id, table
  ) AS use
  GROUP BY table
  HAVING first_at = copied_at AND copied_at >= {since:DateTime64(3, 'UTC')}
)
WHERE ({user:String} = '' OR user = {user:String})
ORDER BY reads = 0, rows_copied DESC, table
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'customers-only-they-saw',
    text: `-- title: Which customers has this person read and nobody else of their team?
-- theme: person
-- attack: T1213
-- why: Work is shared: a customer who calls twice meets two colleagues. A thief's customers call
--   nobody, so nobody else of the team meets them.
-- reading: Most customers are met once, by one: what counts is how many of these are without a
--   reason. \`elsewhere\` is how many people of other teams read them in the same time; services are
--   no people. The team is the person's newest in it; being in a list is being seen, and to be
--   refused is not.
-- benign: Customers with a contact of their own, quiet ones, a campaign that one person worked off.
-- cost: span
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 200 | Most customers to show
-- columns: subject, segment, reads, without_reason, touches, reasons, flag, elsewhere, first_at,
--   last_at
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained' AND user = {user:String}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  own AS
  (
    SELECT arrayJoin(subjects) AS subject
    FROM access
    WHERE user = {user:String} AND status NOT IN ('denied', 'failed')
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  (
    SELECT argMax(ifNull(team, ''), at)
    FROM access
    WHERE user = {user:String}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ) AS own_team
SELECT
  touched.subject AS subject,
  argMaxIf(touched.segment, touched.at, is_theirs) AS segment,
  uniqExactIf(event_id, is_theirs) AS reads,
  uniqExactIf(event_id, is_open) AS without_reason,
  arrayStringConcat(arraySort(groupUniqArrayIf(touch, is_theirs)), ', ') AS touches,
  arrayStringConcat(arraySort(groupUniqArrayIf(why, is_theirs)), ', ') AS reasons,
  maxIf(touched.flag, is_theirs) AS flag,
  uniqExactIf(touched.user, is_other) AS elsewhere,
  minIf(touched.at, is_theirs) AS first_at,
  maxIf(touched.at, is_theirs) AS last_at
FROM
(
  SELECT
    user, event_id, at, touch, subject, segment, flag,
    ifNull(team, '') = own_team AS is_team,
    user = {user:String} AS is_theirs,
    NOT is_theirs AND user_kind != 'service' AS is_other,
    if(
      is_theirs AND reason = 'none' AND (event_id, part, subject) IN (explained),
      'late',
      reason
    ) AS why,
    is_theirs AND why = 'none' AND touch != 'listed' AND user_kind != 'service' AS is_open
  FROM access
  ARRAY JOIN
    subjects AS subject,
    arrayResize(segments, length(subjects)) AS segment,
    arrayResize(flags, length(subjects)) AS flag,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND status NOT IN ('denied', 'failed') AND subject IN (own)
) AS touched
GROUP BY subject
HAVING countIf(is_team AND is_other) = 0
ORDER BY without_reason DESC, reads DESC, first_at, subject
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'day-in-the-life',
    text: `-- title: What did a day of this person look like, hour by hour?
-- theme: person
-- attack: T1213
-- why: A timeline of a thousand lines hides the shape of a day: when it began, where the load lay,
--   and the hour in which somebody read fifty customers without a call.
-- reading: \`hour\` is in UTC and \`local\` in the person's own time. \`reasons\` counts touches by
--   reason; \`late\` are those that were explained after the read, \`listed\` those that only stood in
--   a list, \`refused\` those that were denied or failed: these are no \`customers\`. Two hosts or
--   networks within one hour are two places, or two people.
-- benign: The hour after an outage, a shift that was swapped, a meeting room's computer.
-- cost: key
-- param: user String | The person, as on events
-- param: day DateTime64(3, 'UTC') = toStartOfDay((SELECT max(at) FROM access)) | Start of the 24
--   hours (UTC)
-- param: limit UInt32 = 24 | Most hours to show
-- columns: hour, local, events, rows, customers, without_reason, reasons, operations, apps, hosts,
--   first_at, last_at
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained' AND user = {user:String}
      AND at >= {day:DateTime64(3, 'UTC')} AND at < {day:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
  ),
  event AS
  (
    SELECT
      at, event_id, part, utc_offset_minutes, rows, subjects, reasons, touch, status, user_kind,
      operation, app, host, network
    FROM access
    WHERE user = {user:String}
      AND at >= {day:DateTime64(3, 'UTC')} AND at < {day:DateTime64(3, 'UTC')} + INTERVAL 1 DAY
    LIMIT 1 BY event_id, part
  )
SELECT
  toStartOfHour(one.at) AS hour,
  formatDateTime(
    toStartOfHour(one.at) + INTERVAL argMin(utc_offset_minutes, (one.at, one.event_id)) MINUTE,
    '%H:%i'
  ) AS local,
  uniqExact(one.event_id) AS events,
  sumIf(one.rows, _index <= 1) AS rows,
  uniqExactIf(subject, _index > 0 AND why != 'refused') AS customers,
  uniqExactIf(subject, why = 'none') AS without_reason,
  arrayStringConcat(
    arrayMap(
      pair -> concat(pair.1, ' ', toString(pair.2)),
      arrayZip((sumMapIf([why], [toUInt64(1)], _index > 0) AS counted).1, counted.2)
    ),
    ', '
  ) AS reasons,
  arrayStringConcat(arraySort(groupUniqArray(operation)), ', ') AS operations,
  arrayStringConcat(arraySlice(arraySort(groupUniqArray(app)), 1, 5), ', ') AS apps,
  arrayStringConcat(
    arraySlice(arraySort(groupUniqArrayIf(place, place != '')), 1, 5), ', '
  ) AS hosts,
  min(one.at) AS first_at,
  max(one.at) AS last_at
FROM
(
  SELECT
    at, event_id, utc_offset_minutes, rows, operation, app, subject, _index,
    trim(concat(ifNull(host, ''), ' ', ifNull(network, ''))) AS place,
    multiIf(
      status IN ('denied', 'failed'), 'refused',
      reason != 'none', reason,
      (event_id, part, subject) IN (explained), 'late',
      touch = 'listed', 'listed',
      user_kind = 'service', 'service',
      'none'
    ) AS why
  FROM event
  LEFT ARRAY JOIN
    subjects AS subject,
    arrayEnumerate(subjects) AS _index,
    arrayResize(reasons, length(subjects), 'unknown') AS reason
) AS one
GROUP BY hour
ORDER BY hour
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'dead-letters',
    text: `-- title: What could not be read, and why?
-- theme: sensor
-- attack: T1562
-- why: What was refused is in no window and no list. One bad release of a source blinds everything
--   that comes from it; a bad record now and then is somebody's mistake, or a test of what passes.
-- reading: \`records\` are distinct places in the topic, and \`keys\` distinct keys: of db-access these
--   are accounts, so one key means one account. \`example\` is the newest, \`example_at\` its topic,
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
`,
  },
  {
    id: 'defrauded-segments',
    text: `-- title: Which segments do the defrauded customers come from?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Victims who know nothing of each other were on one list, and a list has a beginning: the
--   segment that it was taken from. That says whose work it was near.
-- reading: \`lift\` compares the share of the victims with the share of all customers, and
--   \`lift_read\` with the share of the customers who were read in the time: 1 is chance. \`listed\` is
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
`,
  },
  {
    id: 'dispositions',
    text: `-- title: What were incidents found to be?
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
  \`user\`,
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
  count() OVER (PARTITION BY author, \`user\`) AS by_author_on_user
FROM (SELECT * FROM dispositions ORDER BY id, _seen_at LIMIT 1 BY id)
WHERE ({user:String} = '' OR \`user\` = {user:String})
  AND ({author:String} = '' OR author = {author:String})
  AND ({verdict:String} = '' OR verdict = {verdict:String})
  AND at >= {since:DateTime64(3, 'UTC')}
ORDER BY at DESC, incident
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'each-a-little',
    text: `-- title: On which days did many people each open a little more without a reason?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Fifty people who take five records a day each are quiet one by one. Together they open more
--   customers without a reason than the weeks before, and more of one kind.
-- reading: Compared is each segment with the same days of the week in the weeks before. There are
--   \`days_compared\` of them on which people worked: where that is 0, nothing is \`beyond\`, and the
--   day comes last. \`people_beyond\` is how many more people than usual; where \`most_by_one\` is
--   nearly all of \`customers\` it is a case of one person: see reads-without-reason. A customer
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
`,
  },
  {
    id: 'events-without-customers',
    text: `-- title: Where do reads name no customers?
-- theme: sensor
-- attack: T1562
-- why: Whom nobody names, nobody can look for: a table whose reads carry no ids is a blind spot of
--   every detector that counts customers, and of who-read-these-customers.
-- reading: \`without_ids\` of \`reads\` named no customer; \`with_rows\` of these returned rows, so there
--   may have been some. A table with a \`subject_column\` or of \`personal\` sensitivity belongs on
--   top: its source could report ids, or its statements could be read for them.
-- benign: Tables without customers, searches that found nobody, counts and reports.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most tables to show
-- columns: source, database, table, sensitivity, subject_column, reads, without_ids, share,
--   with_rows, rows, people, last_at
SELECT
  read.source AS source,
  read.database AS database,
  read.table AS table,
  asset.sensitivity AS sensitivity,
  ifNull(asset.subject_column, '') AS subject_column,
  read.reads AS reads,
  read.without_ids AS without_ids,
  round(read.without_ids / read.reads, 3) AS share,
  read.with_rows AS with_rows,
  read.rows AS rows,
  read.people AS people,
  read.last_at AS last_at
FROM
(
  SELECT
    source,
    database,
    table,
    uniqExact(event_id) AS reads,
    uniqExactIf(event_id, empty(subjects)) AS without_ids,
    uniqExactIf(event_id, empty(subjects) AND one.rows > 0) AS with_rows,
    sumIf(one.rows, empty(subjects)) AS rows,
    uniqExactIf(user, empty(subjects)) AS people,
    maxIf(at, empty(subjects)) AS last_at
  FROM
  (
    SELECT source, database, tables, event_id, subjects, rows, user, at
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND status NOT IN ('denied', 'failed')
      AND operation NOT IN ('insert', 'delete', 'grant', 'login')
    ORDER BY event_id, part, seen_at
    LIMIT 1 BY event_id, part
  ) AS one
  LEFT ARRAY JOIN arrayDistinct(tables) AS table
  GROUP BY source, database, table
) AS read
LEFT JOIN
(
  SELECT source, database, table, sensitivity, subject_column FROM assets_now
) AS asset
  ON asset.source = read.source AND asset.database = read.database AND asset.table = read.table
WHERE read.without_ids > 0
ORDER BY with_rows DESC, share DESC, source, database, table
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'export-after-search',
    text: `-- title: Who lists many customers, and exports soon after?
-- theme: theft
-- attack: T1213.004, T1074, T1567
-- why: Before something can be taken along, it has to be found. Searches that list hundreds of
--   customers, and an export within the hour, are one piece of work.
-- reading: Exports of the same \`minutes\` are one line: \`exports\` of them, from \`exported_at\` on.
--   \`listed\` counts the customers that lists and searches showed in the time before one of them,
--   those whom a source only counts search by search; whether these are the customers exported is
--   not compared. \`days_with\` is on how many days the
--   person did so: a task repeats, a theft is once or grows.
-- benign: A report that was asked for, a list for a mailing, a privacy request.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 60 | Most minutes from a search to the export
-- param: customers UInt32 = 50 | Fewest customers listed before it
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, exported_at, exports, searches, listed, minutes, exported, rows, tables,
--   program, host, days_with
WITH
  -- Stretches of \`minutes\`: a search is held against those of its own and the next stretch, and not
  -- against each export, of which an account of an application has as many as it has searches.
  exported AS
  (
    SELECT
      user, stretch,
      argMax(one.team, one.at) AS team,
      min(one.at) AS first_at,
      max(one.at) AS last_at,
      count() AS exports,
      sum(one.customers) AS customers,
      sum(one.rows) AS rows,
      arraySlice(arraySort(groupUniqArrayArray(one.tables)), 1, 10) AS tables,
      argMax(one.program, one.at) AS program,
      argMax(one.host, one.at) AS host
    FROM
    (
      SELECT
        user, team, at, rows, tables, program, host,
        intDiv(toUnixTimestamp64Milli(at), 60000 * greatest(1, {minutes:UInt32})) AS stretch,
        greatest(subject_count, toInt64(length(subjects))) AS customers
      FROM access
      WHERE ({user:String} = '' OR user = {user:String})
        AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND part = 0 AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
        AND (touch = 'exported' OR operation = 'export')
      ORDER BY event_id, seen_at
      LIMIT 1 BY event_id
    ) AS one
    GROUP BY user, stretch
  ),
  searched AS
  (
    SELECT
      user, at, event_id, part, subjects,
      greatest(0, subject_count - toInt64(length(subjects))) AS unnamed,
      intDiv(toUnixTimestamp64Milli(at), 60000 * greatest(1, {minutes:UInt32})) AS own_stretch,
      arrayJoin([own_stretch, own_stretch + 1]) AS stretch
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalMinute({minutes:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
      AND (touch = 'listed' OR operation = 'search')
      -- What is an export above is not its own search.
      AND NOT (touch = 'exported' OR operation = 'export')
      AND status NOT IN ('denied', 'failed')
  )
SELECT
  user, team, exported_at, exports, searches, listed, minutes, exported, rows, tables, program,
  host, uniqExact(toDate(exported_at)) OVER (PARTITION BY user) AS days_with
FROM
(
  SELECT
    searched.user AS user,
    any(exported.team) AS team,
    any(exported.first_at) AS exported_at,
    any(exported.exports) AS exports,
    uniqExact(searched.event_id) AS searches,
    toInt64(uniqExactArray(searched.subjects)) + arraySum(
      one -> one.3,
      groupUniqArrayIf((searched.event_id, searched.part, unnamed), unnamed > 0)
    ) AS listed,
    dateDiff('minute', min(searched.at), any(exported.last_at)) AS minutes,
    any(exported.customers) AS exported,
    any(exported.rows) AS rows,
    arrayStringConcat(any(exported.tables), ', ') AS tables,
    any(exported.program) AS program,
    any(exported.host) AS host
  FROM searched
  INNER JOIN exported ON exported.user = searched.user AND exported.stretch = searched.stretch
  WHERE searched.at <= exported.last_at
    AND searched.at >= exported.first_at - toIntervalMinute({minutes:UInt32})
  GROUP BY user, searched.stretch
)
WHERE listed >= {customers:UInt32}
ORDER BY days_with, listed DESC, user, exported_at
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'false-alarm-review',
    text: `-- title: Which detectors raise false alarms?
-- theme: triage
-- why: Time spent on harmless incidents is taken from the others. Which detector is in those that
--   were found benign, and which in the confirmed ones, says which threshold to move.
-- reading: A detector counts for each incident or question that it spoke in. \`benign_share\` is of
--   those found benign or confirmed; few verdicts make it a guess. \`alone\` are those in which no
--   other detector spoke, \`alone_benign\` those of them found benign. The newest verdict counts.
-- benign: A detector in many benign ones was often not the one that opened them: see \`alone\`.
--   Whoever closes everything as benign makes all detectors look bad: see dispositions.
-- cost: sums
-- param: tier String = '' | question or incident; empty: both
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Opened from (UTC)
-- param: limit UInt32 = 50 | Most detectors to show
-- columns: detector, opened, benign, confirmed, unclear, not_judged, benign_share, alone,
--   alone_benign, people, newest_at
SELECT
  detector,
  count() AS opened,
  countIf(verdict = 'benign') AS benign,
  countIf(verdict = 'confirmed') AS confirmed,
  countIf(verdict = 'unclear') AS unclear,
  countIf(verdict = '') AS not_judged,
  round(benign / nullIf(benign + confirmed, 0), 3) AS benign_share,
  countIf(detectors = 1) AS alone,
  countIf(detectors = 1 AND verdict = 'benign') AS alone_benign,
  uniqExact(user) AS people,
  max(opened_at) AS newest_at
FROM
(
  SELECT
    incident.user AS user,
    incident.opened_at AS opened_at,
    length(mapKeys(incident.anomalies_by_detector)) AS detectors,
    arrayJoin(mapKeys(incident.anomalies_by_detector)) AS detector,
    toString(said.verdict) AS verdict
  FROM
  (
    SELECT id, user, opened_at, anomalies_by_detector
    FROM incidents_latest
    WHERE opened_at >= {since:DateTime64(3, 'UTC')} AND ({tier:String} = '' OR tier = {tier:String})
  ) AS incident
  LEFT JOIN
  (
    SELECT incident, argMax(verdict, (at, id)) AS verdict
    FROM dispositions
    GROUP BY incident
  ) AS said ON said.incident = incident.id
)
GROUP BY detector
ORDER BY benign DESC, benign_share DESC, detector
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'fan-out-ranking',
    text: `-- title: Who has seen the most customers in a day?
-- theme: theft
-- attack: T1213, T1530
-- why: Selling records needs many of them. A day with several times the customers of a person's own
--   usual day, or of everybody's, stands out whatever the reason was.
-- reading: Mass work (migrations, campaigns, service accounts) is on top of this list every week:
--   learn its names, then look at who is new. \`usual\` is the person's own median day in the time
--   asked for; with fewer than five days of work it says little. Whole days count, and accesses
--   that were refused or failed count too. Several logs may hold the same accesses: \`events\` and
--   \`rows\` of a day are those of the log that has most of it.
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
`,
  },
  {
    id: 'id-walks',
    text: `-- title: Who goes through customers in the order of their ids?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Customers do not call in the order in which they were registered. Whoever wants them all, or
--   has a script, opens one number after the next.
-- reading: A run is of reads without a reason, each with an id a little above the one before,
--   within one day of one person. \`longest_step\` 1 and few \`minutes\` are a script. Rising order
--   alone: who goes downwards, or in strides above \`near\`, is not here. Only ids with one number at
--   their end have an order. Tries that were refused are steps too.
-- benign: A list that is worked off in order where tickets are not fed in; customers who were all
--   registered on one day.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: near UInt32 = 1000 | Most that an id may be above the one before
-- param: customers UInt32 = 6 | Fewest customers in a run
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, day, customers, from_id, to_id, longest_step, minutes, first_at, last_at,
--   days_with_runs
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user,
  argMax(walked.team, walked.at) AS team,
  day,
  uniqExact(key) AS customers,
  argMin(subject, key) AS from_id,
  argMax(subject, key) AS to_id,
  maxIf(step, is_start = 0) AS longest_step,
  dateDiff('minute', first_at, last_at) AS minutes,
  min(walked.at) AS first_at,
  max(walked.at) AS last_at,
  uniqExact(day) OVER (PARTITION BY user) AS days_with_runs
FROM
(
  SELECT
    user, team, day, at, subject, key, step, is_start,
    sum(is_start) OVER (PARTITION BY user, day ORDER BY at, event_id, key ROWS UNBOUNDED PRECEDING)
      AS run
  FROM
  (
    SELECT
      user, team, at, event_id, subjects[1] AS subject, order_key AS key,
      toDate(at) AS day,
      -- A record that is there twice, and a second look, are steps of 0: they end no run.
      key - lagInFrame(key, 1, -1) OVER (
        PARTITION BY user, day ORDER BY at, event_id, key ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      ) AS step,
      toUInt64(NOT (step BETWEEN 0 AND {near:UInt32}) OR row_number() OVER (
        PARTITION BY user, day ORDER BY at, event_id, key
      ) = 1) AS is_start
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND order_key >= 0 AND length(subjects) = 1 AND touch != 'listed' AND user_kind != 'service'
      AND reasons[1] IN ('none', 'unknown')
      AND (event_id, part, subjects[1]) NOT IN (explained)
  )
) AS walked
GROUP BY user, day, run
HAVING customers >= greatest(2, {customers:UInt32})
ORDER BY customers DESC, user, first_at
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'incidents-by-risk',
    text: `-- title: Which incidents are to be looked at first?
-- theme: triage
-- why: What to look at first.
-- reading: A question asks what it was for, and nobody is suspected; an incident is to be looked
--   into. \`risk\` says by how much the evidence has raised the log odds: an order, no probability.
--   \`families\` is how many kinds of evidence agree: one family alone is more often harmless.
--   \`records_taken\` and \`estimated_start\` are estimates.
-- benign: One family of evidence alone is often a new task, a campaign, or a feed of tickets that
--   was down.
-- cost: sums
-- param: state String = '' | opened, updated or closed; empty: all
-- param: tier String = '' | question or incident; empty: both
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Last verdict from (UTC)
-- param: limit UInt32 = 50 | Most incidents to show
-- columns: id, user, team, tier, state, risk, families, anomalies, opened_at, last_at,
--   estimated_start, records_taken, headline
SELECT
  id,
  user,
  team,
  tier,
  state,
  round(risk, 2) AS risk,
  length(risk_by_family) AS families,
  anomalies_total AS anomalies,
  opened_at,
  last_at,
  estimated_start,
  records_taken,
  headline
FROM incidents_latest
WHERE ({state:String} = '' OR state = {state:String})
  AND ({tier:String} = '' OR tier = {tier:String})
  AND last_at >= {since:DateTime64(3, 'UTC')}
ORDER BY tier, incidents_latest.risk DESC, last_at DESC, id
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'long-dormant-customers',
    text: `-- title: Who opens customers, without a reason, whom nobody has opened for long?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Customers who have been quiet for half a year call nobody and are missed by nobody: whoever
--   takes from a list of names meets many of them, whoever serves callers meets few.
-- reading: \`company_share\` is the part of all customers opened without a reason who were dormant,
--   and \`beyond\` what the person has more than that. \`never\` of the dormant had been opened by
--   nobody in the whole archive, and count as quiet for its age: new customers are among them.
--   Services count as nobody. Each of these customers is looked up through the whole archive; where
--   that is younger than \`dormant\` days it answers nothing.
-- benign: A customer who is new: nobody can have opened them before. A clean-up of old records, a
--   recall, a campaign that was not registered.
-- cost: all
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: dormant UInt32 = 180 | Fewest days for which nobody had opened the customer
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, dormant, never, customers, share, company_share, beyond, days, longest_days,
--   first_at, last_at, examples
WITH
  explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
),
  strays AS
  (
    SELECT user, team, at, subject
    FROM access
    ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_reason = 'none'
      AND (event_id, part, subject) NOT IN (explained)
  ),
  (SELECT min(at) FROM access) AS oldest
SELECT
  user, team, dormant, never, customers, share, company_share, beyond, days, longest_days,
  first_at, last_at, examples
FROM
(
  SELECT
    user,
    argMax(stray.team, stray.at) AS team,
    uniqExactIf(subject, is_dormant) AS dormant,
    uniqExactIf(subject, is_dormant AND is_first) AS never,
    uniqExact(subject) AS customers,
    round(dormant / customers, 3) AS share,
    round((sum(dormant) OVER () / sum(customers) OVER ()) AS company, 3) AS company_share,
    round(dormant - customers * company, 1) AS beyond,
    uniqExactIf(toDate(stray.at), is_dormant) AS days,
    maxIf(quiet_days, is_dormant) AS longest_days,
    minIf(stray.at, is_dormant) AS first_at,
    maxIf(stray.at, is_dormant) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_dormant)), 1, 5) AS examples
  FROM
  (
    SELECT
      stray.user AS user, stray.team AS team, stray.at AS at, stray.subject AS subject,
      opened.at = 0 AS is_first,
      dateDiff('day', if(is_first, oldest, opened.at), stray.at) AS quiet_days,
      quiet_days >= {dormant:UInt32} AS is_dormant
    FROM strays AS stray
    ASOF LEFT JOIN
    (
      SELECT subject, at
      FROM access_by_subject
      WHERE subject IN (SELECT subject FROM strays)
        AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND status NOT IN ('denied', 'failed')
        AND user NOT IN (SELECT id FROM people_now WHERE kind = 'service')
        AND user NOT IN
        (
          SELECT user
          FROM access
          WHERE user_kind = 'service'
            AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        )
    ) AS opened ON opened.subject = stray.subject AND opened.at < stray.at
  ) AS stray
  GROUP BY user
)
WHERE ({user:String} = '' OR user = {user:String}) AND dormant > 0
ORDER BY beyond DESC, dormant DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'new-hosts',
    text: `-- title: Which machines have come up, and who reads what on them?
-- theme: machines
-- attack: T1078
-- why: A machine that was never there before is somebody's own, a new server, or a name that was
--   made up. Whoever takes records along wants them where nobody else looks.
-- reading: New is a host that no access named in the days before. Look first at those with one
--   person and many customers, and ask where the machine stands. Many new names at once are a
--   roll-out.
-- benign: A new colleague's machine, a roll-out, renamed machines, names that are given anew with
--   each session.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 90 | Days before it in which the host was not there
-- param: limit UInt32 = 50 | Most lines to show
-- columns: host, first_at, last_at, people, users, networks, programs, accesses, customers,
--   without_reason, exported
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  place AS host,
  min(use.at) AS first_at,
  max(use.at) AS last_at,
  uniqExact(user) AS people,
  arraySlice(arraySort(groupUniqArray(user)), 1, 5) AS users,
  arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(network), network IS NOT NULL)), 1, 5)
    AS networks,
  arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(program), program IS NOT NULL)), 1, 5)
    AS programs,
  uniqExact(event_id) AS accesses,
  uniqExactIf(subject, is_opened) AS customers,
  uniqExactIf(subject, is_open) AS without_reason,
  uniqExactIf(subject, is_opened AND touch = 'exported') AS exported
FROM
(
  SELECT
    user, at, event_id, touch, network, program, subject,
    assumeNotNull(access.host) AS place,
    subject != '' AND touch != 'listed' AND status NOT IN ('denied', 'failed') AS is_opened,
    is_opened AND one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  LEFT ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND access.host != '' AND access.host NOT IN
    (
      SELECT host
      FROM access
      WHERE at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {since:DateTime64(3, 'UTC')}
        AND host != ''
    )
) AS use
GROUP BY place
HAVING {user:String} = '' OR countIf(user = {user:String}) > 0
ORDER BY customers DESC, accesses DESC, host
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'new-tool',
    text: `-- title: Who has begun to use a tool that hardly anybody uses?
-- theme: theft
-- attack: T1078, T1119
-- why: The desk has its programs. Whoever comes with another one, such as a console or a script,
--   gets at what screens do not show, and as much as they want.
-- reading: A tool is new when the person had not used it in the weeks before, and rare when at most
--   \`most\` people use it at all. \`days_known\` is for how many days the person was seen before it:
--   with 0 everything is new. Then see what was read with it: wildcard-exports, person-timeline.
-- benign: A pilot of a new version, an administrator, a tool that only few people need at the end
--   of a month.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 56 | Days before it in which the tool was not used
-- param: most UInt32 = 3 | Most people who use the tool
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, tool, people, first_at, last_at, days_known, accesses, customers,
--   without_reason, rows, hosts
WITH
  explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
),
  -- Whom and what is not known yet, with all days of the person: one look at the time before.
  begun AS
  (
    SELECT user, tool, people, days
    FROM
    (
      SELECT
        user, tool,
        min(at) AS first_at,
        count() OVER (PARTITION BY tool) AS people,
        length(groupUniqArrayArray(
          groupUniqArrayIf(toDate(at), at < {since:DateTime64(3, 'UTC')})
        ) OVER (PARTITION BY user)) AS days
      FROM access
      ARRAY JOIN [concat('app ', ifNull(app, '')), concat('program ', ifNull(program, ''))] AS tool
      WHERE at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND user_kind != 'service'
      GROUP BY user, tool
    )
    WHERE ({user:String} = '' OR user = {user:String}) AND tool NOT IN ('app ', 'program ')
      AND first_at >= {since:DateTime64(3, 'UTC')} AND people <= {most:UInt32}
  )
SELECT
  user,
  argMax(used.team, used.at) AS team,
  tool,
  any(used.people) AS people,
  min(used.at) AS first_at,
  max(used.at) AS last_at,
  any(used.days) AS days_known,
  uniqExact(event_id) AS accesses,
  uniqExactArray(shown) AS customers,
  uniqExactArray(strays) AS without_reason,
  toInt64(sumIf(used.rows, part = 0)) AS rows,
  arraySlice(arraySort(groupUniqArrayIf(assumeNotNull(host), host IS NOT NULL)), 1, 5) AS hosts
FROM
(
  SELECT
    one.user AS user, one.tool AS tool, begun.people AS people, begun.days AS days,
    team, at, event_id, part, rows, host,
    if(status IN ('denied', 'failed'), [], subjects) AS shown,
    arrayFilter(
      (subject, reason) ->
        touch != 'listed' AND status NOT IN ('denied', 'failed')
          AND reason = 'none' AND (event_id, part, subject) NOT IN (explained),
      subjects, arrayResize(reasons, length(subjects))
    ) AS strays
  FROM
  (
    SELECT
      user, team, at, seen_at, event_id, part, rows, host, touch, status, subjects, reasons, tool
    FROM access
    ARRAY JOIN [concat('app ', ifNull(app, '')), concat('program ', ifNull(program, ''))] AS tool
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND ({user:String} = '' OR user = {user:String})
      AND user_kind != 'service'
  ) AS one
  INNER JOIN begun ON begun.user = one.user AND begun.tool = one.tool
  ORDER BY event_id, part, tool, seen_at
  LIMIT 1 BY event_id, part, tool
) AS used
GROUP BY user, tool
ORDER BY customers DESC, rows DESC, user, tool
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'off-shift',
    text: `-- title: Who reads customers outside their shift, and more than they used to?
-- theme: theft
-- attack: T1078, T1029
-- why: Theft is done when nobody looks over the shoulder, and with a stolen password when its owner
--   sleeps. The shift of a person is known; what is outside of it can be counted.
-- reading: \`share\` of the customers opened was outside of the shift, \`share_before\` in the days
--   before \`since\`; \`beyond\` is how many customers are more than that. \`hours\` are local ones.
--   Of who opened nobody in those days, nothing is \`beyond\`, and they come last: \`customers\` is
--   what there is to see. People without a known shift are left out.
-- benign: Overtime and on-call duty, a shift that was swapped and not entered, a move to another
--   site.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 28 | Days before it to compare with
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, customers, share, share_before, beyond, without_reason, exported,
--   hours, first_at, last_at
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user,
  argMax(touch.team, touch.at) AS team,
  uniqExactIf(toDate(touch.at), is_off) AS days,
  uniqExactIf((toDate(touch.at), subject), is_off) AS customers,
  round(customers / (uniqExactIf((toDate(touch.at), subject), is_now) AS opened), 3) AS share,
  round(
    (
      uniqExactIf((toDate(touch.at), subject), NOT is_now AND NOT on_shift)
        / nullIf(uniqExactIf((toDate(touch.at), subject), NOT is_now), 0)
    ) AS part_before,
    3
  ) AS share_before,
  round(customers - part_before * opened, 1) AS beyond,
  uniqExactIf((toDate(touch.at), subject), is_off AND is_open) AS without_reason,
  uniqExactIf((toDate(touch.at), subject), is_off AND touch.touch = 'exported') AS exported,
  arraySort(groupUniqArrayIf(local_hour, is_off)) AS hours,
  minIf(touch.at, is_off) AS first_at,
  maxIf(touch.at, is_off) AS last_at
FROM
(
  SELECT
    user, team, at, subject, touch, assumeNotNull(on_shift) AS on_shift,
    at >= {since:DateTime64(3, 'UTC')} AS is_now,
    is_now AND NOT on_shift AS is_off,
    toHour(at + toIntervalMinute(utc_offset_minutes)) AS local_hour,
    one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
  WHERE ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
    AND at < {until:DateTime64(3, 'UTC')}
    AND touch != 'listed' AND status NOT IN ('denied', 'failed')
    AND user_kind != 'service' AND access.on_shift IS NOT NULL
) AS touch
GROUP BY user
HAVING customers > 0
ORDER BY beyond DESC NULLS LAST, customers DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'offset-gaps',
    text: `-- title: Where are records of the log missing?
-- theme: sensor
-- attack: T1562
-- why: Tables \`access\` and \`access_control\` together hold the whole topic. An offset that is in
--   neither was never archived, or was taken out: by whoever knows what it would show.
-- reading: \`seen_from\` and \`seen_to\` are when the records around the gap arrived, to 65,536
--   offsets. \`alike\` is how many gaps of the same length the partition has; the first 1,000 of them
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
`,
  },
  {
    id: 'one-segment',
    text: `-- title: Whose unexplained reads are of one kind of customer?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Buyers order by kind: the rich, the old, one country. Chance slips fall on the kinds that
--   somebody serves anyway; ordered records do not.
-- reading: \`usual_share\` is how much of the person's reads with a reason are of that segment, drawn
--   towards that of the company as if by twenty customers; \`beyond\` is how many customers without a
--   reason are more than that. Of ten customers little can be said, of fifty much. A customer who
--   was read in two segments counts in both.
-- benign: A second queue that sends no tickets, a campaign for one segment that was not registered.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 10 | Fewest customers of the segment without a reason
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, segment, customers, without_reason, share, usual_share, company_share,
--   beyond, first_at, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, segment, customers, without_reason, share, usual_share, company_share, beyond,
  first_at, last_at, examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    segment,
    uniqExactIf(subject, is_open) AS customers,
    uniqExactIf(subject, NOT is_open) AS with_reason,
    sum(customers) OVER one_person AS without_reason,
    round(customers / greatest(1, without_reason), 3) AS share,
    round(
      (
        sum(with_reason) OVER (PARTITION BY segment) / greatest(1, sum(with_reason) OVER ())
      ) AS company,
      3
    ) AS company_share,
    round(
      ((with_reason + 20 * company) / (20 + sum(with_reason) OVER one_person)) AS usual, 3
    ) AS usual_share,
    round(customers - without_reason * usual, 1) AS beyond,
    minIf(touch.at, is_open) AS first_at,
    maxIf(touch.at, is_open) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_open)), 1, 5) AS examples
  FROM
  (
    SELECT
      user, team, at, subject, one_segment AS segment,
      one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(segments, length(subjects)) AS one_segment
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_reason NOT IN ('', 'unknown')
      AND one_segment != ''
  ) AS touch
  GROUP BY user, segment
  WINDOW one_person AS (PARTITION BY user)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(1, {customers:UInt32}) AND beyond > 0
ORDER BY beyond DESC, user, segment
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'one-ticket-many-customers',
    text: `-- title: Which tickets were used for many customers?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: A ticket is about one customer. Whoever names the same one for read after read has found one
--   that nobody checks.
-- reading: \`ticket_of\` is the customer whose ticket it is, as far as it is known; \`other_customer\`
--   how many customers were read who are somebody else for certain. \`people\` is how many named it
--   at all: a ticket that everybody uses is an internal one.
-- benign: An internal or collective ticket, a fault that many customers have, customers who were
--   merged into one, a household.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 3 | Fewest customers under one ticket
-- param: limit UInt32 = 50 | Most lines to show
-- columns: ticket, user, team, kind, ticket_of, customers, other_customer, days, people, first_at,
--   last_at, examples
SELECT
  ticket, user, team, kind, ticket_of, customers, other_customer, days, people, first_at, last_at,
  examples
FROM
(
  SELECT
    used.name AS ticket,
    used.user AS user,
    argMax(used.team, used.at) AS team,
    any(known.kind) AS kind,
    any(known.subject) AS ticket_of,
    uniqExact(used.subject) AS customers,
    uniqExactIf(used.subject, bitTest(mark, 4)) AS other_customer,
    uniqExact(toDate(used.at)) AS days,
    count() OVER (PARTITION BY ticket) AS people,
    min(used.at) AS first_at,
    max(used.at) AS last_at,
    arraySlice(arraySort(groupUniqArray(used.subject)), 1, 5) AS examples
  FROM
  (
    SELECT user, team, at, subject, mark, name
    FROM
    (
      -- The ticket that the event names, and the one found to be the reason, then or later.
      SELECT
        met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
        arrayDistinct([
          (met.named, met.one_mark),
          (if(met.one_reason = 'campaign', '', met.one_ticket), met.one_mark),
          if(met.one_reason = 'none', (told.ticket, told.ticket_marks), ('', 0))
        ]) AS names
      FROM
      (
        SELECT
          user, team, at, event_id, part, subject, one_reason, one_ticket, one_mark,
          ifNull(ticket, '') AS named
        FROM access
        ARRAY JOIN
          subjects AS subject,
          arrayResize(reasons, length(subjects)) AS one_reason,
          arrayResize(tickets, length(subjects)) AS one_ticket,
          arrayResize(ticket_marks, length(subjects)) AS one_mark
        WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
          AND touch != 'listed' AND user_kind != 'service'
          AND status NOT IN ('denied', 'failed')
          AND (named != '' OR one_ticket != '' OR one_reason = 'none')
      ) AS met
      LEFT JOIN
      (
        -- Of its read are the team and whether anything was seen.
        SELECT event_id, part, subject, ticket, ticket_marks
        FROM access_control
        WHERE _record = 'Explained' AND reason != 'campaign'
          AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        ORDER BY explained_at, reason, ticket
        LIMIT 1 BY event_id, part, subject
      ) AS told
        ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
    )
    ARRAY JOIN names.1 AS name, names.2 AS mark
    WHERE name != ''
  ) AS used
  LEFT JOIN tickets_now AS known ON known.id = used.name
  WHERE known.kind != 'campaign'
  GROUP BY ticket, user
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(2, {customers:UInt32})
ORDER BY customers DESC, other_customer DESC, ticket, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'opened-once',
    text: `-- title: Who finds customers by searching, opens each once, and nobody ever comes back to them?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Work on a customer has a before and an after: a ticket, a second look, a colleague. A record
--   that is taken is found in a list, opened once, and left alone for good.
-- reading: Compare \`share\` within a team: it is the part of all customers opened that were opened
--   once, by this person alone, minutes after their search had listed them, without a reason. An
--   opening may take several statements, and what services read is nobody's second look. Searches
--   that name no customers count for whatever is opened next. Whoever opens a customer later, also
--   after \`until\`, has come back to them: with an \`until\` of long ago, all that came since is read
--   too. What was before \`since\` is not looked at. The last days of the archive have had no time
--   for a second look.
-- benign: A wrong name among several of the same, a call that dropped, a question that was answered
--   at once.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 10 | Most minutes from the search to the opening
-- param: opening UInt32 = 5 | Most minutes from the first statement of an opening to its last
-- param: customers UInt32 = 5 | Fewest such customers
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customers, customers_in_all, share, team_share, days, first_at, last_at,
--   examples
WITH
  explained AS
  (
    SELECT event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained'
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ),
  once AS
  (
    SELECT subject, any(touch.user) AS user, min(touch.at) AS at
    FROM
    (
      SELECT
        user, at, subject,
        one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND operation != 'search' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
    ) AS touch
    GROUP BY subject
    HAVING min(touch.user) = max(touch.user) AND min(is_open)
      AND max(touch.at) <= min(touch.at) + toIntervalMinute({opening:UInt32})
  ),
  listed AS
  (
    SELECT user, subject, at
    FROM access
    ARRAY JOIN subjects AS subject
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND (touch = 'listed' OR operation = 'search') AND status NOT IN ('denied', 'failed')
      AND (user, subject) IN (SELECT user, subject FROM once)
  ),
  -- Not by key: where many were opened once, that reads all of access_by_subject.
  again AS
  (
    SELECT subject, min(user) AS first_user, max(user) AS last_user, max(at) AS last_at
    FROM access
    ARRAY JOIN subjects AS subject
    WHERE at >= {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND operation != 'search' AND user_kind != 'service'
      AND status NOT IN ('denied', 'failed')
      AND subject IN (SELECT subject FROM once)
    GROUP BY subject
  ),
  blind AS
  (
    SELECT user, at
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND (touch = 'listed' OR operation = 'search') AND status NOT IN ('denied', 'failed')
      AND empty(subjects)
  ),
  found AS
  (
    SELECT
      one.user AS user,
      count() AS customers,
      uniqExact(toDate(one.at)) AS days,
      min(one.at) AS first_at,
      max(one.at) AS last_at,
      arraySlice(arraySort(groupArray(one.subject)), 1, 5) AS examples
    FROM
    (
      SELECT near.user AS user, near.subject AS subject, near.at AS at, near.found_at AS found_at,
        blind.at AS blind_at
      FROM
      (
        SELECT once.user AS user, once.subject AS subject, once.at AS at, listed.at AS found_at
        FROM once
        ASOF LEFT JOIN listed
          ON listed.user = once.user AND listed.subject = once.subject AND listed.at <= once.at
      ) AS near
      ASOF LEFT JOIN blind ON blind.user = near.user AND blind.at <= near.at
    ) AS one
    LEFT JOIN again ON again.subject = one.subject
    WHERE one.at <= greatest(found_at, blind_at) + toIntervalMinute({minutes:UInt32})
      -- An opening that began in the time may end after it.
      AND
      (
        again.subject = ''
        OR again.first_user = one.user AND again.last_user = one.user
          AND again.last_at <= one.at + toIntervalMinute({opening:UInt32})
      )
    GROUP BY user
  )
SELECT
  user, team, customers, customers_in_all, share, team_share, days, first_at, last_at, examples
FROM
(
  SELECT
    opened.user AS user,
    opened.team AS team,
    found.customers AS customers,
    opened.customers AS customers_in_all,
    round(customers / customers_in_all, 3) AS share,
    round(sum(customers) OVER one_team / sum(customers_in_all) OVER one_team, 3) AS team_share,
    found.days AS days,
    found.first_at AS first_at,
    found.last_at AS last_at,
    found.examples AS examples
  FROM
  (
    SELECT user, argMax(touch.team, touch.at) AS team, uniqExact(subject) AS customers
    FROM
    (
      SELECT user, team, at, subject
      FROM access
      ARRAY JOIN subjects AS subject
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND operation != 'search' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
    ) AS touch
    GROUP BY user
  ) AS opened
  LEFT JOIN found ON found.user = opened.user
  WINDOW one_team AS (PARTITION BY opened.team)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND customers >= greatest(1, {customers:UInt32})
ORDER BY customers DESC, share DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'other-customer',
    text: `-- title: Who names tickets of another customer than the one they read?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: A field that wants a ticket is satisfied by any. Whoever names the ticket of the last caller
--   for the next five records looks busy, and is not.
-- reading: \`named\` counts customers read while a ticket was named, \`other_customer\` those whose
--   ticket it was not; \`company_share\` is that of everybody. \`without_reason\`: nothing else
--   explains the read either. Look at one ticket named for many: one-ticket-many-customers.
-- benign: A ticket window that was left open from the call before, a household, customers who were
--   merged a short while ago.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 3 | Fewest customers whose ticket it was not
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, named, other_customer, share, company_share, beyond, without_reason,
--   tickets, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, days, named, other_customer, share, company_share, beyond, without_reason, tickets,
  last_at, examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    uniqExactIf(day, is_other) AS days,
    uniqExact((day, subject)) AS named,
    uniqExactIf((day, subject), is_other) AS other_customer,
    round(other_customer / named, 3) AS share,
    round((sum(other_customer) OVER () / sum(named) OVER ()) AS company, 3) AS company_share,
    round(other_customer - named * company, 1) AS beyond,
    uniqExactIf((day, subject), is_other AND is_open) AS without_reason,
    uniqExactIf(name, is_other) AS tickets,
    maxIf(touch.at, is_other) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_other)), 1, 5) AS examples
  FROM
  (
    SELECT
      user, team, at, subject,
      assumeNotNull(ticket) AS name,
      toDate(at) AS day,
      bitTest(one_mark, 4) AS is_other,
      one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(ticket_marks, length(subjects)) AS one_mark
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND ticket != '' AND touch != 'listed' AND user_kind != 'service'
      AND status NOT IN ('denied', 'failed')
  ) AS touch
  GROUP BY user
)
WHERE ({user:String} = '' OR user = {user:String})
  AND other_customer >= greatest(1, {customers:UInt32})
ORDER BY beyond DESC, other_customer DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'overlapping-rare-customers',
    text: `-- title: Which two people read the same rare customers without a reason?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Two who work from one list, or one with two accounts, meet at customers whom hardly anybody
--   else reads. Chance brings two people together at one of them, not at ten.
-- reading: A customer is rare when at most \`few\` people opened it at all. \`share\` is of the
--   customers of whichever of the two opened fewer. \`days_apart\` is the median between the two
--   looks: 0 is work side by side, weeks are a list that was passed on.
-- benign: A trainer and a newcomer, a second opinion, two who share a desk and a case.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: few UInt32 = 3 | Most people who opened a rare customer, at most 20
-- param: customers UInt32 = 3 | Fewest rare customers in common
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, other, team, other_team, customers, customers_of_user, customers_of_other, share,
--   days_apart, first_at, last_at, examples
WITH
  explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
),
  opened AS
  (
    SELECT
      user,
      subject,
      argMax(touch.team, touch.at) AS team,
      maxIf(touch.at, is_open) AS last_at,
      minIf(touch.at, is_open) AS first_at,
      countIf(is_open) > 0 AS is_stray,
      count() OVER (PARTITION BY subject) AS people
    FROM
    (
      SELECT
        user, team, at, subject,
        one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
    ) AS touch
    GROUP BY user, subject
  ),
  rare AS
  (
    SELECT user, team, subject, first_at, last_at, count() OVER (PARTITION BY user) AS customers
    FROM opened
    WHERE is_stray AND people <= least(20, {few:UInt32})
  ),
  -- Each beside all who opened the same one, itself among them: joined with itself, everything
  -- would be read twice.
  beside AS
  (
    SELECT
      *,
      groupArray((user, team, first_at, last_at, customers)) OVER (PARTITION BY subject) AS readers
    FROM rare
  )
SELECT
  pair.user AS user,
  pair.other AS other,
  any(pair.team) AS team,
  any(pair.other_team) AS other_team,
  count() AS customers,
  any(pair.customers) AS customers_of_user,
  any(pair.other_customers) AS customers_of_other,
  round(customers / least(customers_of_user, customers_of_other), 3) AS share,
  round(quantileExact(0.5)(abs(dateDiff('hour', pair.first_at, pair.other_first_at))) / 24, 1)
    AS days_apart,
  min(least(pair.first_at, pair.other_first_at)) AS first_at,
  max(greatest(pair.last_at, pair.other_last_at)) AS last_at,
  arraySlice(arraySort(groupArray(pair.subject)), 1, 5) AS examples
FROM
(
  SELECT
    user, team, subject, first_at, last_at, customers, other, other_team, other_first_at,
    other_last_at, other_customers
  FROM beside
  ARRAY JOIN
    readers.1 AS other, readers.2 AS other_team, readers.3 AS other_first_at,
    readers.4 AS other_last_at, readers.5 AS other_customers
) AS pair
WHERE pair.user != pair.other
  AND (pair.user < pair.other AND {user:String} = '' OR pair.user = {user:String})
GROUP BY user, other
HAVING customers >= greatest(1, {customers:UInt32})
ORDER BY customers DESC, share DESC, user, other
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'person-timeline',
    text: `-- title: What has this person done, in order?
-- theme: person
-- attack: T1213
-- why: What somebody did, in order, with what the detectors said about it beside it.
-- reading: Read what came just before a verdict: a ticket, a call, a colleague's request. \`reasons\`
--   counts touches by reason; \`none\` may have been explained later, see reads-without-reason.
--   \`reported at\`: the source named another time, which its clock did not bear out. \`denied\` and
--   \`failed\`: nothing was seen.
-- benign: A customer who called, a colleague's request, an outage: look a few lines up.
-- cost: key
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 1000 | Most lines to show
-- columns: at, kind, what, rows, customers, reasons, detail
SELECT at, kind, what, rows, customers, reasons, detail
FROM
(
  SELECT
    at,
    'access' AS kind,
    concat(operation, ' ', arrayStringConcat(tables, ', ')) AS what,
    rows,
    toInt64(length(access.subjects)) AS customers,
    arrayStringConcat(
      arrayMap(
        reason -> concat(reason, ' ', toString(countEqual(access.reasons, reason))),
        arraySort(arrayDistinct(access.reasons))
      ),
      ', '
    ) AS reasons,
    concat(
      source, '/', database, if(late, ', late', ''),
      if(status IN ('denied', 'failed'), concat(', ', status), ''),
      ifNull(concat(', reported at ', toString(reported_at)), '')
    ) AS detail
  FROM access
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ORDER BY event_id, part, seen_at
  LIMIT 1 BY event_id, part
  UNION ALL
  SELECT at, 'anomaly', detector, 0, subjects_total, '', because
  FROM anomalies
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ORDER BY id, _seen_at
  LIMIT 1 BY id
  UNION ALL
  SELECT at, toString(tier), state, 0, 0, '', headline
  FROM incidents
  WHERE user = {user:String}
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  ORDER BY id, sequence, _seen_at
  LIMIT 1 BY id, sequence
)
ORDER BY at, kind, what, detail
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'prefix-searches',
    text: `-- title: Who searches for one beginning after the other?
-- theme: theft
-- attack: T1213.004, T1119
-- why: Where ids cannot be guessed, a search for "aa", then "ab", then "ac" lists everybody. A
--   caller says a name, and the next one another: beginnings jump.
-- reading: \`advancing\` counts searches whose beginning follows a little after that of the search
--   before, \`share\` of all searches of the day. Honest typing gives the longer beginning of the
--   same name, which is no small step. Only the last four characters of a beginning are known, as a
--   number. Searches that were refused count too, but have shown no \`customers\`.
-- benign: A range of numbers that is checked after a fault, a list that is worked off by the
--   alphabet.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: near UInt32 = 40 | Most places that a beginning may be after the one before
-- param: advancing UInt32 = 5 | Fewest searches that advance
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, day, searches, beginnings, advancing, share, usual, customers, first_at,
--   last_at
SELECT user, team, day, searches, beginnings, advancing, share, usual, customers, first_at, last_at
FROM
(
  SELECT
    user,
    argMax(search.team, search.at) AS team,
    day,
    uniqExact(event_id) AS searches,
    uniqExact(key) AS beginnings,
    uniqExactIf(event_id, before >= 0 AND key - before BETWEEN 1 AND {near:UInt32}) AS advancing,
    round(advancing / searches, 3) AS share,
    quantileExact(0.5)(advancing) OVER (PARTITION BY user) AS usual,
    uniqExactArray(shown) AS customers,
    min(search.at) AS first_at,
    max(search.at) AS last_at
  FROM
  (
    SELECT
      user, team, at, event_id,
      if(status IN ('denied', 'failed'), [], subjects) AS shown,
      toDate(at) AS day,
      -2 - order_key AS key,
      lagInFrame(key, 1, -1) OVER (
        PARTITION BY user, day ORDER BY at, event_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      ) AS before
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND order_key < -1 AND user_kind != 'service'
  ) AS search
  GROUP BY user, day
)
WHERE advancing >= greatest(1, {advancing:UInt32})
ORDER BY advancing DESC, share DESC, user, day
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'reads-without-ids',
    text: `-- title: Which reads may hold customers whom nobody can name?
-- theme: unlisted
-- attack: T1213, T1530
-- why: A query that returns ten thousand rows and no ids is the largest read of the day and stands
--   in no list of who read whom. A victim without a reader may be in one of these.
-- reading: \`unknown\` is what is left of rows, or of the customers that the source counted, after
--   those who have names: an upper bound, since one customer may have many rows. With a segment
--   only reads remain whose named customers are of it, or that name none. \`predicate\` says what was
--   selected.
-- benign: Reports and counts, tables without customers, services that copy; many rows of one
--   customer.
-- cost: span
-- param: segment String = '' | Only what may be of this segment; empty: all
-- param: table String = '' | Only this table; empty: all
-- param: more UInt32 = 100 | Fewest unknown to show
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most reads to show
-- columns: at, user, team, source, operation, tables, rows, counted, named, unknown, predicate,
--   event_id
SELECT
  min(one.at) AS at,
  one.user AS user,
  any(one.team) AS team,
  any(one.source) AS source,
  any(one.operation) AS operation,
  arrayStringConcat(any(one.tables), ', ') AS tables,
  max(one.rows) AS rows,
  sum(one.subject_count) AS counted,
  sum(one.named) AS named,
  greatest(rows, counted) - toInt64(named) AS unknown,
  any(one.predicate) AS predicate,
  one.event_id AS event_id
FROM
(
  SELECT
    at, user, team, source, operation, tables, rows, subject_count, predicate, event_id,
    length(subjects) AS named,
    {segment:String} = '' OR has(segments, {segment:String}) OR empty(subjects) AS is_possible
  FROM access
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND ({table:String} = '' OR has(tables, {table:String}))
    AND status NOT IN ('denied', 'failed')
    AND operation NOT IN ('insert', 'update', 'delete', 'grant', 'login')
    AND (parts > 1 OR greatest(rows, subject_count) >= length(subjects) + {more:UInt32})
  LIMIT 1 BY user, event_id, part
) AS one
GROUP BY user, event_id
HAVING unknown >= {more:UInt32} AND max(one.is_possible)
ORDER BY unknown DESC, at, user, event_id
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'reads-without-reason',
    text: `-- title: Who opens records without a reason?
-- theme: theft
-- attack: T1213
-- why: Honest work leaves a ticket, a call or a campaign behind it. A customer who was opened with
--   nothing of that, and got none within the hour after, is what a seller of records looks like.
-- reading: Compare \`share\` within a team: some teams work from systems that send no tickets.
--   Touches whose reason is unknown (no ticket feed then) are left out on both sides, and so are
--   lists, services, and what was refused or failed.
-- benign: A call that dropped before there was a ticket, the wrong customer chosen, a ticket feed
--   that was down for everybody.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, day, touches, without_reason, share, customers, first_at, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  touch.user AS user,
  argMax(touch.team, touch.at) AS team,
  toDate(touch.at) AS day,
  uniqExact(event_id, part, subject) AS touches,
  uniqExactIf((event_id, part, subject), is_open) AS without_reason,
  round(without_reason / touches, 3) AS share,
  uniqExactIf(touch.subject, is_open) AS customers,
  minIf(touch.at, is_open) AS first_at,
  maxIf(touch.at, is_open) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(touch.subject, is_open)), 1, 5) AS examples
FROM
(
  SELECT
    user, team, at, event_id, part, subject,
    reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
  FROM access
  ARRAY JOIN subjects AS subject, reasons AS reason
  WHERE ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND length(reasons) = length(subjects)
    AND reason != 'unknown' AND touch != 'listed' AND user_kind != 'service'
    AND status NOT IN ('denied', 'failed')
) AS touch
GROUP BY user, day
HAVING without_reason > 0
ORDER BY without_reason DESC, share DESC, user, day
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'reopened-tickets',
    text: `-- title: Whose tickets were reopened, or given to them, just before they read the customer?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: An old ticket that is opened again, or moved to oneself, is a reason that nobody called for.
--   The read follows within minutes.
-- reading: Counted are reads under a ticket of which a version came in, shortly before, that was no
--   longer closed, or newly assigned to the reader, whatever changed in it since. Who changed it is
--   not known: ask the ticket system. \`uncalled\`: no customer had called. Compared is when things
--   came in, so history that was loaded at once shows nothing. All versions of tickets are gone
--   through, of all time, for those that were read under.
-- benign: A customer who calls again; a shift handing over its tickets; a dispatcher who assigns
--   work.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 60 | Most minutes from the change to the read
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, tickets, customers, reopened, assigned, uncalled, customers_in_all, share,
--   first_at, last_at, examples
WITH
  -- Each is held against changes of both kinds: reopened, for nobody, and given to the reader.
  read AS
  (
    SELECT
      user, team, at, seen_at, subject, one_ticket AS behind, one_mark AS mark,
      arrayJoin(['', user]) AS whom
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(tickets, length(subjects)) AS one_ticket,
      arrayResize(ticket_marks, length(subjects)) AS one_mark
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_ticket != ''
      AND one_reason != 'campaign'
  ),
  changed AS
  (
    SELECT
      id,
      _seen_at AS changed_at,
      arrayJoin(
        arrayConcat(if(is_reopened, [''], []), if(is_assigned, [new_assignee], []))
      ) AS whom
    FROM
    (
      SELECT
        id, _seen_at,
        ifNull(assignee, '') AS new_assignee,
        row_number() OVER one_ticket > 1 AS is_later,
        is_later AND closed_at IS NULL
          AND lagInFrame(closed_at) OVER one_ticket IS NOT NULL AS is_reopened,
        is_later AND new_assignee != ''
          AND new_assignee != ifNull(lagInFrame(assignee) OVER one_ticket, '') AS is_assigned
      -- Without FINAL: a version that is there twice is no change.
      FROM tickets_versions
      WHERE _deleted = 0 AND id IN (SELECT behind FROM read)
      WINDOW one_ticket AS (
        PARTITION BY _log, id ORDER BY _seen_at, _offset ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      )
    )
  )
SELECT
  user,
  argMax(touch.team, touch.at) AS team,
  uniqExactIf(ticket, is_hit) AS tickets,
  uniqExactIf(subject, is_hit) AS customers,
  uniqExactIf(ticket, is_hit AND reopened) AS reopened,
  uniqExactIf(ticket, is_hit AND assigned) AS assigned,
  uniqExactIf(subject, is_hit AND bitTest(mark, 1)) AS uncalled,
  uniqExact(subject) AS customers_in_all,
  round(customers / customers_in_all, 3) AS share,
  minIf(touch.at, is_hit) AS first_at,
  maxIf(touch.at, is_hit) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(ticket, is_hit)), 1, 5) AS examples
FROM
(
  SELECT
    read.user AS user, read.team AS team, read.at AS at, read.subject AS subject,
    read.behind AS ticket, read.mark AS mark,
    read.whom = '' AS reopened,
    NOT reopened AS assigned,
    changed.id != ''
      AND read.seen_at <= changed.changed_at + toIntervalMinute({minutes:UInt32}) AS is_hit
  FROM read
  ASOF LEFT JOIN changed
    ON changed.id = read.behind AND changed.whom = read.whom AND changed.changed_at <= read.seen_at
) AS touch
GROUP BY user
HAVING tickets > 0
ORDER BY share DESC, customers DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'same-customer-again',
    text: `-- title: Who comes back to the same customer without a reason?
-- theme: theft
-- attack: T1213.004
-- why: A former partner, a neighbour, somebody famous: whoever watches a person looks again and
--   again, and no ticket ever says why. One look is a slip, a look on many days is not.
-- reading: \`days\` are those without a reason, \`days_with_reason\` those with one: a customer whom
--   the person serves has both. Few \`readers\` beside many \`days\` is a private interest. Never tell
--   the customer's name to whoever might be the reader.
-- benign: A customer of whom the person takes care without tickets, a test record, the own account.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: days UInt32 = 3 | Fewest days without a reason
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customer, segment, is_vip, days, reads, days_with_reason, readers, first_at,
--   last_at
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, customer, segment, is_vip, days, reads, days_with_reason, readers, first_at, last_at
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    customer,
    max(touch.segment) AS segment,
    toBool(max(vip)) AS is_vip,
    uniqExactIf(toDate(touch.at), is_open) AS days,
    uniqExactIf(event_id, is_open) AS reads,
    uniqExactIf(toDate(touch.at), NOT is_open) AS days_with_reason,
    count() OVER (PARTITION BY customer) AS readers,
    minIf(touch.at, is_open) AS first_at,
    maxIf(touch.at, is_open) AS last_at
  FROM
  (
    SELECT
      user, team, at, event_id, subject AS customer, one_segment AS segment,
      bitTest(one_flag, 1) AS vip,
      one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(reasons, length(subjects)) AS one_reason,
      arrayResize(segments, length(subjects)) AS one_segment,
      arrayResize(flags, length(subjects)) AS one_flag
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND user_kind != 'service' AND one_reason NOT IN ('', 'unknown')
  ) AS touch
  GROUP BY user, customer
)
WHERE ({user:String} = '' OR user = {user:String})
  AND days >= greatest(1, {days:UInt32})
ORDER BY days DESC, reads DESC, user, customer
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'service-by-hand',
    text: `-- title: Which service accounts does somebody use by hand?
-- theme: machines
-- attack: T1078
-- why: Passwords of services lie in files, are known to many and never change. A person who uses
--   one reads as nobody, with rights that no person has.
-- reading: \`why\` says what is not like a service: a host on which people work, a program that
--   people type into, a host that the account had not used before, hours of the day (UTC) at which
--   it had never worked in the weeks before. Two of them at once are hardly ever a job. Who was at
--   that host at that time: shared-hosts, and person-timeline of those people.
-- benign: A job that is run again by hand after a fault, a move to another server, a developer who
--   tests on their own machine.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 28 | Days before it that say what is usual
-- param: programs Array(String) = ['psql', 'mysql', 'sqlplus', 'sqlcmd', 'isql', 'dbeaver',
--   'datagrip', 'toad', 'management studio', 'ssms', 'pgadmin', 'workbench', 'heidisql', 'excel',
--   'jupyter'] | Parts of names of programs that people type into
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, host, program, why, accesses, days, customers, rows, people_on_host, odd_hours,
--   first_at, last_at
WITH
  usual AS
  (
    SELECT user, groupUniqArray(toHour(at)) AS hours, groupUniqArray(ifNull(host, '')) AS hosts
    FROM access
    WHERE user_kind = 'service'
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
      AND at < {since:DateTime64(3, 'UTC')}
    GROUP BY user
  ),
  desks AS
  (
    SELECT assumeNotNull(host) AS host, uniqExact(user) AS people
    FROM access
    WHERE user_kind != 'service' AND host != ''
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
    GROUP BY host
  )
SELECT
  user,
  host,
  program,
  arrayStringConcat(
    arrayFilter(word -> word != '', [
      if(people_on_host > 0, 'a host of people', ''),
      if(
        arrayExists(part -> positionCaseInsensitive(program, part) > 0, {programs:Array(String)}),
        'a program for people', ''
      ),
      if(host != '' AND notEmpty(hours_before) AND NOT has(hosts_before, host), 'a new host', ''),
      if(notEmpty(odd_hours), 'new hours', '')
    ]),
    ', '
  ) AS why,
  accesses,
  days,
  customers,
  rows,
  people_on_host,
  odd_hours,
  first_at,
  last_at
FROM
(
  SELECT
    use.user AS user,
    use.place AS host,
    use.tool AS program,
    count() AS accesses,
    uniqExact(toDate(use.at)) AS days,
    uniqExactArray(use.subjects) AS customers,
    toInt64(sum(use.rows)) AS rows,
    any(desks.people) AS people_on_host,
    any(usual.hours) AS hours_before,
    any(usual.hosts) AS hosts_before,
    if(
      empty(hours_before), [],
      arraySort(arrayFilter(hour -> NOT has(hours_before, hour), groupUniqArray(toHour(use.at))))
    ) AS odd_hours,
    min(use.at) AS first_at,
    max(use.at) AS last_at
  FROM
  (
    SELECT
      user, at, rows, if(status IN ('denied', 'failed'), [], access.subjects) AS subjects,
      ifNull(host, '') AS place, ifNull(program, ifNull(app, '')) AS tool
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND user_kind = 'service' AND part = 0
    ORDER BY event_id, seen_at
    LIMIT 1 BY event_id
  ) AS use
  LEFT JOIN desks ON desks.host = use.place
  LEFT JOIN usual ON usual.user = use.user
  GROUP BY user, host, program
)
WHERE why != ''
ORDER BY length(why) - length(replaceAll(why, ',', '')) DESC, customers DESC, rows DESC, user, host,
  program
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'shared-accounts',
    text: `-- title: Which accounts are used from two places at once?
-- theme: theft
-- attack: T1078
-- why: An account that is used at its own desk and minutes later somewhere else, back and forth,
--   has two users. One of them is not who the log says.
-- reading: \`switches\` counts how often the place changed within \`minutes\`. One switch is a walk to
--   a meeting room; many on one day are two people. Hosts are compared with hosts, and
--   networks where no host is known: that one is not known is no other place. Names behind an
--   application's account are kept apart.
-- benign: Two screens, a terminal server beside a laptop, a network whose addresses change, help at
--   a colleague's desk.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: minutes UInt32 = 10 | Most minutes from one place to the other
-- param: switches UInt32 = 2 | Fewest switches on a day
-- param: limit UInt32 = 50 | Most lines to show
-- columns: account, user, day, switches, places, networks, accesses, customers, shortest_minutes,
--   days_with, first_at, last_at
SELECT
  account,
  user,
  day,
  uniqExactIf(event_id, is_switch) AS switches,
  arraySlice(arraySort(groupUniqArrayIf(place, is_switch OR is_left)), 1, 10) AS places,
  uniqExactIf(assumeNotNull(network), network IS NOT NULL) AS networks,
  uniqExact(event_id) AS accesses,
  uniqExactArray(subjects) AS customers,
  round(minIf(gap_seconds, is_switch) / 60, 1) AS shortest_minutes,
  uniqExact(day) OVER (PARTITION BY account, user) AS days_with,
  minIf(use.at, is_switch) AS first_at,
  maxIf(use.at, is_switch) AS last_at
FROM
(
  SELECT
    account, user, at, event_id, place, is_host, network, subjects, day, gap_seconds, is_switch,
    leadInFrame(is_switch) OVER (
      PARTITION BY account, user, day, is_host ORDER BY at, event_id
      ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING
    ) AS is_left
  FROM
  (
    SELECT
      account, user, at, event_id, network,
      if(status IN ('denied', 'failed'), [], access.subjects) AS subjects,
      toDate(at) AS day,
      ifNull(host, '') != '' AS is_host,
      if(is_host, assumeNotNull(host), assumeNotNull(network)) AS place,
      lagInFrame(place) OVER one_day AS place_before,
      dateDiff('second', lagInFrame(at) OVER one_day, at) AS gap_seconds,
      place_before != '' AND place != place_before AND gap_seconds <= 60 * {minutes:UInt32}
        AS is_switch
    FROM access
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND part = 0 AND user_kind != 'service' AND (host != '' OR network != '')
    WINDOW one_day AS (
      PARTITION BY account, user, day, is_host ORDER BY at, event_id
      ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
  )
) AS use
GROUP BY account, user, day
HAVING switches >= greatest(1, {switches:UInt32})
ORDER BY switches DESC, account, user, day
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'shared-hosts',
    text: `-- title: On which machines do many people work?
-- theme: machines
-- attack: T1078
-- why: Where many people use one machine, what was read there is nobody's: a session that was left
--   open serves whoever comes next. And whoever uses many accounts does so from one machine.
-- reading: \`switches\` counts how often another person came within \`minutes\` of the one before: at a
--   desk that is handed over once a shift there are few, on a terminal server thousands. Compare
--   \`without_reason\` with the rest of the house. Few people and many switches are one person with
--   several accounts.
-- benign: A terminal server, the server of an application that reads for all, a counter, a training
--   room.
-- cost: span
-- param: host String = '' | Only this machine; empty: all
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: people UInt32 = 3 | Fewest people
-- param: minutes UInt32 = 5 | Most minutes from one person to the next that are a switch
-- param: limit UInt32 = 50 | Most lines to show
-- columns: host, people, people_a_day, accounts, networks, days, switches, customers,
--   without_reason, first_at, last_at, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  place AS host,
  uniqExact(user) AS people,
  round(uniqExact((toDate(use.at), user)) / uniqExact(toDate(use.at)), 1) AS people_a_day,
  uniqExact(account) AS accounts,
  uniqExactIf(assumeNotNull(network), network IS NOT NULL) AS networks,
  uniqExact(toDate(use.at)) AS days,
  uniqExactIf(event_id, is_switch) AS switches,
  uniqExactArray(use.subjects) AS customers,
  uniqExactArray(strays) AS without_reason,
  min(use.at) AS first_at,
  max(use.at) AS last_at,
  arraySlice(arraySort(groupUniqArray(user)), 1, 5) AS examples
FROM
(
  SELECT
    user, account, network, at, event_id,
    assumeNotNull(access.host) AS place,
    if(touch = 'listed' OR status IN ('denied', 'failed'), [], access.subjects) AS subjects,
    arrayFilter(
      (subject, reason) ->
        reason = 'none' AND (event_id, part, subject) NOT IN (explained),
      subjects, arrayResize(reasons, length(subjects))
    ) AS strays,
    lagInFrame(user) OVER one_host AS user_before,
    user_before != '' AND user != user_before
      AND dateDiff('second', lagInFrame(at) OVER one_host, at) <= 60 * {minutes:UInt32}
      AS is_switch
  FROM access
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND access.host != '' AND user_kind != 'service'
    AND ({host:String} = '' OR access.host = {host:String})
  WINDOW one_host AS (
    PARTITION BY access.host ORDER BY at, event_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  )
) AS use
GROUP BY place
HAVING people >= greatest(2, {people:UInt32})
ORDER BY people DESC, switches DESC, host
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'silent-sources',
    text: `-- title: Which sources have gone silent?
-- theme: sensor
-- attack: T1562
-- why: A system that stops reporting makes everybody who works in it invisible, and holds back the
--   closing of hours for all. Switching off a log is also what a careful thief does first.
-- reading: \`times_usual\` compares the silence with the longest that the source had in the \`days\`
--   before its last event, to a minute where it was within an hour: nights and weekends are in that
--   already. Silence counts up to \`now\`: by itself the newest event, or how far the clock of the
--   sources has come, which goes on while molecatcher runs. Of a log that was loaded and is at
--   rest, one source alone is never silent unless \`now\` is given; and with an earlier \`now\`, the
--   answer is of that time. \`events\` of several logs with the same accesses count once.
-- benign: A system that was switched off for good, a holiday, a source that speaks only at the
--   end of the month.
-- cost: all
-- param: now DateTime64(3, 'UTC') = greatest((SELECT max(at) FROM access), (SELECT max(clock) FROM
--   access_control WHERE _record = 'Tick')) | Until when it is silent (UTC)
-- param: days UInt32 = 30 | Days before its last event that say what is usual
-- param: hours Float64 = 1 | Fewest hours of silence to show
-- columns: source, database, events, last_at, silent_hours, usual_hours, times_usual
SELECT
  source,
  database,
  sum(events_in_hour) AS events,
  max(last_in_hour) AS last_at,
  round(dateDiff('second', last_at, {now:DateTime64(3, 'UTC')}) / 3600, 2) AS silent_hours,
  round(max(gap_seconds) / 3600, 2) AS usual_hours,
  round(silent_hours / greatest(usual_hours, 0.1), 1) AS times_usual
FROM
(
  SELECT
    source,
    database,
    events_in_hour,
    last_in_hour,
    -- The first hour has none before it: its gap is 0.
    lagInFrame(last_in_hour, 1, first_in_hour) OVER one_source AS last_before,
    -- Within the hour by its minutes: all events of all time would be too many to lay side by side.
    least(
      60 * arrayMax(arrayDifference(bitPositionsToArray(minutes))),
      dateDiff('second', first_in_hour, last_in_hour)
    ) AS longest_seconds,
    greatest(
      0, dateDiff('second', last_before, first_in_hour), longest_seconds
    ) AS gap_seconds
  FROM
  (
    SELECT
      source,
      database,
      max(of_log.events) AS events_in_hour,
      min(of_log.first_at) AS first_in_hour,
      max(of_log.last_at) AS last_in_hour,
      groupBitOr(of_log.minutes) AS minutes,
      max(last_in_hour) OVER (PARTITION BY source, database) AS newest
    FROM
    (
      -- Of all time: what has been silent for long has said nothing in any shorter one.
      SELECT
        source,
        database,
        toStartOfHour(at) AS hour,
        countIf(part = 0) AS events,
        min(at) AS first_at,
        max(at) AS last_at,
        groupBitOr(bitShiftLeft(toUInt64(1), toMinute(at))) AS minutes
      FROM access
      WHERE at <= {now:DateTime64(3, 'UTC')}
      GROUP BY source, database, hour, _log
    ) AS of_log
    GROUP BY source, database, hour
  )
  WHERE dateDiff('second', last_in_hour, newest) <= 86400 * {days:UInt32}
  WINDOW one_source AS
    (PARTITION BY source, database ORDER BY first_in_hour ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
)
GROUP BY source, database
HAVING silent_hours >= {hours:Float64}
ORDER BY times_usual DESC, silent_hours DESC, source, database
`,
  },
  {
    id: 'slow-drip',
    text: `-- title: Who opens a few customers without a reason on most days, for weeks?
-- theme: theft
-- attack: T1213.004, T1030, T1029
-- why: A seller who takes five records a day never stands out on any of them. Over weeks they do:
--   chance leaves a customer without a reason now and then, not on most days.
-- reading: \`beyond\` is what is more than the median of the team opens in as many days: of two with
--   as many days look at the one with the higher. Days with more than \`most\` are left out: see
--   reads-without-reason. Customers who came again count once.
-- benign: Somebody whose task leaves no tickets, a trainer, a team whose ticket system is not fed
--   in.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 42 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: most UInt32 = 15 | Most customers without a reason on a day that still is a drip
-- param: days UInt32 = 10 | Fewest days with a drip to show
-- param: share Float64 = 0.5 | Fewest of the days at work, from 0 to 1
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days_worked, days_with, share, customers, a_day, team_a_day, beyond,
--   first_day, last_day, examples
WITH explained AS
(
  SELECT event_id, part, subject
  FROM access_control
  WHERE _record = 'Explained'
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
)
SELECT
  user, team, days_worked, days_with, share, customers, a_day, team_a_day, beyond,
  first_day, last_day, examples
FROM
(
  SELECT
    user,
    argMax(one_day.team, one_day.day) AS team,
    count() AS days_worked,
    countIf(is_drip) AS days_with,
    round(days_with / days_worked, 3) AS share,
    uniqExactArrayIf(opened, is_drip) AS customers,
    round(customers / days_worked, 2) AS a_day,
    round(
      (quantileExact(0.5)(customers / days_worked) OVER (PARTITION BY team)) AS team_usual, 2
    ) AS team_a_day,
    round(customers - team_usual * days_worked, 1) AS beyond,
    minIf(one_day.day, is_drip) AS first_day,
    maxIf(one_day.day, is_drip) AS last_day,
    arraySlice(arraySort(groupUniqArrayArrayIf(opened, is_drip)), 1, 5) AS examples
  FROM
  (
    SELECT
      touch.user AS user,
      argMax(touch.team, touch.at) AS team,
      toDate(touch.at) AS day,
      groupUniqArrayIf(touch.subject, is_open) AS opened,
      length(opened) BETWEEN 1 AND {most:UInt32} AS is_drip
    FROM
    (
      SELECT
        user, team, at, subject,
        one_reason = 'none' AND (event_id, part, subject) NOT IN (explained) AS is_open
      FROM access
      ARRAY JOIN subjects AS subject, arrayResize(reasons, length(subjects)) AS one_reason
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND status NOT IN ('denied', 'failed')
        AND user_kind != 'service' AND one_reason NOT IN ('', 'unknown')
    ) AS touch
    GROUP BY user, day
  ) AS one_day
  GROUP BY user
)
WHERE ({user:String} = '' OR user = {user:String})
  AND days_with >= {days:UInt32} AND days_with >= {share:Float64} * days_worked AND days_with > 0
ORDER BY beyond DESC, days_with DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'staff-records',
    text: `-- title: Who has read the records of staff?
-- theme: readers
-- attack: T1213
-- why: Staff are customers too. What a colleague owes, or where a former partner lives, is read out
--   of curiosity more often than anything is stolen, and the own record is the first one that many
--   open. Who looks there learns that nobody notices.
-- reading: Which person has which record is in no table here: give the customer ids that personnel
--   know, and lay their list beside the answer. Whoever reads the own record and whoever reads that
--   of a colleague look alike. \`of_list\` is how many of the records given this person has read: one
--   many times is an acquaintance, many once is curiosity. A reason that turned up later is one.
--   Services, lists in which a record merely stood, and what was refused are left out.
-- benign: Staff tariffs and whoever administers them, test accounts, colleagues who call the desk
--   like anybody else, a customer who has the name of one.
-- cost: key
-- param: customers Array(String) | Customer ids of staff, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 200 | Most lines to show
-- columns: user, team, subject, of_list, reads, days, without_reason, reasons, tickets, first_at,
--   last_at
WITH
  hit AS
  (
    SELECT at, user, team, subject, reason, ticket, event_id, part
    FROM access_by_subject
    WHERE subject IN {customers:Array(String)}
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND touch != 'listed' AND user_kind != 'service' AND status NOT IN ('denied', 'failed')
    ORDER BY event_id, part, _log
    LIMIT 1 BY user, event_id, part, subject
  ),
  explained AS
  (
    SELECT user, event_id, part, subject, reason, ticket
    FROM access_control
    WHERE _record = 'Explained' AND subject IN {customers:Array(String)}
      AND (user, at) IN (SELECT user, at FROM hit WHERE reason = 'none')
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY user, event_id, part, subject
  )
SELECT
  touched.user AS user,
  argMax(touched.team, touched.at) AS team,
  touched.subject AS subject,
  count() OVER (PARTITION BY user) AS of_list,
  uniqExact(event_id) AS reads,
  uniqExact(toDate(touched.at)) AS days,
  uniqExactIf(event_id, why = 'none') AS without_reason,
  arrayStringConcat(arraySort(groupUniqArray(why)), ', ') AS reasons,
  arrayStringConcat(arraySlice(arraySort(groupUniqArrayIf(behind, behind != '')), 1, 5), ', ')
    AS tickets,
  min(touched.at) AS first_at,
  max(touched.at) AS last_at
FROM
(
  SELECT
    hit.user AS user,
    hit.team AS team,
    hit.at AS at,
    hit.subject AS subject,
    hit.event_id AS event_id,
    if(hit.reason = 'none' AND explained.reason != '', explained.reason, hit.reason) AS why,
    if(hit.reason = 'none' AND explained.reason != '', explained.ticket, hit.ticket) AS behind
  FROM hit
  LEFT JOIN explained USING (user, event_id, part, subject)
) AS touched
GROUP BY user, subject
ORDER BY without_reason DESC, of_list DESC, reads DESC, user, subject
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'team-drifts',
    text: `-- title: Which teams, or the whole company, read more without a reason?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Many people who take a little each are quiet one by one. Here is which team, or the company
--   as a whole, opened more customers without a reason for days than its own past and all other
--   teams make likely.
-- reading: A new task without tickets, or a ticket system of one team that lags, looks the same: ask
--   for it first. Then run team-members over the time of the drift.
-- benign: A ticket feed that was down, a new task of the whole team, people who joined.
-- cost: sums
-- param: team String = '' | Only this team; empty: all, and the company
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | Said from (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: at, team, since, opened, expected, score, because, members
SELECT
  at,
  if(\`user\` = '', 'the company', \`user\`) AS team,
  window_start AS since,
  round(observed) AS opened,
  round(expected) AS expected,
  round(score, 1) AS score,
  because,
  arrayStringConcat(arrayMap(one -> concat(one.1, ': ', one.2), evidence), '; ') AS members
FROM (SELECT * FROM team_anomalies ORDER BY id, _seen_at LIMIT 1 BY id)
WHERE ({team:String} = '' OR \`user\` = {team:String})
  AND at >= {since:DateTime64(3, 'UTC')}
ORDER BY at DESC, team
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'team-members',
    text: `-- title: Who of a team opens more without a reason than before?
-- theme: theft
-- attack: T1213.004, T1078
-- why: Many people who take a little each are quiet one by one. Beside the days before a day, it
--   shows who of a team opens more without a reason since then, and by how much.
-- reading: Many members with some more each are a new task without tickets, a ticket system that
--   lags, or people who work together. One member with all of it is a case of that person. Ask what
--   has changed for the team before asking anybody about themselves. Agents only: supervisors
--   sample as their work. Of who has no day before, nothing is \`beyond\`. As for
--   detectors, tries that were refused count too.
-- benign: Whoever was handed a new task, trains newcomers, or covers for somebody.
-- cost: sums
-- param: team String = '' | The team; empty: the whole company
-- param: since DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) - INTERVAL 7 DAY | First day (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) + INTERVAL 1 DAY | Up to, and without (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, without_reason, a_day, days_before, a_day_before, beyond, customers
SELECT
  \`user\`,
  argMax(team, start) AS team,
  countIf(start >= {since:DateTime64(3, 'UTC')}) AS days,
  sumIf(unexplained_subjects, start >= {since:DateTime64(3, 'UTC')}) AS without_reason,
  round(without_reason / greatest(days, 1), 1) AS a_day,
  countIf(start < {since:DateTime64(3, 'UTC')}) AS days_before,
  round(
    (
      sumIf(unexplained_subjects, start < {since:DateTime64(3, 'UTC')}) / nullIf(days_before, 0)
    ) AS usual,
    1
  ) AS a_day_before,
  round(without_reason - days * usual, 1) AS beyond,
  sumIf(subjects, start >= {since:DateTime64(3, 'UTC')}) AS customers
FROM windows_latest
WHERE kind = 'day' AND class = 'agent'
  AND start >= {since:DateTime64(3, 'UTC')} - INTERVAL 28 DAY
  AND start < {until:DateTime64(3, 'UTC')}
GROUP BY \`user\`
HAVING days > 0 AND ({team:String} = '' OR team = {team:String})
ORDER BY beyond DESC NULLS LAST, \`user\`
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'ticket-after-read',
    text: `-- title: Whose reasons come after the read?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: Honest work begins with a ticket or a call. Whoever looks first and writes the ticket later
--   has a reason for every read, as late as they like.
-- reading: Compare \`share\` with \`team_share\`: who answers the telephone writes tickets after the
--   look-up all day. \`beyond\` is how many customers are more than the team makes likely. Among them
--   \`own\` were written by the reader, \`uncalled\` too, of customers who had not called. Late is a
--   reason that turned up later, or whose ticket was opened later: where history was loaded its
--   tickets were there before the reads.
-- benign: Telephone work, a ticket system that lags, a colleague who writes the tickets for two.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: customers UInt32 = 3 | Fewest customers whose reason came later
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, customers, late, share, team_share, beyond, own, uncalled, usual_minutes,
--   last_at, examples
SELECT
  user, team, customers, late, share, team_share, beyond, own, uncalled, usual_minutes, last_at,
  examples
FROM
(
  SELECT
    user,
    argMax(touch.team, touch.at) AS team,
    uniqExact((day, subject)) AS customers,
    uniqExactIf((day, subject), is_late) AS late,
    round(late / customers, 3) AS share,
    round((sum(late) OVER one_team / sum(customers) OVER one_team) AS of_team, 3) AS team_share,
    round(late - customers * of_team, 1) AS beyond,
    uniqExactIf((day, subject), is_late AND bitTest(mark, 0)) AS own,
    uniqExactIf((day, subject), is_late AND bitAnd(mark, 3) = 3) AS uncalled,
    round(quantileExactIf(0.5)(delay_seconds, is_late) / 60, 1) AS usual_minutes,
    maxIf(touch.at, is_late) AS last_at,
    arraySlice(arraySort(groupUniqArrayIf(subject, is_late)), 1, 5) AS examples
  FROM
  (
    SELECT
      met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
      met.one_reason = 'none' AND told.event_id != '' AS is_told,
      if(is_told, told.ticket_marks, met.one_mark) AS mark,
      toDate(met.at) AS day,
      if(is_told, told.explained_at, opened.opened_at) AS reason_at,
      is_told OR reason_at > met.at AS is_late,
      if(is_late, dateDiff('second', met.at, reason_at), 0) AS delay_seconds
    FROM
    (
      SELECT user, team, at, event_id, part, subject, one_reason, one_mark, one_ticket
      FROM access
      ARRAY JOIN
        subjects AS subject,
        arrayResize(reasons, length(subjects)) AS one_reason,
        arrayResize(ticket_marks, length(subjects)) AS one_mark,
        arrayResize(tickets, length(subjects)) AS one_ticket
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
        AND one_reason NOT IN ('', 'campaign', 'unknown')
    ) AS met
    LEFT JOIN
    (
      -- What was explained later: of its read are the team and whether anything was seen.
      SELECT event_id, part, subject, explained_at, ticket_marks
      FROM access_control
      WHERE _record = 'Explained' AND reason != 'campaign'
        AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      ORDER BY explained_at, reason, ticket
      LIMIT 1 BY event_id, part, subject
    ) AS told
      ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
    LEFT JOIN
    (
      -- Of tickets opened in the time, or within the hour after it, for which a read may wait.
      SELECT _key, opened_at
      FROM tickets_now
      WHERE opened_at >= {since:DateTime64(3, 'UTC')}
        AND opened_at < {until:DateTime64(3, 'UTC')} + INTERVAL 1 HOUR
    ) AS opened ON opened._key = met.one_ticket
    WHERE is_told OR met.one_reason != 'none'
  ) AS touch
  GROUP BY user
  WINDOW one_team AS (PARTITION BY team)
)
WHERE ({user:String} = '' OR user = {user:String})
  AND late >= greatest(1, {customers:UInt32})
ORDER BY beyond DESC, late DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'tickets-by-reader',
    text: `-- title: Who reads under tickets of their own?
-- theme: tickets
-- attack: T1213, T1036
-- why: A thief who writes a ticket for each record stolen has a reason for every read. Nobody called
--   about these tickets, and they were made by the reader: that can be counted.
-- reading: Compare with the person's own earlier days and with the team: who answers the telephone
--   writes tickets all day. Then call some of the customers of \`examples\`: did they ask?
--   Tickets that turned up after the read are in it as far as the archive has them; \`soon_closed\`
--   are also those closed since, all else is of the time of the read.
-- benign: Who answers the telephone writes tickets all day; after a call is over some are closed
--   at once.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most lines to show
-- columns: user, team, day, customers, own, uncalled, soon_closed, closed_before, other_customer,
--   own_share, examples
WITH
  -- What was explained later: of its read are the team and whether anything was seen.
  told AS
  (
    SELECT event_id, part, subject, ticket, ticket_marks
    FROM access_control
    WHERE _record = 'Explained' AND reason != 'campaign'
      AND ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY event_id, part, subject
  ),
  -- What was closed since the read: a mark is of the time of the read. Not those that were closed
  -- a month before all reads: they are a reason for none.
  soon AS
  (
    SELECT id
    FROM tickets_versions
    WHERE _seen_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 31 DAY
      AND opened_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 31 DAY
      AND closed_at < opened_at + INTERVAL 2 MINUTE
  )
SELECT
  touch.user AS user,
  argMax(touch.team, touch.at) AS team,
  toDate(touch.at) AS day,
  uniqExact(subject) AS customers,
  uniqExactIf(subject, bitTest(marks, 0)) AS own,
  uniqExactIf(subject, bitAnd(marks, 3) = 3) AS uncalled,
  uniqExactIf(subject, bitTest(marks, 2) OR behind IN (soon)) AS soon_closed,
  uniqExactIf(subject, bitTest(marks, 3)) AS closed_before,
  uniqExactIf(subject, bitTest(marks, 4)) AS other_customer,
  round(own / customers, 3) AS own_share,
  arraySlice(arraySort(groupUniqArrayIf(subject, bitAnd(marks, 3) = 3)), 1, 5) AS examples
FROM
(
  SELECT
    met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
    met.reason = 'none' AND told.event_id != '' AS is_told,
    if(is_told, bitOr(met.mark, told.ticket_marks), met.mark) AS marks,
    multiIf(is_told, told.ticket, met.reason = 'campaign', '', met.one_ticket) AS behind
  FROM
  (
    SELECT
      user, team, at, event_id, part, subject, reason, mark, one_ticket,
      length(ticket_marks) = length(subjects) AS is_marked
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(ticket_marks, length(subjects)) AS mark,
      arrayResize(reasons, length(subjects)) AS reason,
      arrayResize(tickets, length(subjects)) AS one_ticket
    WHERE ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND length(reasons) = length(subjects)
      AND touch != 'listed' AND status NOT IN ('denied', 'failed')
      AND (reason NOT IN ('campaign', 'unknown') OR mark != 0)
  ) AS met
  LEFT JOIN told
    ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
  WHERE is_told OR met.is_marked AND (met.reason != 'none' OR met.mark != 0)
) AS touch
GROUP BY user, day
HAVING own > 0 OR other_customer > 0 OR soon_closed > 0 OR closed_before > 0
ORDER BY own_share DESC, customers DESC, user, day
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'tickets-soon-closed',
    text: `-- title: Who reads under tickets that are closed as soon as they are opened?
-- theme: tickets
-- attack: T1036, T1213.004
-- why: A ticket that is opened and closed within two minutes was for nobody. Whoever needs a reason
--   for a read writes such ones, before or after it.
-- reading: \`share\` is of the customers read under a ticket since then, \`share_before\` of those in
--   the weeks before; \`beyond\` is how many customers are more than that. Look at \`own\` and
--   \`uncalled\`: written by the reader, and nobody had called. Of who read nobody under a ticket in
--   the weeks before, nothing is \`beyond\`, and they come last. Tickets that turned up later are in
--   it, and so are those that were closed after the read. Lists and services are not.
-- benign: Short calls that are written down when they are over, spam, tickets merged into others.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: before UInt32 = 28 | Days before it to compare with
-- param: customers UInt32 = 3 | Fewest customers under such tickets
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, team, days, customers, soon_closed, own, uncalled, share, share_before, beyond,
--   last_at, examples
WITH
  -- What was explained later: of its read are the team and whether anything was seen.
  told AS
  (
    SELECT event_id, part, subject, ticket, ticket_marks
    FROM access_control
    WHERE _record = 'Explained' AND reason != 'campaign'
      AND ({user:String} = '' OR user = {user:String})
      AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
      AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY event_id, part, subject
  ),
  -- What was closed since the read: a mark is of the time of the read. Not those that were closed
  -- a month before all reads: they are a reason for none.
  soon AS
  (
    SELECT id
    FROM tickets_versions
    WHERE _seen_at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32} + 31)
      AND opened_at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32} + 31)
      AND closed_at < opened_at + INTERVAL 2 MINUTE
  )
SELECT
  user,
  argMax(touch.team, touch.at) AS team,
  uniqExactIf(day, is_soon AND is_now) AS days,
  uniqExactIf((day, subject), is_now) AS customers,
  uniqExactIf((day, subject), is_soon AND is_now) AS soon_closed,
  uniqExactIf((day, subject), is_soon AND is_now AND bitTest(mark, 0)) AS own,
  uniqExactIf((day, subject), is_soon AND is_now AND bitTest(mark, 1)) AS uncalled,
  round(soon_closed / customers, 3) AS share,
  round(
    (
      uniqExactIf((day, subject), is_soon AND NOT is_now)
        / nullIf(uniqExactIf((day, subject), NOT is_now), 0)
    ) AS part_before,
    3
  ) AS share_before,
  round(soon_closed - customers * part_before, 1) AS beyond,
  maxIf(touch.at, is_soon AND is_now) AS last_at,
  arraySlice(arraySort(groupUniqArrayIf(behind, is_soon AND is_now AND behind != '')), 1, 5)
    AS examples
FROM
(
  SELECT
    user, team, at, subject, behind, mark,
    toDate(at) AS day,
    at >= {since:DateTime64(3, 'UTC')} AS is_now,
    bitTest(mark, 2) OR behind IN (soon) AS is_soon
  FROM
  (
    SELECT
      met.user AS user, met.team AS team, met.at AS at, met.subject AS subject,
      met.one_reason = 'none' AND told.event_id != '' AS is_told,
      if(is_told, told.ticket, met.one_ticket) AS behind,
      if(is_told, told.ticket_marks, met.one_mark) AS mark
    FROM
    (
      SELECT user, team, at, event_id, part, subject, one_reason, one_ticket, one_mark
      FROM access
      ARRAY JOIN
        subjects AS subject,
        arrayResize(reasons, length(subjects)) AS one_reason,
        arrayResize(tickets, length(subjects)) AS one_ticket,
        arrayResize(ticket_marks, length(subjects)) AS one_mark
      WHERE ({user:String} = '' OR user = {user:String})
        AND at >= {since:DateTime64(3, 'UTC')} - toIntervalDay({before:UInt32})
        AND at < {until:DateTime64(3, 'UTC')}
        AND touch != 'listed' AND user_kind != 'service'
        AND status NOT IN ('denied', 'failed')
        AND one_reason NOT IN ('', 'campaign', 'unknown')
    ) AS met
    LEFT JOIN told
      ON told.event_id = met.event_id AND told.part = met.part AND told.subject = met.subject
    WHERE is_told OR met.one_reason != 'none'
  )
) AS touch
GROUP BY user
HAVING soon_closed >= greatest(1, {customers:UInt32})
ORDER BY beyond DESC NULLS LAST, soon_closed DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'unknown-people',
    text: `-- title: Which accounts belong to nobody who is known?
-- theme: sensor
-- attack: T1078
-- why: An account without a person has no team, no shift and no peers; one that was made for the
--   purpose looks exactly so. And all who share it look like one.
-- reading: \`person_now\`: since then somebody has been entered for it; empty: still nobody. Many
--   hosts or end users behind one account are an application or a shared password. First come
--   those of nobody, by customers. One whose \`first_at\` is late in the time asked for may be new:
--   look at those first.
-- benign: Technical accounts that nobody entered, people who joined before the feed had them.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most accounts to show
-- columns: account, person_now, sources, events, customers, rows, days, hosts, programs, end_users,
--   first_at, last_at
SELECT
  used.account AS account,
  entered.person AS person_now,
  used.sources AS sources,
  used.events AS events,
  used.customers AS customers,
  used.rows AS rows,
  used.days AS days,
  used.hosts AS hosts,
  used.programs AS programs,
  used.end_users AS end_users,
  used.first_at AS first_at,
  used.last_at AS last_at
FROM
(
  SELECT
    account,
    arrayStringConcat(arraySort(groupUniqArray(source)), ', ') AS sources,
    uniqExact(event_id) AS events,
    uniqExactArrayIf(subjects, status NOT IN ('denied', 'failed')) AS customers,
    sumIf(one.rows, part = 0) AS rows,
    uniqExact(toDate(one.at)) AS days,
    uniqExact(host) AS hosts,
    arrayStringConcat(arraySlice(arraySort(groupUniqArray(program)), 1, 5), ', ') AS programs,
    uniqExact(end_user) AS end_users,
    min(one.at) AS first_at,
    max(one.at) AS last_at
  FROM
  (
    SELECT
      account, source, event_id, part, subjects, status, rows, at, host, program, end_user
    FROM access
    WHERE user_kind = 'unknown'
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY event_id, part, seen_at
    LIMIT 1 BY event_id, part
  ) AS one
  GROUP BY account
) AS used
LEFT JOIN
(
  SELECT arrayJoin(accounts) AS account, min(id) AS person FROM people_now GROUP BY account
) AS entered ON entered.account = used.account
ORDER BY person_now = '' DESC, customers DESC, rows DESC, account
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'victims-by-reader',
    text: `-- title: Whose customers are defrauded more than their segments make likely?
-- theme: unlisted
-- attack: T1213, T1657
-- why: Fraudsters choose the old and the wealthy, so whoever serves those has victims among their
--   customers without having sold any. What counts is more of them than in the same segments of
--   other people.
-- reading: \`expected\` is how many victims there would be, had each segment that the person read as
--   many among its customers as with everybody; own reads are in that too, and a customer counts
--   once for each reader. \`lift\` is \`victims\` over it. The order is that of \`at_least\`, below which
--   the true ratio lies with one chance in a hundred (Byar's lower bound of a Poisson count), so
--   that few customers do not stand on top by luck; of a hundred honest people one is above 1.
--   \`segments\` are victims of customers, as the customers were when last read. Services, lists and
--   what was refused are left out. Reads after the complaint cannot be told from those before:
--   \`attribute\` takes dates, merged ids and chance into account, and says whether anybody can be
--   named.
-- benign: Whoever handles the complaints reads all victims after the call: let \`until\` end before.
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
`,
  },
  {
    id: 'victims-nobody-read',
    text: `-- title: Which of these victims has nobody read?
-- theme: unlisted
-- attack: T1213
-- why: Victims without a reader are where this archive is blind: a source that does not report,
--   reads without ids, a backup, or a leak that is not yours.
-- reading: \`is_known\` 0: no such customer, a mistyped id or another house's customer. \`other_ids\`
--   are those of records that were merged with this one, both ways, as \`attribute\` follows them: a
--   victim is not here who was read under any of them. \`reads_before\` and \`reads_after\`, under all
--   ids, lie outside the time asked for: widen it first. Whoever was refused has read nothing. If
--   many remain, see reads-without-ids and events-without-customers.
-- benign: Ids of another system, customers who never called, records that came after the time.
-- cost: key
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 365 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 1000 | Most customers to show
-- columns: subject, is_known, segment, other_ids, reads_before, last_before, reads_after,
--   first_after
WITH RECURSIVE
  -- What is merged with what, step by step. A circle ends where nothing is added; one wrong value
  -- may merge a whole house.
  same AS
  (
    SELECT
      arrayJoin(arrayDistinct({subjects:Array(String)})) AS victim,
      [victim] AS ids,
      0 AS step
    UNION ALL
    SELECT
      victim,
      arrayDistinct(arrayConcat(any(ids), groupArray(link.pair.2))) AS more,
      step + 1 AS next
    FROM (SELECT victim, ids, step, arrayJoin(ids) AS id FROM same) AS reached
    INNER JOIN
    (
      SELECT arrayJoin([(_key, merged_into), (merged_into, _key)]) AS pair
      FROM
      (
        SELECT _key, assumeNotNull(merged_into) AS merged_into
        FROM subjects_now
        WHERE merged_into != '' AND
          (
            _key IN (SELECT arrayJoin(ids) FROM same)
            -- The keys before FINAL, which else goes through all customers there are.
            OR _key IN (
              SELECT _key FROM subjects WHERE merged_into IN (SELECT arrayJoin(ids) FROM same)
            )
          )
      )
    ) AS link ON link.pair.1 = reached.id
    WHERE step < 16 AND length(ids) < 1000
    GROUP BY victim, step
    HAVING length(more) > length(any(ids))
  ),
  pair AS
  (
    SELECT victim, id
    FROM (SELECT victim, argMax(ids, step) AS all FROM same GROUP BY victim)
    ARRAY JOIN all AS id
  )
SELECT
  pair.victim AS subject,
  max(customer.id != '') AS is_known,
  argMax(customer.segment, pair.id = pair.victim) AS segment,
  arrayStringConcat(arraySort(groupArrayIf(pair.id, pair.id != pair.victim)), ', ') AS other_ids,
  uniqExactIfMerge(hit.before) AS reads_before,
  max(hit.last_before) AS last_before,
  uniqExactIfMerge(hit.after) AS reads_after,
  min(hit.first_after) AS first_after
FROM pair
LEFT JOIN
(
  SELECT _key AS id, ifNull(segment, '') AS segment
  FROM subjects_now
  WHERE _key IN (SELECT id FROM pair)
) AS customer ON customer.id = pair.id
LEFT JOIN
(
  SELECT
    subject,
    -- One read may have met several ids of a customer.
    uniqExactIfState(event_id, at < {since:DateTime64(3, 'UTC')}) AS before,
    maxOrNullIf(at, at < {since:DateTime64(3, 'UTC')}) AS last_before,
    uniqExactIfState(event_id, at >= {until:DateTime64(3, 'UTC')}) AS after,
    minOrNullIf(at, at >= {until:DateTime64(3, 'UTC')}) AS first_after,
    countIf(at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}) AS within
  FROM access_by_subject
  WHERE subject IN (SELECT id FROM pair) AND status NOT IN ('denied', 'failed')
  GROUP BY subject
) AS hit ON hit.subject = pair.id
GROUP BY pair.victim
HAVING sum(hit.within) = 0
ORDER BY is_known DESC, subject
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'what-a-threshold-would-do',
    text: `-- title: Whom would a fixed limit on customers without a reason have flagged?
-- theme: triage
-- attack: T1030
-- why: Before somebody asks for a fixed limit: so many people would have been asked each week, and
--   so many of them were found guilty, or innocent.
-- reading: \`customers\` of the parameter is the fewest customers without a reason in one day that
--   are flagged. \`flagged_first\` are people flagged for the first time in the time asked for: the
--   others are flagged again and again. \`confirmed\` and \`benign\` are flagged people about whom that
--   was ever said. A limit that flags nobody each week finds nobody, and a thief stays below any
--   that is known.
-- benign: A week in which the ticket feed was down flags whole teams.
-- cost: sums
-- param: customers UInt32 = 20 | Customers without a reason in one day
-- param: team String = '' | Only this team; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) - INTERVAL 84 DAY | First
--   day (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(start) FROM windows) + INTERVAL 1 DAY | Up to,
--   and without (UTC)
-- param: limit UInt32 = 53 | Most weeks to show
-- columns: week, people, days, people_flagged, days_flagged, flagged_first, per_1000_days,
--   confirmed, benign, highest, highest_user
WITH said AS
(
  SELECT user, max(verdict = 'confirmed') AS is_confirmed, max(verdict = 'benign') AS is_benign
  FROM dispositions
  GROUP BY user
)
SELECT
  toMonday(one.start) AS week,
  uniqExact(one.user) AS people,
  count() AS days,
  uniqExactIf(one.user, is_flagged) AS people_flagged,
  countIf(is_flagged) AS days_flagged,
  uniqExactIf(one.user, is_flagged AND one.start = flagged_from) AS flagged_first,
  round(1000 * days_flagged / days, 2) AS per_1000_days,
  uniqExactIf(one.user, is_flagged AND said.is_confirmed = 1) AS confirmed,
  uniqExactIf(one.user, is_flagged AND said.is_benign = 1) AS benign,
  max(one.unexplained_subjects) AS highest,
  argMax(one.user, (one.unexplained_subjects, one.user)) AS highest_user
FROM
(
  SELECT
    user, start, unexplained_subjects,
    unexplained_subjects >= {customers:UInt32} AS is_flagged,
    minIf(start, is_flagged) OVER (PARTITION BY user) AS flagged_from
  FROM windows_latest
  WHERE kind = 'day' AND user_kind != 'service'
    AND ({team:String} = '' OR team = {team:String})
    AND start >= {since:DateTime64(3, 'UTC')} AND start < {until:DateTime64(3, 'UTC')}
) AS one
LEFT JOIN said ON said.user = one.user
GROUP BY week
ORDER BY week
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'what-is-new',
    text: `-- title: What has this person begun to use since then?
-- theme: person
-- attack: T1005, T1078
-- why: Before a theft comes the looking around: a table never read, a tool never used, another
--   computer. Here is everything that the person met for the first time since a day.
-- reading: First means first in all that is archived of the person. \`others\` is how many other
--   people used the same since then, so 0 is theirs alone; services are no people. Columns and
--   networks are as fine as the source reports them. Of somebody new everything is new.
-- benign: A release, a move to another floor, a new computer, another task: then \`others\` is high,
--   or a ticket of the help desk says so.
-- cost: span
-- param: user String | The person, as on events
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | New since
--   (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most lines to show
-- columns: kind, name, first_at, last_at, events, customers, others, other_teams
SELECT
  thing.1 AS kind,
  thing.2 AS name,
  minIf(way.first_at, user = {user:String}) AS first_at,
  maxIf(way.last_at, user = {user:String}) AS last_at,
  uniqExactMerge(way.events) AS events,
  uniqExactArrayMerge(way.customers) AS customers,
  uniqExactIf(user, user != {user:String}) AS others,
  uniqExactIf(team, user != {user:String}) AS other_teams
FROM
(
  -- There are far fewer ways than reads.
  SELECT
    user, team, source, app, program, host, network, operation, tables, columns,
    min(at) AS first_at,
    max(at) AS last_at,
    uniqExactState(if(user = {user:String}, event_id, NULL)) AS events,
    uniqExactArrayState(
      if(user = {user:String} AND status NOT IN ('denied', 'failed'), subjects, [])
    ) AS customers
  FROM access
  WHERE at < {until:DateTime64(3, 'UTC')}
    AND (
      user = {user:String} OR at >= {since:DateTime64(3, 'UTC')} AND user_kind != 'service'
    )
  GROUP BY user, team, source, app, program, host, network, operation, tables, columns
) AS way
ARRAY JOIN
  arrayFilter(
    thing -> thing.2 != '',
    arrayConcat(
      arrayMap(name -> ('table', name), tables),
      arrayMap(name -> ('column', name), columns),
      [
        ('app', ifNull(app, '')),
        ('program', ifNull(program, '')),
        ('host', ifNull(host, '')),
        ('network', ifNull(network, '')),
        ('operation', operation),
        ('source', source)
      ]
    )
  ) AS thing
GROUP BY kind, name
HAVING events > 0 AND first_at >= {since:DateTime64(3, 'UTC')}
ORDER BY others, first_at, kind, name
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'what-victims-share',
    text: `-- title: What do the reads of the victims have in common, other than a person?
-- theme: unlisted
-- attack: T1213, T1657
-- why: A ring, a shared account or a leaking application points at no one reader. What the reads of
--   the victims share, and other reads do not, points at the way that the records took.
-- reading: \`share\` is the part of the touches of victims that came through it, \`usual_share\` the
--   part of all touches, and \`lift\` the one over the other: 1 is chance. \`weight\` is touches of
--   victims times log2(lift): much lift on many touches comes first. What covers each victim once
--   matters more than what covers one many times: see \`victims\`.
-- benign: The team, queue or campaign that serves such customers; the tool that handles the
--   complaint after the fraud: let \`until\` end before it.
-- cost: span
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most lines to show
-- columns: kind, name, victims, listed, victim_touches, share, touches, usual_share, lift, weight
WITH
  -- What a second log holds of an access once more: only of days of which several hold anything.
  copy AS
  (
    SELECT arrayJoin(arrayPopFront(arraySort(groupUniqArray(_log)))) AS log, event_id, part
    FROM access
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND toDate(at) IN
      (
        SELECT toDate(at) AS day
        FROM access
        WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        GROUP BY day
        HAVING min(_log) != max(_log)
      )
    GROUP BY event_id, part
  ),
  -- What is the same for all customers of a read is added up first: there are far fewer ways than
  -- reads.
  way AS
  (
    SELECT
      tables, source, app, program, operation, host, network, team, queue,
      sum(length(subjects)) AS touches,
      sum(length(hit)) AS victim_touches,
      groupUniqArrayArray(hit) AS victims
    FROM
    (
      SELECT
        tables, source, app, program, operation, host, network, team, queue, subjects,
        arrayFilter(subject -> subject IN {subjects:Array(String)}, subjects) AS hit
      FROM access
      WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
        AND notEmpty(subjects) AND status NOT IN ('denied', 'failed')
        AND (_log, event_id, part) NOT IN (copy)
    )
    GROUP BY tables, source, app, program, operation, host, network, team, queue
  ),
  ticketed AS
  (
    SELECT
      reason = 'campaign' AS is_campaign,
      ticket,
      count() AS touches,
      countIf(subject IN {subjects:Array(String)}) AS victim_touches,
      groupUniqArrayIf(subject, subject IN {subjects:Array(String)}) AS victims
    FROM access
    ARRAY JOIN
      subjects AS subject,
      arrayResize(tickets, length(subjects)) AS ticket,
      arrayResize(reasons, length(subjects)) AS reason
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND ticket != '' AND status NOT IN ('denied', 'failed')
      AND (_log, event_id, part) NOT IN (copy)
    GROUP BY is_campaign, ticket
  ),
  thing AS
  (
    SELECT pair.1 AS kind, pair.2 AS name, touches, victim_touches, victims
    FROM way
    ARRAY JOIN
      arrayConcat(
        arrayMap(name -> ('table', name), arrayDistinct(tables)),
        [
          ('source', source),
          ('app', ifNull(app, '')),
          ('program', ifNull(program, '')),
          ('operation', operation),
          ('host', ifNull(host, '')),
          ('network', ifNull(network, '')),
          ('team', ifNull(team, '')),
          ('queue', ifNull(queue, ''))
        ]
      ) AS pair
    UNION ALL
    -- A ticket is a thing of its own customer alone: what counts is who wrote it.
    SELECT
      if(is_campaign, 'campaign', 'ticket creator') AS kind,
      if(is_campaign, ticketed.ticket, ifNull(author.created_by, '')) AS name,
      touches, victim_touches, victims
    FROM ticketed
    LEFT JOIN
    (
      SELECT _key AS id, created_by
      FROM tickets_now
      WHERE _key IN
      (
        SELECT arrayJoin(tickets)
        FROM access
        WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
          AND notEmpty(subjects) AND status NOT IN ('denied', 'failed')
      )
    ) AS author ON author.id = ticketed.ticket
  ),
  named AS
  (
    SELECT
      kind,
      name,
      sum(thing.touches) AS touches,
      sum(thing.victim_touches) AS victim_touches,
      uniqExactArray(thing.victims) AS victims
    FROM thing
    GROUP BY kind, name
  )
SELECT
  kind,
  name,
  victims,
  length(arrayDistinct({subjects:Array(String)})) AS listed,
  victim_touches,
  round(victim_touches / of_victims, 3) AS share,
  touches,
  round(touches / of_all, 3) AS usual_share,
  round((victim_touches / of_victims) / (touches / of_all), 1) AS lift,
  round(victim_touches * log2((victim_touches / of_victims) / (touches / of_all)), 1) AS weight
FROM
(
  SELECT
    *,
    -- Every access has one source.
    sumIf(touches, kind = 'source') OVER () AS of_all,
    sumIf(victim_touches, kind = 'source') OVER () AS of_victims
  FROM named
)
WHERE victims > 0 AND name != ''
ORDER BY weight DESC, victims DESC, kind, name
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'who-read-these-customers',
    text: `-- title: Who has read these customers?
-- theme: readers
-- attack: T1213, T1530
-- why: Ten complaints name ten customers. Whoever read most of them, and few others, is where to
--   start: chance hits everybody in proportion to what they read anyway.
-- reading: \`lift\` compares the share of the list that a person read with the share of all customers
--   that they read: 1 is chance. High lift with one or two hits means little; look for many hits.
--   A list made from one team's own tickets points at that team, whoever is guilty. Whoever was
--   refused has read nothing, and a reason that turned up later is one; lists and services need
--   none. \`customers_read\`, by whole days, holds refused ones too. How likely it is by chance, and
--   whether anybody can be named, says \`attribute\`.
-- benign: Whoever served them: a list made from one team's own tickets points at that team,
--   whoever is guilty. Whoever handles the complaints reads all of them after the call.
-- cost: key
-- param: subjects Array(String) | Customer ids, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 90 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 50 | Most people to show
-- columns: user, team, customers_hit, customers_listed, without_reason, customers_read, lift,
--   first_at, last_at
WITH
  read AS
  (
    SELECT user, uniqCombined64Merge(12)(subjects) AS customers
    FROM user_day
    WHERE day >= toDate32({since:DateTime64(3, 'UTC')})
      AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
    GROUP BY user
  ),
  (
    SELECT uniqCombined64Merge(12)(subjects)
    FROM user_day
    WHERE day >= toDate32({since:DateTime64(3, 'UTC')})
      AND day <= toDate32({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND)
  ) AS customers_in_all,
  explained AS
  (
    SELECT user, event_id, part, subject
    FROM access_control
    WHERE _record = 'Explained' AND subject IN {subjects:Array(String)}
      AND (user, at) IN
      (
        SELECT user, at
        FROM access_by_subject
        WHERE subject IN {subjects:Array(String)} AND reason = 'none'
          AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      )
  ),
  length(arrayDistinct({subjects:Array(String)})) AS listed
SELECT
  hit.user AS user,
  hit.team AS team,
  hit.customers_hit AS customers_hit,
  listed AS customers_listed,
  hit.without_reason AS without_reason,
  read.customers AS customers_read,
  round(customers_hit / listed / (read.customers / customers_in_all), 1) AS lift,
  hit.first_at AS first_at,
  hit.last_at AS last_at
FROM
(
  SELECT
    user,
    argMax(team, at) AS team,
    uniqExact(subject) AS customers_hit,
    uniqExactIf(
      subject,
      reason = 'none' AND touch != 'listed' AND user_kind != 'service'
        AND (user, event_id, part, subject) NOT IN (explained)
    ) AS without_reason,
    min(at) AS first_at,
    max(at) AS last_at
  FROM access_by_subject
  WHERE subject IN {subjects:Array(String)} AND status NOT IN ('denied', 'failed')
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
  GROUP BY user
) AS hit
INNER JOIN read ON read.user = hit.user
ORDER BY customers_hit DESC, lift DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'who-read-this-customer',
    text: `-- title: Who has read this customer, and why?
-- theme: readers
-- attack: T1213
-- why: One customer complains, or turns up in a leak: here is everybody who ever met the record,
--   what for, and what is odd about the ticket behind it.
-- reading: \`explained_at\`: the reason turned up after the read, and \`reason\` is that one. \`marks\`
--   come from the ticket as it is now: made by the reader, without an inbound contact, closed
--   within two minutes, closed before the read; that an event names the ticket of another customer
--   stands in tickets-by-reader alone. Whoever comes back under \`none\` is to be asked. A record
--   that was merged into this one has its reads under its own id. Whoever was refused is not in it:
--   that stands in person-timeline.
-- benign: A list or a search that the customer merely stood in (\`listed\`), a callback, a sample of
--   a supervisor, a service that reads everybody.
-- cost: key
-- param: subject String | Id of the customer
-- param: since DateTime64(3, 'UTC') = toDateTime64(0, 3, 'UTC') | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 500 | Most reads to show
-- columns: at, user, team, touch, subject_source, reason, explained_at, ticket, marks,
--   reads_by_user, event_id
WITH
  hit AS
  (
    SELECT at, user, team, touch, subject_source, reason, ticket, event_id, part
    FROM access_by_subject
    WHERE subject = {subject:String} AND status NOT IN ('denied', 'failed')
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    ORDER BY event_id, part, _log
    LIMIT 1 BY user, event_id, part
  ),
  explained AS
  (
    SELECT user, event_id, part, reason, ticket, toNullable(explained_at) AS explained_at
    FROM access_control
    WHERE _record = 'Explained' AND (user, at) IN (SELECT user, at FROM hit)
      AND subject = {subject:String}
    ORDER BY explained_at, reason, ticket
    LIMIT 1 BY user, event_id, part
  ),
  told AS
  (
    SELECT
      hit.at AS at,
      hit.user AS user,
      hit.team AS team,
      hit.touch AS touch,
      hit.subject_source AS subject_source,
      if(hit.reason = 'none' AND explained.reason != '', explained.reason, hit.reason) AS reason,
      if(hit.reason = 'none', explained.explained_at, NULL) AS explained_at,
      if(hit.reason = 'none' AND explained.reason != '', explained.ticket, hit.ticket) AS ticket,
      hit.event_id AS event_id,
      hit.part AS part
    FROM hit
    LEFT JOIN explained USING (user, event_id, part)
  )
SELECT
  told.at AS at,
  told.user AS user,
  told.team AS team,
  told.touch AS touch,
  told.subject_source AS subject_source,
  told.reason AS reason,
  told.explained_at AS explained_at,
  told.ticket AS ticket,
  if(
    behind.id = '' OR told.reason = 'campaign',
    '',
    arrayStringConcat(
      arrayFilter(
        mark -> mark != '',
        [
          if(behind.created_by = told.user, 'own', ''),
          if(behind.inbound, '', 'no contact'),
          if(behind.closed_at < behind.opened_at + INTERVAL 2 MINUTE, 'soon closed', ''),
          if(behind.closed_at < told.at, 'closed before', '')
        ]
      ),
      ', '
    )
  ) AS marks,
  count() OVER (PARTITION BY told.user) AS reads_by_user,
  told.event_id AS event_id
FROM told
LEFT JOIN
(
  SELECT id, created_by, inbound, opened_at, closed_at
  FROM tickets_now
  WHERE _key IN (SELECT ticket FROM told WHERE ticket != '')
) AS behind ON behind.id = told.ticket
ORDER BY at, user, event_id, told.part
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'who-read-this-segment',
    text: `-- title: Who has read the customers of this segment?
-- theme: readers
-- attack: T1213
-- why: What is sold is seldom everybody: it is the wealthy, the old, those of one country. Whoever
--   read more of a segment than their work has of it is where to start.
-- reading: \`share\` is how much of what a person read was of the segment, \`usual_share\` the same of
--   everybody together, and \`lift\` the one over the other. High lift with few customers means
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
`,
  },
  {
    id: 'who-was-there',
    text: `-- title: Who was there, in this table or source, at this time?
-- theme: readers
-- attack: T1213, T1078
-- why: The leaked file names a table, and the latest record in it a day: whoever was in that table
--   in those hours could have made it.
-- reading: \`accounts\` with more than one name, or of \`user_kind\` unknown, are to be explained
--   first. \`refused\` counts what the database denied or failed: whoever was refused and then read
--   is worth a look in person-timeline. Empty parameters ask for everything.
-- benign: Services and desks that work in this table all day; the one who exported on request.
-- cost: span
-- param: table String = '' | The table, as on events; empty: any
-- param: source String = '' | The source, as on events; empty: any
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 1 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 100 | Most people to show
-- columns: user, user_kind, team, events, refused, rows, customers, operations, accounts, hosts,
--   first_at, last_at
SELECT
  one.user AS user,
  argMax(one.user_kind, one.at) AS user_kind,
  argMax(one.team, one.at) AS team,
  uniqExact(event_id) AS events,
  uniqExactIf(event_id, status IN ('denied', 'failed')) AS refused,
  sumIf(one.rows, part = 0) AS rows,
  uniqExactArrayIf(subjects, status NOT IN ('denied', 'failed')) AS customers,
  arrayStringConcat(arraySort(groupUniqArray(operation)), ', ') AS operations,
  arrayStringConcat(arraySlice(arraySort(groupUniqArray(account)), 1, 5), ', ') AS accounts,
  arrayStringConcat(arraySlice(arraySort(groupUniqArray(host)), 1, 5), ', ') AS hosts,
  min(one.at) AS first_at,
  max(one.at) AS last_at
FROM
(
  SELECT
    user, user_kind, team, event_id, part, status, rows, subjects, operation, account, host, at
  FROM access
  WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND ({table:String} = '' OR has(tables, {table:String}))
    AND ({source:String} = '' OR source = {source:String})
  LIMIT 1 BY user, event_id, part
) AS one
GROUP BY user
ORDER BY rows DESC, customers DESC, user
LIMIT {limit:UInt32}
`,
  },
  {
    id: 'wildcard-exports',
    text: `-- title: Who takes whole tables, or all columns, at once?
-- theme: theft
-- attack: T1213.006, T1005, T1074
-- why: Screens hand out a page at a time. Whoever wants all of a table exports it, selects it
--   without a condition, or comes with a tool made for copying.
-- reading: Those who do so on few days come first; backups and reports do it on all days, and are
--   last. \`how\` says what was seen: an export by its name, no condition, all columns, a tool for
--   copying. Sources that send no statement are known by operation and program alone.
-- benign: A report for a manager or an auditor, a migration, a privacy request, a backup.
-- cost: span
-- param: user String = '' | Only this person; empty: everybody
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 28 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: rows UInt32 = 500 | Fewest rows: more than a page of any screen
-- param: limit UInt32 = 50 | Most lines to show
-- columns: user, user_kind, at, how, operation, tables, rows, customers, program, host, days_with,
--   statement
SELECT
  user,
  user_kind,
  at,
  arrayStringConcat(how, ', ') AS how,
  operation,
  arrayStringConcat(tables, ', ') AS tables,
  rows,
  greatest(subject_count, toInt64(length(subjects))) AS customers,
  program,
  host,
  uniqExact(toDate(at)) OVER (PARTITION BY user) AS days_with,
  statement
FROM
(
  SELECT
    user, user_kind, at, event_id, operation, tables, rows, subject_count, subjects, program, host,
    statement,
    arrayFilter(word -> word != '', [
      if(
        touch = 'exported' OR lower(operation) IN
          ('export', 'copy', 'unload', 'outfile', 'dump', 'backup', 'download'),
        'export', ''
      ),
      if(operation != 'insert' AND statement IS NOT NULL AND predicate IS NULL, 'no condition', ''),
      if(match(ifNull(statement, ''), '(?i)\\\\bselect\\\\s+(\\\\w+\\\\.)?\\\\*'), 'all columns', ''),
      if(
        match(ifNull(program, ''), '(?i)dump|export|unload|\\\\b(bcp|sqoop|expdp|exp)\\\\b'),
        'tool for copying', ''
      )
    ]) AS how
  FROM access
  WHERE ({user:String} = '' OR user = {user:String})
    AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    AND part = 0 AND rows >= {rows:UInt32} AND status NOT IN ('denied', 'failed')
  ORDER BY event_id, seen_at
  LIMIT 1 BY event_id
)
WHERE notEmpty(how)
ORDER BY days_with, rows DESC, user, at, event_id
LIMIT {limit:UInt32}
`,
  },
];
