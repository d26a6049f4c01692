// What the inside needs of the outside, nothing more. Adapters implement these; stages,
// investigate, lab and serve use them; main.ts introduces the two to each other.

import type { OutputBuffer, RecordBatch } from './core/batch.ts';
import type { Millis } from './core/time.ts';
import type { RecordName, Records } from './generated/records.ts';
import type { Fact } from './telemetry.ts';

// ── Log ──────────────────────────────────────────────────────────────────────────────────────

/** A topic as infra/kafka/topics.json plans it. */
export type TopicPlan = {
  readonly name: string;
  /** A number, or: `sources` and `users`, the two settings; `most`, the larger of the two. */
  readonly partitions: number | 'sources' | 'users' | 'most';
  readonly cleanup: 'delete' | 'compact';
  readonly retention_days?: number;
  /** `append`: the log's own clock stamps each record as it arrives. */
  readonly time?: 'append';
  /** Never compressed by us: others read it, and many clients bring no codec but gzip. */
  readonly plain?: boolean;
  readonly records: readonly RecordName[];
  readonly doc: string;
};

export type TopicSpec = {
  readonly name: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  /** Undefined: kept for ever. */
  readonly retentionMs?: number | undefined;
  /** Whether the log's own clock must stamp records as they arrive. */
  readonly isAppendTime?: boolean | undefined;
};

export type TopicState = TopicSpec & {
  /** Incarnation: another one after the topic was deleted and created again. */
  readonly id: string;
  /** Copies of each partition; undefined on one machine. */
  readonly replicas?: number | undefined;
  /** Copies that must confirm a record before it counts as written. */
  readonly replicasMin?: number | undefined;
  /** Whether the log's own clock stamps records as they arrive. */
  readonly isAppendTime: boolean;
};

/** How the log is, for doctor. */
export type LogProbe = {
  readonly brokers: readonly { readonly address: string; readonly problem?: string | undefined }[];
  /** How far the log's clock is ahead of ours, ms; undefined where nobody can tell. */
  readonly clockAheadMs?: number | undefined;
};

export type OffsetRange = {
  /** First offset still kept. */
  readonly start: number;
  /** One past the last committed record. */
  readonly end: number;
};

export type ReadLimits = {
  readonly maxBytes: number;
  /** How long to wait for a first record where there is none yet; 0: answer at once. */
  readonly waitMs: number;
};

/** Partitioned, append-only, read committed only. local-log and kafka pass one contract suite. */
export type Log = {
  readonly kind: 'local' | 'kafka';
  topic(name: string): Promise<TopicState | undefined>;
  /** Fails with `topic-exists` if it is there. */
  createTopic(spec: TopicSpec): Promise<TopicState>;
  /**
   * Removes this incarnation of the topic with all that is in it; once this resolves, another one
   * of that name may be made. Fails with `topic-missing` where it is gone, and leaves alone what
   * bears its name since. Nobody may be reading or writing it.
   */
  deleteTopic(topic: Pick<TopicState, 'name' | 'id'>): Promise<void>;
  /** Adds empty partitions until there are so many. No log can take any away again. */
  growTopic(name: string, partitions: number): Promise<TopicState>;
  range(topic: string, partition: number): Promise<OffsetRange>;
  /**
   * Reads outside any group: for reference topics, restores and tools. Below the start of the log
   * it fails with `offset-out-of-range`, whose message names the lost range; at the end it waits
   * `waitMs`, then returns an empty batch.
   */
  read(topic: string, partition: number, offset: number, limits: ReadLimits): Promise<RecordBatch>;
  /**
   * Opens the writer of a transactional id and fences the one before it: what that one had open
   * is aborted, and whatever it tries from now on fails with `fenced`.
   */
  writer(transactionalId: string, options?: WriterOptions): Promise<LogWriter>;
  join(membership: MembershipOptions): Promise<Membership>;
  /** Members that the group has now, in this process or in any other. */
  countMembers(group: string): Promise<number>;
  /** Tries each broker; asks the log's clock by an aborted record in partition 0 of `topic`. */
  probe(topic: string): Promise<LogProbe>;
  close(): Promise<void>;
};

export type WriterOptions = {
  /**
   * For whoever does nothing outside the log: the local log may then lose his last commit to a
   * power cut, with all that was written after it by anybody, though never the one before. He goes
   * on from what is left, and makes it anew. Without, a commit waits for the disk.
   */
  readonly isOneAhead?: boolean;
};

export type LogWriter = {
  /**
   * One transaction: all records of all buffers, or none. Once it resolves, the local log has it on
   * the disk (but `isOneAhead`); others may read it a little before. The buffers stay the caller's,
   * and may be cleared as soon as the promise resolves. After any error but `fenced` the outcome
   * may be unknown, and with `isOneAhead` that of the commit before: drop the writer and take the
   * partition over again. One commit at a time.
   */
  commit(outputs: readonly OutputBuffer[]): Promise<void>;
  /** Once it resolves, the local log has all that was committed on the disk. */
  close(): Promise<void>;
};

