// How archive takes a partition over: fences the owner before, finds how far each topic is, and
// finishes the ranges that were declared and never landed. Used by archive.ts only.

import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Log } from '../ports.ts';
import { ArchiveRange } from './archive-range.ts';
import type { ArchivePorts, ArchiveSettings } from './archive-settings.ts';
import { archivedTopics } from './archive-tables.ts';
import { ArchiveTask, archiveStateTopic, positionKeyOf } from './archive-task.ts';
import { existingTopic } from './existing-topic.ts';
import type { Outages } from './outages.ts';
import { positionIn, resumePosition } from './position.ts';
import { type Place, readRange } from './read-range.ts';
import { readState } from './read-state.ts';

type Taking = {
  readonly partition: number;
  readonly outages: Outages;
  readonly stop: AbortSignal;
};

export async function takeArchive(
  ports: ArchivePorts,
  settings: ArchiveSettings,
  { partition, outages, stop }: Taking,
): Promise<ArchiveTask> {
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
