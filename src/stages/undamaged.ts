// Whether what ClickHouse has acknowledged can be relied on. For whoever counts on its rows:
// archive, and replays.

import { OutsideError } from '../errors.ts';
import type { Warehouse } from '../ports.ts';

/**
 * An engine that could not write all of its files knows tokens of rows that its next start has
 * lost. So what was inserted is not relied on until it is another; then its rows are counted.
 * Fails with `clickhouse-damaged`.
 */
export async function requireUndamaged(warehouse: Warehouse): Promise<void> {
  if (!(await warehouse.isDamaged())) return;
  throw new OutsideError('clickhouse-damaged', 'ClickHouse could not write all of its files.');
}
