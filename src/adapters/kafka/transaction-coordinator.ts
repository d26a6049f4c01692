// The transactions of one transactional id, at the broker that coordinates them: opened by name of
// the partitions, ended once, settled before anybody is told. Used by kafka-writer.ts and probe.ts.

import { OutsideError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';
import { addPartitionsRequest, type PartitionName } from './add-partitions-request.ts';
import { kafkaCodeOf, kafkaCodes, kafkaFailure } from './failures.ts';
import type { Broker, ProducerIdentity } from './kafkajs.ts';
import type { Links } from './links.ts';
import { transactionStateRequest } from './transaction-state-request.ts';

export type CoordinatorOptions = {
  readonly links: Links;
  readonly clock: Clock;
  /** Kafka aborts what is open longer than this; nobody waits longer for the coordinator either. */
  readonly transactionMs: number;
};

/** It still ends the transaction before, or loads: it says so and is asked again. */
const pauseMsMin = 5;
const pauseMsMax = 1_000;
/** Markers take a few milliseconds where nothing is wrong. */
const settlePauseMs = 2;
const settlePauseMsMax = 100;

/** Of the partitions beside the one that was refused. */
const spared: ReadonlySet<number> = new Set([kafkaCodes.none, kafkaCodes.operationNotAttempted]);

const passing: ReadonlySet<number | undefined> = new Set([
  kafkaCodes.concurrentTransactions,
  kafkaCodes.coordinatorLoading,
  kafkaCodes.coordinatorNotAvailable,
  kafkaCodes.notCoordinator,
]);

export class TransactionCoordinator {
  readonly transactionalId: string;
  readonly identity: ProducerIdentity;
  readonly #options: CoordinatorOptions;

  private constructor(
    options: CoordinatorOptions,
    transactionalId: string,
    identity: ProducerIdentity,
  ) {
    this.#options = options;
    this.transactionalId = transactionalId;
    this.identity = identity;
  }

  /** Takes the id over: what its owner before had open is aborted and settled by then. */
  static async fence(
    options: CoordinatorOptions,
    transactionalId: string,
  ): Promise<TransactionCoordinator> {
    const identity = await ask(options, transactionalId, (broker) =>
      broker.initProducerId({ transactionalId, transactionTimeout: options.transactionMs }),
    );
    return new TransactionCoordinator(options, transactionalId, identity);
  }

  /** Every partition is named before a record is sent to it. */
  async add(partitions: readonly PartitionName[]): Promise<void> {
    const request = addPartitionsRequest(this.#name(), partitions);
    await this.#ask(async (broker) => {
      const added = await broker.connectionPool.send(request);
      const refused = added.find(({ errorCode }) => !spared.has(errorCode));
      if (refused === undefined) return;
      const { topic, partition, errorCode } = refused;
      throw kafkaFailure(errorCode, `Kafka does not let us write to ${topic}/${partition}`);
    });
  }

  async commit(): Promise<void> {
    await this.#ask((broker) => broker.endTxn({ ...this.#name(), transactionResult: true }));
    await this.#settle();
  }

  /** Once, without waiting: whoever takes the id over aborts it as well. */
  async abort(): Promise<void> {
    const { links } = this.#options;
    await links.ask(
      () => links.coordinatorOf(this.transactionalId),
      (broker) => broker.endTxn({ ...this.#name(), transactionResult: false }),
    );
  }

  /**
   * The coordinator answers before the markers are written that make the records visible. Whoever
   * is told of a commit may read at once, and drains do: so it is over only when it can be seen.
   */
  async #settle(): Promise<void> {
    const request = transactionStateRequest(this.transactionalId);
    for (let pauseMs = settlePauseMs; ; pauseMs = Math.min(pauseMs * 2, settlePauseMsMax)) {
      const { errorCode, state } = await this.#ask((broker) => broker.connectionPool.send(request));
      if (errorCode === kafkaCodes.none && state !== 'PrepareCommit') return;
      if (errorCode !== kafkaCodes.none && !passing.has(errorCode)) {
        throw kafkaFailure(errorCode, `Kafka does not tell how ${this.transactionalId} is`);
      }
      if (errorCode !== kafkaCodes.none)
        this.#options.links.forgetCoordinator(this.transactionalId);
      await this.#options.clock.sleep(pauseMs);
    }
  }

  #name() {
    return { ...this.identity, transactionalId: this.transactionalId };
  }

  #ask<T>(use: (broker: Broker) => Promise<T>): Promise<T> {
    return ask(this.#options, this.transactionalId, use);
  }
}

/** Asks the coordinator, wherever it is by now, for as long as a transaction may be open. */
async function ask<T>(
  { links, clock, transactionMs }: CoordinatorOptions,
  transactionalId: string,
  use: (broker: Broker) => Promise<T>,
): Promise<T> {
  const until = clock.now() + transactionMs;
  for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(pauseMs * 1.5, pauseMsMax)) {
    try {
      return await links.ask(() => links.coordinatorOf(transactionalId), use);
    } catch (error) {
      const code = kafkaCodeOf(error);
      const isAway = error instanceof OutsideError && error.code === 'kafka-unreachable';
      if (clock.now() > until && code === kafkaCodes.concurrentTransactions)
        throw kafkaFailure(code, `Kafka does not begin a transaction of ${transactionalId}`);
      if ((!passing.has(code) && !isAway) || clock.now() > until) throw error;
      if (code !== kafkaCodes.concurrentTransactions) links.forgetCoordinator(transactionalId);
      await clock.sleep(Math.round(pauseMs));
    }
  }
}
