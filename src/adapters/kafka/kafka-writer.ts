// The writer of one transactional id: fences the one before it, then one transaction per commit.
//
//   commit ──▶ name the partitions to the coordinator ──▶ one record batch per partition and send,
//              until each partition has said by name that it has it ──▶ commit at the coordinator
//
// Complete acknowledgement: what a broker does not confirm for a partition is sent again to
// whoever leads that partition now, as the same bytes with the same sequence number, so that it is
// written once. kafkajs skips a broker that has answered before, and calls that a success. One
// unfinished send per writer; after any failure the writer is of no use any more, since the
// outcome of its transaction may be unknown. Used by kafka-log.ts.

import { assert } from '../../core/assert.ts';
import type { OutputBuffer } from '../../core/batch.ts';
import { OutsideError } from '../../errors.ts';
import type { LogWriter } from '../../ports.ts';
import type { Compression } from './compression.ts';
import { kafkaCodeOf, kafkaCodes, kafkaFailure, staleLeaderCodes, toOutside } from './failures.ts';
import { type Chunk, chunksOf } from './output-chunks.ts';
import { type ProducedPartition, produceRequest } from './produce-request.ts';
import { writeRecordBatch } from './record-batch-writer.ts';
import { withinGrace } from './stop-grace.ts';
import type { TopicMap } from './topic-map.ts';
import { type CoordinatorOptions, TransactionCoordinator } from './transaction-coordinator.ts';

export type WriterOptions = CoordinatorOptions & {
  readonly topics: TopicMap;
  readonly compression: Compression;
  readonly plainTopics: ReadonlySet<string>;
  readonly valueBytesMax: number;
  /** What is not written soon after it is given up. */
  readonly stop?: AbortSignal | undefined;
};

const stalePauseMs = 50;
const sequences = 2 ** 31;

export class KafkaWriter implements LogWriter {
  readonly #options: WriterOptions;
  readonly #coordinator: TransactionCoordinator;
  /** Next sequence number by topic/partition. */
  readonly #sequences = new Map<string, number>();
  #state: 'open' | 'committing' | 'spent' | 'closed' = 'open';

  private constructor(options: WriterOptions, coordinator: TransactionCoordinator) {
    this.#options = options;
    this.#coordinator = coordinator;
  }

  static async open(options: WriterOptions, transactionalId: string): Promise<KafkaWriter> {
    return new KafkaWriter(options, await TransactionCoordinator.fence(options, transactionalId));
  }

