// Metadata, version 12: https://kafka.apache.org/protocol#The_Messages_Metadata
// kafkajs stops at version 6; the id of a topic's incarnation (KIP-516) came with version 10.
// Used by topic-map.ts.

import { type ByteReader, type WireRequest, wireRequest } from './wire-request.ts';

export type TopicPartitions = {
  readonly topic: string;
  readonly errorCode: number;
  /** A UUID, as text. */
  readonly id: string;
  readonly partitions: readonly {
    readonly partition: number;
    /** −1 where there is none at the moment. */
    readonly leader: number;
    readonly replicas: readonly number[];
    readonly isr: readonly number[];
  }[];
};

const noTags = 0;
const noId = Buffer.alloc(16);

export function topicIdsRequest(
  topics: readonly string[],
): WireRequest<readonly TopicPartitions[]> {
  return wireRequest({
    apiKey: 3,
    apiVersion: 12,
    apiName: 'Metadata',
    throttleOf: () => 0,
    write(writer) {
      // kafkajs writes the header without the tags that flexible versions end it with.
      writer.uvarint(noTags).uvarint(topics.length + 1);
      for (const topic of topics) writer.raw(noId).compactString(topic).uvarint(noTags);
      const [mayCreate, withRights] = [0, 0];
      writer.int8(mayCreate).int8(withRights).uvarint(noTags);
    },
    read(reader) {
      reader.skipTags();
      reader.int32();
      reader.compactList(() => skipBroker(reader));
      reader.compactString();
      reader.int32();
      return reader.compactList(() => readTopic(reader));
    },
  });
}

function skipBroker(reader: ByteReader): void {
  reader.int32();
  reader.compactString();
  reader.int32();
  reader.compactString();
  reader.skipTags();
}

function readTopic(reader: ByteReader): TopicPartitions {
  const errorCode = reader.int16();
  const topic = reader.compactString() ?? '';
  const id = uuid(reader.view(16));
  reader.int8();
  const partitions = reader.compactList(() => {
    reader.int16();
    const [partition, leader] = [reader.int32(), reader.int32()];
    reader.int32();
    const replicas = reader.compactList(() => reader.int32());
    const isr = reader.compactList(() => reader.int32());
    reader.compactList(() => reader.int32());
    reader.skipTags();
    return { partition, leader, replicas, isr };
  });
  reader.int32();
  reader.skipTags();
  return { topic, errorCode, id, partitions };
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  const parts = [0, 8, 12, 16, 20].map((start, i, all) => hex.slice(start, all[i + 1]));
  return parts.join('-');
}
