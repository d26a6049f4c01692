// The simulated Kafka: the local log in memory, with what a cluster does to its clients. It goes
// away for seconds, refuses a transaction, or writes it and does not say so. The groups are in
// sim-group.ts.

import { type LocalLog, openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import type { OutputBuffer } from '../../src/core/batch.ts';
import type { Millis } from '../../src/core/time.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Random } from '../../src/lab/random.ts';
import type { LogWriter } from '../../src/ports.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';

export type BrokerOptions = {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: Random;
  /** After each transaction that was written. */
  onCommit(outputs: readonly OutputBuffer[]): void;
  /** After each that another writer of the same id has made impossible. */
  onFenced(who: SimProcess, id: string): void;
  onStolen(id: string): void;
  onLast(who: SimProcess): void;
};

type Commit = { readonly real: LogWriter; readonly outputs: readonly OutputBuffer[] };

/**
 * What becomes of a transaction while faults happen, in 100 of them: not written; written, and not
 * said so; answered late; long on its way; the same while its task is given to another; the last
 * thing that its process does.
 */
const fates = { refused: 3, unsaid: 3, slow: 2, late: 3, stolen: 3, last: 4 };
type Fate = keyof typeof fates | 'plain';
const answerMs = 4;
const lateMsMax = 9_000;

export class Broker {
  readonly log: LocalLog;
  /** Whether transactions fail by chance. */
  isFaulty = true;
  readonly #options: BrokerOptions;
  #awayUntil: Millis = 0;
  /** Transactions on their way, by the id of their writer. */
  readonly #onTheWire = new Map<string, AbortController>();

  constructor(options: BrokerOptions) {
    this.#options = options;
    let topics = 0;
    const newId = (): string => {
      topics += 1;
      return `topic-${topics}`;
    };
    this.log = openLocalLog({ clock: options.scheduler, newId, compactBytesMin: 20_000 });
  }

  goAway(ms: number): void {
    this.#awayUntil = this.#options.scheduler.now() + ms;
  }

  get isAway(): boolean {
    return this.#options.scheduler.now() < this.#awayUntil;
  }

  /** Fails while it is away, after the time that a client waits for an answer. */
  async ask<T>(who: SimProcess, answer: () => Promise<T> | T): Promise<T> {
    return who.call(answerMs, () => {
      if (this.isAway) throw unreachable('is away');
      return answer();
    });
  }

  /** The writer of a process: all it commits goes through the faults. */
  openWriter(who: SimProcess, id: string, real: LogWriter): LogWriter {
    return {
      close: () => real.close(),
      commit: async (outputs) => {
        await who.call(answerMs, () => this.#commit(who, id, { real, outputs }));
      },
    };
  }

  /** A new writer of the id: what is still on its way from the one before comes just before it. */
  async openEpoch(id: string): Promise<LogWriter> {
    this.#onTheWire.get(id)?.abort();
    await this.#options.scheduler.sleep(0);
    return this.log.writer(id);
  }

  async #commit(who: SimProcess, id: string, commit: Commit): Promise<void> {
    const { random, scheduler, trace } = this.#options;
    const fate = this.isFaulty ? pickFate(random) : 'plain';
    const lateMs = random.below(lateMsMax);
    if (fate !== 'plain') trace.add(who.name, `commit-${fate}`, id);
    if (this.isAway || fate === 'refused') {
      await this.#abort(commit.outputs);
      throw unreachable('refused the transaction');
    }
    if (fate === 'stolen') this.#options.onStolen(id);
    if (fate === 'stolen' || fate === 'late') await this.#linger(id, lateMs);
    await this.#write(who, id, commit);
    if (fate === 'last') this.#options.onLast(who);
    if (fate === 'slow') await scheduler.sleep(lateMs);
    if (fate === 'unsaid') throw unreachable('does not say what became of the transaction');
  }

  /** On its way while others may take the partition over, and be done with it. */
  async #linger(id: string, ms: number): Promise<void> {
    const arrives = new AbortController();
    this.#onTheWire.set(id, arrives);
    await this.#options.scheduler.sleep(ms, arrives.signal);
    if (this.#onTheWire.get(id) === arrives) this.#onTheWire.delete(id);
  }

  async #write(who: SimProcess, id: string, { real, outputs }: Commit): Promise<void> {
    const { trace } = this.#options;
    const some = outputs.filter(({ count }) => count > 0);
    const what = some.map(({ topic, partition, count }) => `${topic}/${partition}+${count}`);
    try {
      await real.commit(outputs);
    } catch (error) {
      trace.add(who.name, 'commit-fenced', `${id} ${(error as Error).message}`);
      this.#options.onFenced(who, id);
      throw error;
    }
    trace.add(who.name, 'committed', `${id} ${what.join(' ')}`);
    this.#options.onCommit(some);
  }

  /** Readers of committed records never see what is left of it. */
  async #abort(_outputs: readonly OutputBuffer[]): Promise<void> {
    await this.#options.scheduler.sleep(0);
  }
}

function pickFate(random: Random): Fate {
  let left = random.below(100);
  for (const [fate, share] of Object.entries(fates)) {
    if (left < share) return fate as Fate;
    left -= share;
  }
  return 'plain';
}

export function unreachable(what: string): OutsideError {
  return new OutsideError('kafka-unreachable', `The simulated broker ${what}.`);
}
