// Fetch, version 11, read committed: https://kafka.apache.org/protocol#The_Messages_Fetch
// The records stay as they are; record-batch-reader.ts opens them. Used by fetcher.ts.

import { type ByteReader, type WireRequest, wireRequest } from './wire-request.ts';

export type FetchOptions = {
  /** How long the broker may wait for `minBytes`. */
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
    readonly maxBytes: number;
  }[];
};

export type FetchedPartition = {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  /** Everything below it is committed or aborted for good. */
  readonly lastStableOffset: number;
  readonly logStart: number;
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[];
  /** A view into the response. */
  readonly records: Uint8Array;
};

const readCommitted = 1;
/** Kafka's UNKNOWN_SERVER_ERROR. */
const unknownError = -1;

export function fetchRequest(options: FetchOptions): WireRequest<readonly FetchedPartition[]> {
  return wireRequest({
    apiKey: 1,
    apiVersion: 11,
    apiName: 'Fetch',
    requestTimeout: options.maxWaitMs + 30_000,
    throttleOf: (payload) => payload.readInt32BE(0),
    write(writer) {
      const noReplica = -1;
      writer.int32(noReplica).int32(options.maxWaitMs).int32(options.minBytes);
      writer.int32(options.maxBytes).int8(readCommitted);
      // No incremental session: what is asked for changes with every request.
      writer.int32(0).int32(-1);
      const topics = Map.groupBy(options.partitions, ({ topic }) => topic);
      writer.int32(topics.size);
      for (const [topic, partitions] of topics) {
        writer.string(topic).int32(partitions.length);
        for (const { partition, offset, maxBytes } of partitions) {
          const [noEpoch, noLogStart] = [-1, -1];
          writer.int32(partition).int32(noEpoch).int64(offset).int64(noLogStart).int32(maxBytes);
        }
      }
      writer.int32(0).string('');
    },
    read(reader) {
      reader.int32();
      const [errorCode, _session] = [reader.int16(), reader.int32()];
      const topics = reader.list(() => {
        const topic = reader.string() ?? '';
        return reader.list(() => readPartition(reader, topic, errorCode));
      });
      return withUnanswered(options.partitions, topics.flat(), errorCode || unknownError);
    },
  });
}

function readPartition(reader: ByteReader, topic: string, error: number): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16() || error;
  const highWatermark = Number(reader.int64());
  const lastStableOffset = Number(reader.int64());
  const logStart = Number(reader.int64());
  const aborted = reader.list(() => ({
    producerId: reader.int64(),
    firstOffset: Number(reader.int64()),
  }));
  reader.int32();
  const size = reader.int32();
  const records = plain(reader.view(Math.max(size, 0)));
  return {
    topic,
    partition,
    errorCode,
    highWatermark,
    lastStableOffset,
    logStart,
    aborted,
    records,
  };
}

/** Whoever waits for a partition is told, also where the broker says nothing about it. */
function withUnanswered(
  asked: FetchOptions['partitions'],
  answers: readonly FetchedPartition[],
  errorCode: number,
): readonly FetchedPartition[] {
  const answered = new Set(answers.map(({ topic, partition }) => `${topic}/${partition}`));
  const missing = asked.filter(({ topic, partition }) => !answered.has(`${topic}/${partition}`));
  const nothing = { highWatermark: -1, lastStableOffset: -1, logStart: -1, aborted: [] };
  const records = new Uint8Array(0);
  return [
    ...answers,
    ...missing.map(({ topic, partition }) => ({
      topic,
      partition,
      errorCode,
      ...nothing,
      records,
    })),
  ];
}

/** Records are plain arrays wherever they come from: what reads them is compiled for one kind. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
