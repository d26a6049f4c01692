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
      ...{ user_kind: found.user_kind, team: found.team, rows: found.rows },
      ...{ subjects: found.subjects, flags: found.flags, reasons: found.reasons },
      ...{ operation: event.operation, touch: event.touch },
    };
    return { event, found, access };
  });
}
