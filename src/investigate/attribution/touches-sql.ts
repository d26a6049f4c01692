// Where the touches of people and services are counted, as relations of one shape. For reach-sql.
//
//   all       access_by_subject; of segments that are counted whole, by these
//   drawn     those of every n-th customer, n at least 16: a projection has them (0017)
//
// Each has customer_hash, segment, user, user_kind, status, routed, at, and for how many touches a
// row stands.

/** The projection has every sixteenth customer: to draw more is to scan all touches. */
export const drawnEvery = 16;
const drawnHash = 2n ** 60n;

/** The last hash of customers that are drawn, of those below 2^64: every n-th, always the same. */
export function lastDrawn(every: number): string {
  return String(2n ** 64n / BigInt(every) - 1n);
}

export const allTouches = `(
  SELECT customer_hash, segment, user, user_kind, status, routed, at, 1 AS touches
  FROM access_by_subject
)`;

/**
 * Those of some segments, by that column first: on disk it is a twentieth of those that are asked
 * for, and where none of these segments lies the others are not read.
 */
export const touchesOfSegments = `(
  SELECT customer_hash, segment, user, user_kind, status, routed, at, 1 AS touches
  FROM access_by_subject
  PREWHERE segment IN {segments:Array(String)}
)`;

/** The same expressions as the projection has, letter by letter: it is found by them. */
const ifDrawn = (column: string, other: string) =>
  `if(customer_hash < ${drawnHash}, ${column}, ${other})`;

/** A row stands for eight hours, in the middle of which it is. */
export const drawnTouches = `(
  SELECT
    drawn_hash AS customer_hash,
    drawn_segment AS segment,
    drawn_user AS user,
    drawn_kind AS user_kind,
    drawn_status AS status,
    drawn_routed AS routed,
    drawn_shift + INTERVAL 4 HOUR AS at,
    touches
  FROM
  (
    SELECT
      ${ifDrawn('customer_hash', '18446744073709551615')} AS drawn_hash,
      ${ifDrawn('segment', "''")} AS drawn_segment,
      ${ifDrawn('user', "''")} AS drawn_user,
      ${ifDrawn('user_kind', "''")} AS drawn_kind,
      ${ifDrawn('status', "''")} AS drawn_status,
      ${ifDrawn('routed', 'false')} AS drawn_routed,
      ${ifDrawn('shift', "toDateTime(0, 'UTC')")} AS drawn_shift,
      count() AS touches
    FROM access_by_subject
    WHERE drawn_hash <= {last:UInt64}
    GROUP BY
      drawn_hash, drawn_segment, drawn_user, drawn_kind, drawn_status, drawn_routed, drawn_shift
  )
)`;

/**
 * Reads whose reason turned up later, each once: customer_hash, user, at, and how many there are of
 * them. Of every n-th customer, likewise as the projection has it.
 */
export const drawnExplanations = `(
  SELECT
    drawn_hash AS customer_hash,
    drawn_user AS user,
    fromUnixTimestamp64Milli(drawn_shift * 28800000 + 14400000, 'UTC') AS at,
    reads
  FROM
  (
    WITH _record = 'Explained' AND reason != 'none' AND bitAnd(ticket_marks, 3) != 3
      AND cityHash64(subject) < ${drawnHash} AS is_drawn
    SELECT
      if(is_drawn, cityHash64(subject), 18446744073709551615) AS drawn_hash,
      if(is_drawn, user, '') AS drawn_user,
      if(is_drawn, intDiv(toUnixTimestamp64Milli(at), 28800000), 0) AS drawn_shift,
      uniqExact(if(is_drawn, (event_id, part, subject_index), ('', 0, 0))) AS reads
    FROM access_control
    WHERE drawn_hash <= {last:UInt64}
    GROUP BY drawn_hash, drawn_user, drawn_shift
  )
)`;

/** As core/attribution/desk.ts has it. */
function routedSql(reason: string, marks: string): string {
  return `(${reason} != 'none' AND bitAnd(${marks}, 3) != 3)`;
}

/** The same of all customers of some segments; records of before do not say of which. */
export const allExplanations = `(
  SELECT
    cityHash64(subject) AS customer_hash, user, at,
    uniqExact(event_id, part, subject_index) AS reads
  FROM access_control
  WHERE _record = 'Explained' AND ${routedSql('reason', 'ticket_marks')}
    AND (segment IN {segments:Array(String)} OR segment = '')
  GROUP BY customer_hash, user, at
)`;
