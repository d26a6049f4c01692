// The stage archive: everything in the log but state goes into ClickHouse, payloads as they are.
// A task is a partition number over all topics, with one transactional id, one state partition and
// one Position for each topic. archive-task.ts has the order of things and what a crash does.

import type { ArchivePorts, ArchiveSettings } from './archive-settings.ts';
import { archivedTopics } from './archive-tables.ts';
import { takeArchive } from './archive-take.ts';
import { runMembership } from './membership.ts';
import { Outages } from './outages.ts';

export async function runArchive(
  ports: ArchivePorts,
  settings: ArchiveSettings,
  stop: AbortSignal,
): Promise<void> {
  const outages = new Outages(ports);
  const member = {
    stage: 'archive',
    topics: Object.keys(archivedTopics),
    instance: settings.instance,
    maxBatchBytes: settings.batchBytesMax,
    drain: settings.drain,
    take: (partition: number) => takeArchive(ports, settings, { partition, outages, stop }),
  } as const;
  await runMembership(ports, member, stop);
}
