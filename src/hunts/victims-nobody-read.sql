-- title: Which of these victims has nobody read?
-- theme: unlisted
-- attack: T1213
-- why: Victims without a reader are where this archive is blind: a source that does not report,
--   reads without ids, a backup, or a leak that is not yours.
-- reading: `is_known` 0: no such customer, a mistyped id or another house's customer. `merged_into`
--   and `reads_of_merged`: the record lives on under another id. `reads_before` and `reads_after`
--   lie outside the time asked for: widen it first. Whoever was refused has read nothing. If many
--   remain, see reads-without-ids and events-without-customers.
-- benign: Ids of another system, customers who never called, records that came after the time.
-- cost: key
-- param: subjects Array(String) | Ids of the victims, separated by commas
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 365 DAY | From (UTC)
-- param: until DateTime64(3, 'UTC') = (SELECT max(at) FROM access) + INTERVAL 1 SECOND | To (UTC)
-- param: limit UInt32 = 1000 | Most customers to show
-- columns: subject, is_known, segment, merged_into, reads_of_merged, reads_before, last_before,
--   reads_after, first_after
WITH
  known AS
  (
    SELECT _key AS subject, segment, merged_into
    FROM subjects_now
    WHERE _key IN {subjects:Array(String)}
  ),
  hit AS
  (
    SELECT
      subject,
      uniqExactIf(event_id, at < {since:DateTime64(3, 'UTC')}) AS reads_before,
      maxOrNullIf(at, at < {since:DateTime64(3, 'UTC')}) AS last_before,
      uniqExactIf(event_id, at >= {until:DateTime64(3, 'UTC')}) AS reads_after,
      minOrNullIf(at, at >= {until:DateTime64(3, 'UTC')}) AS first_after,
      countIf(at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}) AS within
    FROM access_by_subject
    WHERE subject IN {subjects:Array(String)} AND status NOT IN ('denied', 'failed')
    GROUP BY subject
  ),
  merged AS
  (
    SELECT subject, uniqExact(event_id) AS reads
    FROM access_by_subject
    WHERE subject IN (SELECT assumeNotNull(merged_into) FROM known WHERE merged_into IS NOT NULL)
      AND at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
      AND status NOT IN ('denied', 'failed')
    GROUP BY subject
  )
SELECT
  victim.subject AS subject,
  known.subject != '' AS is_known,
  ifNull(known.segment, '') AS segment,
  ifNull(known.merged_into, '') AS merged_into,
  merged.reads AS reads_of_merged,
  hit.reads_before AS reads_before,
  hit.last_before AS last_before,
  hit.reads_after AS reads_after,
  hit.first_after AS first_after
FROM (SELECT arrayJoin(arrayDistinct({subjects:Array(String)})) AS subject) AS victim
LEFT JOIN known ON known.subject = victim.subject
LEFT JOIN hit ON hit.subject = victim.subject
LEFT JOIN merged ON merged.subject = ifNull(known.merged_into, '')
WHERE hit.within = 0
ORDER BY is_known DESC, reads_of_merged, subject
LIMIT {limit:UInt32}
