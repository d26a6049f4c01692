// Every read of the customers on a list, with the reason that it was found to have in the end. For
// count-list, and for whoever shows what was counted and what was not.

import { isRouted } from '../../core/attribution/desk.ts';
import { type Look, lookOf } from '../../core/attribution/hits.ts';
import type { Millis } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import type { Warehouse } from '../../ports.ts';

export type VictimRead = {
  readonly subject: string;
  /** By whom or what it is counted: the user, or the way that it took; empty where unknown. */
  readonly entity: string;
  /** The access that it is of. */
  readonly event: string;
  /** What was read in one is one. */
  readonly look: Look;
  readonly user: string;
  readonly isPerson: boolean;
  readonly team: string | null;
  readonly at: Millis;
  readonly queue: string;
  /** Empty where unknown. */
  readonly segment: string;
  readonly touch: string;
  readonly reason: string;
  readonly ticket: string;
  readonly marks: number;
  /** Whether somebody else had asked for it. */
  readonly isRouted: boolean;
};

/** A customer who has been read more often is no customer. */
const readsMax = 500_000;

/** Whoever was refused has seen nothing. */
export const wasRead = "status NOT IN ('denied', 'failed')";

export const readsOfSubjects = `subject IN {subjects:Array(String)} AND ${wasRead}`;

/** Of one record that several logs have, one counts. */
export const readsSql = `
SELECT DISTINCT
  subject, user, user_kind, team, toUnixTimestamp64Milli(at) AS at_ms, queue, segment, touch,
  reason, ticket, ticket_marks, event_id, part, _index AS touch_index
FROM access_by_subject
WHERE ${readsOfSubjects}
ORDER BY at_ms, user, event_id, part, touch_index
LIMIT ${readsMax + 1}`;

const lateSql = `
SELECT
  event_id, part, subject_index + 1 AS touch_index,
  argMax(reason, explained_at) AS late_reason,
  argMax(ticket, explained_at) AS late_ticket,
  argMax(ticket_marks, explained_at) AS late_marks
FROM access_control
WHERE _record = 'Explained'
  AND user IN {users:Array(String)} AND subject IN {subjects:Array(String)}
GROUP BY event_id, part, touch_index`;

export async function readsOfVictims(
  warehouse: Warehouse,
  subjects: readonly string[],
  signal?: AbortSignal,
): Promise<readonly VictimRead[]> {
  const asking = { as: 'hunter', ...(signal === undefined ? {} : { signal }) } as const;
  const rows = await warehouse.query(readsSql, { ...asking, parameters: { subjects } });
  if (rows.length > readsMax) {
    const said = `The customers on the list were read more than ${readsMax} times.`;
    throw new OutsideError('bad-input', said);
  }
  const users = [...new Set(rows.map(({ user }) => `${user}`))];
  const found = await warehouse.query(lateSql, { ...asking, parameters: { users, subjects } });
  const late = new Map(found.map((row) => [placeOf(row), row]));
  return rows.map((row): VictimRead => {
    const explained = late.get(placeOf(row));
    const reason = `${explained?.['late_reason'] ?? row['reason']}`;
    const marks = Number(explained?.['late_marks'] ?? row['ticket_marks']);
    const at = Number(row['at_ms']);
    return {
      subject: `${row['subject']}`,
      user: `${row['user']}`,
      entity: `${row['user']}`,
      event: `${row['event_id']} ${row['part']}`,
      look: lookOf({ access: `${row['event_id']}`, touch: `${row['touch']}`, at }),
      isPerson: row['user_kind'] !== 'service',
      team: row['team'] === null ? null : `${row['team']}`,
      at,
      queue: `${row['queue']}`,
      segment: `${row['segment']}`,
      touch: `${row['touch']}`,
      ticket: `${explained?.['late_ticket'] ?? row['ticket']}`,
      ...{ reason, marks, isRouted: isRouted({ reason, marks }) },
    };
  });
}

function placeOf(row: Readonly<Record<string, unknown>>): string {
  return `${row['event_id']} ${row['part']} ${row['touch_index']}`;
}
