// How enrich takes a partition over: fences the owner before, finds what that one had committed,
// and gives it to a new task. The order matters: nothing is read before the writer is open, because
// until then somebody else could still be writing it. Used by enrich.ts only.

import { PendingTouches } from '../core/pending-touches.ts';
import { SourceClock } from '../core/source-clock.ts';
import { minuteMs } from '../core/time.ts';
import type { Pacer } from './enrich-pacer.ts';
import type { ReferenceFeed } from './enrich-reference.ts';
import { rebuildRecentIds, restorePending } from './enrich-restore.ts';
import type { EnrichSettings } from './enrich-settings.ts';
import { EnrichTask } from './enrich-task.ts';
import { verifyTopics } from './enrich-topics.ts';
import type { NormsPace } from './norms-pace.ts';
import { resume } from './resume.ts';
import type { StagePorts } from './stage-ports.ts';

/** Longer than honest sources deliver late, shorter than anybody waits for a finding. */
const defaultLatenessMs = 10 * minuteMs;

export type Taking = {
  readonly topic: string;
  readonly partition: number;
  readonly feed: ReferenceFeed;
  readonly pacer: Pacer;
  readonly normsPace?: NormsPace | undefined;
  /** Aborted when the task is to be given up. */
  readonly leave: AbortSignal;
};

export async function takePartition(
  ports: StagePorts,
  settings: EnrichSettings,
  { topic, partition, feed, pacer, normsPace, leave }: Taking,
): Promise<EnrichTask> {
  const { log, telemetry } = ports;
  const writer = await log.writer(`enrich-${partition}`, { isOneAhead: true });
  await verifyTopics(log, settings);
  const latenessMs = settings.latenessMs ?? defaultLatenessMs;
  const { position, state } = await resume(ports, 'enrich-state', { topic, partition });
  const pending = new PendingTouches(settings);
  restorePending(pending, state);
  const recent = await rebuildRecentIds(ports, position, latenessMs);
  await feed.readToEnd();
  const { sources, users, drain } = settings;
  const sourceClock = new SourceClock(latenessMs, position);
  const start = { ports, partition, sources, users, drain, writer, position, sourceClock };
  const task = new EnrichTask({ ...start, pending, recent, feed, pacer, normsPace, leave });
  await task.judgeRestored();
  const taken = { stage: 'enrich', partition, position: position.next_offset } as const;
  telemetry.emit({ kind: 'partition-taken', ...taken });
  return task;
}
