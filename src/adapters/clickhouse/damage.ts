// Whether ClickHouse has acknowledged what it could not write: a full disk, a limit on files or a
// bad disk make writes fail that no insert and no merge tells of; only its next start shows what is
// lost. The embedded one is killed by its owner then: it is damaged until it is another. A server
// may have failed long before, and for others: there it counts what came since it was first asked.

import { ClickHouseError } from '@clickhouse/client';
import { OutsideError } from '../../errors.ts';
import type { Warehouse } from '../../ports.ts';

const failedWrites =
  'SELECT sum(value) AS writes FROM system.events ' +
  "WHERE event = 'WriteBufferFromFileDescriptorWriteFailed'";
/** The embedded engine says so of itself: engine-config.ts. */
const isEmbedded = "SELECT count() FROM system.macros WHERE macro = 'molecatcher_embedded'";
/** Access denied, no such table: a server may hide them; then its answer to an insert must do. */
const hiddenCodes = ['497', '60'];

export function openDamage(query: Warehouse['query']): Warehouse['isDamaged'] {
  let forgiven: number | undefined;
  return async () => {
    const failed = await numberOf(query, failedWrites);
    forgiven ??= (await numberOf(query, isEmbedded)) > 0 ? 0 : failed;
    // It was restarted since, and counts anew.
    if (failed < forgiven) forgiven = 0;
    return failed > forgiven;
  };
}

async function numberOf(query: Warehouse['query'], sql: string): Promise<number> {
  try {
    const [row = {}] = await query(sql);
    return Number(Object.values(row)[0] ?? 0);
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code !== 'clickhouse-query') throw error;
    const { cause } = error;
    if (cause instanceof ClickHouseError && hiddenCodes.includes(cause.code)) return 0;
    // No memory, too many statements: no answer, and so not the answer that all is well.
    throw new OutsideError('clickhouse-busy', error.message, { cause });
  }
}
