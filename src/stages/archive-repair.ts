// Puts right what views have not brought into the tables derived from `access`, or have brought
// twice, when the engine was killed in the middle of an insert: base table and view are written one
// after the other, and each knows tokens of its own. Used by archive-landing.ts.
//
// A worker may be held up between two statements and wake when another has its partition: so a
// repair is claimed in ClickHouse first, and each statement looks whether its claim still is the
// newest while it runs. What a predecessor has begun before is waited for (archive-landing.ts).

import { OutsideError } from '../errors.ts';
import type { Coordinates, Warehouse } from '../ports.ts';

export const ofPartition = '_log = {log:String} AND _partition = {partition:Int32}';
const inRange = `${ofPartition} AND _offset >= {first:Int64} AND _offset < {next:Int64}`;
const isOurs = `
  {owner:String} = (SELECT max((claim, owner)).2 FROM repair_claims WHERE ${ofPartition})`;

const newOwner = 'SELECT generateUUIDv4() AS owner';

const claim = `
INSERT INTO repair_claims (_log, _partition, claim, owner)
SELECT {log:String}, {partition:Int32}, max(claim) + 1, {owner:String}
FROM repair_claims
WHERE ${ofPartition}`;

/** Deletions go on after who asked for them is gone, and after a restart. */
const openDeletions = `
SELECT count() AS deletions
FROM system.mutations
WHERE database = currentDatabase() AND NOT is_done
  AND table IN ('access', 'access_by_subject', 'user_day')`;

/** Rows that there are, different ones of them, and those that there have to be. */
const countTouches = `
SELECT
  count() AS rows,
  uniqExact(_offset, _index) AS distinct,
  (SELECT sum(length(subjects)) FROM access WHERE ${inRange}) AS wanted
FROM access_by_subject
WHERE ${inRange}`;

const forgetAccesses = `
ALTER TABLE access DELETE WHERE ${inRange} AND ${isOurs}
SETTINGS mutations_sync = 2`;

const forgetTouches = `
ALTER TABLE access_by_subject DELETE WHERE ${inRange} AND ${isOurs}
SETTINGS mutations_sync = 2`;

/** All of it, to be followed by a WHERE. */
export const fillTouches = `
INSERT INTO access_by_subject
  (_log, _partition, _offset, _index, subject, at, user, team, queue, user_kind, event_id, part,
   touch, status, segment, flag, subject_source, reason, ticket, ticket_marks)
SELECT
  _log, _partition, _offset, _index, subject, at, user, team, ifNull(queue, ''), user_kind,
  event_id, part, touch, status, one_segment, one_flag, one_source, one_reason, one_ticket, one_mark
FROM access
ARRAY JOIN
  subjects AS subject,
  arrayEnumerate(subjects) AS _index,
  arrayResize(segments, length(subjects)) AS one_segment,
  arrayResize(flags, length(subjects)) AS one_flag,
  arrayResize(subject_sources, length(subjects)) AS one_source,
  arrayResize(reasons, length(subjects)) AS one_reason,
  arrayResize(tickets, length(subjects)) AS one_ticket,
  arrayResize(access.ticket_marks, length(subjects)) AS one_mark`;

const addTouches = `${fillTouches}
WHERE ${inRange} AND ${isOurs}
  AND (_offset, _index) NOT IN (SELECT _offset, _index FROM access_by_subject WHERE ${inRange})
SETTINGS insert_deduplicate = 0`;

const touchedDays = `SELECT DISTINCT toDate(at) FROM access WHERE ${inRange}`;

/** A sketch does not say which rows it holds; the sums beside it tell whether it has them all. */
const countWrongDays = `
SELECT count() AS days
FROM (
  SELECT day, user
  FROM (
    SELECT
      toDate(at) AS day, user,
      toInt64(part = 0) AS events, if(part = 0, access.rows, 0) AS rows,
      toInt64(length(subjects)) AS touches
    FROM access
    WHERE ${ofPartition} AND toDate(at) IN (${touchedDays})
    UNION ALL
    SELECT day, user, -toInt64(events), -rows, -toInt64(touches)
    FROM user_day
    WHERE ${ofPartition} AND day IN (${touchedDays})
  )
  GROUP BY day, user
  HAVING sum(events) != 0 OR sum(rows) != 0 OR sum(touches) != 0
)`;

const forgetDays = `
ALTER TABLE user_day DELETE WHERE ${ofPartition} AND day IN (${touchedDays}) AND ${isOurs}
SETTINGS mutations_sync = 2`;

