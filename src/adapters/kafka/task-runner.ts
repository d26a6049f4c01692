// Runs one task of a group: take, then process and idle, one call at a time, until it is done or
// given up, then release. Used by group-member.ts.

import { assert } from '../../core/assert.ts';
import { OutsideError } from '../../errors.ts';
import type { Clock, MembershipOptions, PartitionTask } from '../../ports.ts';
import type { Patience } from './patience.ts';
import type { InputPlace, TaskInputs } from './task-inputs.ts';

/** How often an idle task is called: ticks and timers of stages live on it. */
const idleMs = 1_000;
/**
 * From one fetch of a task to the next. A commit costs a handful of requests, however little is in
 * it: without a pace a stage that keeps up commits a few records at a time, hundreds of times a
 * second.
 */
const paceMs = 100;
/** Who takes this many records at a time, thousands a second, waits for more of them. */
const manyRecords = 500;
const busyPaceMs = 250;

/** What a task reads: fetched ahead, handed out batch by batch. */
export type Inputs = Pick<TaskInputs, 'next' | 'fetch' | 'isBehind'>;

export type TaskWork = {
  openInputs(places: readonly InputPlace[], maxBytes: number): Inputs;
  readonly options: MembershipOptions;
  /** Partitions of each topic of the group. */
  readonly counts: ReadonlyMap<string, number>;
  readonly patience: Patience;
  readonly clock: Clock;
};

export type TaskOutcome = 'done' | 'released' | 'fenced';

/**
 * What fails in a way that may pass makes the task start over from its committed position, after a
 * growing pause. `fenced`: another worker has it, though nobody has told us yet. Any other error
 * rejects; the task is then not released, because its state is unknown.
 */
export async function runTask(
  work: TaskWork,
  number: number,
  stop: AbortSignal,
): Promise<TaskOutcome> {
  const progress = { hasMoved: false };
  for (let failures = 1; ; failures += 1) {
    try {
      return await runOnce(work, { number, stop, drain: work.options.drain, progress });
    } catch (error) {
      if (error instanceof OutsideError && error.code === 'fenced') return 'fenced';
      if (progress.hasMoved) failures = 1;
      progress.hasMoved = false;
      await work.patience.pause(error, failures, stop);
      if (stop.aborted) return 'released';
    }
  }
}

type Run = {
  readonly number: number;
  readonly stop: AbortSignal;
  readonly drain: AbortSignal | undefined;
  readonly progress: { hasMoved: boolean };
};

async function runOnce(work: TaskWork, run: Run): Promise<'done' | 'released'> {
  const { options, patience, clock } = work;
  const task = await options.take(run.number, run.stop);
  const inputs = work.openInputs(placesOf(work, task, run.number), options.maxBatchBytes);
  const outcome = await turnByTurn(task, inputs, { ...run, patience, clock });
  await task.release();
  return outcome;
}

function placesOf(
  { options, counts }: TaskWork,
  task: PartitionTask,
  partition: number,
): InputPlace[] {
  return options.topics
    .filter((topic) => partition < (counts.get(topic) ?? 0))
    .map((topic) => {
      const position = task.positions.get(topic);
      assert(position !== undefined, `task ${partition} gave no position in ${topic}`);
      return { topic, partition, position };
    });
}

async function turnByTurn(
  task: PartitionTask,
  inputs: Inputs,
  run: Run & Pick<TaskWork, 'patience' | 'clock'>,
): Promise<'done' | 'released'> {
  const { stop, progress, clock } = run;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let records = 0;
  while (!stop.aborted) {
    const batch = inputs.next();
    if (batch !== undefined) {
      if (batch.count > 0 && (await task.process(batch)) === 'done') return 'done';
      progress.hasMoved = true;
      records += batch.count;
      await clock.sleep(0);
      continue;
    }
    const pauseMs = records < manyRecords ? paceMs : busyPaceMs;
    const leftMs = fetchedAt + pauseMs - clock.now();
    if (leftMs > 0 && !inputs.isBehind) await clock.sleep(leftMs, stop);
    fetchedAt = clock.now();
    records = 0;
    if (await fetch(inputs, 0, run)) continue;
    if (stop.aborted) break;
    if ((await task.idle()) === 'done') return 'done';
    if (!stop.aborted) await fetch(inputs, idleMs, { ...run, stop: wakeOf(run) });
  }
  return 'released';
}

/** A drain wakes whoever is idle, once. */
function wakeOf({ stop, drain }: Pick<Run, 'stop' | 'drain'>): AbortSignal {
  return drain === undefined || drain.aborted ? stop : AbortSignal.any([stop, drain]);
}

/** While Kafka is away the task keeps what it has in memory: only a commit in doubt drops that. */
async function fetch(
  inputs: Inputs,
  waitMs: number,
  { stop, patience }: { readonly stop: AbortSignal; readonly patience: Patience },
): Promise<boolean> {
  for (let tries = 1; !stop.aborted; tries += 1) {
    try {
      const isMore = await inputs.fetch(waitMs, stop);
      patience.recovered();
      return isMore;
    } catch (error) {
      await patience.pause(error, tries, stop);
    }
  }
  return false;
}
