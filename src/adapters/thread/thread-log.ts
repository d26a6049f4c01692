// The log of another thread as a Log of this one: every call is a message to where the log is
// (serve-log.ts), and what the log calls back for tasks comes as messages from there. Passes the
// same contract suite as the log behind it. Opened by served-thread.ts.
//
// Batches and outputs cross as copies of what is in them, whose buffers move: so a batch stays
// valid for as long as anybody here holds it, and buffers stay the caller's.

import type { MessagePort } from 'node:worker_threads';
import { assert } from '../../core/assert.ts';
import type { Log, LogWriter, Membership, MembershipOptions, PartitionTask } from '../../ports.ts';
import { Calls, Moving } from './calls.ts';
import type { LogAsks, Taking, TaskAsks } from './log-asks.ts';
import { openBatch } from './packed-batch.ts';
import { buffersOf, packOutput } from './packed-output.ts';

type Task = {
  readonly member: number;
  readonly stop: AbortController;
  /** Undefined while it is being taken. */
  task: PartitionTask | undefined;
};

/** `kind` is that of the log behind the port. Closing it gives back what was had of that log. */
export function openThreadLog(port: MessagePort, kind: Log['kind']): Log {
  const tasks = new Tasks();
  const calls = new Calls<TaskAsks, LogAsks>(port, {
    take: (taking) => tasks.take(taking),
    process: ({ task, batch }) => tasks.running(task).process(openBatch(batch)),
    idle: (task) => tasks.running(task).idle(),
    release: (task) => tasks.release(task),
    stop: (task) => tasks.stop(task),
  });
  calls.over.addEventListener('abort', () => tasks.stopAll(), { once: true });
  return {
    kind,
    topic: (name) => calls.ask('topic', name),
    createTopic: (spec) => calls.ask('createTopic', spec),
    deleteTopic: ({ name, id }) => calls.ask('deleteTopic', { name, id }),
    growTopic: (name, partitions) => calls.ask('growTopic', { name, partitions }),
    range: (topic, partition) => calls.ask('range', { topic, partition }),
    async read(topic, partition, offset, limits) {
      return openBatch(await calls.ask('read', { topic, partition, offset, limits }));
    },
    async writer(transactionalId, options) {
      const writer = await calls.ask('openWriter', { transactionalId, ...options });
      return writerOf(calls, writer, options?.isOneAhead === true);
    },
    join: (options) => tasks.join(calls, options),
    countMembers: (group) => calls.ask('countMembers', group),
    probe: (topic) => calls.ask('probe', topic),
    async close() {
      await tasks.leaveAll();
      calls.close();
    },
  };
}

type LogCalls = Calls<TaskAsks, LogAsks>;

/**
 * Who may be one commit ahead of the disk may be one ahead of the other thread too: else each
 * commit would wait for whatever that one has in hand.
 */
function writerOf(calls: LogCalls, writer: number, isOneAhead: boolean): LogWriter {
  let onItsWay: Promise<void> = Promise.resolve();
  let isClosed = false;
  return {
    async commit(outputs) {
      assert(!isClosed, 'the writer is closed');
      await onItsWay;
      const packed = outputs.map(packOutput);
      const moving = new Moving({ writer, outputs: packed }, packed.flatMap(buffersOf));
      onItsWay = calls.ask('commit', moving);
      // Who waits for it hears of it: now, by the next commit, or by close().
      onItsWay.catch(() => undefined);
      if (!isOneAhead) await onItsWay;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await onItsWay;
      await calls.ask('closeWriter', writer);
    },
  };
}

/** Members of this thread, and the tasks that they were given. */
class Tasks {
  readonly #members = new Map<number, { take: MembershipOptions['take']; leave: () => unknown }>();
  readonly #tasks = new Map<number, Task>();
  #lastMember = 0;

  async join(calls: LogCalls, { take, drain, ...names }: MembershipOptions): Promise<Membership> {
    this.#lastMember += 1;
    const member = this.#lastMember;
    const { group, topics, instance, maxBatchBytes } = names;
    const leave = () => calls.ask('leave', member);
    // Before it is asked for: tasks are given before the answer is here.
    this.#members.set(member, { take, leave });
    try {
      await calls.ask('join', { member, group, topics, instance, maxBatchBytes });
    } catch (error) {
      this.#forget(member);
      throw error;
    }
    const tellDrain = () => calls.tell('drain', member);
    if (drain?.aborted) tellDrain();
    else drain?.addEventListener('abort', tellDrain, { once: true });
    const finished = calls.ask('finished', member).finally(() => {
      drain?.removeEventListener('abort', tellDrain);
      this.#forget(member);
    });
    // Whoever awaits it or leave() gets the error; it must not end the process by itself.
    finished.catch(() => undefined);
    return { finished, leave };
  }

  async take({ member, task: number, partition, isStopped }: Taking) {
    const joined = this.#members.get(member);
    assert(joined !== undefined, `member ${member} has joined`);
    const given: Task = { member, stop: new AbortController(), task: undefined };
    this.#tasks.set(number, given);
    if (isStopped) given.stop.abort();
    given.task = await joined.take(partition, given.stop.signal);
    return [...given.task.positions];
  }

  running(number: number): PartitionTask {
    const task = this.#tasks.get(number)?.task;
    assert(task !== undefined, `task ${number} was taken`);
    return task;
  }

  async release(number: number): Promise<void> {
    const task = this.running(number);
    this.#tasks.delete(number);
    await task.release();
  }

  /** One that was released meanwhile is not there any more. */
  stop(number: number): void {
    this.#tasks.get(number)?.stop.abort();
  }

  stopAll(): void {
    for (const { stop } of this.#tasks.values()) stop.abort();
  }

  /** Errors of tasks have their own way out, through `finished`. */
  async leaveAll(): Promise<void> {
    await Promise.allSettled([...this.#members.values()].map(({ leave }) => leave()));
  }

  /** With tasks that were not released, because they failed. */
  #forget(member: number): void {
    this.#members.delete(member);
    for (const [number, task] of this.#tasks) {
      if (task.member === member) this.#tasks.delete(number);
    }
  }
}