/** All of it, to be followed by a WHERE and `byDay`. */
export const fillDays = `
INSERT INTO user_day (_log, _partition, day, user, events, rows, touches, subjects)
SELECT
  _log, _partition, toDate(at) AS day, user,
  countIf(part = 0), sumIf(access.rows, part = 0), sum(length(access.subjects)),
  uniqCombined64ArrayState(12)(access.subjects)
FROM access`;
export const byDay = `
GROUP BY _log, _partition, day, user
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0`;

/** None where there is one already: it was added by the same statement. */
const addDays = `${fillDays}
WHERE ${ofPartition} AND toDate(at) IN (${touchedDays}) AND ${isOurs}
  AND (toDate(at), user) NOT IN (
    SELECT day, user FROM user_day WHERE ${ofPartition} AND day IN (${touchedDays}))${byDay}`;

/** For whoever stands in for ClickHouse: what is asked of it, by name. */
export const repairStatements = {
  newOwner,
  claim,
  openDeletions,
  countTouches,
  forgetAccesses,
  forgetTouches,
  addTouches,
  countWrongDays,
  forgetDays,
  addDays,
};

/** Whoever has the newest claim on a partition. */
export type Repair = {
  readonly warehouse: Warehouse;
  readonly range: Coordinates;
  /** Start of the query ids of its statements: they can be seen to run. */
  readonly token: string;
  readonly owner: string;
};

/** From here on statements of earlier claims do nothing, but for those that run already. */
export async function claimRepair(
  warehouse: Warehouse,
  range: Coordinates,
  token: string,
): Promise<Repair> {
  const [row] = await warehouse.query(newOwner);
  const repair = { warehouse, range, token, owner: `${row?.['owner']}` };
  await execute(repair, claim, 'claim');
  return repair;
}

/** Throws where deletions of an earlier claim still run. */
export async function requireNoDeletions(warehouse: Warehouse): Promise<void> {
  const [row] = await warehouse.query(openDeletions);
  if (Number(row?.['deletions']) === 0) return;
  throw new OutsideError(
    'clickhouse-busy',
    'Deletions from derived tables still run (system.mutations).',
  );
}

/** Takes the range out of access: rows that are there twice are told apart by nothing. */
export async function forgetRows(repair: Repair): Promise<void> {
  await execute(repair, forgetAccesses, 'forget-accesses');
}

export async function isDerivedRight(repair: Repair): Promise<boolean> {
  return isRight(await touchesOf(repair)) && (await wrongDaysOf(repair)) === 0;
}

/**
 * After the rows of the range in access are complete. Throws where derived tables are not right
 * then: the claim is another's by now, and a new one is needed.
 */
export async function repairDerived(repair: Repair): Promise<void> {
  const touches = await touchesOf(repair);
  if (touches.rows > touches.distinct) await execute(repair, forgetTouches, 'forget-touches');
  if (!isRight(touches)) await execute(repair, addTouches, 'add-touches');
  if ((await wrongDaysOf(repair)) > 0) {
    await execute(repair, forgetDays, 'forget-days');
    await execute(repair, addDays, 'add-days');
  }
  if (await isDerivedRight(repair)) return;
  throw new OutsideError('clickhouse-busy', `Tables derived from ${repair.token} are not right.`);
}

type Touches = { readonly rows: number; readonly distinct: number; readonly wanted: number };

async function touchesOf({ warehouse, range }: Repair): Promise<Touches> {
  const [row] = await warehouse.query(countTouches, { parameters: parametersOf(range) });
  const { rows, distinct, wanted } = row ?? {};
  return { rows: Number(rows), distinct: Number(distinct), wanted: Number(wanted) };
}

function isRight({ rows, distinct, wanted }: Touches): boolean {
  return rows === wanted && distinct === wanted;
}

async function wrongDaysOf({ warehouse, range }: Repair): Promise<number> {
  const [row] = await warehouse.query(countWrongDays, { parameters: parametersOf(range) });
  return Number(row?.['days']);
}

async function execute(repair: Repair, sql: string, name: string): Promise<void> {
  const parameters = { ...parametersOf(repair.range), owner: repair.owner };
  await repair.warehouse.execute(sql, parameters, {
    id: `${repair.token}/${name}/${repair.owner}`,
  });
}

function parametersOf({ logId, partition, first, next }: Coordinates): Record<string, unknown> {
  return { log: logId, partition, first, next };
}
