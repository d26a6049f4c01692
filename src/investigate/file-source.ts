// `access` out of a file that `access export` has written: a line of JSON or an Avro record for
// each record of the topic, partition after partition, in the order of offsets. Read once to see
// what is there, and once more for each partition.

import { type AccessRecord, accessRecordNames } from '../core/feed.ts';
import { OutsideError } from '../errors.ts';
import type { InputFile } from '../ports.ts';
import type { AccessSource, Entry, ReplayRange } from './replay-source.ts';

/** A record of access with its place, as it stands in such a file. */
export type FiledRecord = {
  readonly log: string;
  readonly partition: number;
  readonly offset: number;
  /** By its name, as Avro writes a union in JSON: { "molecatcher.Tick": { … } }. */
  readonly value: Readonly<Record<string, unknown>>;
};

const namespace = 'molecatcher.';

export function filedValue(read: AccessRecord): FiledRecord['value'] | undefined {
  return 'record' in read ? { [`${namespace}${read.name}`]: read.record } : undefined;
}

export async function openFileSource(open: () => Promise<InputFile>): Promise<AccessSource> {
  const ranges = new Map<number, ReplayRange>();
  let name = '';
  let logId = '';
  for await (const { records, file } of recordsOf(open)) {
    name = file;
    for (const { log, partition, offset } of records) {
      logId = log;
      const first = ranges.get(partition)?.first ?? offset;
      if (offset < (ranges.get(partition)?.next ?? 0)) {
        throw new OutsideError('bad-input', `${file} is not in the order of offsets.`);
      }
      ranges.set(partition, { partition, first, next: offset + 1 });
    }
  }
  return {
    name,
    logId,
    ranges: [...ranges.values()].sort((a, b) => a.partition - b.partition),
    // What comes before is gone through too: the file was made as large as somebody wanted it.
    offsetAt: async ({ first }) => first,
    async *read({ partition, first, next }) {
      for await (const { records } of recordsOf(open)) {
        const entries: Entry[] = [];
        for (const one of records) {
          const isWanted = one.partition === partition && one.offset >= first && one.offset < next;
          if (isWanted) entries.push({ offset: one.offset, read: readOf(one) });
        }
        yield entries;
      }
    },
  };
}

async function* recordsOf(
  open: () => Promise<InputFile>,
): AsyncGenerator<{ readonly records: readonly FiledRecord[]; readonly file: string }> {
  const file = await open();
  try {
    let line = 0;
    for await (const { rows } of file.read()) {
      const records = rows.map((row) => {
        line += 1;
        if ('value' in row && isFiled(row.value)) return row.value;
        const why = 'problem' in row ? row.problem : 'it is no record that `access export` writes';
        throw new OutsideError('bad-input', `${file.name}, record ${line}: ${why}.`);
      });
      yield { records, file: file.name };
    }
  } finally {
    await file.close();
  }
}

function isFiled(value: Readonly<Record<string, unknown>>): value is FiledRecord {
  const { log, partition, offset, value: record } = value;
  const isPlaced = typeof log === 'string' && Number.isSafeInteger(partition);
  return isPlaced && Number.isSafeInteger(offset) && typeof record === 'object' && record !== null;
}

function readOf({ value }: FiledRecord): AccessRecord | undefined {
  for (const name of accessRecordNames) {
    const record = value[`${namespace}${name}`];
    if (record !== undefined) return { name, record } as AccessRecord;
  }
  return undefined;
}
