// What two replays, or a replay and the live stage, have found differently: which anomalies are
// new, gone or other, by detector and user; and what that means for whoever is paged. For the
// command `replay diff`.

import { dayMs, type Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Warehouse } from '../ports.ts';
import { type SettingsDifference, settingsDifference } from './replay-settings.ts';
import {
  commonScope,
  type Digest,
  digestOf,
  type FindingTable,
  rowsOf,
  type Scope,
  type Selection,
  type Side,
} from './replay-sides.ts';

export type Change = 'new' | 'gone' | 'changed' | 'same';

export type DetectorChange = Readonly<Record<Change, number>> & {
  readonly detector: string;
  /** On either side. */
  readonly before: number;
  readonly after: number;
};

/** Before: the side that is compared with. Undefined where it has none. */
export type AnomalyChange = {
  readonly id: string;
  readonly detector: string;
  readonly user: string;
  readonly change: Exclude<Change, 'same'>;
  readonly beforeAt: Millis | undefined;
  readonly afterAt: Millis | undefined;
  readonly beforeScore: number | undefined;
  readonly afterScore: number | undefined;
  readonly because: string;
};

/** When a person was first paged for. */
export type FirstAlert = {
  readonly user: string;
  readonly before: Millis | undefined;
  readonly after: Millis | undefined;
};

export type Difference = {
  readonly after: Side;
  readonly before: Side;
  readonly scope: Scope;
  readonly settings: SettingsDifference;
  /** Event time that findings of both sides cover, in days. */
  readonly days: number;
  /** Without incidents where the detectors differ. */
  readonly digests: Readonly<
    Partial<Record<FindingTable, { readonly after: Digest; readonly before: Digest }>>
  >;
  readonly detectors: readonly DetectorChange[];
  /** The first of them, by user and time. */
  readonly anomalies: readonly AnomalyChange[];
  /** Incidents that somebody was paged for; questions are none. */
  readonly alerts: { readonly before: number; readonly after: number };
  /** Those that differ. */
  readonly firstAlerts: readonly FirstAlert[];
};

const tables: readonly FindingTable[] = ['windows', 'anomalies', 'incidents'];
export const anomaliesShownMax = 1_000;

export async function diffReplays(
  warehouse: Warehouse,
  after: Side,
  before: Side,
): Promise<Difference> {
  for (const { replay, name } of [after, before]) {
    if (replay === undefined || replay.state === 'done') continue;
    const advice = replay.state === 'running' ? 'wait for it, or, if it was killed, ' : '';
    const said = `The replay ${name} is ${replay.state}, not done`;
    const next = replay.source === 'raw' ? 'start it anew' : `go on with it by --resume ${name}`;
    throw new OutsideError('bad-usage', `${said}: ${advice}${next}.`);
  }
  const scope = await commonScope(warehouse, [after, before]);
  const sides = { after, before, scope };
  const digests = await digestsOf(warehouse, sides);
  const { alerts, firstAlerts } = await alertsOf(warehouse, sides);
  return {
    ...sides,
    settings: await settingsDifference(warehouse, after, before),
    days: await daysOf(warehouse, sides),
    digests,
    detectors: await detectorsOf(warehouse, sides),
    anomalies: await anomaliesOf(warehouse, sides),
    alerts,
    firstAlerts,
  };
}

type Sides = Pick<Difference, 'after' | 'before' | 'scope'>;

async function digestsOf(
  warehouse: Warehouse,
  { after, before, scope }: Sides,
): Promise<Difference['digests']> {
  const found: [FindingTable, { after: Digest; before: Digest }][] = [];
  for (const table of tables) {
    // Of other detectors there are other incidents.
    if (table === 'incidents' && !scope.isSameDetectors) continue;
    const digest = (side: Side) => digestOf(warehouse, table, rowsOf(side, table, scope, 'a'));
    found.push([table, { after: await digest(after), before: await digest(before) }]);
  }
  return Object.fromEntries(found) as Difference['digests'];
}

/** Rows of both sides in one, told apart by `is_after`. */
function both({ after, before, scope }: Sides, table: FindingTable, columns: string): Selection {
  const [a, b] = [rowsOf(after, table, scope, 'a'), rowsOf(before, table, scope, 'b')];
  const sql =
    `(SELECT ${columns}, 1 AS is_after ${a.sql} ` +
    `UNION ALL SELECT ${columns}, 0 AS is_after ${b.sql})`;
  return { sql, parameters: { ...a.parameters, ...b.parameters } };
}

/**
 * One row a cause: detector, person and window, or event. Ids hold besides how often the score has
 * doubled beyond the threshold, which another threshold counts otherwise.
 */
