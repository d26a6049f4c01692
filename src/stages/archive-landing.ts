// Brings one declared range into ClickHouse: every payload walked, one insert per writer schema,
// the record that ClickHouse cannot take found by halving. Knows nothing of positions, commits and
// pauses: those are archive-task.ts.
//
// Two ways in. The ordinary one sends the same bytes under the same tokens, however often: what is
// there already is dropped by its token. The careful one is for ranges that were declared to an
// engine that has been restarted since: it may know a token whose rows it lost (measured with
// kill -9: 2 of 7,183 batches), so rows are counted before and after, and what is missing goes in
// under one token after the other: the same ones whoever does it, the ordinary one first. A worker
// that was held up over all of this and wakes now finds each of its tokens known. Last, what views
// have got too little or too much of is put right (archive-repair.ts).

import type { RecordBatch } from '../core/batch.ts';
import type { DeadLetterReason } from '../core/dead-letter.ts';
import { OutsideError } from '../errors.ts';
import type { AvroInsert, Clock, Codec, Warehouse } from '../ports.ts';
import type { ArchiveRange } from './archive-range.ts';
import {
  claimRepair,
  forgetRows,
  isDerivedRight,
  type Repair,
  repairDerived,
  requireNoDeletions,
} from './archive-repair.ts';
import { type ArchiveTable, archivedTopics, keyedTable } from './archive-tables.ts';
import { tombstoneRows } from './archive-tombstones.ts';

export type { Repair };

export type LandingPorts = {
  readonly codec: Codec;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
};

/** A record of the range that cannot be archived. */
export type Refusal = {
  readonly index: number;
  readonly reason: DeadLetterReason;
  readonly detail: string;
};

/** Records of one writer schema that go into one table. */
type Group = ArchiveTable & {
  readonly schemaId: number;
  readonly schemaText: string;
  readonly batch: RecordBatch;
  readonly indexes: number[];
};

/** The only table from which ClickHouse derives others. */
const baseTable = 'access';

export type Landed = {
  readonly refusals: readonly Refusal[];
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
};

/** Throws OutsideError where ClickHouse is out of reach or busy: then call it again. */
export async function landRange(
  ports: LandingPorts,
  range: ArchiveRange,
  repair: Repair | undefined,
): Promise<Landed> {
  const batch = range.batch();
  const rows = new Map<string, number>();
  await ports.codec.prepare(batch);
  const refusals: Refusal[] = [];
  const groups = sortRecords(ports.codec, batch, refusals);
  const targets = groups.map((group) => ({ range, group, refusals }));
  const isCareful = range.declared === null;
  for (const target of targets) {
    const { table, indexes } = target.group;
    await (isCareful ? insertMissing(ports, target) : insertGroup(ports, target));
    rows.set(table, (rows.get(table) ?? 0) + indexes.length);
  }
  if (repair !== undefined && !(await isDerivedRight(repair))) {
    const base = targets.find(({ group }) => group.table === baseTable);
    if (base !== undefined) await makeKnown(ports, base, repair);
    await repairDerived(repair);
    // Tables derived from nothing are right too: that must not pass for the range.
    if (base !== undefined) await requireComplete(ports, base);
  }
  refusals.sort((a, b) => a.index - b.index);
  return { refusals, rows };
}

type Target = {
  readonly range: ArchiveRange;
  readonly group: Group;
  /** Grows by what ClickHouse refuses. */
  readonly refusals: Refusal[];
};

/** Some records of a group (all of it, where nothing is said) under the token of that attempt. */
async function insertGroup(
  ports: LandingPorts,
  { range, group, refusals }: Target,
  { indexes, attempt } = { indexes: group.indexes, attempt: 0 },
): Promise<void> {
  const suffix = attempt === 0 ? '' : `/again-${attempt}`;
  const token = group.isReplacing ? '' : `${tokenOf(range)}/${group.schemaId}${suffix}`;
  await insertAll(ports, insertOf(range, group, indexes, token), refusals);
}

/** Each restart of the engine between a token and its rows costs one. */
const attemptsMax = 20;

async function insertMissing(ports: LandingPorts, target: Target, first = 0): Promise<void> {
  const { range, group, refusals } = target;
  if (group.isReplacing) return insertGroup(ports, target);
  for (let attempt = first; attempt < attemptsMax; attempt += 1) {
    const refused = new Set(refusals.map(({ index }) => index));
    const missing = await missingFrom(ports.warehouse, range, group);
    const indexes = missing.filter((index) => !refused.has(index));
    if (indexes.length === 0) return;
    await insertGroup(ports, target, { indexes, attempt });
  }
  throw new OutsideError('clickhouse-busy', `Rows of ${tokenOf(range)} do not stay.`);
}

/**
 * Rows that are there and views that lack them: the views may not know the token, and whoever was
 * held up with the ordinary insert in hand would fill them after us. A full disk may have lost the
 * token of the rows too; then they are there twice now, and go in anew.
 */
async function makeKnown(ports: LandingPorts, target: Target, repair: Repair): Promise<void> {
  const { table } = target.group;
  const range = target.range.coordinates();
  await insertGroup(ports, { ...target, refusals: [] });
  const distinct = await ports.warehouse.offsets(table, range);
  if ((await ports.warehouse.count(table, range)) === distinct.length) return;
  await forgetRows(repair);
  await insertMissing(ports, target, 1);
}

