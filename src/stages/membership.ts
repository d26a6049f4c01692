// How every stage lives in its group: until it is done, fails or is told to stop. The group is
// named for the stage, so that a stage is found in the log's own tools.

import { secondMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { MembershipOptions, PartitionTask } from '../ports.ts';
import type { Stage } from '../telemetry.ts';
import { WatchedTask, type WatchPorts } from './watched-task.ts';

export type Member = Omit<MembershipOptions, 'group'> & {
  readonly stage: Stage;
  /** Whether its input is what the group gives it: then it is told here how far it is. */
  readonly isWatched?: boolean;
};

/** Longer than any call of a task takes where nothing is wrong. */
const heldUpMs = 5 * secondMs;

export async function runMembership(
  ports: WatchPorts,
  { stage, isWatched = true, ...options }: Member,
  stop: AbortSignal,
): Promise<void> {
  const { log, telemetry } = ports;
  telemetry.emit({ kind: 'stage-started', stage });
  const tasks = new Map<number, WatchedTask>();
  const take = async (partition: number, leave: AbortSignal): Promise<PartitionTask> => {
    const task = await options.take(partition, leave);
    if (!isWatched) return task;
    const watched = new WatchedTask(task, ports, { stage, partition });
    tasks.set(partition, watched);
    return watched;
  };
  const membership = await log.join({ ...options, take, group: stage });
  const stopped = new Promise<'stopped'>((resolve) => {
    if (stop.aborted) resolve('stopped');
    else stop.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const over = new AbortController();
  try {
    await Promise.race([membership.finished, stopped, watch(tasks, ports, over.signal)]);
  } finally {
    over.abort();
    await membership.leave();
  }
  // Leaving waits for the batches in hand: what failed in one of them is thrown here.
  await membership.finished;
  telemetry.emit({ kind: 'stage-stopped', stage });
}

/** Ends with `over` only. What the log is asked then is not waited for. */
async function watch(
  tasks: ReadonlyMap<number, WatchedTask>,
  { clock }: WatchPorts,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await clock.sleep(heldUpMs, over);
    try {
      for (const task of tasks.values()) await task.look(heldUpMs);
    } catch (error) {
      if (over.aborted) return;
      // Whoever needs the log says that it is away, and waits for it; this is asked again anyway.
      if (!(error instanceof OutsideError)) throw error;
    }
  }
}
