// Questions and incidents as ClickHouse knows them: which there are, and one of them with its
// findings and with what was said of it. For the commands `incident`, `user` and `subject`.

import type { Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Warehouse, WarehouseRow } from '../ports.ts';

export type IncidentState = {
  readonly id: string;
  readonly tier: string;
  readonly state: string;
  readonly user: string;
  readonly team: string | null;
  readonly openedAt: Millis;
  readonly lastAt: Millis;
  readonly since: Millis;
  readonly recordsTaken: number | null;
  /** How much all evidence comes to, as the logarithm of odds: to be compared, no probability. */
  readonly risk: number;
  /** Of 1,000 honest colleagues, so many reach as much in a month; null where nobody counted. */
  readonly peersPerThousand: number | null;
  readonly findings: number;
  readonly headline: string;
};

export type FoundIncident = IncidentState & {
  /** Kinds of evidence, the strongest first. */
  readonly families: readonly string[];
  /** By what the odds were multiplied before any evidence. */
  readonly context: Readonly<Record<string, number>>;
  readonly findingsByDetector: Readonly<Record<string, number>>;
  readonly benign: readonly { readonly explanation: string; readonly outcome: string }[];
  readonly anomalies: readonly FoundAnomaly[];
  /** From two weeks before it began, oldest first; those without an event are not there. */
  readonly days: readonly FoundDay[];
  /** Of this incident, and of the user as long as they hold. */
  readonly dispositions: readonly FoundDisposition[];
};

export type FoundAnomaly = {
  readonly id: string;
  readonly detector: string;
  readonly at: Millis;
  /** End of the window that was judged. */
  readonly windowEnd: Millis;
  readonly observed: number;
  /** How unusual: of one detector the higher the more, and of two not to be compared. */
  readonly score: number;
  readonly because: string;
};

/** A day, UTC, of the user. */
export type FoundDay = {
  readonly start: Millis;
  readonly subjects: number;
  readonly unexplained: number;
};

export type FoundDisposition = {
  readonly incident: string;
  readonly verdict: string;
  readonly excused: Readonly<Record<string, number>>;
  readonly until: Millis;
  readonly author: string;
  readonly reason: string;
  readonly at: Millis;
};

export type IncidentFilter = {
  readonly state: 'open' | 'closed' | 'all';
  readonly tier: 'question' | 'incident' | '';
  readonly limit: number;
  /** Those on these people alone. */
  readonly users?: readonly string[];
};

/** Fewer letters of an id name too many. */
const idLettersMin = 4;
/** What is usual shows beside what is not. */
const daysBefore = 14;

const columns = `id, tier, state, user, team, headline, anomalies_total AS findings,
  toUnixTimestamp64Milli(opened_at) AS opened, toUnixTimestamp64Milli(last_at) AS last,
  toUnixTimestamp64Milli(ifNull(estimated_start, opened_at)) AS since,
  records_taken, risk, peers_per_thousand`;

/** Of a statement that has GROUP BY id: two logs may have the same anomaly. */
export const anomalyColumns = `id, any(detector) AS detector,
  toUnixTimestamp64Milli(any(at)) AS said_at, toUnixTimestamp64Milli(any(window_end)) AS judged_to,
  any(observed) AS observed, any(score) AS score, any(because) AS because`;

export const dispositionColumns = `incident, verdict, excused, author, reason,
  toUnixTimestamp64Milli(until) AS ends, toUnixTimestamp64Milli(at) AS said`;

/** What is open first, incidents before questions, then what fewest colleagues reach. */
export async function listIncidents(
  warehouse: Warehouse,
  { state, tier, limit, users = [] }: IncidentFilter,
): Promise<readonly IncidentState[]> {
  const rows = await warehouse.query(
    `SELECT ${columns} FROM incidents_latest
     WHERE ({state:String} = 'all' OR (state = 'closed') = ({state:String} = 'closed'))
       AND ({tier:String} = '' OR tier = {tier:String})
       AND (empty({users:Array(String)}) OR user IN {users:Array(String)})
     ORDER BY state = 'closed', tier, risk DESC, last_at DESC, id LIMIT {limit:UInt32}`,
    { as: 'hunter', parameters: { state, tier, limit, users } },
  );
  return rows.map(stateOf);
}

