// AddPartitionsToTxn, version 1: https://kafka.apache.org/protocol#The_Messages_AddPartitionsToTxn
// kafkajs tells the first error alone and of which partition not; where one is refused, Kafka says
// of all others that it did not try. Used by transaction-coordinator.ts.

import type { Transaction } from './kafkajs.ts';
import { type WireRequest, wireRequest } from './wire-request.ts';

export type PartitionName = { readonly topic: string; readonly partition: number };

export type AddedPartition = PartitionName & { readonly errorCode: number };

export function addPartitionsRequest(
  { transactionalId, producerId, producerEpoch }: Transaction,
  partitions: readonly PartitionName[],
): WireRequest<readonly AddedPartition[]> {
  return wireRequest({
    apiKey: 24,
    apiVersion: 1,
    apiName: 'AddPartitionsToTxn',
    throttleOf: (payload) => payload.readInt32BE(0),
    write(writer) {
      writer.string(transactionalId).int64(Number(producerId.toString())).int16(producerEpoch);
      const topics = Map.groupBy(partitions, ({ topic }) => topic);
      writer.int32(topics.size);
      for (const [topic, own] of topics) {
        writer.string(topic).int32(own.length);
        for (const { partition } of own) writer.int32(partition);
      }
    },
    read(reader) {
      reader.int32();
      const topics = reader.list(() => {
        const topic = reader.string() ?? '';
        return reader.list(() => ({
          topic,
          partition: reader.int32(),
          errorCode: reader.int16(),
        }));
      });
      return topics.flat();
    },
  });
}