  async commit(outputs: readonly OutputBuffer[]): Promise<void> {
    const id = this.#coordinator.transactionalId;
    assert(this.#state !== 'closed', `the writer ${id} is closed`);
    assert(this.#state !== 'committing', `the writer ${id} has a commit in hand`);
    if (this.#state === 'spent') {
      throw new OutsideError('fenced', `the writer ${id} failed before and cannot write any more`);
    }
    const rounds = chunksOf(outputs, this.#options.valueBytesMax);
    if (rounds.length === 0) return;
    await this.#assertTopics(rounds[0]!);
    this.#state = 'committing';
    try {
      await withinGrace(this.#write(rounds), this.#options);
      this.#state = 'open';
    } catch (error) {
      this.#state = 'spent';
      throw await this.#failed(error);
    }
  }

  async close(): Promise<void> {
    this.#state = 'closed';
  }

  async #assertTopics(chunks: readonly Chunk[]): Promise<void> {
    for (const { output } of chunks) {
      const { leaders } = await this.#options.topics.placesOf(output.topic);
      const hasPartition = output.partition < leaders.length;
      assert(hasPartition, `topic ${output.topic} has no partition ${output.partition}`);
    }
  }

  async #write(rounds: readonly (readonly Chunk[])[]): Promise<void> {
    await this.#coordinator.add(rounds[0]!.map(({ output }) => output));
    for (const chunks of rounds) await this.#send(chunks);
    await this.#coordinator.commit();
  }

  /** One record batch for each of some partitions, until all of them have it. */
  async #send(chunks: readonly Chunk[]): Promise<void> {
    const { clock, transactionMs } = this.#options;
    let left = chunks.map((chunk) => ({ ...chunk, records: this.#encode(chunk) }));
    const until = clock.now() + transactionMs;
    for (let failure: unknown; left.length > 0; ) {
      if (clock.now() > until) {
        throw failure ?? new OutsideError('kafka-unreachable', 'Kafka does not confirm records.');
      }
      const unsaid: Sending[] = [];
      for (const [leader, sendings] of await this.#byLeader(left)) {
        const answer = await this.#produce(leader, sendings);
        unsaid.push(...answer.unsaid);
        failure = answer.failure ?? failure;
      }
      left = unsaid;
      if (left.length > 0) {
        for (const { output } of left) this.#options.topics.forget(output.topic);
        await clock.sleep(stalePauseMs);
      }
    }
    for (const { output, from, to } of chunks) {
      const key = `${output.topic}/${output.partition}`;
      this.#sequences.set(key, ((this.#sequences.get(key) ?? 0) + to - from) % sequences);
    }
  }

  #encode({ output, from, to }: Chunk): Uint8Array {
    const { clock, compression, plainTopics } = this.#options;
    const { producerId, producerEpoch } = this.#coordinator.identity;
    return writeRecordBatch(
      output,
      { from, to },
      {
        producerId: BigInt(producerId.toString()),
        epoch: producerEpoch,
        baseSequence: this.#sequences.get(`${output.topic}/${output.partition}`) ?? 0,
        isTransactional: true,
        compression: plainTopics.has(output.topic) ? 'none' : compression,
        at: clock.now(),
      },
    );
  }

  async #byLeader(sendings: readonly Sending[]): Promise<ReadonlyMap<number, readonly Sending[]>> {
    const byLeader = new Map<number, Sending[]>();
    for (const sending of sendings) {
      const { topic, partition } = sending.output;
      const leader = await this.#options.topics.leaderOf(topic, partition).catch((error) => {
        if (error instanceof OutsideError && error.retriable) return noLeader;
        throw error;
      });
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), sending]);
    }
    return byLeader;
  }

  /** What the broker has not confirmed by name, and why. What no repetition helps is thrown. */
  async #produce(leader: number, sendings: readonly Sending[]): Promise<Answer> {
    if (leader === noLeader) return { unsaid: sendings, failure: undefined };
    const { transactionalId } = this.#coordinator;
    const request = produceRequest({
      transactionalId,
      timeoutMs: this.#options.transactionMs,
      partitions: sendings.map(({ output: { topic, partition }, records }) => ({
        topic,
        partition,
        records,
      })),
    });
    let answers: readonly ProducedPartition[];
    try {
      answers = await this.#options.links.send(leader, request);
    } catch (error) {
      if (!(error instanceof OutsideError) || !error.retriable) throw error;
      return { unsaid: sendings, failure: error };
    }
    const unsaid: Sending[] = [];
    let failure: unknown;
    for (const sending of sendings) {
      const { topic, partition } = sending.output;
      const answer = answers.find((one) => one.topic === topic && one.partition === partition);
      const code = answer?.errorCode ?? kafkaCodes.networkException;
      if (code === kafkaCodes.none || code === kafkaCodes.duplicateSequence) continue;
      const error = kafkaFailure(code, `Kafka does not take records for ${topic}/${partition}`);
      if (!isPassing(code)) throw error;
      unsaid.push(sending);
      failure = error;
    }
    return { unsaid, failure };
  }

  /**
   * An open transaction holds back all who read its partitions until it times out, so it is
   * aborted where that can be. The next owner's fence would do it as well.
   */
  async #failed(error: unknown): Promise<unknown> {
    const outside = toOutside(error, 'writing to Kafka');
    if (outside instanceof OutsideError && outside.code === 'fenced') return outside;
    try {
      await withinGrace(this.#coordinator.abort(), this.#options);
    } catch (cause) {
      // Nothing was open yet.
      if (kafkaCodeOf(cause) === kafkaCodes.invalidTransactionState) return outside;
      return outside instanceof OutsideError
        ? new OutsideError(outside.code, `${outside.message} Its transaction is left open.`, {
            cause,
          })
        : outside;
    }
    return outside;
  }
}

type Sending = Chunk & { readonly records: Uint8Array };
type Answer = { readonly unsaid: readonly Sending[]; readonly failure: unknown };

const noLeader = -1;

/** Sending it again may help: another leader, fewer replicas than wanted, a broker that is slow. */
function isPassing(code: number): boolean {
  return (
    staleLeaderCodes.has(code) ||
    code === kafkaCodes.requestTimedOut ||
    code === kafkaCodes.notEnoughReplicas ||
    code === kafkaCodes.notEnoughReplicasAfterAppend
  );
}
