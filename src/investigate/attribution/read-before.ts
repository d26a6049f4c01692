// Who began to read long enough before any theft of a list can have begun. Of whoever did not,
// nobody knows what is usual: a newcomer at a desk without tickets would be held against nothing,
// or against a single day, and every read of theirs be too many. Whoever was refused then was
// there: days are not kept by what came of it. For count-reach.

import { beganBy, type ReachSpan } from '../../core/attribution/cutoff.ts';
import type { Entity } from '../../core/attribution/evidence.ts';
import type { Ask } from './count-reach.ts';

const readSql = `
SELECT DISTINCT user
FROM user_day
WHERE user IN {users:Array(String)} AND touches > 0
  AND day >= toDate(fromUnixTimestamp64Milli({from:Int64} + 1, 'UTC'))
  AND day < toDate(fromUnixTimestamp64Milli({before:Int64}, 'UTC'))`;

export async function readBefore(
  ask: Ask,
  users: readonly Entity[],
  span: ReachSpan,
): Promise<ReadonlySet<Entity>> {
  const rows = await ask(readSql, { users, from: span.from, before: beganBy(span) });
  return new Set(rows.map((row) => `${row['user']}`));
}