function compared(sides: Sides): Selection {
  const content = 'sipHash64(score, observed, expected, at, because, evidence, provisional, late)';
  const event = "if(provisional, '', ifNull(trigger_event, ''))";
  const columns =
    `sipHash128(detector, user, window_start, window_end, ${event}) AS cause, ` +
    `id, detector, user, at, score, because, ${content} AS content`;
  const { sql, parameters } = both(sides, 'anomalies', columns);
  const text = `
    SELECT
      any(id) AS id, any(detector) AS detector, any(user) AS user,
      countIf(is_after = 1) > 0 AS has_after, countIf(is_after = 0) > 0 AS has_before,
      minIf(at, is_after = 1) AS after_at, minIf(at, is_after = 0) AS before_at,
      maxIf(score, is_after = 1) AS after_score, maxIf(score, is_after = 0) AS before_score,
      argMax(because, is_after) AS because,
      multiIf(
        NOT has_before, 'new', NOT has_after, 'gone',
        arraySort(groupArrayIf(content, is_after = 1)) !=
          arraySort(groupArrayIf(content, is_after = 0)), 'changed',
        'same') AS change
    FROM ${sql}
    GROUP BY cause`;
  return { sql: text, parameters };
}

async function detectorsOf(warehouse: Warehouse, sides: Sides): Promise<DetectorChange[]> {
  const { sql, parameters } = compared(sides);
  const rows = await warehouse.query(
    `SELECT
       detector,
       countIf(change = 'new') AS new, countIf(change = 'gone') AS gone,
       countIf(change = 'changed') AS changed, countIf(change = 'same') AS same,
       countIf(has_before) AS before, countIf(has_after) AS after
     FROM (${sql}) GROUP BY detector ORDER BY detector`,
    { parameters },
  );
  return rows as unknown as DetectorChange[];
}

async function anomaliesOf(warehouse: Warehouse, sides: Sides): Promise<AnomalyChange[]> {
  const { sql, parameters } = compared(sides);
  const rows = await warehouse.query(
    `SELECT
       id, detector, user, change, because,
       if(has_before, toUnixTimestamp64Milli(before_at), NULL) AS beforeAt,
       if(has_after, toUnixTimestamp64Milli(after_at), NULL) AS afterAt,
       if(has_before, before_score, NULL) AS beforeScore,
       if(has_after, after_score, NULL) AS afterScore
     FROM (${sql}) WHERE change != 'same'
     ORDER BY user, coalesce(beforeAt, afterAt), detector
     LIMIT ${anomaliesShownMax}`,
    { parameters },
  );
  return rows.map((row) => ({
    ...(row as unknown as AnomalyChange),
    ...given(row, ['beforeAt', 'afterAt', 'beforeScore', 'afterScore']),
  }));
}

async function alertsOf(
  warehouse: Warehouse,
  sides: Sides,
): Promise<Pick<Difference, 'alerts' | 'firstAlerts'>> {
  const { sql, parameters } = both(sides, 'incidents', 'id, user, at, tier');
  const rows = await warehouse.query(
    `SELECT
       user,
       uniqExactIf(id, is_after = 0) AS before_count,
       uniqExactIf(id, is_after = 1) AS after_count,
       if(before_count = 0, NULL, toUnixTimestamp64Milli(minIf(at, is_after = 0))) AS before,
       if(after_count = 0, NULL, toUnixTimestamp64Milli(minIf(at, is_after = 1))) AS after
     FROM ${sql} WHERE tier = 'incident'
     GROUP BY user ORDER BY user`,
    { parameters },
  );
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);
  const firsts = rows.map((row) => ({
    user: `${row['user']}`,
    ...(given(row, ['before', 'after']) as Pick<FirstAlert, 'before' | 'after'>),
  }));
  return {
    alerts: { before: sum('before_count'), after: sum('after_count') },
    firstAlerts: firsts.filter(({ before, after }) => before !== after),
  };
}

/** By windows, since these are there also where nothing was found. */
async function daysOf(warehouse: Warehouse, sides: Sides): Promise<number> {
  const { sql, parameters } = both(sides, 'windows', 'start, `end`');
  const [row] = await warehouse.query(
    `SELECT
       toUnixTimestamp64Milli(min(start)) AS first, toUnixTimestamp64Milli(max(\`end\`)) AS last
     FROM ${sql}`,
    { parameters },
  );
  return Math.max(1, (Number(row?.['last']) - Number(row?.['first'])) / dayMs);
}

/** NULL is undefined; numbers of 64 bits may have come as text. */
function given(row: Readonly<Record<string, unknown>>, names: readonly string[]) {
  const value = (name: string) => (row[name] === null ? undefined : Number(row[name]));
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}
