// Puts right what views have not brought into the tables derived from `access`, when the engine
// was killed between the base table and a view. Both statements can be repeated without harm, and
// both touch only what the owner of this partition writes. Used by archive-landing.ts, and by
// whoever wants a derived table made anew.

import type { Coordinates, Warehouse } from '../ports.ts';

const inRange =
  '_log = {log:String} AND _partition = {partition:Int32} ' +
  'AND _offset >= {first:Int64} AND _offset < {next:Int64}';

/** Row by row: an insert may have brought some of an event's subjects. */
const addTouches = `
INSERT INTO access_by_subject
  (_log, _partition, _offset, _index, subject, at, user, team, event_id, part, touch,
   segment, flag, subject_source, reason, ticket)
SELECT
  _log, _partition, _offset, _index, subject, at, user, team, event_id, part, touch,
  segments[_index], flags[_index], subject_sources[_index], reasons[_index], tickets[_index]
FROM access
ARRAY JOIN subjects AS subject, arrayEnumerate(subjects) AS _index
WHERE ${inRange}
  AND (_offset, _index) NOT IN (SELECT _offset, _index FROM access_by_subject WHERE ${inRange})
SETTINGS insert_deduplicate = 0`;

const touchedDays = `SELECT DISTINCT toDate(at) FROM access WHERE ${inRange}`;

const forgetDays = `
ALTER TABLE user_day
DELETE WHERE _log = {log:String} AND _partition = {partition:Int32} AND day IN (${touchedDays})
SETTINGS mutations_sync = 2`;

/** A sketch does not say which rows it holds: the days are made anew. */
const addDays = `
INSERT INTO user_day (_log, _partition, day, user, events, rows, touches, subjects)
SELECT
  _log, _partition, toDate(at) AS day, user,
  countIf(part = 0), sumIf(access.rows, part = 0), sum(length(access.subjects)),
  uniqCombined64ArrayState(12)(access.subjects)
FROM access
WHERE _log = {log:String} AND _partition = {partition:Int32} AND toDate(at) IN (${touchedDays})
GROUP BY _log, _partition, day, user
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0`;

/** After the base rows of the range are complete. */
export async function repairDerived(
  warehouse: Warehouse,
  table: string,
  range: Coordinates,
): Promise<void> {
  if (table !== 'access') return;
  const { logId, partition, first, next } = range;
  const parameters = { log: logId, partition, first, next };
  await warehouse.execute(addTouches, parameters);
  await warehouse.execute(forgetDays, parameters);
  await warehouse.execute(addDays, parameters);
}
