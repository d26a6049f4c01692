// The windows counted again by ClickHouse from the rows of `access`, and compared with those that
// came from memory. An access counts in an hour or a day as long as the ring still had that pane
// when it arrived: 24 hours and 28 days back from the newest of its user, in the order of the log.

/** One row: windows compared, and how many of them differ, by the column that differs. */
export const recountStatement = `
WITH
  ordered AS (
    SELECT user, at, rows, subjects, reasons, toUnixTimestamp64Milli(at) AS ms,
      max(ms) OVER (PARTITION BY user ORDER BY _partition, _offset) AS newest
    FROM access
  ),
  placed AS (
    SELECT user, 'hour' AS kind,
      fromUnixTimestamp64Milli(intDiv(ms, 3600000) * 3600000, 'UTC') AS start,
      rows, subjects, reasons
    FROM ordered WHERE intDiv(ms, 3600000) > intDiv(newest, 3600000) - 24
    UNION ALL
    SELECT user, 'day', fromUnixTimestamp64Milli(intDiv(ms, 86400000) * 86400000, 'UTC'),
      rows, subjects, reasons
    FROM ordered WHERE intDiv(ms, 86400000) > intDiv(newest, 86400000) - 28
  ),
  counted AS (
    SELECT user, kind, start, count() AS n_events, sum(rows) AS n_rows,
      sum(length(subjects)) AS n_touches, uniqExactArray(subjects) AS n_subjects
    FROM placed GROUP BY user, kind, start
  ),
  kept AS (
    SELECT user, kind, start, events, rows, touches, subjects, exact FROM windows_latest
  )
SELECT
  count() AS windows,
  countIf(counted.n_events != kept.events) AS events,
  countIf(counted.n_rows != kept.rows) AS rows,
  countIf(counted.n_touches != kept.touches) AS touches,
  countIf(kept.exact AND counted.n_subjects != kept.subjects) AS exact_subjects,
  countIf(NOT kept.exact) AS estimated,
  countIf(NOT kept.exact AND counted.n_subjects <= 96) AS needlessly_estimated,
  maxIf(abs(kept.subjects / counted.n_subjects - 1), NOT kept.exact) AS worst_estimate
FROM counted FULL OUTER JOIN kept USING (user, kind, start)`;

export type Recounted = {
  readonly windows: number;
  readonly events: number;
  readonly rows: number;
  readonly touches: number;
  readonly exact_subjects: number;
  readonly estimated: number;
  readonly needlessly_estimated: number;
  readonly worst_estimate: number;
};
