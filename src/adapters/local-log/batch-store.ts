// What the local log keeps its batches in: a small ordered store. Two of them exist, a Map for
// tests and simulation and SQLite for the disk; the log cannot tell which it has.
//
// All writing goes through one method, `apply`, which is one transaction: that is the whole basis
// of "all records of a commit, or none". Reading and writing are synchronous, so no other task can
// get in between. `synced` waits until a power cut cannot take it back. Used by local-log only.

import type { Millis } from '../../core/time.ts';
import type { TopicState } from '../../ports.ts';

/** Where a stored batch lies. Offsets `first` to `next` − 1 are its own, gaps included. */
export type BatchPlace = {
  readonly partitionId: number;
  readonly first: number;
  readonly next: number;
  /** Broker time of its newest record. */
  readonly newest: Millis;
};

export type StoredBatch = BatchPlace & { readonly bytes: Uint8Array };

export type PartitionState = {
  /** Number of the partition within the store. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  start: number;
  end: number;
  /** Broker time of the last record: time never goes back within a partition. */
  newest: Millis;
  /** Compaction has looked at everything below this offset. */
  cleanedTo: number;
};

/** A partition that has no record yet. */
export function emptyPartition(id: number, topic: string, partition: number): PartitionState {
  return { id, topic, partition, start: 0, end: 0, newest: 0, cleanedTo: 0 };
}

/** One transaction: drops happen before adds, so that a batch may be replaced by another. */
export type StoreChange = {
  readonly topic?: TopicState;
  /** Goes with its partitions and all that lies in them. */
  readonly goneTopic?: { readonly name: string; readonly partitionIds: readonly number[] };
  readonly partitions?: readonly PartitionState[];
  readonly epoch?: { readonly transactionalId: string; readonly epoch: number };
  readonly drops?: readonly BatchPlace[];
  readonly adds?: readonly StoredBatch[];
};

export type StoreContents = {
  readonly topics: readonly TopicState[];
  readonly partitions: readonly PartitionState[];
  /** Transactional id to its newest epoch. */
  readonly epochs: ReadonlyMap<string, number>;
};

export type BatchStore = {
  load(): StoreContents;
  /** All of it or nothing. Fails with `disk-full`, `disk-failed` and the like. */
  apply(change: StoreChange): void;
  /**
   * Resolves when all that was applied until now survives the loss of power. Once it has failed it
   * rejects for good, with the codes of `apply`, and nothing more can be applied.
   */
  synced(): Promise<void>;
  /** Throws once that has failed, for whoever has nothing to apply now. */
  assertWell(): void;
  /** The batch that holds `offset`, or else the first one after it. */
  find(partitionId: number, offset: number): BatchPlace | undefined;
  /** The bytes of a batch; nobody may change them. */
  read(place: BatchPlace): Uint8Array;
  /** Bytes stored in batches that start at `offset` or later. */
  sizeBytes(partitionId: number, offset: number): number;
  close(): void;
};
