-- title: Who takes whole tables, or all columns, at once?
-- theme: theft
-- attack: T1213.006, T1005, T1074
-- why: Screens hand out a page at a time. Whoever wants all of a table exports it, selects it
--   without a condition, or comes with a tool made for copying.
-- reading: Those who do so on few days come first; backups and reports do it on all days, and are
--   last. `how` says what was seen: an export by its name, no condition, all columns, a tool for
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
      if(match(ifNull(statement, ''), '(?i)\\bselect\\s+(\\w+\\.)?\\*'), 'all columns', ''),
      if(
        match(ifNull(program, ''), '(?i)dump|export|unload|\\b(bcp|sqoop|expdp|exp)\\b'),
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
