// The story of a simulated world, as figures. Whatever was found is read back from ClickHouse, and
// only what nobody can know from there comes from the truth: who stole, and by which events. For
// the demo, which tells it, and for the test that counts every figure again.
//
// Nothing flatters: an incident on somebody else, or on the thief before the theft began, is false
// and is told; a thief who was not found is told.

import { assert } from '../core/assert.ts';
import type { Millis } from '../core/time.ts';
import type { Warehouse, WarehouseRow } from '../ports.ts';
import type { TheftMode } from './simulate-settings.ts';
import {
  customersSql,
  honestSql,
  huntSql,
  incidentsSql,
  limitSql,
  readSql,
  takenSql,
  theftEventsSql,
} from './story-sql.ts';
import type { AttackTruth, ThiefTruth, Truth } from './truth.ts';

export type Story = {
  readonly read: {
    readonly events: number;
    readonly people: number;
    readonly services: number;
    readonly customers: number;
    readonly days: number;
    readonly firstAt: Millis;
    readonly lastAt: Millis;
    /** Events that the simulator made: equal to `events`, or something was lost or doubled. */
    readonly eventsMade: number;
  };
  readonly incidents: readonly IncidentFigures[];
  /** Questions that never became incidents, on people who did nothing, or before they did. */
  readonly questions: number;
  /** Incidents on people who did nothing, or before they did. */
  readonly falseIncidents: readonly IncidentFigures[];
  /** Null in an honest world, and where there is an attack of the catalogue instead. */
  readonly theft: TheftFigures | null;
  readonly attack: AttackFigures | null;
};

export type AttackFigures = Pick<AttackTruth, 'attack' | 'level' | 'what' | 'people'> & {
  readonly startedAt: Millis;
  readonly taken: number;
  /** Of those who act, or whose accounts are used: first asked about, and paged for. */
  readonly askedAt: Millis | null;
  readonly pagedAt: Millis | null;
};

export type IncidentFigures = {
  readonly id: string;
  readonly user: string;
  readonly team: string | null;
  /** When somebody was first paged; of a question: asked. */
  readonly openedAt: Millis;
  /** When somebody was first asked, or paged at once. */
  readonly askedAt: Millis;
  readonly tier: string;
  readonly state: string;
  readonly detectors: readonly string[];
  readonly because: string;
  readonly anomalies: number;
  /** The system's own estimate of the records taken; null where it has none. */
  readonly recordsEstimated: number | null;
};

export type TheftFigures = {
  readonly person: string;
  readonly team: string;
  readonly mode: TheftMode;
  readonly pacePerDay: number;
  readonly startedAt: Millis;
  /** Events of the theft in ClickHouse, and in the truth. */
  readonly events: number;
  readonly eventsMade: number;
  /** Customers taken until the end of the world. */
  readonly taken: number;
  /** When somebody was first asked about the thief, since the theft began; null: never. */
  readonly askedAt: Millis | null;
  /** The first incident on the thief since the theft began; null: not found. */
  readonly found: FoundFigures | null;
  /** A limit at the thief's median day, and on how many honest days it is reached too. */
  readonly limit: {
    readonly customers: number;
    readonly honestDays: number;
    readonly honestPeople: number;
  };
};

export type FoundFigures = {
  readonly incident: IncidentFigures;
  readonly afterMs: Millis;
  /** Customers gone when somebody was asked, and when somebody was paged. */
  readonly goneAsked: number;
  readonly gone: number;
  /** The hunt that shows it, with its parameters. */
  readonly hunt: string;
  readonly huntParameters: Readonly<Record<string, string>>;
};

/** Ids in one question: they travel in the address, and ClickHouse takes 1 MB of it. */
const chunkSize = 500;

export async function readStory(warehouse: Warehouse, truth: Truth): Promise<Story> {
  const [read, customers] = [await one(warehouse, readSql), await one(warehouse, customersSql)];
  const all = (await warehouse.query(incidentsSql)).map(incidentOf);
  const incidents = all.filter(({ tier }) => tier === 'incident');
  const { thief } = truth;
  const theft =
    thief === null || thief.startedAt === null
      ? null
      : await readTheft(warehouse, { ...thief, startedAt: thief.startedAt }, all);
  const attack = attackOf(truth, all);
  const isFalse = ({ user, askedAt }: IncidentFigures) => {
    const { startedAt } = theft ?? attack ?? { startedAt: Number.POSITIVE_INFINITY };
    return askedAt < startedAt || !(theft?.person === user || isInvolved(truth, user));
  };
  return {
    read: {
      events: Number(read['events']),
      people: Number(read['people']),
      services: Number(read['services']),
      customers: Number(customers['customers']),
      days: Number(read['days']),
      firstAt: Number(read['first_at']),
      lastAt: Number(read['last_at']),
      eventsMade: truth.events,
    },
    incidents,
    questions: all.filter((one) => one.tier !== 'incident' && isFalse(one)).length,
    falseIncidents: incidents.filter(isFalse),
    theft,
    attack,
  };
}

