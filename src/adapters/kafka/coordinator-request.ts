// FindCoordinator, version 1: https://kafka.apache.org/protocol#The_Messages_FindCoordinator
// kafkajs swallows why there is none, be it a right that is missing. Used by links.ts.

import { type WireRequest, wireRequest } from './wire-request.ts';

/** As Kafka numbers them. */
export const coordinatorKinds = { group: 0, transaction: 1 } as const;
export type CoordinatorKind = (typeof coordinatorKinds)[keyof typeof coordinatorKinds];

export type FoundCoordinator = { readonly errorCode: number; readonly nodeId: number };

export function coordinatorRequest(
  id: string,
  kind: CoordinatorKind,
): WireRequest<FoundCoordinator> {
  return wireRequest({
    apiKey: 10,
    apiVersion: 1,
    apiName: 'FindCoordinator',
    throttleOf: (payload) => payload.readInt32BE(0),
    write(writer) {
      writer.string(id).int8(kind);
    },
    read(reader) {
      reader.int32();
      const errorCode = reader.int16();
      reader.string();
      return { errorCode, nodeId: reader.int32() };
    },
  });
}
