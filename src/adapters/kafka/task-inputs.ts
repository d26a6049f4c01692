// The partitions that one task reads, side by side: what was fetched for each and not yet handed
// out. Positions are ours alone: no offset is ever chosen by a library. Used by task-runner.ts.

import type { RecordBatch } from '../../core/batch.ts';
import { Scratch } from '../../core/scratch.ts';
import { OutsideError } from '../../errors.ts';
import type { OffsetRange } from '../../ports.ts';
import { firstOf } from './batch-slice.ts';
import { kafkaCodes, kafkaFailure } from './failures.ts';
import type { FetchedPartition } from './fetch-request.ts';
import type { Fetcher } from './fetcher.ts';
import { readRecordBatches } from './record-batch-reader.ts';

export type InputPlace = {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to hand out. */
  position: number;
};

export type Input = InputPlace & {
  fetched: RecordBatch | undefined;
  /** End of its log at the last fetch, if that brought something. */
  end: number;
  /** Of what was fetched: the next fetch comes once all of it was handed out. */
  readonly scratch: Scratch;
};

export type Source = {
  readonly fetcher: Fetcher;
  range(topic: string, partition: number): Promise<OffsetRange>;
};

/**
 * A broker fills its answer partition by partition and sends whole record batches: with less room
 * than one of them takes, a partition with much would leave nothing for the others.
 */
const fetchBytesMin = 1_048_588;
/** Who keeps up fetches a fraction of this; there may be dozens of inputs. */
const scratchBytesMax = 8_000_000;

export class TaskInputs {
  readonly #source: Source;
  readonly #inputs: readonly Input[];
  readonly #maxBytes: number;
  #turn = 0;

  constructor(source: Source, inputs: readonly InputPlace[], maxBytes: number) {
    this.#source = source;
    this.#inputs = inputs.map((input) => ({
      ...input,
      fetched: undefined,
      end: 0,
      scratch: new Scratch(scratchBytesMax),
    }));
    this.#maxBytes = maxBytes;
  }

  /** The next batch that is here, each input in its turn, so that none starves another. */
  next(): RecordBatch | undefined {
    for (let i = 0; i < this.#inputs.length; i += 1) {
      const input = this.#inputs[(this.#turn + i) % this.#inputs.length]!;
      if (input.fetched === undefined) continue;
      this.#turn = this.#turn + i + 1;
      const batch = firstOf(input.fetched, input.position, this.#maxBytes);
      input.position = batch.nextOffset;
      if (input.position >= input.fetched.nextOffset) input.fetched = undefined;
      return batch;
    }
    return undefined;
  }

  /** Whether more was there than the last fetch had room for. */
  get isBehind(): boolean {
    return this.#inputs.some(({ position, end }) => position < end);
  }

  /**
   * Fetches for all inputs; every one must have been handed out. True where there is more to do
   * now; false where all are read to their end and nothing came within `waitMs`.
   */
  async fetch(waitMs: number, stop?: AbortSignal): Promise<boolean> {
    const parts = this.#inputs.map(({ topic, partition, position }) => ({
      topic,
      partition,
      offset: position,
      maxBytes: Math.max(this.#maxBytes, fetchBytesMin),
    }));
    for (const input of this.#inputs) input.end = 0;
    let isMore = false;
    for (const fetched of await this.#source.fetcher.fetch(parts, waitMs, stop)) {
      const input = this.#inputs.find(
        ({ topic, partition }) => topic === fetched.topic && partition === fetched.partition,
      )!;
      if (await this.#accept(input, fetched)) isMore = true;
    }
    return isMore;
  }

  /** Whether the input has, or will have at once, something to hand out. */
  async #accept(input: Input, fetched: FetchedPartition): Promise<boolean> {
    await assertFetched(fetched, input.position, this.#source);
    const batch = readRecordBatches(fetched, input.position, input.scratch);
    if (batch.nextOffset <= input.position) return input.position < batch.endOffset;
    input.fetched = batch;
    input.end = batch.endOffset;
    return true;
  }
}

/** Fails where the answer is an error; names the range that is lost where it is out of range. */
export async function assertFetched(
  { errorCode, topic, partition }: FetchedPartition,
  offset: number,
  { range }: Pick<Source, 'range'>,
): Promise<void> {
  if (errorCode === kafkaCodes.none) return;
  if (errorCode === kafkaCodes.offsetOutOfRange) {
    const { start, end } = await range(topic, partition);
    const what =
      offset < start
        ? `records ${offset} to ${start - 1} of ${topic}/${partition} were removed`
        : `${topic}/${partition} ends at ${end}, before the wanted record ${offset}`;
    throw new OutsideError('offset-out-of-range', what);
  }
  throw kafkaFailure(errorCode, `Kafka does not let us read ${topic}/${partition}`);
}
