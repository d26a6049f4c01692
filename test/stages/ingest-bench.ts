// A log in memory with all topics, and ingest into it: for the tests of ingest.

import { openInput } from '../../src/adapters/input/open-input.ts';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import type { AccessEvent } from '../../src/generated/records.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { type IngestReport, type IngestSettings, runIngest } from '../../src/stages/ingest.ts';

export type Bench = { readonly log: Log; readonly codec: Codec; readonly rejected: string[] };

export async function openBench(sources = 1): Promise<Bench> {
  const clock = { now: () => 1_800_000_000_000, sleep: async () => undefined };
  const log = openLocalLog({ clock });
  await prepareTopics(log, { sources, users: 1, retentionDays: 36_500 });
  const codec = await openCodec({ registry: openLocalRegistry() });
  return { log, codec, rejected: [] };
}

export async function ingestPath(
  { log, codec, rejected }: Bench,
  path: string,
  options: Partial<IngestSettings> & { readonly stop?: AbortSignal } = {},
): Promise<IngestReport> {
  const { format, delimiter, columns } = options.mapping ?? {};
  const file = options.file ?? (await openInput(path, { format, delimiter, columns }));
  const stop = options.stop ?? new AbortController().signal;
  const settings: IngestSettings = {
    kind: 'AccessEvent',
    file,
    mapping: undefined,
    isAgain: false,
    progress: () => undefined,
    openRejected: async (_id, keptBytes) => keptLines(rejected, keptBytes),
    ...options,
  };
  return runIngest({ log, codec }, settings, stop);
}

/** Rejected rows as the file has them, one byte a character. */
function keptLines(lines: string[], keptBytes: number) {
  const bytesOf = (line: string) => line.length + 1;
  let sizeBytes = 0;
  const kept = lines.filter((line) => {
    sizeBytes += bytesOf(line);
    return sizeBytes <= keptBytes;
  });
  lines.splice(0, lines.length, ...kept);
  return {
    path: 'rejected',
    get sizeBytes() {
      return lines.reduce((sum, line) => sum + bytesOf(line), 0);
    },
    write: async (line: string) => {
      lines.push(line);
    },
    close: async () => undefined,
  };
}

/** Every event in the log, by partition and offset. */
export async function eventsIn({ log, codec }: Bench, sources = 1): Promise<AccessEvent[]> {
  const found: AccessEvent[] = [];
  for (let partition = 0; partition < sources; partition += 1) {
    const { start, end } = await log.range('db-access', partition);
    for (let offset = start; offset < end; ) {
      const limits = { maxBytes: 4_000_000, waitMs: 0 };
      const batch = await log.read('db-access', partition, offset, limits);
      await codec.prepare(batch);
      for (let i = 0; i < batch.count; i += 1) {
        const decoded = codec.decode(batch, i);
        if (decoded.kind === 'record' && decoded.name === 'AccessEvent') found.push(decoded.record);
      }
      offset = batch.nextOffset;
    }
  }
  return found;
}
