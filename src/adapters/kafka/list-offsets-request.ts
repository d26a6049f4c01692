// ListOffsets, version 3, read committed:
// https://kafka.apache.org/protocol#The_Messages_ListOffsets
// Used by topics.ts.

import { type WireRequest, wireRequest } from './wire-request.ts';

export type ListedOffset = { readonly errorCode: number; readonly offset: number };

/** The first record that is kept; the end of what is committed or aborted for good. */
export type OffsetPlace = 'earliest' | 'latest';

const places: Readonly<Record<OffsetPlace, number>> = { earliest: -2, latest: -1 };
const readCommitted = 1;

export function listOffsetsRequest(
  topic: string,
  partition: number,
  place: OffsetPlace,
): WireRequest<ListedOffset> {
  return wireRequest({
    apiKey: 2,
    apiVersion: 3,
    apiName: 'ListOffsets',
    throttleOf: (payload) => payload.readInt32BE(0),
    write(writer) {
      const noReplica = -1;
      writer.int32(noReplica).int8(readCommitted).int32(1).string(topic);
      writer.int32(1).int32(partition).int64(places[place]);
    },
    read(reader) {
      reader.int32();
      const topics = reader.list(() => {
        reader.string();
        return reader.list(() => {
          reader.int32();
          const errorCode = reader.int16();
          reader.int64();
          return { errorCode, offset: Number(reader.int64()) };
        });
      });
      return topics.flat()[0] ?? { errorCode: -1, offset: -1 };
    },
  });
}
