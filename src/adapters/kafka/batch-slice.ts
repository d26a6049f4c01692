// A part of a batch, without copying what is in it. Used by the other files of this folder.

import { partOf, type RecordBatch } from '../../core/batch.ts';

/** The records from `offset` on that fit into `maxBytes` of keys and values; one at least. */
export function firstOf(batch: RecordBatch, offset: number, maxBytes: number): RecordBatch {
  const from = indexAt(batch, offset);
  let to = from;
  let bytes = 0;
  while (to < batch.count) {
    bytes += sizeOf(batch, to);
    if (bytes > maxBytes && to > from) break;
    to += 1;
  }
  return partOf(batch, { from, to });
}

/** Index of the first record at `offset` or later. */
function indexAt({ offsets, count }: RecordBatch, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sizeOf(batch: RecordBatch, index: number): number {
  const key = batch.keyStart[index]! < 0 ? 0 : batch.keyEnd[index]! - batch.keyStart[index]!;
  const isNull = batch.valueStart[index]! < 0;
  return key + (isNull ? 0 : batch.valueEnd[index]! - batch.valueStart[index]!);
}
