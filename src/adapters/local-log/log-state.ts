// The log in memory: topics, partitions and writers' epochs, as the store holds them. One process
// owns the store, so these never differ; batches themselves stay in the store.
//
// A commit is synchronous from the check of the epoch to the last byte: nothing can come between.
// That it is on the disk is waited for after it, so that others can read and go on meanwhile.
// Used by the other files of local-log only.

import { assert } from '../../core/assert.ts';
import type { OutputBuffer, RecordBatch } from '../../core/batch.ts';
import { OutsideError } from '../../errors.ts';
import type { Clock, TopicState } from '../../ports.ts';
import { Appends } from './appends.ts';
import { readBatch } from './batch-reader.ts';
import {
  type BatchStore,
  emptyPartition,
  type PartitionState,
  type StoredBatch,
} from './batch-store.ts';
import { packOutput } from './stored-batch.ts';

export type LogLimits = {
  /** Largest value that a commit takes. */
  readonly valueBytesMax: number;
  /** A commit larger than this becomes several stored batches, so that none is slow to read. */
  readonly storedBatchBytesMax: number;
};

export type LocalTopic = {
  readonly state: TopicState;
  readonly partitions: readonly PartitionState[];
};

export class LogState {
  readonly store: BatchStore;
  readonly clock: Clock;
  readonly limits: LogLimits;
  readonly appends: Appends;
  readonly topics = new Map<string, LocalTopic>();
  readonly #epochs: Map<string, number>;
  #partitionsTotal = 0;
  #isClosed = false;

