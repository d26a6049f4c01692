// What the readers of CSV, JSONL and Avro have in common. Used inside this folder only.

import type { InputOptions, InputRow } from '../../ports.ts';

/** Some rows, and the columns that name their cells. */
export type RowsRead = {
  readonly rows: readonly InputRow[];
  readonly columns: readonly string[] | undefined;
};

export type RowOptions = InputOptions & {
  /** Of the file, for messages. */
  readonly name: string;
};

/** Rows handed on at a time: enough that a chunk costs nothing, little enough to be no memory. */
export const rowsPerChunk = 1_000;

/** A longer line is no record: the log takes 1 MB. */
export const lineBytesMax = 4_000_000;
