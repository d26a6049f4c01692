// Whether ClickHouse and the log belong together. Every archived row has the id of the topic that
// it came from, and a topic that was made anew has another one: rows of both in one table mean that
// the log was begun anew and the tables were not, and what is counted over them is counted twice.
// For `doctor`: to run is not refused, since old rows may be kept on purpose.

import type { Warehouse } from '../ports.ts';
import { archivedTopics } from './archive-tables.ts';

/**
 * Tables that hold rows of another topic than the present one, by the ids of the present ones.
 * Those of `older` ones are not meant: what was written anew by other partitions, archive goes on
 * with, so nothing of it is there twice.
 */
export async function tablesOfOtherLogs(
  warehouse: Pick<Warehouse, 'query'>,
  topicIds: ReadonlyMap<string, string>,
  older: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const others: string[] = [];
  for (const [topic, records] of Object.entries(archivedTopics)) {
    const id = topicIds.get(topic);
    if (id === undefined) continue;
    for (const table of new Set(Object.values(records).map((one) => one.table))) {
      // Grouped, so that the projection of `access` answers and not a scan.
      const sql = `SELECT _log AS log, max(_offset) AS last FROM ${table} GROUP BY _log`;
      const rows = await warehouse.query(sql, { as: 'hunter' });
      if (rows.some(({ log }) => log !== id && !older.has(`${log}`))) others.push(table);
    }
  }
  return others;
}
