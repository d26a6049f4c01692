// Record batches for the codec's tests, without a log: values as a partition would hand them out.

import { OutputBuffer, type RecordBatch } from '../../../src/core/batch.ts';

/** The values, one record each, in one buffer; null is a tombstone. */
export function batchOf(values: readonly (Uint8Array | null)[]): RecordBatch {
  const output = new OutputBuffer('topic', 0);
  for (const value of values) output.append(null, value);
  return batchFrom(output);
}

export function batchFrom(output: OutputBuffer): RecordBatch {
  const { count, valueEnds, isTombstone } = output;
  const starts = valueEnds.map((_, i) => (i === 0 ? 0 : valueEnds[i - 1]!));
  return {
    topic: output.topic,
    partition: output.partition,
    count,
    bytes: output.bytes.slice(0, output.length),
    offsets: Float64Array.from(valueEnds, (_, i) => i),
    seenAt: new Float64Array(count),
    keyStart: new Int32Array(count).fill(-1),
    keyEnd: new Int32Array(count),
    valueStart: Int32Array.from(starts, (start, i) => (isTombstone[i] ? -1 : start)),
    valueEnd: Int32Array.from(valueEnds),
    nextOffset: count,
    endOffset: count,
  };
}

/** Wire format around a body. */
export function wire(schemaId: number, body: readonly number[]): Uint8Array {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(schemaId, 1);
  return Buffer.concat([header, Uint8Array.from(body)]);
}