/** By its id or the beginning of it. */
export async function findIncident(warehouse: Warehouse, id: string): Promise<FoundIncident> {
  const row = await onlyRow(warehouse, id.toLowerCase());
  const state = stateOf(row);
  const parameters = {
    user: state.user,
    incident: state.id,
    from: state.openedAt,
    since: state.since,
    to: state.lastAt,
    ids: row['anomalies'],
  };
  const asked = { as: 'hunter', parameters } as const;
  // Beyond the first twenty an incident only counts: the others lie within its time.
  const anomalies = await warehouse.query(
    `SELECT ${anomalyColumns}
     FROM anomalies
     WHERE user = {user:String} AND (id IN {ids:Array(String)}
       OR (at >= fromUnixTimestamp64Milli({from:Int64})
         AND at <= fromUnixTimestamp64Milli({to:Int64})))
     GROUP BY id ORDER BY said_at, id`,
    asked,
  );
  const dispositions = await warehouse.query(
    `SELECT ${dispositionColumns}
     FROM dispositions
     WHERE user = {user:String} AND (incident = {incident:String}
       OR until > fromUnixTimestamp64Milli({from:Int64}))
     ORDER BY at, id LIMIT 1 BY id`,
    asked,
  );
  const days = await warehouse.query(
    `SELECT toUnixTimestamp64Milli(start) AS day_start, subjects, unexplained_subjects
     FROM windows_latest
     WHERE user = {user:String} AND kind = 'day'
       AND start >= fromUnixTimestamp64Milli({since:Int64}) - INTERVAL ${daysBefore} DAY
       AND start <= fromUnixTimestamp64Milli({to:Int64})
     ORDER BY start`,
    asked,
  );
  const byFamily = Object.entries(numbersOf(row['risk_by_family']));
  return {
    ...state,
    families: byFamily.sort(([, a], [, b]) => b - a).map(([family]) => family),
    context: numbersOf(row['context']),
    findingsByDetector: numbersOf(row['anomalies_by_detector']),
    benign: row['benign'] as FoundIncident['benign'],
    anomalies: anomalies.map(anomalyOf),
    days: days.map(dayOf),
    dispositions: dispositions.map(dispositionOf),
  };
}

async function onlyRow(warehouse: Warehouse, id: string): Promise<WarehouseRow> {
  if (!/^[0-9a-f]+$/.test(id) || id.length < idLettersMin) {
    const message = `An id is the letters that \`incident list\` shows, at least ${idLettersMin}.`;
    throw new OutsideError('bad-usage', `'${id}' is no id of an incident. ${message}`);
  }
  const rows = await warehouse.query(
    `SELECT ${columns}, anomalies, risk_by_family, context, anomalies_by_detector, benign
     FROM incidents_latest WHERE startsWith(id, {id:String}) ORDER BY id LIMIT 2`,
    { as: 'hunter', parameters: { id } },
  );
  const [only, second] = rows;
  if (only === undefined) {
    throw new OutsideError('bad-usage', `There is no incident ${id}: see \`incident list --all\`.`);
  }
  if (second === undefined) return only;
  throw new OutsideError('bad-usage', `Several incidents begin with ${id}: give more of the id.`);
}

function stateOf(row: WarehouseRow): IncidentState {
  return {
    id: `${row['id']}`,
    tier: `${row['tier']}`,
    state: `${row['state']}`,
    user: `${row['user']}`,
    team: (row['team'] ?? null) as string | null,
    openedAt: Number(row['opened']),
    lastAt: Number(row['last']),
    since: Number(row['since']),
    recordsTaken: numberOrNull(row['records_taken']),
    risk: Number(row['risk']),
    peersPerThousand: numberOrNull(row['peers_per_thousand']),
    findings: Number(row['findings']),
    headline: `${row['headline']}`,
  };
}

export function anomalyOf(row: WarehouseRow): FoundAnomaly {
  return {
    id: `${row['id']}`,
    detector: `${row['detector']}`,
    at: Number(row['said_at']),
    windowEnd: Number(row['judged_to']),
    observed: Number(row['observed']),
    score: Number(row['score']),
    because: `${row['because']}`,
  };
}

function dayOf(row: WarehouseRow): FoundDay {
  return {
    start: Number(row['day_start']),
    subjects: Number(row['subjects']),
    unexplained: Number(row['unexplained_subjects']),
  };
}

export function dispositionOf(row: WarehouseRow): FoundDisposition {
  return {
    incident: `${row['incident']}`,
    verdict: `${row['verdict']}`,
    excused: numbersOf(row['excused']),
    until: Number(row['ends']),
    author: `${row['author']}`,
    reason: `${row['reason']}`,
    at: Number(row['said']),
  };
}

function numbersOf(map: unknown): Record<string, number> {
  const entries = Object.entries((map ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, Number(value)]));
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
