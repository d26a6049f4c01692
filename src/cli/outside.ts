// What the commands need of the outside world. main.ts fills it with adapters, tests with smaller
// things. Commands know this type and no adapter.

import type { Settings } from '../config.ts';
import type {
  Clock,
  Codec,
  InputFile,
  InputOptions,
  Log,
  SchemaRegistry,
  Telemetry,
  Warehouse,
} from '../ports.ts';
import type { Answer } from '../serve/answer.ts';
import type { Fact } from '../telemetry.ts';

export type Login = { readonly user: string; readonly password: string };

/** A ClickHouse that runs: a server the user named, or the embedded one. */
export type Engine = {
  readonly warehouse: Warehouse;
  readonly url: string;
  readonly hunter: Login;
  /** Who adds to hunt_log, where a user was named for that. */
  readonly scribe?: Login | undefined;
  readonly isEmbedded: boolean;
  /** Drops the database and makes it anew. */
  empty(): Promise<void>;
  /** Applies the migrations that are missing and says which. */
  migrate(): Promise<readonly string[]>;
  /** Migrations of this build that the database does not have. */
  missingMigrations(): Promise<readonly string[]>;
  /** Who may write: for a neighbour's process, where the engine is ours. */
  readonly writer: Login;
  /** Closes the client, and the engine where it is ours. */
  stop(): Promise<void>;
};

export type EngineOptions = {
  /** All that is read is then read as the hunter, where a server has one. */
  readonly isAsking: boolean;
};

/** Who owns a data folder, as it says so in the folder itself. */
export type Owner = {
  readonly pid: number;
  readonly command: string;
  readonly http: string;
  readonly clickhouse: string;
  readonly database: string;
  readonly hunter: Login;
  readonly scribe?: Login | undefined;
  /** Who may write, where the engine is the owner's own and neighbours may use it. */
  readonly writer?: Login | undefined;
  /** Where its ClickHouse is, it cannot say yet. */
  readonly isStarting?: boolean | undefined;
  /** It only asks: others wait until it is gone. */
  readonly isBrief?: boolean | undefined;
};

export type Ownership = {
  /**
   * Takes the folder, and says in it where its owner can be reached; fails as `own` does, and with
   * data-folder-asked where another process has it for a moment.
   */
  announce(owner: Omit<Owner, 'pid'>): void;
  release(): void;
};

export type Listening = {
  readonly url: string;
  close(): Promise<void>;
};

export type ListenOptions = {
  /** Address of this machine to listen on. */
  readonly host: string;
  readonly port: number;
  /** How many ports to try after the first one that is taken. */
  readonly more: number;
  answer(path: string): Promise<Answer>;
};

export type TelemetryOptions = {
  readonly level: Settings['logLevel'];
  /** Facts are also handed to these. */
  readonly also: readonly ((fact: Fact) => void)[];
};

export type TelemetrySink = Telemetry & {
  /** All counters in the text format of Prometheus. */
  metrics(): string;
};

/** How an outside thing is opened: what it tells, and whether it waits where somebody is away. */
export type OpenOptions = {
  readonly telemetry: Telemetry;
  /** Stages wait for a Kafka or a registry that is away; what a person waits for fails. */
  readonly isPatient: boolean;
};

/** What detect is to do in a thread of its own, as plain values. */
export type DetectOrder = {
  readonly settings: Settings;
  /** Stable name of this process in the group. */
  readonly instance: string;
};

export type ApartPorts = {
  /** Lent to the thread where it is the local one. */
  readonly log: Log;
  /** Hears what the thread tells, in its order. */
  readonly telemetry: Telemetry;
  readonly stop: AbortSignal;
  readonly drain: AbortSignal;
};

/** What only a process knows: for doctor, and for how the stages are run. */
export type Machine = {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly hasEmbeddedClickHouse: boolean;
  /** Threads that can run at once. */
  readonly cores: number;
  /** Who is logged in, and where: `kim@desk-7`. */
  readonly user: string;
  /** Why nobody can be reached at `host:port`; undefined where somebody listens. */
  connectProblem(address: string): Promise<string | undefined>;
  /** Host and folder in one word: the same after a restart, another for any other process. */
  placeOf(folder: string): string;
  /** Whether ClickHouse has ever lived in the folder. */
  hasData(folder: string): boolean;
  freeBytes(folder: string): Promise<number>;
  /** Why nothing can be written into the folder, or undefined where it can. */
  writeProblem(folder: string): string | undefined;
};

export type Terminal = {
  /** Writes to standard output; resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** Writes to standard error: progress and remarks, so that output can be piped on. */
  remark(text: string): void;
  readonly isInteractive: boolean;
  readonly columns: number;
  /** Of the screen that standard output is; undefined where it is a pipe or a file. */
  readonly outputColumns: number | undefined;
  /** Whether nobody reads the output any more: what is still written is dropped. */
  readonly isGone: boolean;
};

export type Outside = {
  /** Of this build. */
  readonly version: string;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly machine: Machine;
  /**
   * Aborted by the first SIGINT or SIGTERM, of which the second ends the process at once; and where
   * nobody reads the output any more.
   */
  readonly stop: AbortSignal;
  /** The log of the brokers that are set, else the local one in the data folder. */
  openLog(settings: Settings, options: OpenOptions): Promise<Log>;
  /** The registry that is set. The local log's own takes whatever this version brings along. */
  openRegistry(settings: Settings, options: OpenOptions): SchemaRegistry;
  openCodec(settings: Settings, options: OpenOptions): Promise<Codec>;
  /** Runs detect as runDetect does, in a thread of its own. After the codec was opened once. */
  runDetectApart(order: DetectOrder, ports: ApartPorts): Promise<void>;
  openEngine(settings: Settings, options?: EngineOptions): Promise<Engine>;
  /** For questions to an engine that another process owns; writes where that lets neighbours. */
  connect(owner: Owner): Promise<Warehouse>;
  openTelemetry(options: TelemetryOptions): TelemetrySink;
  listen(options: ListenOptions): Promise<Listening>;
  /** The living owner of a data folder. */
  ownerOf(data: string): Owner | undefined;
  /** Fails with data-folder-in-use where another process lives in it. */
  own(data: string): Ownership;
  openInput(path: string, options: InputOptions): Promise<InputFile>;
  /** A file to be written line by line; what lies behind the bytes to keep is cut off. */
  openLines(path: string, keptBytes: number): LineFile;
  /** A file of records, Avro or lines of JSON by its name; what is there is overwritten. */
  openRecords(path: string): RecordFile;
  /** Empties a folder that the demo made, or makes it; refuses any other that is not empty. */
  renewDemoFolder(folder: string): void;
};

export type RecordFile = {
  write(record: object): Promise<void>;
  close(): Promise<void>;
};

export type LineFile = {
  readonly path: string;
  readonly sizeBytes: number;
  write(line: string): Promise<void>;
  /** Whole lines, each with its end; kept until they are written. */
  writeLines(lines: Uint8Array): Promise<void>;
  /** Removes the file where nothing was written. */
  close(): Promise<void>;
};
