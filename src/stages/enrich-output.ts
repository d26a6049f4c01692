// What one enrich task is about to commit: buffers per partition, filled record by record, and when
// they are full. For the enrich stage.

import { OutputBuffer, type RecordBatch } from '../core/batch.ts';
import type { DeadLetterReason } from '../core/dead-letter.ts';
import { type Findings, findingFields } from '../core/enrich.ts';
import { partitionOf } from '../core/hash.ts';
import type { Millis } from '../core/time.ts';
import type { Explained, PendingTouch, Position, Tick } from '../generated/records.ts';
import type { Codec, RecordExtender } from '../ports.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { deadLetterRecord } from './dead-letter-record.ts';
import { positionKey } from './position.ts';

/** Users whose partition is remembered; beyond it the memory starts anew. */
const usersRemembered = 100_000;

/** Buffers are cleared and filled again: they grow to the largest commit and stay. */
export class EnrichOutput {
  readonly #codec: Codec;
  readonly #extend: RecordExtender<Findings>;
  readonly #source: { readonly partition: number; readonly sources: number };
  readonly #access: readonly OutputBuffer[];
  readonly #deadLetters: OutputBuffer;
  readonly #state: OutputBuffer;
  readonly #partitions = new Map<string, number>();
  #pendingBytes = 0;
  #bytes = 0;
  /** Whether the next record should go into another commit. */
  isFull = false;

  constructor(
    codec: Codec,
    source: { readonly partition: number; readonly sources: number; readonly users: number },
  ) {
    this.#codec = codec;
    this.#extend = codec.extender('EnrichedAccess', findingFields);
    this.#source = source;
    this.#access = Array.from({ length: source.users }, (_, n) => new OutputBuffer('access', n));
    this.#deadLetters = new OutputBuffer('dead-letter', source.partition);
    this.#state = new OutputBuffer('enrich-state', source.partition);
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  access(batch: RecordBatch, index: number, findings: Findings): void {
    const buffer = this.#access[this.#partitionOf(findings.user)]!;
    const before = buffer.length;
    this.#extend(buffer, findings.user, { batch, index }, findings);
    this.#count(buffer, before);
  }

  explained(record: Explained): void {
    const buffer = this.#access[this.#partitionOf(record.user)]!;
    const before = buffer.length;
    this.#codec.encode(buffer, record.user, 'Explained', record);
    this.#count(buffer, before);
  }

  /** The passing of time goes to everybody. */
  tick(clock: Millis, state: Tick['state']): void {
    const { partition, sources } = this.#source;
    const tick = { source_partition: partition, clock, sources, state };
    for (const buffer of this.#access) {
      const before = buffer.length;
      this.#codec.encode(buffer, null, 'Tick', tick);
      this.#count(buffer, before);
    }
  }

  deadLetter(
    batch: RecordBatch,
    index: number,
    refusal: { readonly reason: DeadLetterReason; readonly detail: string },
  ): void {
    const letter = deadLetterRecord(batch, index, { stage: 'enrich', ...refusal });
    const before = this.#deadLetters.length;
    this.#codec.encode(this.#deadLetters, letter.key, 'DeadLetter', letter);
    this.#count(this.#deadLetters, before);
  }

  /** Pending touches are written at the commit, but count from now on. */
  expectPending(record: PendingTouch): void {
    // An estimate: 200 bytes of other fields, and for each subject its index and segment.
    this.#pendingBytes += 200;
    for (const subject of record.subjects) this.#pendingBytes += subject.length + 16;
    if (this.#pendingBytes > partitionBytesMax) this.isFull = true;
  }

  /** Closes what goes into one transaction. The buffers stay valid until `clear`. */
  finish(
    pending: ReadonlyMap<string, PendingTouch | null>,
    position: Position,
  ): readonly OutputBuffer[] {
    for (const [key, record] of pending) {
      if (record === null) this.#state.append(key, null);
      else this.#codec.encode(this.#state, key, 'PendingTouch', record);
    }
    this.#codec.encode(this.#state, positionKey, 'Position', position);
    return [...this.#access, this.#deadLetters, this.#state].filter(({ count }) => count > 0);
  }

  clear(): void {
    for (const buffer of this.#access) buffer.clear();
    this.#deadLetters.clear();
    this.#state.clear();
    this.#pendingBytes = 0;
    this.#bytes = 0;
    this.isFull = false;
  }

  #count(buffer: OutputBuffer, lengthBefore: number): void {
    this.#bytes += buffer.length - lengthBefore;
    if (buffer.length > partitionBytesMax || this.#bytes > commitBytesMax) this.isFull = true;
  }

  /** The same people read all day: a look-up is cheaper than the hash. */
  #partitionOf(user: string): number {
    let partition = this.#partitions.get(user);
    if (partition === undefined) {
      partition = partitionOf(user, this.#access.length);
      if (this.#partitions.size >= usersRemembered) this.#partitions.clear();
      this.#partitions.set(user, partition);
    }
    return partition;
  }
}
