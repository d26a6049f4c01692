// Reasons as the statements of cards have them, in one place: what was found in the end, and
// which of them were of the reader's own making. For day-counts and last-reads; the card of a
// customer has the same from attribution/reads-of-victims.ts.

import { instant } from '../attribution/reach-sql.ts';
import { wasRead } from '../attribution/reads-of-victims.ts';

export const inSpan = `at >= ${instant('from')} AND at < ${instant('until')}`;

/** As core/attribution/desk.ts has it: the reader wrote the ticket, and nobody had called. */
export const isUnasked = (marks: string) => `bitAnd(${marks}, 3) = 3`;

/** The keys before FINAL, which else goes through all tickets there are. */
export const escalationsSql = (keys: string) => `
  SELECT id FROM tickets_now WHERE _key IN (${keys}) AND kind = 'escalation'`;

/**
 * Tables of a WITH, of those whom `whose` compares with. `late`: reasons that turned up later, the
 * last of several. `escalations`: tickets by which they handed a customer on. Nobody calls for
 * such a one, and its customer has called before: that says nothing.
 */
export const reasonTables = (whose: string) => `
  late AS
  (
    SELECT
      event_id, part, toUInt32(subject_index + 1) AS _index,
      argMax(reason, explained_at) AS late_reason,
      argMax(ticket, explained_at) AS late_ticket,
      argMax(ticket_marks, explained_at) AS late_marks
    FROM access_control
    WHERE _record = 'Explained' AND user ${whose} AND ${inSpan}
    GROUP BY event_id, part, _index
  ),
  escalations AS (${escalationsSql(`
    SELECT _key FROM tickets WHERE kind = 'escalation' AND created_by ${whose}`)})`;

/**
 * Grain: a customer of an access, or the access by itself where it has none: its `columns`, and
 * what is to be said of the reason. What only stood in a list was not opened, whoever was refused
 * has seen nothing, and a service is asked for no reason.
 */
export const touchesSql = (columns: string, accesses: string) => `
SELECT
  touched.*,
  late_reason != '' AS is_late,
  if(is_late, late_reason, touched.first_reason) AS reason,
  ${wasRead} AS is_seen,
  is_seen AND touched._index > 0 AND touched.touch != 'listed' AS is_opened,
  touched.user_kind != 'service' AS is_person,
  is_person AND reason = 'none' AS is_bare,
  is_person AND reason != 'none' AND ${isUnasked('if(is_late, late_marks, touched.mark)')}
    AND if(is_late, late_ticket, touched.behind) NOT IN escalations AS is_uncalled
FROM
(
  SELECT
    event_id, part, touch, status, user_kind, ${columns},
    subject, _index, first_reason, mark, behind
  FROM
  (${accesses})
  LEFT ARRAY JOIN
    subjects AS subject,
    arrayEnumerate(subjects) AS _index,
    arrayResize(reasons, length(subjects), 'unknown') AS first_reason,
    arrayResize(ticket_marks, length(subjects)) AS mark,
    arrayResize(tickets, length(subjects)) AS behind
) AS touched
LEFT ANY JOIN late USING (event_id, part, _index)`;
