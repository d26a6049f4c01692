// Tombstones of reference topics as rows: a key and the mark `_deleted`, so that what was deleted
// stays deleted in ClickHouse whatever merges and repeats do. They have no payload to pass through,
// so each gets the smallest one there is. Used by archive-landing.ts.

import type { RecordBatch } from '../core/batch.ts';

const schemaText = JSON.stringify({
  type: 'record',
  name: 'Tombstone',
  fields: [{ name: '_deleted', type: 'int' }],
});

/** Header of the wire format with no schema id, and the Avro int 1. */
const value = Uint8Array.of(0, 0, 0, 0, 0, 2);

type TombstoneRows = {
  readonly schemaText: string;
  readonly batch: RecordBatch;
  readonly indexes: number[];
};

export function tombstoneRows(batch: RecordBatch, tombstones: readonly number[]): TombstoneRows {
  const bytes = new Uint8Array(batch.bytes.length + value.length);
  bytes.set(batch.bytes);
  bytes.set(value, batch.bytes.length);
  const valueStart = batch.valueStart.slice();
  const valueEnd = batch.valueEnd.slice();
  // All of them share the one value.
  for (const index of tombstones) {
    valueStart[index] = batch.bytes.length;
    valueEnd[index] = bytes.length;
  }
  const rows = { ...batch, bytes, valueStart, valueEnd };
  return { schemaText, batch: rows, indexes: [...tombstones] };
}
