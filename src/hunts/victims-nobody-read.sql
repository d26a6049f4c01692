-- title: Which of these victims has nobody read?
-- theme: unlisted
-- attack: T1213
-- why: Victims without a reader are where this archive is blind: a source that does not report,
--   reads without ids, a backup, or a leak that is not yours.
-- reading: `is_known` 0: no such customer, a mistyped id or another house's customer. `other_ids`
--   are those of records that were merged with this one, both ways, as `attribute` follows them: a
--   victim is not here who was read under any of them. `reads_before` and `reads_after`, under all
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
