// What detectors and analysts have said: anomalies, incidents, dispositions. For the cards of a
// user and of a customer.

import { secondMs } from '../../core/time.ts';
import type { Warehouse, WarehouseRow } from '../../ports.ts';
import { type Ask, asker } from '../attribution/count-reach.ts';
import { instant } from '../attribution/reach-sql.ts';
import {
  anomalyColumns,
  anomalyOf,
  dispositionColumns,
  dispositionOf,
  type FoundAnomaly,
  type FoundDisposition,
  type IncidentState,
  listIncidents,
} from '../incidents.ts';
import type { Days } from './day-measures.ts';

export type Findings = {
  /** The newest first, some of them. */
  readonly anomalies: readonly (FoundAnomaly & { readonly user: string })[];
  readonly anomaliesTotal: number;
  readonly byDetector: Readonly<Record<string, number>>;
  /** From when to when all of them were said, and without; null: there are none. */
  readonly said: Days | null;
};

/** An incident, and what it was found to be; null: nobody has said yet. */
export type JudgedIncident = IncidentState & { readonly disposition: FoundDisposition | null };

export const anomaliesMax = 10;
export const incidentsMax = 10;

/**
 * Those about a window that touches the days. When they were said is later: a window closes an hour
 * after its end, so what is said of a day carries the next one as its time.
 */
const areAsked = `user IN {users:Array(String)}
  AND ({subject:String} = '' OR has(subjects, {subject:String}))
  AND window_start < ${instant('until')} AND window_end > ${instant('from')}`;

/** Grain: an anomaly, which two logs may have both. Empty subject: whomever they are about. */
const anomaliesSql = `
SELECT ${anomalyColumns}, any(user) AS found_on
FROM anomalies
WHERE ${areAsked}
GROUP BY id ORDER BY said_at DESC, id LIMIT ${anomaliesMax}`;

const detectorsSql = `
SELECT
  detector, uniqExact(id) AS found,
  toUnixTimestamp64Milli(min(at)) AS first_ms, toUnixTimestamp64Milli(max(at)) AS last_ms
FROM anomalies
WHERE ${areAsked}
GROUP BY detector ORDER BY found DESC, detector`;

const dispositionsSql = `
SELECT ${dispositionColumns}
FROM dispositions WHERE user IN {users:Array(String)}
ORDER BY at DESC, id LIMIT 1 BY incident LIMIT 1000`;

export type FindingsAsked = Days & {
  readonly users: readonly string[];
  readonly subject?: string | undefined;
};

export async function findings(
  ask: Ask,
  { users, subject = '', from, until }: FindingsAsked,
): Promise<Findings> {
  const asked = { users, subject, from, until };
  const rows = await ask(anomaliesSql, asked);
  const detectors = await ask(detectorsSql, asked);
  const counts = detectors.map((row) => [`${row['detector']}`, Number(row['found'])] as const);
  return {
    anomalies: rows.map((row) => ({ user: `${row['found_on']}`, ...anomalyOf(row) })),
    anomaliesTotal: counts.reduce((sum, [, found]) => sum + found, 0),
    byDetector: Object.fromEntries(counts),
    said: saidOf(detectors),
  };
}

function saidOf(rows: readonly WarehouseRow[]): Days | null {
  if (rows.length === 0) return null;
  const times = (name: string) => rows.map((row) => Number(row[name]));
  // Commands say whole seconds.
  return { from: Math.min(...times('first_ms')), until: Math.max(...times('last_ms')) + secondMs };
}

/** On these people, whatever became of it: what is open first. */
export async function judgedIncidents(
  warehouse: Warehouse,
  users: readonly string[],
): Promise<readonly JudgedIncident[]> {
  if (users.length === 0) return [];
  const about = { state: 'all', tier: '', limit: incidentsMax, users } as const;
  const incidents = await listIncidents(warehouse, about);
  const said = await asker(warehouse)(dispositionsSql, { users });
  const byIncident = new Map(said.map((row) => [`${row['incident']}`, dispositionOf(row)]));
  return incidents.map((one) => ({ ...one, disposition: byIncident.get(one.id) ?? null }));
}
