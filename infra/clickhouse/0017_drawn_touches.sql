-- access_by_subject, drawn_touches: the touches of every sixteenth customer, those of eight hours in
--   one row: how much everybody reads is counted by them (docs/attribution.md), where all touches
--   would be a scan of the table for each list of victims.
-- Grain: as 0003 says. ORDER BY, PARTITION BY, TTL: as they were.
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
