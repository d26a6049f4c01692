// Runs one task of a group on one member: take, then process and idle, one call at a time, until
// the task is done or given up, then release. Used by group.ts.

import { assert } from '../../core/assert.ts';
import type { MembershipOptions, PartitionTask } from '../../ports.ts';
import type { PartitionState } from './batch-store.ts';
import type { LogState } from './log-state.ts';

/** How often an idle task is called: ticks and timers of stages live on it. */
const idleMs = 1_000;

type Work = {
  readonly inputs: readonly Input[];
  readonly maxBytes: number;
  readonly stop: AbortSignal;
  readonly drain: AbortSignal | undefined;
};

type Input = { readonly partition: PartitionState; position: number };

/** An error of the task rejects; it is then not released, because its state is unknown. */
export async function runTask(
  log: LogState,
  options: MembershipOptions,
  { number, stop }: { readonly number: number; readonly stop: AbortSignal },
): Promise<'done' | 'released'> {
  const task = await options.take(number, stop);
  const outcome = await work(log, task, {
    inputs: inputsOf(log, options.topics, { number, positions: task.positions }),
    maxBytes: options.maxBatchBytes,
    stop,
    drain: options.drain,
  });
  await task.release();
  return outcome;
}

function inputsOf(
  log: LogState,
  topics: readonly string[],
  { number, positions }: Pick<PartitionTask, 'positions'> & { readonly number: number },
): readonly Input[] {
  const inputs: Input[] = [];
  for (const name of topics) {
    const partition = log.topicOf(name).partitions[number];
    if (partition === undefined) continue;
    const position = positions.get(name);
    assert(position !== undefined, `task ${number} gave no position in ${name}`);
    log.assertInRange(partition, position);
    inputs.push({ partition, position });
  }
  return inputs;
}

async function work(
  log: LogState,
  task: PartitionTask,
  { inputs, maxBytes, stop, drain }: Work,
): Promise<'done' | 'released'> {
  let turn = 0;
  while (!stop.aborted) {
    const input = nextInput(inputs, turn);
    if (input !== undefined) {
      turn = inputs.indexOf(input) + 1;
      const batch = log.read(input.partition, input.position, maxBytes);
      input.position = batch.nextOffset;
      if (batch.count > 0 && (await task.process(batch)) === 'done') return 'done';
      await log.clock.sleep(0);
      continue;
    }
    // Of a writer that was one ahead of the disk nobody else would hear soon that it has failed.
    log.store.assertWell();
    if ((await task.idle()) === 'done') return 'done';
    // What arrived during idle() is read at once; else the wait ends with the next append.
    if (nextInput(inputs, turn) === undefined) {
      const ids = inputs.map(({ partition }) => partition.id);
      await log.appends.wait(ids, idleMs, eitherOf(stop, drain));
    }
  }
  return 'released';
}

/** One that is aborted already wakes nobody any more. */
function eitherOf(stop: AbortSignal, drain: AbortSignal | undefined): AbortSignal {
  return drain === undefined || drain.aborted ? stop : AbortSignal.any([stop, drain]);
}

/** The next input with something to read, starting at `turn`, so that none starves another. */
function nextInput(inputs: readonly Input[], turn: number): Input | undefined {
  for (let i = 0; i < inputs.length; i += 1) {
    const input = inputs[(turn + i) % inputs.length]!;
    if (input.position < input.partition.end) return input;
  }
  return undefined;
}
