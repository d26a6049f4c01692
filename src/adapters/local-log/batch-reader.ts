// Stored batches to one RecordBatch: as many neighbours as fit, from the middle of one if asked.
//
// One stored batch that is enough by itself is handed out as it lies, without copying a byte;
// several small ones (a quiet topic has one per commit) are copied together. Used by local-log.

import type { RecordBatch } from '../../core/batch.ts';
import type { BatchStore, PartitionState } from './batch-store.ts';
import { type Columns, noKey, openColumns, startOf, tombstone } from './stored-batch.ts';

/** Records `from` to `to` − 1 of one stored batch. */
type Slice = {
  readonly columns: Columns;
  readonly first: number;
  readonly from: number;
  readonly to: number;
};

/** Reads from `offset`, which lies within the log. Without a record the batch only moves on. */
export function readBatch(
  store: BatchStore,
  partition: PartitionState,
  { offset, maxBytes }: { readonly offset: number; readonly maxBytes: number },
): RecordBatch {
  const slices: Slice[] = [];
  let nextOffset = offset;
  let leftBytes = maxBytes;
  while (nextOffset < partition.end && (leftBytes > 0 || slices.length === 0)) {
    const place = store.find(partition.id, nextOffset);
    if (place === undefined) {
      nextOffset = partition.end;
      break;
    }
    const columns = openColumns(store.read(place), place);
    const from = indexAt(columns, nextOffset - place.first);
    const to = sliceEnd(columns, from, { leftBytes, least: slices.length === 0 ? 1 : 0 });
    if (to > from) slices.push({ columns, first: place.first, from, to });
    if (to < columns.count) {
      nextOffset = place.first + columns.deltas[to]!;
      break;
    }
    nextOffset = place.next;
    leftBytes -= sizeOf(columns, from, to);
  }
  return toRecordBatch(partition, slices, nextOffset);
}

/** Index of the first record at `delta` or later. */
function indexAt(columns: Columns, delta: number): number {
  if (delta <= 0) return 0;
  let low = 0;
  let high = columns.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns.deltas[middle]! < delta) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sliceEnd(
  columns: Columns,
  from: number,
  limit: { readonly leftBytes: number; readonly least: number },
): number {
  if (sizeOf(columns, from, columns.count) <= limit.leftBytes) return columns.count;
  let to = Math.min(from + limit.least, columns.count);
  while (to < columns.count && sizeOf(columns, from, to + 1) <= limit.leftBytes) to += 1;
  return to;
}

/** Bytes of keys and values of records `from` to `to` − 1. */
function sizeOf(columns: Columns, from: number, to: number): number {
  if (to <= from) return 0;
  const values = columns.valueEnds[to - 1]! - startOf(columns.valueEnds, from);
  return values + columns.keyEnds[to - 1]! - startOf(columns.keyEnds, from);
}

function toRecordBatch(
  partition: PartitionState,
  slices: readonly Slice[],
  nextOffset: number,
): RecordBatch {
  const count = slices.reduce((total, { from, to }) => total + to - from, 0);
  const only = slices.length === 1 ? slices[0] : undefined;
  const bytes = only?.columns.bytes ?? new Uint8Array(payloadBytes(slices));
  const batch: RecordBatch = {
    topic: partition.topic,
    partition: partition.partition,
    count,
    bytes,
    offsets: new Float64Array(count),
    seenAt: new Float64Array(count),
    keyStart: new Int32Array(count),
    keyEnd: new Int32Array(count),
    valueStart: new Int32Array(count),
    valueEnd: new Int32Array(count),
    nextOffset,
    endOffset: partition.end,
  };
  let at = 0;
  let byteAt = 0;
  for (const slice of slices) {
    const places = only ? inPlace(slice) : copied(slice, bytes, byteAt);
    fill(batch, slice, { at, ...places });
    at += slice.to - slice.from;
    byteAt = places.end;
  }
  return batch;
}

/** What to add to a value's or key's place within its batch to find it in `RecordBatch.bytes`. */
type Shift = { readonly values: number; readonly keys: number; readonly end: number };

function inPlace({ columns }: Slice): Shift {
  return { values: columns.valuesAt, keys: columns.keysAt, end: columns.bytes.length };
}

function copied({ columns, from, to }: Slice, into: Uint8Array, at: number): Shift {
  const valueFrom = startOf(columns.valueEnds, from);
  const valueTo = columns.valueEnds[to - 1]!;
  const keyFrom = startOf(columns.keyEnds, from);
  const keyTo = columns.keyEnds[to - 1]!;
  const { bytes, valuesAt, keysAt } = columns;
  into.set(bytes.subarray(valuesAt + valueFrom, valuesAt + valueTo), at);
  const keysInto = at + valueTo - valueFrom;
  into.set(bytes.subarray(keysAt + keyFrom, keysAt + keyTo), keysInto);
  return { values: at - valueFrom, keys: keysInto - keyFrom, end: keysInto + keyTo - keyFrom };
}

function payloadBytes(slices: readonly Slice[]): number {
  return slices.reduce((total, { columns, from, to }) => total + sizeOf(columns, from, to), 0);
}

function fill(batch: RecordBatch, slice: Slice, shift: Shift & { readonly at: number }): void {
  const { columns, first, from, to } = slice;
  let { at } = shift;
  for (let i = from; i < to; i += 1) {
    const flags = columns.flags[i]!;
    batch.offsets[at] = first + columns.deltas[i]!;
    batch.seenAt[at] = columns.seenAt[i]!;
    batch.keyStart[at] = flags & noKey ? -1 : shift.keys + startOf(columns.keyEnds, i);
    batch.keyEnd[at] = shift.keys + columns.keyEnds[i]!;
    batch.valueStart[at] = flags & tombstone ? -1 : shift.values + startOf(columns.valueEnds, i);
    batch.valueEnd[at] = shift.values + columns.valueEnds[i]!;
    at += 1;
  }
}
