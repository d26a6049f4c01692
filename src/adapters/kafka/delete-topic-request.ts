// DeleteTopics, version 6 (KIP-516, Kafka 2.8):
// https://kafka.apache.org/protocol#The_Messages_DeleteTopics
// kafkajs names the topic to be deleted, and so deletes whatever bears that name by then. By its
// id a topic is deleted once, and one that was made anew stays. Used by topics.ts.

import { type WireRequest, wireRequest } from './wire-request.ts';

const noTags = 0;
const noName = 0;

/** Kafka's number of the error, 0 where it is deleted. */
export function deleteTopicRequest(id: string, timeoutMs: number): WireRequest<number> {
  return wireRequest({
    apiKey: 20,
    apiVersion: 6,
    apiName: 'DeleteTopics',
    throttleOf: () => 0,
    write(writer) {
      const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
      writer.uvarint(noTags).uvarint(2);
      writer.uvarint(noName).raw(bytes).uvarint(noTags);
      writer.int32(timeoutMs).uvarint(noTags);
    },
    read(reader) {
      reader.skipTags();
      reader.int32();
      const [errorCode] = reader.compactList(() => {
        reader.compactString();
        reader.view(16);
        const code = reader.int16();
        reader.compactString();
        reader.skipTags();
        return code;
      });
      return errorCode ?? -1;
    },
  });
}