function isInvolved({ attack }: Truth, user: string): boolean {
  return attack !== null && [...attack.people, ...attack.borrowed].includes(user);
}

function attackOf(truth: Truth, incidents: readonly IncidentFigures[]): AttackFigures | null {
  if (truth.attack === null || truth.attack.startedAt === null) return null;
  const { attack, level, what, people, startedAt, taken } = truth.attack;
  const own = incidents.filter(
    ({ user, askedAt }) => isInvolved(truth, user) && askedAt >= startedAt,
  );
  const paged = own.filter(({ tier }) => tier === 'incident');
  const first = (times: readonly Millis[]) => (times.length === 0 ? null : Math.min(...times));
  return {
    ...{ attack, level, what, people, startedAt, taken: taken.length },
    askedAt: first(own.map(({ askedAt }) => askedAt)),
    pagedAt: first(paged.map(({ openedAt }) => openedAt)),
  };
}

type StartedThief = ThiefTruth & { readonly startedAt: Millis };

async function readTheft(
  warehouse: Warehouse,
  thief: StartedThief,
  incidents: readonly IncidentFigures[],
): Promise<TheftFigures> {
  const { person, team, mode, pacePerDay, startedAt } = thief;
  const own = incidents.filter(({ user, askedAt }) => user === person && askedAt >= startedAt);
  const incident = own.find(({ tier }) => tier === 'incident');
  const limited = await one(warehouse, limitSql, { user: person, since: startedAt });
  const limit = Number(limited['customers']);
  const honest = await one(warehouse, honestSql, { user: person, limit });
  return {
    person,
    team,
    mode,
    pacePerDay,
    startedAt,
    events: await countEvents(warehouse, thief),
    eventsMade: thief.events.length,
    taken: await countTaken(warehouse, thief, Number.MAX_SAFE_INTEGER),
    askedAt: own.length === 0 ? null : Math.min(...own.map(({ askedAt }) => askedAt)),
    found: incident === undefined ? null : await readFound(warehouse, thief, incident),
    limit: {
      customers: limit,
      honestDays: Number(honest['days']),
      honestPeople: Number(honest['people']),
    },
  };
}

async function readFound(
  warehouse: Warehouse,
  thief: StartedThief,
  incident: IncidentFigures,
): Promise<FoundFigures> {
  const [anomaly] = await warehouse.query(huntSql, {
    parameters: { user: thief.person, at: incident.openedAt },
  });
  return {
    incident,
    afterMs: incident.openedAt - thief.startedAt,
    goneAsked: await countTaken(warehouse, thief, incident.askedAt),
    gone: await countTaken(warehouse, thief, incident.openedAt),
    hunt: String(anomaly?.['hunt'] ?? 'person-timeline'),
    huntParameters: (anomaly?.['hunt_parameters'] ?? {}) as Readonly<Record<string, string>>,
  };
}

async function countEvents(warehouse: Warehouse, thief: ThiefTruth): Promise<number> {
  let events = 0;
  for (const ids of chunks(thief.events)) {
    const row = await one(warehouse, theftEventsSql, { user: thief.person, ids });
    events += Number(row['events']);
  }
  return events;
}

async function countTaken(warehouse: Warehouse, thief: ThiefTruth, until: Millis): Promise<number> {
  let customers = 0;
  for (const taken of chunks(thief.taken)) {
    const row = await one(warehouse, takenSql, {
      user: thief.person,
      subjects: taken.map(({ subject }) => subject),
      ids: [...new Set(taken.map(({ event }) => event))],
      // The largest instant that DateTime64(3) can hold lies in the year 2299.
      until: Math.min(until, lastInstant),
    });
    customers += Number(row['customers']);
  }
  return customers;
}

const lastInstant: Millis = 10_000_000_000_000;

function* chunks<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let first = 0; first < values.length; first += chunkSize) {
    yield values.slice(first, first + chunkSize);
  }
}

function incidentOf(row: WarehouseRow): IncidentFigures {
  const estimated = row['records_estimated'];
  return {
    id: String(row['id']),
    user: String(row['user']),
    team: (row['team'] ?? null) as string | null,
    openedAt: Number(row['opened_at']),
    askedAt: Number(row['asked_at']),
    tier: String(row['reached']),
    state: String(row['state']),
    detectors: row['detectors'] as readonly string[],
    because: String(row['because']),
    anomalies: Number(row['anomalies']),
    recordsEstimated: estimated === null || estimated === undefined ? null : Number(estimated),
  };
}

async function one(
  warehouse: Warehouse,
  sql: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<WarehouseRow> {
  const [row] = await warehouse.query(sql, { parameters });
  assert(row !== undefined, 'an aggregate without a key gives one row');
  return row;
}
