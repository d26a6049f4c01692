// Serves a log to a stage in another thread: what that one asks is done here, on the real log, and
// the tasks that the log gives it are calls to there. The other end is thread-log.ts.
//
// Where the other thread is gone, its calls fail; a task of it then counts as one that crashed, so
// what it had in hand was committed as a whole or is not there at all. Opened by run-in-thread.ts.

import type { MessagePort } from 'node:worker_threads';
import { assert } from '../../core/assert.ts';
import type { Log, LogWriter, Membership, PartitionTask } from '../../ports.ts';
import { Calls, Moving } from './calls.ts';
import type { Joining, LogAsks, TaskAsks } from './log-asks.ts';
import { packBatch } from './packed-batch.ts';
import { openOutput } from './packed-output.ts';

/** Resolves once the other side is gone and all that it had of the log is given back. */
export function serveLog(log: Log, port: MessagePort): Promise<void> {
  const served = new ServedLog(log, port);
  return served.ended;
}

type OpenedWriter = Parameters<LogAsks['openWriter']>[0];

class ServedLog {
  readonly ended: Promise<void>;
  readonly #log: Log;
  readonly #calls: Calls<LogAsks, TaskAsks>;
  /** As many as the other side opened and did not close. */
  readonly #writers = new Map<number, LogWriter>();
  readonly #members = new Map<number, Membership>();
  readonly #drains = new Map<number, AbortController>();
  #lastWriter = 0;
  #lastTask = 0;

  constructor(log: Log, port: MessagePort) {
    this.#log = log;
    this.#calls = new Calls<LogAsks, TaskAsks>(port, {
      topic: (name) => log.topic(name),
      createTopic: (spec) => log.createTopic(spec),
      deleteTopic: (topic) => log.deleteTopic(topic),
      growTopic: ({ name, partitions }) => log.growTopic(name, partitions),
      range: ({ topic, partition }) => log.range(topic, partition),
      async read({ topic, partition, offset, limits }) {
        const batch = packBatch(await log.read(topic, partition, offset, limits));
        return new Moving(batch, [batch.buffer]);
      },
      openWriter: (writer) => this.#openWriter(writer),
      commit: ({ writer, outputs }) => this.#writer(writer).commit(outputs.map(openOutput)),
      closeWriter: (writer) => this.#closeWriter(writer),
      join: (joining) => this.#join(joining),
      drain: (member) => this.#drains.get(member)?.abort(),
      finished: (member) => this.#member(member).finished,
      leave: (member) => this.#member(member).leave(),
      countMembers: (group) => log.countMembers(group),
      probe: (topic) => log.probe(topic),
    });
    this.ended = new Promise((resolve) => {
      this.#calls.over.addEventListener('abort', () => resolve(this.#giveBack()), { once: true });
    });
  }

  async #openWriter({ transactionalId, ...options }: OpenedWriter): Promise<number> {
    const writer = await this.#log.writer(transactionalId, options);
    this.#lastWriter += 1;
    this.#writers.set(this.#lastWriter, writer);
    return this.#lastWriter;
  }

  #writer(number: number): LogWriter {
    const writer = this.#writers.get(number);
    assert(writer !== undefined, `writer ${number} is open`);
    return writer;
  }

  async #closeWriter(number: number): Promise<void> {
    await this.#writer(number).close();
    this.#writers.delete(number);
  }

  #member(number: number): Membership {
    const member = this.#members.get(number);
    assert(member !== undefined, `member ${number} has joined`);
    return member;
  }

  async #join({ member, ...names }: Joining): Promise<void> {
    const take = (partition: number, stop: AbortSignal) => this.#take({ member, partition }, stop);
    const drain = new AbortController();
    this.#drains.set(member, drain);
    this.#members.set(member, await this.#log.join({ ...names, take, drain: drain.signal }));
  }

  async #take(
    given: { readonly member: number; readonly partition: number },
    stop: AbortSignal,
  ): Promise<PartitionTask> {
    const calls = this.#calls;
    this.#lastTask += 1;
    const task = this.#lastTask;
    const tellStop = () => calls.tell('stop', task);
    const isStopped = stop.aborted;
    if (!isStopped) stop.addEventListener('abort', tellStop, { once: true });
    const positions = await calls.ask('take', { ...given, task, isStopped });
    return {
      positions: new Map(positions),
      process(batch) {
        const packed = packBatch(batch);
        return calls.ask('process', new Moving({ task, batch: packed }, [packed.buffer]));
      },
      idle: () => calls.ask('idle', task),
      async release() {
        stop.removeEventListener('abort', tellStop);
        await calls.ask('release', task);
      },
    };
  }

  /** What fails in it was asked for by who is gone: its tasks fail for that very reason. */
  async #giveBack(): Promise<void> {
    await Promise.allSettled([...this.#members.values()].map((member) => member.leave()));
    await Promise.allSettled([...this.#writers.values()].map((writer) => writer.close()));
  }
}