  constructor(store: BatchStore, clock: Clock, limits: LogLimits) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
    this.appends = new Appends(clock);
    const { topics, partitions, epochs } = store.load();
    this.#epochs = new Map(epochs);
    for (const state of topics) {
      const own = partitions.filter(({ topic }) => topic === state.name);
      this.topics.set(state.name, { state, partitions: own });
    }
    for (const { id } of partitions) this.#partitionsTotal = Math.max(this.#partitionsTotal, id);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.appends.wakeAll();
  }

  addTopic(state: TopicState): void {
    this.assertOpen();
    assert(state.partitions > 0, `topic ${state.name} needs a partition`);
    if (this.topics.has(state.name)) {
      throw new OutsideError('topic-exists', `topic ${state.name} exists already`);
    }
    const partitions = Array.from({ length: state.partitions }, (_, partition) =>
      emptyPartition(this.#partitionsTotal + partition + 1, state.name, partition),
    );
    this.store.apply({ topic: state, partitions });
    this.#partitionsTotal += state.partitions;
    this.topics.set(state.name, { state, partitions });
  }

  removeTopic(name: string): void {
    const { partitions } = this.topicOf(name);
    // Numbers of partitions are not used again while this process lives: caches may know them.
    this.store.apply({ goneTopic: { name, partitionIds: partitions.map(({ id }) => id) } });
    this.topics.delete(name);
  }

  growTopic(name: string, count: number): TopicState {
    const { state, partitions } = this.topicOf(name);
    const missing = count - partitions.length;
    if (missing <= 0) return state;
    const added = Array.from({ length: missing }, (_, i) =>
      emptyPartition(this.#partitionsTotal + i + 1, name, partitions.length + i),
    );
    const grown = { ...state, partitions: count };
    this.store.apply({ topic: grown, partitions: added });
    this.#partitionsTotal += missing;
    this.topics.set(name, { state: grown, partitions: [...partitions, ...added] });
    return grown;
  }

  /** Whether it is still a partition of its topic, and not of one that was removed. */
  holds(partition: PartitionState): boolean {
    return this.topics.get(partition.topic)?.partitions[partition.partition] === partition;
  }

  topicOf(name: string): LocalTopic {
    this.assertOpen();
    const topic = this.topics.get(name);
    if (topic === undefined) throw new OutsideError('topic-missing', `no topic ${name}`);
    return topic;
  }

  partitionOf(name: string, partition: number): PartitionState {
    const found = this.topicOf(name).partitions[partition];
    assert(found !== undefined, `topic ${name} has no partition ${partition}`);
    return found;
  }

  read(partition: PartitionState, offset: number, maxBytes: number): RecordBatch {
    this.assertOpen();
    this.assertInRange(partition, offset);
    return readBatch(this.store, partition, { offset, maxBytes });
  }

  /** Fails with the range that is lost, where the log no longer has or does not yet have it. */
  assertInRange({ topic, partition, start, end }: PartitionState, offset: number): void {
    if (offset >= start && offset <= end) return;
    const what =
      offset < start
        ? `records ${offset} to ${start - 1} of ${topic}/${partition} were removed`
        : `${topic}/${partition} ends at ${end}, before the wanted record ${offset}`;
    throw new OutsideError('offset-out-of-range', what);
  }

  /** Opens a new epoch of a writer: those before it are fenced from here on. */
  nextEpoch(transactionalId: string): number {
    this.assertOpen();
    const epoch = (this.#epochs.get(transactionalId) ?? 0) + 1;
    this.store.apply({ epoch: { transactionalId, epoch } });
    this.#epochs.set(transactionalId, epoch);
    return epoch;
  }

  /** Writes all outputs in one transaction and returns the partitions that grew. */
  commit(
    transactionalId: string,
    epoch: number,
    outputs: readonly OutputBuffer[],
  ): readonly PartitionState[] {
    this.assertOpen();
    if (this.#epochs.get(transactionalId) !== epoch) {
      throw new OutsideError('fenced', `another writer ${transactionalId} has been opened`);
    }
    const grown = new Map<number, PartitionState>();
    const adds: StoredBatch[] = [];
    for (const output of outputs) {
      if (output.count > 0) this.#pack(output, grown, adds);
    }
    if (adds.length === 0) return [];
    this.store.apply({ adds, partitions: [...grown.values()] });
    return [...grown.values()].map((state) => {
      const partition = this.partitionOf(state.topic, state.partition);
      Object.assign(partition, state);
      this.appends.appended(partition.id);
      return partition;
    });
  }

  #pack(output: OutputBuffer, grown: Map<number, PartitionState>, adds: StoredBatch[]): void {
    const topic = this.topicOf(output.topic);
    const before = this.partitionOf(output.topic, output.partition);
    this.#assertFits(output, topic.state);
    const partition = grown.get(before.id) ?? { ...before };
    grown.set(before.id, partition);
    partition.newest = Math.max(this.clock.now(), partition.newest);
    for (let from = 0; from < output.count; ) {
      const to = chunkEnd(output, from, this.limits.storedBatchBytesMax);
      adds.push({
        partitionId: partition.id,
        first: partition.end,
        next: partition.end + to - from,
        newest: partition.newest,
        bytes: packOutput(output, { from, to }, partition.newest),
      });
      partition.end += to - from;
      from = to;
    }
  }

  #assertFits(output: OutputBuffer, { name, cleanup }: TopicState): void {
    let start = 0;
    for (let i = 0; i < output.count; i += 1) {
      const sizeBytes = output.valueEnds[i]! - start;
      start = output.valueEnds[i]!;
      if (sizeBytes > this.limits.valueBytesMax) {
        throw new OutsideError(
          'record-too-large',
          `a value of ${sizeBytes} bytes for ${name} is over ${this.limits.valueBytesMax}`,
        );
      }
      const hasKey = output.keys[i] !== null || cleanup === 'delete';
      assert(hasKey, `topic ${name} is compacted: each record needs a key`);
    }
  }

  assertOpen(): void {
    assert(!this.#isClosed, 'the log is closed');
  }
}

/** One past the last record that still fits into one stored batch. */
function chunkEnd(output: OutputBuffer, from: number, bytesMax: number): number {
  const start = from === 0 ? 0 : output.valueEnds[from - 1]!;
  let to = from + 1;
  while (to < output.count && output.valueEnds[to]! - start <= bytesMax) to += 1;
  return to;
}
