// DescribeTransactions, version 0 (KIP-664, Kafka 3.0):
// https://kafka.apache.org/protocol#The_Messages_DescribeTransactions
// Says whether the markers of a transaction are written. Used by kafka-writer.ts.

import { type WireRequest, wireRequest } from './wire-request.ts';

export type TransactionState = {
  readonly errorCode: number;
  /** `PrepareCommit` while markers are being written, then `CompleteCommit`; and some others. */
  readonly state: string;
};

const noTags = 0;

export function transactionStateRequest(transactionalId: string): WireRequest<TransactionState> {
  return wireRequest({
    apiKey: 65,
    apiVersion: 0,
    apiName: 'DescribeTransactions',
    throttleOf: () => 0,
    write(writer) {
      writer.uvarint(noTags).uvarint(2).compactString(transactionalId).uvarint(noTags);
    },
    read(reader) {
      reader.skipTags();
      reader.int32();
      const [first] = reader.compactList(() => {
        const errorCode = reader.int16();
        reader.compactString();
        const state = reader.compactString() ?? '';
        reader.int32();
        reader.int64();
        reader.int64();
        reader.int16();
        reader.compactList(() => {
          reader.compactString();
          reader.compactList(() => reader.int32());
          reader.skipTags();
        });
        reader.skipTags();
        return { errorCode, state };
      });
      return first ?? { errorCode: -1, state: '' };
    },
  });
}
