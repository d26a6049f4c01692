// `access` is settled unless it is being written anew by other partitions (repartition.ts). While
// it is, nobody may take the half of it for all, or make it because it is not there: whoever needs
// it asks here first (existing-topic.ts, create-topics.ts, the command `topics`).

import { OutsideError } from '../errors.ts';
import type { Log } from '../ports.ts';

/**
 * The copy of `access` by its new partitions, and in one partition more the notes of how far the
 * work is. It is there from the first step to the last one.
 */
export const nextAccess = 'access-next';

/** Fails with `repartition-unfinished` while `access` is being written anew. */
export async function requireSettled(log: Pick<Log, 'topic'>): Promise<void> {
  if ((await log.topic(nextAccess)) === undefined) return;
  const message = `Topic ${nextAccess} is there: access is being given other partitions.`;
  throw new OutsideError('repartition-unfinished', message);
}
