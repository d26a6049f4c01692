// The stage archive: everything in the log but state goes into ClickHouse, payloads as they are.
// A task is a partition number over all topics, with one transactional id, one state partition and
// one Position for each topic. archive-task.ts has the order of things and what a crash does.

import { OutsideError } from '../errors.ts';
import type { Log, PartitionTask } from '../ports.ts';
import { ArchiveRange } from './archive-range.ts';
import type { ArchivePorts, ArchiveSettings } from './archive-settings.ts';
import { archivedTopics } from './archive-tables.ts';
import { ArchiveTask, archiveStateTopic, positionKeyOf } from './archive-task.ts';
import { runMembership } from './membership.ts';
import { checkIncarnation, readPosition } from './position.ts';

export async function runArchive(
  ports: ArchivePorts,
  settings: ArchiveSettings,
  stop: AbortSignal,
): Promise<void> {
  ports.telemetry.emit({ kind: 'stage-started', stage: 'archive' });
  const membership = await ports.log.join({
    group: 'archive',
    topics: Object.keys(archivedTopics),
    instance: settings.instance,
    maxBatchBytes: settings.maxBatchBytes,
    take: (partition) => take(ports, settings, { partition, stop }),
  });
  await runMembership(membership, stop);
  ports.telemetry.emit({ kind: 'stage-stopped', stage: 'archive' });
}

async function take(
  ports: ArchivePorts,
  settings: ArchiveSettings,
  { partition, stop }: { readonly partition: number; readonly stop: AbortSignal },
): Promise<PartitionTask> {
  // Fences the owner before: from here on nobody else moves these positions.
  const writer = await ports.log.writer(`archive-${partition}`);
  const task = new ArchiveTask(partition, { ports, settings, writer, stop });
  for (const topic of Object.keys(archivedTopics)) {
    const unfinished = await addTopic(ports, task, { topic, partition });
    if (unfinished !== undefined) await task.recover(unfinished);
  }
  const position = task.positions.get('access') ?? 0;
  ports.telemetry.emit({ kind: 'partition-taken', stage: 'archive', partition, position });
  return task;
}

type Input = { readonly topic: string; readonly partition: number };

/** Where the topic is to be read from; returns the range that was declared and never finished. */
async function addTopic(
  ports: ArchivePorts,
  task: ArchiveTask,
  { topic, partition }: Input,
): Promise<ArchiveRange | undefined> {
  const { log, clock } = ports;
  const state = await log.topic(topic);
  if (state === undefined) throw new OutsideError('topic-missing', `There is no topic ${topic}.`);
  if (partition >= state.partitions) return undefined;
  const key = positionKeyOf(topic);
  const position = await readPosition(ports, archiveStateTopic, partition, key);
  if (position === undefined) {
    const { start } = await log.range(topic, partition);
    task.addInput(topic, { logId: state.id, next: start });
    return undefined;
  }
  await checkIncarnation(log, position);
  const first = position.next_offset;
  task.addInput(topic, { logId: state.id, next: first });
  if (position.declared_next === null) return undefined;
  const place = { logId: state.id, topic, partition, first };
  const range = new ArchiveRange(place, clock.now());
  await readRange(log, range, position.declared_next);
  range.declared = position.engine_started_at;
  range.refusedUpTo = position.last_offset ?? -1;
  return range;
}

/** Exactly the records that were declared: their tokens stand for these bytes. */
async function readRange(log: Log, range: ArchiveRange, until: number): Promise<void> {
  const limits = { maxBytes: 4_000_000, waitMs: 0 };
  while (range.next < until) {
    const batch = await log.read(range.topic, range.partition, range.next, limits);
    if (batch.nextOffset <= range.next) {
      throw new OutsideError(
        'topic-changed',
        `${range.topic}/${range.partition} ends at ${range.next}, before the declared ${until}.`,
      );
    }
    range.append(batch, until);
  }
}
