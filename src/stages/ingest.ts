// Ingest: rows of a file → records of one topic. Not a member of a group: it runs when somebody
// gives it a file. Records and the position in the file are one transaction, so that a killed
// ingest goes on where it stopped, and the same file twice does not count twice.
//
//   file ─► rows ─► mapping ─┬─► records, keyed ─┐
//                            │                   ├─ one commit ─► <topic>, ingest-state
//                            └─► rejected ─► file of rejected rows, counts by reason

import { OutputBuffer } from '../core/batch.ts';
import { hash128, partitionOf } from '../core/hash.ts';
import type { Mapping } from '../core/mapping-file.ts';
import { OutsideError } from '../errors.ts';
import type { IngestState } from '../generated/records.ts';
import type { InputChunk, InputFile, InputRow, LogWriter } from '../ports.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { existingTopic } from './existing-topic.ts';
import { type Kind, kinds } from './ingest-kinds.ts';
import { type Mapper, mapperOf, type Problem, recordOf, textOf } from './ingest-rows.ts';
import { appendState, type FileIdentity, findState, identify } from './ingest-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type IngestSettings = {
  readonly kind: Kind;
  readonly file: InputFile;
  readonly mapping: Mapping | undefined;
  /** Ingest the file once more although it is known. */
  readonly isAgain: boolean;
  /** Opens the file of rejected rows, cut to the bytes that were committed. */
  openRejected(name: string, keptBytes: number): Promise<RejectedRows>;
  progress(report: IngestReport, bytesRead: number): void;
};

export type RejectedRows = {
  readonly path: string;
  /** Bytes written so far, with those kept. */
  readonly sizeBytes: number;
  write(line: string): Promise<void>;
  close(): Promise<void>;
};

export type IngestReport = {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Rows that an earlier run had taken already. */
  readonly skipped: number;
  readonly isEnded: boolean;
  readonly rejectedPath: string;
};

/** What the log takes as one value. */
const valueBytesMax = 1_000_000;

/** Resolves at the end of the file, or, once `stop` is aborted, after the commit in hand. */
export async function runIngest(
  ports: ReadingPorts,
  settings: IngestSettings,
  stop: AbortSignal,
): Promise<IngestReport> {
  const { topic } = kinds[settings.kind];
  const { partitions } = await existingTopic(ports.log, topic);
  const identity = await startOf(ports, settings);
  const rejected = await settings.openRejected(identity.id, identity.state.rejected_bytes);
  const writer = await ports.log.writer('ingest-0');
  const ingest = new Ingest(ports, settings, { writer, rejected, partitions });
  try {
    return await ingest.run(identity, stop);
  } finally {
    await writer.close();
    await rejected.close();
  }
}

async function startOf(ports: ReadingPorts, settings: IngestSettings): Promise<FileIdentity> {
  const { kind, file, mapping } = settings;
  const { topic } = kinds[kind];
  const mappingHash = mapping === undefined ? '' : hash128(JSON.stringify(mapping));
  const known = await findState(ports, topic, file);
  const found = settings.isAgain ? undefined : known;
  if (found === undefined) return identify(file, topic, mappingHash);
  if (found.state.mapping === mappingHash) return found;
  // Nothing came of it: the mapping was wrong, and mended since.
  if (found.state.accepted === 0) return identify(file, topic, mappingHash);
  const message = `${file.name} was ingested with another mapping: ${found.state.accepted} rows.`;
  throw new OutsideError('bad-input', `${message} With --again it is ingested once more.`);
}

type Opened = {
  readonly writer: LogWriter;
  readonly rejected: RejectedRows;
  readonly partitions: number;
};

class Ingest {
  readonly #ports: ReadingPorts;
  readonly #settings: IngestSettings;
  readonly #opened: Opened;
  readonly #buffers = new Map<number, OutputBuffer>();
  readonly #position = new OutputBuffer('ingest-state', 0);
  #mapper: Mapper | undefined;
  #bytesRead = 0;
  #rows = 0;
  #committedRows = 0;
  #accepted = 0;
  #reasons: Record<string, number> = {};

  constructor(ports: ReadingPorts, settings: IngestSettings, opened: Opened) {
    this.#ports = ports;
    this.#settings = settings;
    this.#opened = opened;
  }

