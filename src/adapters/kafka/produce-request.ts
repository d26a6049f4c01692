// Produce, version 7, confirmed by all replicas in sync:
// https://kafka.apache.org/protocol#The_Messages_Produce
// Every partition has its own answer. Used by kafka-writer.ts and probe.ts.

import { type WireRequest, wireRequest } from './wire-request.ts';

export type ProduceOptions = {
  readonly transactionalId: string;
  readonly timeoutMs: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    /** One record batch. */
    readonly records: Uint8Array;
  }[];
};

export type ProducedPartition = {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: number;
  /** The broker's clock where the topic is stamped by it, else −1. */
  readonly appendTime: number;
};

const allInSync = -1;

export function produceRequest(options: ProduceOptions): WireRequest<readonly ProducedPartition[]> {
  return wireRequest({
    apiKey: 0,
    apiVersion: 7,
    apiName: 'Produce',
    requestTimeout: options.timeoutMs + 5_000,
    throttleOf: (payload) => payload.readInt32BE(payload.length - 4),
    write(writer) {
      writer.string(options.transactionalId).int16(allInSync).int32(options.timeoutMs);
      const topics = Map.groupBy(options.partitions, ({ topic }) => topic);
      writer.int32(topics.size);
      for (const [topic, partitions] of topics) {
        writer.string(topic).int32(partitions.length);
        for (const { partition, records } of partitions) writer.int32(partition).bytes(records);
      }
    },
    read(reader) {
      const topics = reader.list(() => {
        const topic = reader.string() ?? '';
        return reader.list(() => {
          const [partition, errorCode] = [reader.int32(), reader.int16()];
          const [baseOffset, appendTime] = [Number(reader.int64()), Number(reader.int64())];
          reader.int64();
          return { topic, partition, errorCode, baseOffset, appendTime };
        });
      });
      return topics.flat();
    },
  });
}
