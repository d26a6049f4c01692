// What the system sees of an event: what enrichment found out, and the access that the pipeline is
// given. For living and for trials.
//
// Not the whole enriched record: half of its fields are copies of the event's, and to make them for
// a million events took a sixth of the time.

import type { Access } from '../../core/detector.ts';
import type { Enricher, Findings } from '../../core/enrich.ts';
import type { AccessEvent } from '../../generated/records.ts';

export type Seen = {
  readonly event: AccessEvent;
  readonly found: Findings;
  readonly access: Access;
};

/** As from a source that says everything at once. */
export function seenOf(event: AccessEvent, enricher: Enricher, offset: number): Seen[] {
  const { at } = event;
  const arrival = { partition: 0, offset, seenAt: at, at, reportedAt: null, isLate: false };
  return enricher.find(event, arrival).map((found) => {
    const access: Access = {
      ...{ event_id: found.event_id, part: found.part, at: found.at, user: found.user },
      ...{ user_kind: found.user_kind, team: found.team, role: found.role, queue: found.queue },
      ...{ employment: found.employment, on_shift: found.on_shift, rows: found.rows },
      ...{ utc_offset_minutes: found.utc_offset_minutes, sensitivity: found.sensitivity },
      ...{ subjects: found.subjects, segments: found.segments, flags: found.flags },
      ...{ reasons: found.reasons, ticket_marks: found.ticket_marks },
      ...{ order_key: found.order_key, shape: found.shape, network: found.network },
      ...{ operation: event.operation, touch: event.touch, tables: event.tables },
      ...{ app: event.app, program: event.program, host: event.host, status: event.status },
    };
    return { event, found, access };
  });
}
