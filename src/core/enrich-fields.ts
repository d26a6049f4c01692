// Which fields enrichment reads, which it adds, and which it passes on: those are half of an event,
// and their bytes are copied, never decoded. For core/enrich and the enrich stage.

import type { AccessEvent, EnrichedAccess } from '../generated/records.ts';

/** What enrichment reads of an event. */
export const eventFields = [
  ...(['event_id', 'at', 'account', 'end_user', 'source', 'database', 'tables'] as const),
  ...(['statement', 'rows', 'bytes', 'subjects', 'subject_count', 'ticket', 'ip'] as const),
  'duration_ms',
] as const satisfies readonly (keyof AccessEvent)[];
export type EventFacts = Pick<AccessEvent, (typeof eventFields)[number]>;

/** What an access has from its event as it stands. */
export const copiedFields = [
  ...(['account', 'end_user', 'source', 'database', 'operation', 'tables', 'columns'] as const),
  ...(['touch', 'ticket', 'app', 'program', 'host', 'ip', 'session', 'status'] as const),
] as const satisfies readonly (keyof AccessEvent & keyof EnrichedAccess)[];

/** The other fields of an access: what enrichment finds out. */
export type Findings = Omit<EnrichedAccess, (typeof copiedFields)[number]>;
export const findingFields = [
  ...(['event_id', 'part', 'parts', 'at', 'seen_at', 'reported_at', 'late'] as const),
  ...(['source_partition', 'source_offset', 'user', 'user_kind', 'team', 'role'] as const),
  ...(['queue', 'site', 'utc_offset_minutes', 'on_shift', 'employment', 'network'] as const),
  ...(['sensitivity', 'shape', 'predicate', 'statement', 'rows', 'bytes'] as const),
  ...(['subjects', 'subject_count', 'duration_ms', 'segments', 'flags'] as const),
  ...(['subject_sources', 'reasons', 'tickets'] as const),
] as const satisfies readonly (keyof Findings)[];
