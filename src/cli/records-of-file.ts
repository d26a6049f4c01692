// The records of a file, as `ingest` would take them, for a command that only looks at them.

import type { RowMapper } from '../core/mapping.ts';
import type { Mapping } from '../core/mapping-file.ts';
import { OutsideError } from '../errors.ts';
import type { Records } from '../generated/records.ts';
import type { InputFormat } from '../ports.ts';
import type { Kind } from '../stages/ingest-kinds.ts';
import { mapperOf, recordOf } from '../stages/ingest-rows.ts';
import type { Outside } from './outside.ts';

export type FileOfRecords<K extends Kind> = {
  readonly kind: K;
  readonly path: string;
  readonly mapping?: Mapping | undefined;
  /** Where neither the mapping nor the file itself shows it. */
  readonly format?: InputFormat | undefined;
};

export type RecordsRead<K extends Kind> = {
  readonly records: readonly Records[K][];
  readonly rejected: number;
  /** Why, of each of them. */
  readonly reasons: readonly string[];
  /** Of the file, from 0 to 1; undefined for standard input. */
  readonly share: number | undefined;
};

/** What reading asks of the world outside. */
export type ReadingOutside = Pick<Outside, 'openInput' | 'stop'>;

/** Some at a time. Ends early once the command is to stop. */
export async function* recordsOfFile<K extends Kind>(
  outside: ReadingOutside,
  { kind, path, mapping, format }: FileOfRecords<K>,
): AsyncGenerator<RecordsRead<K>> {
  const { delimiter, columns } = mapping ?? {};
  const file = await outside.openInput(path, {
    format: format ?? mapping?.format,
    delimiter,
    columns,
  });
  let map: RowMapper<K> | undefined;
  let position = 0;
  try {
    for await (const chunk of file.read()) {
      // Only with the first chunk the columns are known.
      map ??= mapperOf({ kind, file, mapping }, chunk.columns);
      const records: Records[K][] = [];
      const reasons: string[] = [];
      for (const row of chunk.rows) {
        position += 1;
        const read = recordOf(row, map, { kind, position });
        if (read.kind === 'record') records.push(read.record);
        else reasons.push(read.reason);
      }
      const { sizeBytes } = file;
      yield {
        ...{ records, rejected: reasons.length, reasons },
        share: sizeBytes === undefined ? undefined : chunk.bytesRead / Math.max(1, sizeBytes),
      };
      if (outside.stop.aborted) return;
    }
  } finally {
    await file.close();
  }
}

/** All of a small file, which must be right throughout. */
export async function allRecordsOf<K extends Kind>(
  outside: ReadingOutside,
  file: FileOfRecords<K>,
): Promise<readonly Records[K][]> {
  const all: Records[K][] = [];
  for await (const { records, rejected } of recordsOfFile(outside, file)) {
    all.push(...records);
    if (rejected > 0) throw new OutsideError('bad-input', `${file.path} has rows that do not fit.`);
  }
  return all;
}
