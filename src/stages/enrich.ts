// The enrich stage: raw events in, the log of truth out. One task per partition of db-access; the
// tasks of a process share the reference tables and keep one another's pace. What a task does is in
// enrich-task.ts; what it remembers over a restart, in enrich-restore.ts. Run by main.ts.

import { PendingTouches } from '../core/pending-touches.ts';
import { RecentIds } from '../core/recent-ids.ts';
import { SourceClock } from '../core/source-clock.ts';
import { minuteMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Log } from '../ports.ts';
import { Pacer } from './enrich-pacer.ts';
import { ReferenceFeed } from './enrich-reference.ts';
import { rebuildRecentIds, restoreState, verifyPosition } from './enrich-restore.ts';
import { EnrichTask, type EnrichTaskPorts } from './enrich-task.ts';

export type EnrichPorts = EnrichTaskPorts;

export type EnrichSettings = {
  /** Partitions of db-access. */
  readonly sources: number;
  /** Partitions of access. */
  readonly users: number;
  /** Stable name of this member of the group. */
  readonly instance?: string | undefined;
  readonly maxBatchBytes?: number | undefined;
  /** How far behind its source's clock an event may be before it is marked late. */
  readonly latenessMs?: number | undefined;
  /** Touches that may wait for a reason, per source. */
  readonly pendingTouchesMax?: number | undefined;
  /** Aborted once upstream has finished: then the stage ends when its input is read to the end. */
  readonly drain?: AbortSignal | undefined;
};

const input = 'db-access';
const defaultLatenessMs = 10 * minuteMs;

/** Resolves when stopped gracefully or drained; rejects when a task failed. */
export async function runEnrich(
  ports: EnrichPorts,
  settings: EnrichSettings,
  stop: AbortSignal,
): Promise<void> {
  const { log, telemetry } = ports;
  const logId = await verifyTopics(log, settings);
  telemetry.emit({ kind: 'stage-started', stage: 'enrich' });
  const feed = new ReferenceFeed(ports);
  const pacer = new Pacer(ports.clock, stop);
  const membership = await log.join({
    group: 'enrich',
    topics: [input],
    instance: settings.instance ?? 'enrich',
    maxBatchBytes: settings.maxBatchBytes ?? 1_000_000,
    take: (partition) => takePartition(ports, settings, { partition, logId, feed, pacer }),
  });
  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([membership.finished, stopped]);
  } finally {
    await membership.leave();
  }
  telemetry.emit({ kind: 'stage-stopped', stage: 'enrich' });
}

type Taking = {
  readonly partition: number;
  readonly logId: string;
  readonly feed: ReferenceFeed;
  readonly pacer: Pacer;
};

async function takePartition(
  ports: EnrichPorts,
  settings: EnrichSettings,
  { partition, logId, feed, pacer }: Taking,
): Promise<EnrichTask> {
  const { log, telemetry } = ports;
  const writer = await log.writer(`enrich-${partition}`);
  const pending = new PendingTouches(settings.pendingTouchesMax);
  const latenessMs = settings.latenessMs ?? defaultLatenessMs;
  const restored = await restoreState(ports, partition, pending);
  if (restored !== undefined) await verifyPosition(log, logId, restored);
  const position =
    restored ?? firstPosition(partition, logId, (await log.range(input, partition)).start);
  const recent =
    restored === undefined ? new RecentIds() : await rebuildRecentIds(ports, restored, latenessMs);
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
  const raw = await topicOf(log, input);
  const access = await topicOf(log, 'access');
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

async function topicOf(log: Log, name: string): Promise<{ id: string; partitions: number }> {
  const topic = await log.topic(name);
  if (topic === undefined) throw new OutsideError('topic-missing', `topic ${name} does not exist`);
  return topic;
}

function firstPosition(partition: number, logId: string, start: number): Position {
  return {
    topic: input,
    partition,
    log_id: logId,
    next_offset: start,
    last_offset: null,
    last_digest: null,
    clock: null,
    broker_at: null,
    reread_from: null,
    ticked_pane: null,
    jump_account: null,
    jump_count: 0,
    ended: false,
    generation: 0,
    outputs_done: 0,
    declared_next: null,
    engine_started_at: null,
  };
}