export type MembershipOptions = {
  readonly group: string;
  /** Task n reads partition n of each of these that has one. */
  readonly topics: readonly string[];
  /** Stable name of this member: keeping a partition keeps its state. */
  readonly instance: string;
  readonly maxBatchBytes: number;
  /** Aborted when nothing new will come: an idle task is called then, and not a second later. */
  readonly drain?: AbortSignal | undefined;
  /**
   * Called once for each task given to this member. An error here ends the membership. `stop` is
   * aborted when the task is to be given up: whatever it waits for in a call should end then.
   */
  take(partition: number, stop: AbortSignal): Promise<PartitionTask>;
};

/** What the log calls back, one call at a time per task. An error ends the membership with it. */
export type PartitionTask = {
  /** Next offset to read by topic: read once, after take() resolved. The log never chooses one. */
  readonly positions: ReadonlyMap<string, number>;
  process(batch: RecordBatch): Promise<'more' | 'done'>;
  /**
   * Called when every topic of the task is read to its end, and then again about every second
   * while nothing arrives: for ticks, timers and drains. `done` ends the task for good.
   */
  idle(): Promise<'more' | 'done'>;
  /** The partition is given up. No commit after this returns. */
  release(): Promise<void>;
};

export type Membership = {
  /** Resolves when every task of the group on this member is done; rejects when one failed. */
  readonly finished: Promise<void>;
  /** Finishes what is in hand, releases all tasks, leaves the group. */
  leave(): Promise<void>;
};

// ── Codec ────────────────────────────────────────────────────────────────────────────────────

/** Confluent wire format: 0, four bytes of schema id, Avro body. */
export type Codec = {
  /** Looks up the schema ids in a batch that are not known yet, so that decode is synchronous. */
  prepare(batch: RecordBatch): Promise<void>;
  decode(batch: RecordBatch, index: number): Decoded;
  /** Decodes records, and of those of one name only some fields: the others are left out. */
  reader<N extends RecordName, F extends keyof Records[N]>(
    name: N,
    fields: readonly F[],
  ): RecordReader<N, F>;
  /**
   * Like decode, but only walks the value: it must end exactly where its schema says, and every
   * count must fit. For pass-through.
   */
  verify(batch: RecordBatch, index: number): Verified;
  /** Appends the record with its key. The schema must be registered: see `schemaId`. */
  encode<N extends RecordName>(
    output: OutputBuffer,
    key: string | null,
    name: N,
    record: Records[N],
  ): void;
  /**
   * Appends records made from ones of another name that were read: `fields` are new, all others are
   * copied. Equal to decoding, adding and encoding, and much cheaper.
   */
  extender<N extends RecordName, F extends keyof Records[N]>(
    name: N,
    fields: readonly F[],
  ): RecordExtender<Pick<Records[N], F>>;
  /** Id under which this build's schema of the record is registered. */
  schemaId(name: RecordName): number;
  /** The schema behind an id that prepare() has seen, as JSON text. */
  schemaText(schemaId: number): string;
};

export type Decoded =
  | {
      [N in RecordName]: { readonly kind: 'record'; readonly name: N; readonly record: Records[N] };
    }[RecordName]
  | { readonly kind: 'tombstone' }
  | Undecodable;

export type RecordReader<N extends RecordName, F extends keyof Records[N]> = (
  batch: RecordBatch,
  index: number,
) =>
  | Exclude<Decoded, { readonly name: N }>
  | { readonly kind: 'record'; readonly name: N; readonly record: Pick<Records[N], F> };

/** Throws where the record at `index` cannot be read: ask a reader first. */
export type RecordExtender<A> = (
  output: OutputBuffer,
  key: string | null,
  from: { readonly batch: RecordBatch; readonly index: number },
  added: A,
) => void;

export type Verified =
  | { readonly kind: 'record'; readonly name: RecordName; readonly schemaId: number }
  | { readonly kind: 'tombstone' }
  | Undecodable;

export type Undecodable = {
  readonly kind: 'rejected';
  readonly reason:
    | 'empty-value'
    | 'wrong-magic'
    | 'unknown-schema'
    | 'incompatible-schema'
    | 'truncated'
    | 'trailing-bytes'
    | 'count-too-large'
    | 'too-large'
    | 'malformed';
  readonly detail: string;
};

// ── Schema registry ──────────────────────────────────────────────────────────────────────────

/** Where schemas get their ids: a registry of Confluent's kind. A subject has versions of one. */
export type SchemaRegistry = {
  /** Text of the schema with the id; undefined where there is none. */
  schema(id: number): Promise<string | undefined>;
  /** Id of this very schema in the subject; undefined where it is not registered there. */
  idOf(subject: string, schemaText: string): Promise<number | undefined>;
  /** The same schema has the same id, always. Fails with `schema-incompatible` where refused. */
  register(subject: string, schemaText: string): Promise<number>;
  /**
   * Why the schema cannot follow the latest of its subject, at the level in force: nothing where
   * it can, undefined where the subject has no schema yet.
   */
  objections(subject: string, schemaText: string): Promise<readonly string[] | undefined>;
  /** Level of compatibility in force, such as FULL; undefined where the registry names none. */
  level(subject: string): Promise<string | undefined>;
  setLevel(subject: string, level: string): Promise<void>;
};

