// Files of accesses and of what is known beside them, read into memory as `ingest` would take them,
// with the same mappings, ids and reasons for rejecting a row. For `evaluate-log`.

import { hash128 } from '../core/hash.ts';
import { Reference, type ReferenceName } from '../core/reference.ts';
import { OutsideError } from '../errors.ts';
import type { AccessEvent, Records } from '../generated/records.ts';
import { type Kind, kinds } from '../stages/ingest-kinds.ts';
import type { Context } from './command.ts';
import { mappingFrom } from './input-flags.ts';
import { type ReadingOutside, recordsOfFile } from './records-of-file.ts';

/** What can be known beside accesses, by its flag; each has a mapping of its own. */
export const referenceKinds = [
  'Person',
  'Ticket',
  'Subject',
  'Asset',
] as const satisfies readonly ReferenceName[];

export type LogRead = {
  /** In the order of time. */
  readonly events: readonly AccessEvent[];
  readonly reference: Reference;
  /** Over all records that were taken. */
  readonly digest: string;
  readonly rows: number;
  /** Rows of accesses, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
};

/** What reading asks of a command's context. */
export type Reading = Pick<Context, 'words' | 'flags'> & {
  readonly outside: ReadingOutside;
};

export async function readLog(context: Reading): Promise<LogRead> {
  const { words, flags } = context;
  const reference = new Reference();
  const digests: string[] = [];
  for (const kind of referenceKinds) {
    const { word } = kinds[kind];
    const path = flags.text(word);
    if (path === undefined) continue;
    const asked = { path, kind, map: flags.text(`${word}-map`) };
    const { records, rejected, digest: one } = await readFile(context, asked);
    const [reason] = Object.keys(rejected);
    // An access that is left out is one less; a person that is left out changes what others mean.
    if (reason !== undefined) throw new OutsideError('bad-input', `${path}: ${reason}.`);
    digests.push(one);
    for (const record of records) reference.apply(kind, kinds[kind].keyOf(record), record);
  }
  const events: AccessEvent[] = [];
  const rejected: Record<string, number> = {};
  let rows = 0;
  for (const path of words) {
    const asked = { path, kind: 'AccessEvent', map: flags.text('map') } as const;
    const read = await readFile(context, asked);
    rows += read.rows;
    digests.push(read.digest);
    for (const event of read.records) events.push(event);
    for (const [reason, count] of Object.entries(read.rejected)) {
      rejected[reason] = (rejected[reason] ?? 0) + count;
    }
  }
  // Reading ends early then, and half a log is another log.
  if (context.outside.stop.aborted) {
    throw new OutsideError('stopped', 'Stopped while the log was read.');
  }
  if (events.length === 0) {
    throw new OutsideError('bad-input', 'No row could be taken: wrong file, or wrong mapping?');
  }
  // Sorting is stable: events of one instant stay in the order of the file.
  const sorted = events.sort((a, b) => a.at - b.at);
  return { events: sorted, reference, digest: digests.join('/'), rows, rejected };
}

type Asked<K extends Kind> = {
  readonly path: string;
  readonly kind: K;
  readonly map: string | undefined;
};

type FileRead<K extends Kind> = {
  readonly records: readonly Records[K][];
  readonly digest: string;
  readonly rows: number;
  readonly rejected: Readonly<Record<string, number>>;
};

async function readFile<K extends Kind>(
  { outside }: Reading,
  { path, kind, map }: Asked<K>,
): Promise<FileRead<K>> {
  const mapping = mappingFrom(map, kind);
  const records: Records[K][] = [];
  const rejected: Record<string, number> = {};
  let rows = 0;
  let digest: string = kind;
  for await (const read of recordsOfFile(outside, { kind, path, mapping })) {
    rows += read.records.length + read.rejected;
    for (const record of read.records) {
      records.push(record);
      digest = hash128(`${digest}${JSON.stringify(record)}`);
    }
    for (const reason of read.reasons) rejected[reason] = (rejected[reason] ?? 0) + 1;
  }
  return { records, digest, rows, rejected };
}
