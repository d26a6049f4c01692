// Which record goes into which table: the one place that says so. Used by archive alone.
//
// Not archived: db-access, because every event of it is in `access` (with its place in db-access)
// or among the dead letters; norms, because each is copied into `access`; the state topics.

import type { RecordName } from '../generated/records.ts';

export type ArchiveTable = {
  readonly table: string;
  /** Rows replace each other by key and offset: repeating an insert does no harm. */
  readonly isReplacing: boolean;
};

const rows = (table: string): ArchiveTable => ({ table, isReplacing: false });
const keyed = (table: string): ArchiveTable => ({ table, isReplacing: true });

export const archivedTopics: Readonly<
  Record<string, Readonly<Partial<Record<RecordName, ArchiveTable>>>>
> = {
  access: {
    EnrichedAccess: rows('access'),
    Explained: rows('access_control'),
    Norms: rows('access_control'),
    Disposition: rows('access_control'),
    Tick: rows('access_control'),
  },
  windows: {
    UserWindow: rows('windows'),
    UserScore: rows('user_scores'),
    Closed: rows('closings'),
  },
  anomalies: { Anomaly: rows('anomalies') },
  'team-anomalies': { Anomaly: rows('team_anomalies') },
  incidents: { Incident: rows('incidents'), Settings: rows('settings_changes') },
  dispositions: { Disposition: rows('dispositions') },
  'dead-letter': { DeadLetter: rows('dead_letters') },
  people: { Person: keyed('people') },
  tickets: { Ticket: keyed('tickets') },
  subjects: { Subject: keyed('subjects') },
  assets: { Asset: keyed('assets') },
};

/** The table of a topic whose rows replace each other, for its tombstones. */
export function keyedTable(topic: string): ArchiveTable | undefined {
  return Object.values(archivedTopics[topic] ?? {}).find((table) => table.isReplacing);
}
