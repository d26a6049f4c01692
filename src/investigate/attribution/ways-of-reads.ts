// Which way each read of a victim took: through which account, host, IP address and session, for
// which team, and by whose ticket. The way of an access is in `access` alone, where a few accesses
// of known people and times are found by its order. For victims-of-list.

import type { Ask } from './count-reach.ts';
import type { EntityKind } from './entity-kinds.ts';
import { readsOfSubjects, type VictimRead } from './reads-of-victims.ts';

/** Grain: an access to a victim; by their users, so that few of all are looked at. */
const waysSql = `
SELECT
  event_id, part,
  any(access.account) AS account,
  any(ifNull(access.host, '')) AS host,
  any(ifNull(access.ip, '')) AS ip,
  any(ifNull(access.session, '')) AS session
FROM access
WHERE user IN {users:Array(String)}
  AND event_id IN (SELECT event_id FROM access_by_subject WHERE ${readsOfSubjects})
GROUP BY event_id, part`;

const creatorsSql = `
SELECT id, assumeNotNull(created_by) AS created_by
FROM tickets_now
WHERE _key IN {tickets:Array(String)} AND created_by != ''`;

export type Asked = { readonly reads: readonly VictimRead[]; readonly subjects: readonly string[] };

/** The same reads, each by its entity of the kind. */
export async function readsBy(
  ask: Ask,
  kind: EntityKind,
  { reads, subjects }: Asked,
): Promise<readonly VictimRead[]> {
  switch (kind.id) {
    case 'user':
      return reads;
    case 'team':
      return reads.map((read) => ({ ...read, entity: read.team ?? '' }));
    case 'ticket-creator': {
      const tickets = [...new Set(reads.map(({ ticket }) => ticket))];
      const rows = await ask(creatorsSql, { tickets });
      const creators = new Map(rows.map((row) => [`${row['id']}`, `${row['created_by']}`]));
      return reads.map((read) => ({ ...read, entity: creators.get(read.ticket) ?? '' }));
    }
    default: {
      const users = [...new Set(reads.map(({ user }) => user))];
      const rows = await ask(waysSql, { users, subjects });
      const ways = new Map(rows.map((row) => [`${row['event_id']} ${row['part']}`, row]));
      return reads.map((read) => ({ ...read, entity: `${ways.get(read.event)?.[kind.id] ?? ''}` }));
    }
  }
}
