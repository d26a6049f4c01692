// Rows of a file → records, as ingest takes them: by the mapping, with an id for each event. For
// ingest, and for whoever reads a file without a log (`evaluate-log`).

import { hash128 } from '../core/hash.ts';
import { compileMapping, type RowMapper } from '../core/mapping.ts';
import type { Mapping } from '../core/mapping-file.ts';
import { OutsideError } from '../errors.ts';
import type { AccessEvent, Records } from '../generated/records.ts';
import type { InputFile, InputRow } from '../ports.ts';
import type { Kind } from './ingest-kinds.ts';

export type MappedFile<K extends Kind> = {
  readonly kind: K;
  readonly file: InputFile;
  readonly mapping: Mapping | undefined;
};

export type Mapper = RowMapper<Kind>;

export type Problem = { readonly reason: string; readonly detail: string };

export type RowRead<K extends Kind> =
  | { readonly kind: 'record'; readonly record: Records[K] }
  | ({ readonly kind: 'rejected' } & Problem);

/** Only with the first rows of a file its columns are known. */
export function mapperOf<K extends Kind>(
  { kind, file, mapping }: MappedFile<K>,
  columns: readonly string[] | undefined,
): RowMapper<K> {
  const compiled = compileMapping<K>(kind, mapping, columns);
  if (compiled.kind === 'mapper') return compiled.map;
  const hint =
    mapping === undefined ? '\nFor other columns write a mapping and give it as --map.' : '';
  const message = `${file.name} does not fit:\n  ${compiled.problems.join('\n  ')}${hint}`;
  throw new OutsideError('bad-input', message);
}

/** `position`: number of the row in its file, from 1. */
export function recordOf<K extends Kind>(
  row: InputRow,
  mapper: RowMapper<K>,
  { kind, position }: { readonly kind: K; readonly position: number },
): RowRead<K> {
  if ('problem' in row) {
    const { problem } = row;
    return { kind: 'rejected', reason: unreadable(problem), detail: problem };
  }
  const mapped = mapper(row);
  if (mapped.kind === 'rejected') return mapped;
  return { kind: 'record', record: withId(kind, mapped.record, row, position) };
}

/** Problems of rows carry details; reasons are few, so that they can be counted. */
function unreadable(problem: string): string {
  return `unreadable ${problem.split(':')[0]}`;
}

type Readable = Exclude<InputRow, { readonly problem: string }>;

/**
 * The position keeps two equal lines two events; the content keeps the ids of two files apart; and
 * the same file again, in whatever pieces, has the same ids.
 */
function withId<R>(kind: Kind, record: R, row: Readable, position: number): R {
  if (kind !== 'AccessEvent') return record;
  const event = record as unknown as { -readonly [F in keyof AccessEvent]: AccessEvent[F] };
  event.event_id ??= hash128(`${position}\n${event.source}\n${event.database}\n${textOf(row)}`);
  return record;
}

export function textOf(row: InputRow): string {
  return 'cells' in row ? row.cells.join(',') : row.text;
}