// ── Warehouse ────────────────────────────────────────────────────────────────────────────────

export type WarehouseRow = Readonly<Record<string, unknown>>;

export type QueryOptions = {
  /** Values for ClickHouse's {name:Type} parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** `hunter` may only read, with limits on rows, memory and time. */
  readonly as?: 'writer' | 'hunter';
  readonly signal?: AbortSignal;
};

export type ExecuteOptions = {
  /** The scribe can add to hunt_log and do nothing else; where there is none the writer does it. */
  readonly as?: 'writer' | 'scribe';
  /** What an INSERT … FORMAT JSONEachRow adds, of any length: parameters are part of an address. */
  readonly rows?: readonly WarehouseRow[];
  /** By it the statement can be seen to run. It fails as an insert then: busy, try again. */
  readonly id?: string;
};

export type Statement = { readonly sql: string; readonly options: QueryOptions };

export type Coordinates = {
  readonly logId: string;
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  /** One past the last offset. */
  readonly next: number;
};

/** One insert: records of one writer schema, from one contiguous range, as one Avro block. */
export type AvroInsert = {
  readonly table: string;
  readonly schemaText: string;
  readonly range: Coordinates;
  /** The same token for the same bytes; never for others. Empty: rows replace each other by key. */
  readonly token: string;
  /** Adds the record's key as the column `_key`, for tables whose rows replace each other. */
  readonly withKey?: boolean;
  readonly batch: RecordBatch;
  /** Indexes in the batch that go into this insert, ascending. */
  readonly indexes: readonly number[];
};

export type Warehouse = {
  /** Version and start time of the engine: a start time that moved means it was restarted. */
  engine(): Promise<{ readonly version: string; readonly startedAt: Millis }>;
  /** Writes to its files have failed: inserts may be acknowledged that its next start has lost. */
  isDamaged(): Promise<boolean>;
  insert(insert: AvroInsert): Promise<void>;
  /** Rows of the range that are in the table. */
  count(table: string, range: Coordinates): Promise<number>;
  /** Offsets of the range that are in the table, ascending. */
  offsets(table: string, range: Coordinates): Promise<readonly number[]>;
  query(sql: string, options?: QueryOptions): Promise<readonly WarehouseRow[]>;
  /** Raw text in a ClickHouse format (CSVWithNames, JSONEachRow, PrettyCompact …), as chunks. */
  stream(sql: string, format: string, options?: QueryOptions): AsyncIterable<string>;
  /** The same in a format that is no text, such as Parquet. */
  streamBytes(sql: string, format: string, options?: QueryOptions): AsyncIterable<Uint8Array>;
  /** Runs one statement that returns nothing. */
  execute(
    sql: string,
    parameters?: Readonly<Record<string, unknown>>,
    options?: ExecuteOptions,
  ): Promise<void>;
  close(): Promise<void>;
};

// ── Input files ──────────────────────────────────────────────────────────────────────────────

export type InputFormat = 'csv' | 'jsonl' | 'avro';

export type InputOptions = {
  /** Undefined: by the file's name, or by its first bytes. */
  readonly format?: InputFormat | undefined;
  /** Between the columns of CSV; a comma where nothing is said. */
  readonly delimiter?: string | undefined;
  /** Names of the columns of a CSV file that has no header. */
  readonly columns?: readonly string[] | undefined;
};

/** A file of records that somebody wants to have ingested, gzipped or not; or standard input. */
export type InputFile = {
  readonly name: string;
  readonly format: InputFormat;
  /** Undefined for standard input. */
  readonly sizeBytes: number | undefined;
  /**
   * SHA-256, as hex, of the first bytes of the file for each length asked for: tells which file
   * this is, and of which shorter one it is the continuation. Lengths past the end are left out.
   */
  digests(lengths: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** All rows in file order, some at a time. Once. */
  read(): AsyncIterable<InputChunk>;
  close(): Promise<void>;
};

export type InputChunk = {
  readonly rows: readonly InputRow[];
  /** Columns of CSV: the names of a row's cells. Undefined where each row names its own. */
  readonly columns: readonly string[] | undefined;
  /** Bytes of the file that were read so far, for progress. */
  readonly bytesRead: number;
};

/** A row that cannot be read says why; its text is what the file says. */
export type InputRow =
  | { readonly cells: readonly string[] }
  | { readonly value: Readonly<Record<string, unknown>>; readonly text: string }
  | { readonly problem: string; readonly text: string };

// ── Clock and telemetry ──────────────────────────────────────────────────────────────────────

export type Clock = {
  now(): Millis;
  /**
   * Resolves after `ms`, or at once when the signal is aborted. 0 lets everything that is waiting
   * for the thread have its turn.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export type Telemetry = { emit(fact: Fact): void };
