-- access_by_subject, drawn_touches: the touches of every sixteenth customer, those of eight hours in
--   one row: how much everybody reads is counted by them (docs/attribution.md), where all touches
--   would be a scan of the table for each list of victims.
-- access_control, drawn_explanations: the same of reads whose reason turned up later, each once.
-- Grain: as 0003 and 0002 say. ORDER BY, PARTITION BY, TTL: as they were.
-- Additions: none. What is not drawn becomes one row: drawn are the customers whose hash is below
--   2^60, by that hash, so that of fewer customers still a beginning is read.
-- Why a projection, and no table: it is part of each part, so that nothing can be missing in it
--   alone. It takes about a twentieth of the table. Parts of before get it in the background, and
--   are counted by the table until then.
ALTER TABLE access_by_subject ADD PROJECTION IF NOT EXISTS drawn_touches
(
  SELECT
    if(customer_hash < 1152921504606846976, customer_hash, 18446744073709551615) AS drawn_hash,
    if(customer_hash < 1152921504606846976, segment, '') AS drawn_segment,
    if(customer_hash < 1152921504606846976, `user`, '') AS drawn_user,
    if(customer_hash < 1152921504606846976, user_kind, '') AS drawn_kind,
    if(customer_hash < 1152921504606846976, status, '') AS drawn_status,
    if(customer_hash < 1152921504606846976, routed, false) AS drawn_routed,
    if(customer_hash < 1152921504606846976, shift, toDateTime(0, 'UTC')) AS drawn_shift,
    count()
  GROUP BY
    drawn_hash, drawn_segment, drawn_user, drawn_kind, drawn_status, drawn_routed, drawn_shift
);

ALTER TABLE access_by_subject MATERIALIZE PROJECTION drawn_touches;

ALTER TABLE access_control ADD PROJECTION IF NOT EXISTS drawn_explanations
(
  WITH _record = 'Explained' AND reason != 'none' AND bitAnd(ticket_marks, 3) != 3
    AND cityHash64(subject) < 1152921504606846976 AS is_drawn
  SELECT
    if(is_drawn, cityHash64(subject), 18446744073709551615) AS drawn_hash,
    if(is_drawn, `user`, '') AS drawn_user,
    if(is_drawn, intDiv(toUnixTimestamp64Milli(at), 28800000), 0) AS drawn_shift,
    uniqExact(if(is_drawn, (event_id, part, subject_index), ('', 0, 0)))
  GROUP BY drawn_hash, drawn_user, drawn_shift
);

ALTER TABLE access_control MATERIALIZE PROJECTION drawn_explanations;