async function requireComplete(
  ports: LandingPorts,
  { range, group, refusals }: Target,
): Promise<void> {
  const refused = new Set(refusals.map(({ index }) => index));
  const missing = await missingFrom(ports.warehouse, range, group);
  if (missing.every((index) => refused.has(index))) return;
  throw new OutsideError('clickhouse-busy', `Rows of ${tokenOf(range)} do not stay.`);
}

function tokenOf(range: ArchiveRange): string {
  return `${range.logId}/${range.topic}/${range.partition}/${range.first}-${range.next}`;
}

function sortRecords(codec: Codec, batch: RecordBatch, refusals: Refusal[]): readonly Group[] {
  const tables = archivedTopics[batch.topic] ?? {};
  const keyed = keyedTable(batch.topic);
  // By writer schema: an insert has one for all its rows.
  const groups = new Map<number, Group>();
  const tombstones: number[] = [];
  for (let index = 0; index < batch.count; index += 1) {
    if (keyed !== undefined && batch.keyStart[index]! < 0) {
      refusals.push({ index, reason: 'key-missing', detail: 'A reference record needs a key.' });
      continue;
    }
    const verified = codec.verify(batch, index);
    if (verified.kind === 'rejected') {
      refusals.push({ index, reason: verified.reason, detail: verified.detail });
    } else if (verified.kind === 'tombstone') {
      if (keyed !== undefined) tombstones.push(index);
      else refusals.push({ index, reason: 'tombstone', detail: `In ${batch.topic}.` });
    } else {
      const { name, schemaId } = verified;
      const group = groups.get(schemaId);
      const table = tables[name];
      if (group !== undefined) group.indexes.push(index);
      else if (table === undefined) {
        const detail = `${name} does not belong into ${batch.topic}.`;
        refusals.push({ index, reason: 'unexpected-record', detail });
      } else {
        const schemaText = codec.schemaText(schemaId);
        groups.set(schemaId, { ...table, schemaId, schemaText, batch, indexes: [index] });
      }
    }
  }
  const sorted = [...groups.values()];
  if (keyed === undefined || tombstones.length === 0) return sorted;
  return [...sorted, { ...keyed, schemaId: 0, ...tombstoneRows(batch, tombstones) }];
}

function insertOf(
  range: ArchiveRange,
  group: Group,
  indexes: readonly number[],
  token: string,
): AvroInsert {
  const { table, schemaText, batch, isReplacing } = group;
  const coordinates = range.coordinates();
  return { table, schemaText, range: coordinates, token, batch, indexes, withKey: isReplacing };
}

/** Halves what ClickHouse refuses until the bad records stand alone. */
async function insertAll(
  ports: LandingPorts,
  insert: AvroInsert,
  refusals: Refusal[],
): Promise<void> {
  try {
    await ports.warehouse.insert(insert);
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code !== 'clickhouse-data') throw error;
    const [only, ...others] = insert.indexes;
    if (only !== undefined && others.length === 0) {
      refusals.push({ index: only, reason: 'refused-by-clickhouse', detail: error.message });
      return;
    }
    const middle = insert.indexes.length >> 1;
    for (const half of [insert.indexes.slice(0, middle), insert.indexes.slice(middle)]) {
      // Other bytes need another token: the same halves come again whenever this is repeated.
      const token = insert.token === '' ? '' : `${insert.token}/${half[0]}+${half.length}`;
      await insertAll(ports, { ...insert, indexes: half, token }, refusals);
    }
  }
}

async function missingFrom(
  warehouse: Warehouse,
  range: ArchiveRange,
  group: Group,
): Promise<readonly number[]> {
  const present = new Set(await warehouse.offsets(group.table, range.coordinates()));
  return group.indexes.filter((index) => !present.has(group.batch.offsets[index]!));
}

export const runningStatements =
  'SELECT count() AS statements FROM system.processes ' +
  'WHERE startsWith(query_id, {token:String})';

/**
 * For a range that is landed with care: nothing that was begun for it before is under way when this
 * returns. Then the caller makes sure that it has the partition still: whoever was held up before
 * this may have claimed last, but is fenced.
 */
export async function beginRepair(
  warehouse: Warehouse,
  range: ArchiveRange,
): Promise<Repair | undefined> {
  const token = tokenOf(range);
  const hasViews = archivedTopics[range.topic]?.EnrichedAccess?.table === baseTable;
  const repair = hasViews ? await claimRepair(warehouse, range.coordinates(), token) : undefined;
  await requireQuiet(warehouse, token);
  if (repair !== undefined) await requireNoDeletions(warehouse);
  return repair;
}

/** While an insert of this range is under way, its rows cannot be counted. */
async function requireQuiet(warehouse: Warehouse, token: string): Promise<void> {
  const [row] = await warehouse.query(runningStatements, { parameters: { token: `${token}/` } });
  if (Number(row?.['statements']) === 0) return;
  throw new OutsideError('clickhouse-busy', `An earlier insert of ${token} still runs.`);
}
