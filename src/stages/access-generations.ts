// Generations of `access`: written anew it is another topic of the same name (repartition.ts), and
// what archive has of the one before stays as it is. In archive's state it is kept how far that one
// had been read, so that its rows are known as ours: for `doctor`.

import { archiveStateTopic, positionKeyOf } from './archive-task.ts';
import { readState } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

/** Under which archive's state keeps how far a generation was read that is over. */
export function generationKey(logId: string): string {
  return `${positionKeyOf('access')}/${logId}`;
}

/** Ids of `access` before it was written anew. */
export async function olderGenerations(ports: ReadingPorts): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const partitions = (await ports.log.topic(archiveStateTopic))?.partitions ?? 0;
  for (let partition = 0; partition < partitions; partition += 1) {
    const place = { topic: archiveStateTopic, partition };
    const state = await readState(ports, place, ({ name }) => name === 'Position');
    for (const [key, { name, record }] of state) {
      if (name === 'Position' && key === generationKey(record.log_id)) ids.add(record.log_id);
    }
  }
  return ids;
}
