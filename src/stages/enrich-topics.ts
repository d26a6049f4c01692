// Whether enrich may deal out by the numbers of partitions that it was given. Used by enrich.ts at
// the start of a process, and by enrich-take.ts for each task.

import { OutsideError } from '../errors.ts';
import type { Log } from '../ports.ts';
import type { EnrichSettings } from './enrich-settings.ts';
import { existingTopic } from './existing-topic.ts';

/**
 * A changed number of partitions would tear users apart: refused. Asked by each task too, once its
 * writer is open: whoever was held up while `access` was written anew deals out by the old number.
 */
export async function verifyTopics(log: Log, { sources, users }: EnrichSettings): Promise<void> {
  const raw = await existingTopic(log, 'db-access');
  const access = await existingTopic(log, 'access');
  const wrong = [
    { name: 'db-access', setting: 'sources', is: raw.partitions, wanted: sources },
    { name: 'access', setting: 'users', is: access.partitions, wanted: users },
  ].find(({ is, wanted }) => is !== wanted);
  if (wrong === undefined) return;
  const { name, setting, is, wanted } = wrong;
  const message = `topic ${name} has ${is} partitions, but the setting ${setting} says ${wanted}`;
  throw new OutsideError('bad-settings', message);
}
