// The one form in which every stage writes down what it could not process: where the record is, why
// it was refused, and enough of it to see what it was.

import { keyOf, type RecordBatch, valueBytes } from '../core/batch.ts';
import type { DeadLetterReason } from '../core/dead-letter.ts';
import type { DeadLetter } from '../generated/records.ts';
import type { Stage } from '../telemetry.ts';

/** Original bytes kept: the rest stays readable at topic, partition and offset. */
export const deadLetterBytesMax = 64 * 1024;

export type Refused = {
  readonly stage: Stage;
  readonly reason: DeadLetterReason;
  readonly detail: string;
};

/** The value is a view into the batch: encode it before the batch goes. */
export function deadLetterRecord(
  batch: RecordBatch,
  index: number,
  { stage, reason, detail }: Refused,
): DeadLetter {
  const value = valueBytes(batch, index);
  return {
    reason,
    detail,
    stage,
    topic: batch.topic,
    partition: batch.partition,
    offset: batch.offsets[index]!,
    seen_at: batch.seenAt[index]!,
    key: keyOf(batch, index),
    value: value.subarray(0, deadLetterBytesMax),
    size_bytes: value.length,
  };
}