  async run(start: FileIdentity, stop: AbortSignal): Promise<IngestReport> {
    const { file, progress } = this.#settings;
    const skipped = start.state.rows;
    this.#accepted = start.state.accepted;
    this.#committedRows = skipped;
    this.#reasons = { ...start.state.reasons };
    // Read to its end before, and no longer since: nothing to do.
    const isNew = !start.state.ended || start.state.size_bytes !== file.sizeBytes;
    if (isNew) {
      try {
        for await (const chunk of file.read()) {
          this.#bytesRead = chunk.bytesRead;
          await this.#take(chunk, skipped, start);
          progress(this.#report(skipped, false), this.#bytesRead);
          if (stop.aborted) break;
        }
      } catch (error) {
        throw await this.#brokenOff(error, start);
      }
      await this.#commit(start, !stop.aborted);
    } else this.#rows = skipped;
    return this.#report(skipped, !stop.aborted);
  }

  /** A file that cannot be read on, once mended, is another file: what was taken must be told. */
  async #brokenOff(error: unknown, start: FileIdentity): Promise<unknown> {
    const isOurs = error instanceof OutsideError && error.code === 'bad-input';
    if (!isOurs || this.#committedRows === 0) return error;
    await this.#commit(start, false);
    const taken = Math.max(this.#rows, start.state.rows);
    const message =
      `${error.message} Its first ${taken} rows were taken: ` +
      'mend the rest and give it as a file of its own.';
    return new OutsideError('bad-input', message, { cause: error });
  }

  async #take(chunk: InputChunk, skipped: number, start: FileIdentity): Promise<void> {
    // Only with the first chunk the columns are known.
    this.#mapper ??= mapperOf(this.#settings, chunk.columns);
    for (const row of chunk.rows) {
      this.#rows += 1;
      // Read again, not mapped again: a gzip file cannot be entered in the middle.
      if (this.#rows <= skipped) continue;
      const problem = this.#accept(row, this.#mapper);
      if (problem !== undefined) await this.#reject(row, problem);
      if (this.#isFull()) await this.#commit(start, false);
    }
  }

  #accept(row: InputRow, mapper: Mapper): Problem | undefined {
    const { kind } = this.#settings;
    const read = recordOf(row, mapper, { kind, position: this.#rows });
    if (read.kind === 'rejected') return read;
    const { record } = read;
    const key = kinds[kind].keyOf(record);
    const buffer = this.#buffer(partitionOf(key, this.#opened.partitions));
    const before = buffer.length;
    this.#ports.codec.encode(buffer, key, kind, record);
    if (buffer.length - before <= valueBytesMax) {
      this.#accepted += 1;
      return undefined;
    }
    // How large a record is shows only once it is encoded.
    buffer.dropLast();
    return { reason: 'too large', detail: `more than ${valueBytesMax} bytes as a record` };
  }

  async #reject(row: InputRow, { reason, detail }: Problem): Promise<void> {
    this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1;
    const line = { row: this.#rows, reason, detail, text: textOf(row) };
    await this.#opened.rejected.write(JSON.stringify(line));
  }

  #buffer(partition: number): OutputBuffer {
    let buffer = this.#buffers.get(partition);
    if (buffer === undefined) {
      buffer = new OutputBuffer(kinds[this.#settings.kind].topic, partition, 64_000);
      this.#buffers.set(partition, buffer);
    }
    return buffer;
  }

  #isFull(): boolean {
    let total = 0;
    for (const { length } of this.#buffers.values()) {
      if (length > partitionBytesMax) return true;
      total += length;
    }
    return total > commitBytesMax;
  }

  async #commit({ id, state }: FileIdentity, isEnded: boolean): Promise<void> {
    const buffers = [...this.#buffers.values()].filter((buffer) => buffer.count > 0);
    const next: IngestState = {
      ...state,
      name: this.#settings.file.name,
      rows: Math.max(this.#rows, state.rows),
      accepted: this.#accepted,
      rejected: sum(this.#reasons),
      reasons: this.#reasons,
      rejected_bytes: this.#opened.rejected.sizeBytes,
      ended: isEnded,
    };
    // Standard input has no identity to go on from.
    if (id !== '') appendState(this.#ports.codec, this.#position, next);
    const outputs = id === '' ? buffers : [...buffers, this.#position];
    if (outputs.length > 0) await this.#opened.writer.commit(outputs);
    for (const buffer of outputs) buffer.clear();
    this.#committedRows = this.#rows;
  }

  #report(skipped: number, isEnded: boolean): IngestReport {
    return {
      rows: this.#rows,
      accepted: this.#accepted,
      rejected: sum(this.#reasons),
      reasons: this.#reasons,
      skipped,
      isEnded,
      rejectedPath: this.#opened.rejected.path,
    };
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
