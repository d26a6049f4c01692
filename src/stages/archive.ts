// The stage archive: everything in the log but state goes into ClickHouse, payloads as they are.
// A task is a partition number over all topics, with one transactional id, one state partition and
// one Position for each topic. archive-task.ts has the order of things and what a crash does.

import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Log, PartitionTask } from '../ports.ts';
import { ArchiveRange } from './archive-range.ts';
import type { ArchivePorts, ArchiveSettings } from './archive-settings.ts';
import { archivedTopics } from './archive-tables.ts';
import { ArchiveTask, archiveStateTopic, positionKeyOf } from './archive-task.ts';
import { existingTopic } from './existing-topic.ts';
import { runMembership } from './membership.ts';
import { Outages } from './outages.ts';
import { positionIn, resumePosition } from './position.ts';
import { type Place, readRange } from './read-range.ts';
import { readState } from './read-state.ts';

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
    take: (partition: number) => take(ports, settings, { partition, outages, stop }),
  } as const;
  await runMembership(ports, member, stop);
}

type Taking = {
  readonly partition: number;
  readonly outages: Outages;
  readonly stop: AbortSignal;
};

async function take(
  ports: ArchivePorts,
  settings: ArchiveSettings,
  { partition, outages, stop }: Taking,
): Promise<PartitionTask> {
  // Fences the owner before: from here on nobody else moves these positions.
  const writer = await ports.log.writer(`archive-${partition}`);
  const task = new ArchiveTask(partition, { ports, settings, writer, outages, stop });
  // One read for all topics: their positions lie in the same partition.
  const state = await readState(ports, { topic: archiveStateTopic, partition });
  for (const topic of Object.keys(archivedTopics)) {
    const written = positionIn(state, positionKeyOf(topic));
    const unfinished = await addTopic(ports, task, { topic, partition, written });
    if (unfinished !== undefined) await task.recover(unfinished);
  }
  const position = task.positions.get('access') ?? 0;
  ports.telemetry.emit({ kind: 'partition-taken', stage: 'archive', partition, position });
  return task;
}

/** Where the topic is to be read from; returns the range that was declared and never finished. */
async function addTopic(
  ports: ArchivePorts,
  task: ArchiveTask,
  { topic, partition, written }: Place & { readonly written: Position | undefined },
): Promise<ArchiveRange | undefined> {
  const { log, clock } = ports;
  const { id: logId, partitions } = await existingTopic(log, topic);
  if (partition >= partitions) return undefined;
  const position = await resumePosition(log, { topic, partition, logId }, written);
  const first = position.next_offset;
  task.addInput(topic, { logId, next: first });
  if (position.declared_next === null) return undefined;
  const range = new ArchiveRange({ logId, topic, partition, first }, clock.now());
  await readDeclared(log, range, position.declared_next);
  range.declared = position.engine_started_at;
  range.refusedUpTo = position.last_offset ?? -1;
  return range;
}

/** Exactly the records that were declared: their tokens stand for these bytes. */
async function readDeclared(log: Log, range: ArchiveRange, until: number): Promise<void> {
  for await (const batch of readRange(log, range, { from: range.next, to: until })) {
    range.append(batch, until);
  }
  if (range.next >= until) return;
  const place = `${range.topic}/${range.partition}`;
  const message = `${place} ends at ${range.next}, before the declared ${until}.`;
  throw new OutsideError('topic-changed', message);
}
