// The enrich stage: raw events in, the log of truth out. One task per partition of db-access; the
// tasks of a process share the reference tables and keep one another's pace. What a task does is in
// enrich-task.ts; what it remembers over a restart, in enrich-restore.ts. Run by main.ts.

import { PendingTouches } from '../core/pending-touches.ts';
import { SourceClock } from '../core/source-clock.ts';
import { minuteMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Log } from '../ports.ts';
import { Pacer } from './enrich-pacer.ts';
import { ReferenceFeed } from './enrich-reference.ts';
import { rebuildRecentIds, restorePending } from './enrich-restore.ts';
import { EnrichTask } from './enrich-task.ts';
import { existingTopic } from './existing-topic.ts';
import { runMembership } from './membership.ts';
import { positionIn, resumePosition } from './position.ts';
import { readState } from './read-state.ts';
import type { StagePorts } from './stage-ports.ts';

export type EnrichSettings = {
  /** Partitions of db-access. */
  readonly sources: number;
  /** Partitions of access. */
  readonly users: number;
  /** Stable name of this member of the group. */
  readonly instance?: string | undefined;
  /** Of one batch that the log hands over. */
  readonly batchBytesMax?: number | undefined;
  /** How far behind its source's clock an event may be before it is marked late. */
  readonly latenessMs?: number | undefined;
  /** How long a touch waits for a reason, by the clock of its source. */
  readonly pendingMs?: number | undefined;
  /** Touches that may wait for a reason, per source. */
  readonly pendingTouchesMax?: number | undefined;
  /** Aborted once upstream has finished: then the stage ends when its input is read to the end. */
  readonly drain?: AbortSignal | undefined;
};

const input = 'db-access';
const defaultLatenessMs = 10 * minuteMs;

/** Resolves when stopped gracefully or drained; rejects when a task failed. */
export async function runEnrich(
  ports: StagePorts,
  settings: EnrichSettings,
  stop: AbortSignal,
): Promise<void> {
  const logId = await verifyTopics(ports.log, settings);
  const feed = new ReferenceFeed(ports);
  const pacer = new Pacer(ports.clock, stop);
  const member = {
    stage: 'enrich',
    topics: [input],
    instance: settings.instance ?? 'enrich',
    maxBatchBytes: settings.batchBytesMax ?? 1_000_000,
    take: (partition: number) => {
      return takePartition(ports, settings, { partition, logId, feed, pacer });
    },
  } as const;
  await runMembership(ports, member, stop);
}

type Taking = {
  readonly partition: number;
  readonly logId: string;
  readonly feed: ReferenceFeed;
  readonly pacer: Pacer;
};

async function takePartition(
  ports: StagePorts,
  settings: EnrichSettings,
  { partition, logId, feed, pacer }: Taking,
): Promise<EnrichTask> {
  const { log, telemetry } = ports;
  const writer = await log.writer(`enrich-${partition}`);
  const latenessMs = settings.latenessMs ?? defaultLatenessMs;
  const state = await readState(ports, { topic: 'enrich-state', partition });
  const place = { topic: input, partition, logId };
  const position = await resumePosition(log, place, positionIn(state));
  const pending = new PendingTouches(settings);
  restorePending(pending, state);
  const recent = await rebuildRecentIds(ports, position, latenessMs);
  await feed.readToEnd();
  const { sources, users, drain } = settings;
  const sourceClock = new SourceClock(latenessMs, position);
  const start = { partition, sources, users, drain, writer, position, sourceClock };
  const task = new EnrichTask(ports, { ...start, pending, recent, feed, pacer });
  await task.judgeRestored();
  const taken = { stage: 'enrich', partition, position: position.next_offset } as const;
  telemetry.emit({ kind: 'partition-taken', ...taken });
  return task;
}

/** Incarnation of the input. A changed number of partitions would tear users apart: refused. */
async function verifyTopics(log: Log, { sources, users }: EnrichSettings): Promise<string> {
  const raw = await existingTopic(log, input);
  const access = await existingTopic(log, 'access');
  const wrong = [
    { name: input, setting: 'sources', is: raw.partitions, wanted: sources },
    { name: 'access', setting: 'users', is: access.partitions, wanted: users },
  ].find(({ is, wanted }) => is !== wanted);
  if (wrong !== undefined) {
    const { name, setting, is, wanted } = wrong;
    const message = `topic ${name} has ${is} partitions, but the setting ${setting} says ${wanted}`;
    throw new OutsideError('bad-settings', message);
  }
  return raw.id;
}
